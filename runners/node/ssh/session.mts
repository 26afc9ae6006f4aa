import type { Client, ClientChannel, SFTPWrapper } from 'ssh2'
import type {
  Cli,
  CliOptions,
  ExecOptions,
  Ran,
  Ssh,
} from '../../../src/services/automation/product/job_templates/template.d.ts'
import type { OrderHost } from '../../../src/services/automation/runs/protocol.ts'
import { Fault } from '../fault.mts'
import { Gathered } from '../gathered.mts'
import type { Live } from '../output.mts'
import { isQuiet } from '../quiet.mts'
import { openCli } from './cli.mts'
import { quoted } from './words.mts'

interface Means {
  connect(): Promise<Client>
  signal: AbortSignal
  /** Most that one command may print. */
  mostBytes: number
  /** For showing what a command prints while it is at work. */
  live(): Live
}

/** A host by SSH: one connection, opened at the first use. */
export class SshSession implements Ssh {
  readonly #host: OrderHost
  readonly #means: Means
  #client: Promise<Client> | undefined
  #cli: Promise<Cli> | undefined
  #files: Promise<SFTPWrapper> | undefined

  constructor(host: OrderHost, means: Means) {
    this.#host = host
    this.#means = means
  }

  async exec(command: string | readonly string[], { stdin, timeout, quiet }: ExecOptions = {}): Promise<Ran> {
    const { signal, mostBytes } = this.#means
    const client = await this.#connected()
    const text = typeof command === 'string' ? command : quoted(command)
    const channel = await this.#within<ClientChannel>((done) => client.exec(text, done))
    const { promise, resolve, reject } = Promise.withResolvers<number | null>()
    const gathered = new Gathered({
      mostBytes,
      live: isQuiet(command, { quiet }) ? undefined : this.#means.live(),
      tooMuch: reject,
    })
    const stop = () => reject(signal.reason)
    const late = () => reject(new Fault('timeout', `The command took longer than ${timeout} s.`))
    const timer = timeout === undefined ? undefined : setTimeout(late, timeout * 1_000)
    signal.addEventListener('abort', stop, { once: true })
    try {
      channel.on('data', (piece: Buffer) => gathered.add('stdout', piece))
      channel.stderr.on('data', (piece: Buffer) => gathered.add('stderr', piece))
      channel.on('error', reject)
      // Of a command that a signal ended the code is null; a host that is gone says nothing.
      channel.on('close', (code?: number | null) => {
        if (code === undefined) reject(new Fault('closed', 'The host ended the command without saying how.'))
        else resolve(code)
      })
      channel.end(stdin ?? '')
      signal.throwIfAborted()
      return { code: await promise, ...gathered.texts() }
    } catch (error) {
      // TERM for what understands it; closing the channel ends the rest.
      channel.signal('TERM')
      channel.destroy()
      throw error
    } finally {
      gathered.end()
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
    }
  }

  async read(command: string | readonly string[], options?: ExecOptions): Promise<string> {
    const { stdout, stderr, code } = await this.exec(command, options)
    if (code === 0) return stdout
    const said = (stderr || stdout).trim()
    throw new Error(said || `The command ended with ${code === null ? 'a signal' : `code ${code}`}.`)
  }

  cli(options: CliOptions = {}): Promise<Cli> {
    this.#cli ??= this.#openCli(options)
    return this.#cli
  }

  async readFile(path: string): Promise<string> {
    const files = await this.#openFiles()
    const { mostBytes } = this.#means
    const { size } = await this.#within<{ size: number }>((done) => files.stat(path, done))
    if (size > mostBytes) throw new Fault('too-large', `${path} has more than ${mostBytes} bytes.`)
    const content = await this.#within<Buffer>((done) => files.readFile(path, done))
    return content.toString('utf8')
  }

  async writeFile(path: string, content: string, { mode }: { mode?: number } = {}): Promise<void> {
    const files = await this.#openFiles()
    const options = mode === undefined ? {} : { mode }
    await this.#within<void>((done) =>
      files.writeFile(path, content, options, (error) => done(error ?? undefined)),
    )
  }

  /** Its connection ends; nothing that is at work in it goes on. */
  close(): void {
    this.#client?.then(
      (client) => client.end(),
      () => undefined,
    )
  }

  #connected(): Promise<Client> {
    this.#client ??= this.#means.connect().then((client) => {
      // A device that starts anew may be entered again.
      client.once('close', () => this.#forget())
      return client
    })
    return this.#client
  }

  #forget(): void {
    this.#client = undefined
    this.#cli = undefined
    this.#files = undefined
  }

  async #openCli(options: CliOptions): Promise<Cli> {
    const client = await this.#connected()
    const { signal, mostBytes, live } = this.#means
    // Wide and long, so that nothing is folded and little is paged.
    const window = { term: 'vt100', cols: 511, rows: 1_000, width: 0, height: 0 }
    const channel = await this.#within<ClientChannel>((done) => client.shell(window, done))
    return openCli(channel, this.#host, { ...options, signal, mostBytes, live })
  }

  async #openFiles(): Promise<SFTPWrapper> {
    const client = await this.#connected()
    this.#files ??= this.#within((done) => client.sftp(done))
    return this.#files
  }

  /** An answer that may never come. */
  #within<T>(ask: (done: (error: Error | null | undefined, value?: T) => void) => void): Promise<T> {
    const { signal } = this.#means
    signal.throwIfAborted()
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    ask((error, value) => (error ? reject(error) : resolve(value as T)))
    return promise.finally(() => signal.removeEventListener('abort', stop))
  }
}
