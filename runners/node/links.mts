import type {
  ExecOptions,
  HttpAnswer,
  HttpRequest,
  Netconf,
  Ran,
  Ssh,
} from '../../src/services/automation/product/job_templates/template.d.ts'
import type { OrderHost } from '../../src/services/automation/runs/protocol.ts'
import { lazy } from './lazy.mts'
import type { Live } from './output.mts'
import { isQuiet } from './quiet.mts'
import type { Doors } from './ssh/doors.mts'

// What most templates do not need is loaded by those that do.
const loadSession = lazy(() => import('./ssh/session.mts'))
const loadNetconf = lazy(() => import('./netconf/session.mts'))
const loadHttp = lazy(() => import('./http.mts'))
const loadLocal = lazy(() => import('./local.mts'))

interface Means {
  host: OrderHost
  signal: AbortSignal
  doors: Doors
  mostBytes: number
  /** For showing what a command prints while it is at work. */
  live(): Live
}

/** The connections of one host: opened at their first use, kept for all its parts, closed at its end. */
export class Links {
  readonly #host: OrderHost
  readonly #signal: AbortSignal
  readonly #doors: Doors
  readonly #mostBytes: number
  readonly #live: () => Live
  #ssh: Ssh | undefined
  #netconf: Promise<Netconf> | undefined
  readonly #ends: (() => void)[] = []

  constructor(of: Means) {
    this.#host = of.host
    this.#signal = of.signal
    this.#doors = of.doors
    this.#mostBytes = of.mostBytes
    this.#live = of.live
  }

  ssh(): Ssh {
    this.#ssh ??= this.#openSsh()
    return this.#ssh
  }

  netconf(): Promise<Netconf> {
    this.#netconf ??= this.#openNetconf()
    return this.#netconf
  }

  async http(of: HttpRequest): Promise<HttpAnswer> {
    const { request } = await loadHttp()
    return request(this.#host, of, { signal: this.#signal, mostBytes: this.#mostBytes })
  }

  async local(command: readonly string[], options: ExecOptions = {}): Promise<Ran> {
    const { runLocal } = await loadLocal()
    return runLocal(command, {
      ...options,
      signal: this.#signal,
      mostBytes: this.#mostBytes,
      live: isQuiet(command, options) ? undefined : this.#live(),
    })
  }

  close(): void {
    for (const end of this.#ends.splice(0)) end()
  }

  #openSsh(): Ssh {
    const session = loadSession().then(({ SshSession }) => {
      const opened = new SshSession(this.#host, {
        connect: () => this.#doors.open(this.#host, { signal: this.#signal }),
        signal: this.#signal,
        mostBytes: this.#mostBytes,
        live: this.#live,
      })
      this.#ends.push(() => opened.close())
      return opened
    })
    return {
      exec: async (command, options) => (await session).exec(command, options),
      read: async (command, options) => (await session).read(command, options),
      cli: async (options) => (await session).cli(options),
      readFile: async (path) => (await session).readFile(path),
      writeFile: async (path, content, options) => (await session).writeFile(path, content, options),
    }
  }

  async #openNetconf(): Promise<Netconf> {
    const { openNetconf } = await loadNetconf()
    const { port } = this.#host.connectionOptions.netconf ?? {}
    const client = await this.#doors.open(this.#host, {
      signal: this.#signal,
      connection: 'netconf',
      port: port ?? 830,
    })
    this.#ends.push(() => client.end())
    return openNetconf(client, { signal: this.#signal, mostBytes: this.#mostBytes })
  }
}
