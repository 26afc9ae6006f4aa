import type { ClientChannel } from 'ssh2'
import type { Cli, CliOptions } from '../../../src/services/automation/product/job_templates/template.d.ts'
import type { OrderHost } from '../../../src/services/automation/runs/protocol.ts'
import { Fault } from '../fault.mts'
import type { Live } from '../output.mts'
import { isQuiet } from '../quiet.mts'

/** Ends of a line on which a device waits: `name>`, `name#`, `name(config)#`, `user@name$`. */
const PROMPT = /^\S[^\r\n]*[>#$%]\s*$/
const PASSWORD = /password:\s*$/i
const MORE = /(?:--\s*more\s*--|<--- More --->|\(END\))\s*$/i
/** A device that refuses a command says so in a line like these. */
const REFUSED = /^(?:%\s?.*|Error:.*|syntax error.*|unknown command.*)$/im
const ANSI = new RegExp(`${String.fromCharCode(27)}(?:\\[[0-9;?]*[ -/]*[@-~]|[()][A-Z0-9]|[=>78DEHM])`, 'g')
/** For one command, where nothing else is said. */
const ANSWER_SECONDS = 60
/** A greeting may have lines that look like a prompt: the one that counts is followed by nothing. */
const QUIET_MS = 100

/** What keeps a device from asking after each page, by platform. */
const WITHOUT_PAGES: Readonly<Record<string, readonly string[]>> = {
  junos: ['set cli screen-length 0', 'set cli screen-width 0'],
  linux: [],
  nxos: ['terminal length 0', 'terminal width 511'],
  iosxr: ['terminal length 0', 'terminal width 0'],
  huawei: ['screen-length 0 temporary'],
}
const WITHOUT_PAGES_ELSE = ['terminal length 0', 'terminal width 0']

interface Means extends CliOptions {
  signal: AbortSignal
  mostBytes: number
  live(): Live
}

/** Opens the command line behind a channel: waits for its prompt, becomes privileged, and turns paging off. */
export async function openCli(channel: ClientChannel, host: OrderHost, means: Means): Promise<Cli> {
  const line = new Line(channel, means)
  const prompt = means.prompt ?? PROMPT
  await line.until([prompt], { quietMs: QUIET_MS })
  if (means.enable !== false && /^\S+>\s*$/.test(line.last) && host.platform !== 'junos') {
    await enable(line, { prompt, secret: host.credential?.enable, name: host.name })
  }
  // From here on, only its own name counts: what looks like a prompt within an answer is none.
  const name = /^([^\s>#$%(]+)/.exec(line.last)?.[1]
  const own =
    means.prompt ?? (name === undefined ? prompt : new RegExp(`^${RegExp.escape(name)}[^\\r\\n]*[>#$%]\\s*$`))

  const run: Cli['run'] = async (command, { timeout, check = true, quiet } = {}) => {
    const answer = await line.say(command, {
      until: [own],
      timeout,
      live: isQuiet(command, { quiet }) ? undefined : means.live(),
    })
    const refusal = check ? REFUSED.exec(answer)?.[0] : undefined
    if (refusal !== undefined) throw new Error(`${command}: ${refusal.trim()}`)
    return answer
  }
  for (const command of WITHOUT_PAGES[host.platform ?? ''] ?? WITHOUT_PAGES_ELSE) {
    await run(command, { check: false, quiet: true })
  }
  return {
    run,
    async configure(lines) {
      await run('configure terminal', { quiet: true })
      try {
        const said: string[] = []
        for (const each of lines) said.push(await run(each))
        return said.filter((each) => each !== '').join('\n')
      } finally {
        await run('end', { check: false, quiet: true })
      }
    },
  }
}

async function enable(
  line: Line,
  of: { prompt: RegExp; secret: string | undefined; name: string },
): Promise<void> {
  await line.say('enable', { until: [PASSWORD, of.prompt] })
  if (PASSWORD.test(line.last)) {
    if (of.secret === undefined) {
      throw new Fault('authentication', `${of.name} asks for an enable secret, and its credential has none.`)
    }
    await line.say(of.secret, { until: [PASSWORD, of.prompt] })
  }
  if (!line.last.trimEnd().endsWith('#')) {
    throw new Fault('authentication', `${of.name} refuses its enable secret.`)
  }
}

interface SayOptions {
  until: readonly RegExp[]
  timeout?: number | undefined
  live?: Live | undefined
}

/** A terminal that is read until the device waits. */
class Line {
  readonly #channel: ClientChannel
  readonly #means: Means
  #text = ''
  #heard: (() => void) | undefined
  #over = false

  constructor(channel: ClientChannel, means: Means) {
    this.#channel = channel
    this.#means = means
    channel.setEncoding('utf8')
    channel.on('data', (piece: string) => {
      this.#text += piece
      this.#heard?.()
    })
    // It is not read, and must not stand in the way.
    channel.stderr.resume()
    channel.on('error', () => undefined)
    channel.on('close', () => {
      this.#over = true
      this.#heard?.()
    })
  }

  /** The line on which it waits. */
  get last(): string {
    return clean(this.#text.slice(this.#text.lastIndexOf('\n') + 1))
  }

  /** Says a line, and gives what comes until the device waits again, without the echo and that last line. */
  async say(words: string, { until, timeout, live }: SayOptions): Promise<string> {
    this.#text = ''
    this.#channel.write(`${words}\n`)
    try {
      await this.until(until, { seconds: timeout, ...(live && { heard: this.#showing(words, live) }) })
    } finally {
      live?.end()
    }
    const lines = clean(this.#text).split('\n')
    lines.pop()
    return withoutEcho(lines, words)
      .join('\n')
      .replace(/^\n+|\n+$/g, '')
  }

  /** Shows whole lines as they come: the last one may be the prompt. */
  #showing(words: string, live: Live): () => void {
    let shown = 0
    return () => {
      const end = this.#text.lastIndexOf('\n') + 1
      if (end <= shown) return
      const lines = clean(this.#text.slice(shown, end)).split('\n')
      const own = shown === 0 ? withoutEcho(lines, words) : lines
      shown = end
      live.write('stdout', Buffer.from(own.join('\n')))
    }
  }

  async until(
    patterns: readonly RegExp[],
    {
      seconds = ANSWER_SECONDS,
      quietMs,
      heard,
    }: { seconds?: number | undefined; quietMs?: number; heard?: () => void },
  ): Promise<void> {
    const { signal, mostBytes } = this.#means
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const stop = () => reject(signal.reason)
    const late = () =>
      reject(new Fault('timeout', `The device did not come back to its prompt within ${seconds} s.`))
    const timer = setTimeout(late, seconds * 1_000)
    signal.addEventListener('abort', stop, { once: true })
    let quiet: NodeJS.Timeout | undefined
    this.#heard = () => {
      clearTimeout(quiet)
      heard?.()
      if (this.#text.length > mostBytes) {
        reject(new Fault('too-large', `The device printed more than ${mostBytes} bytes.`))
      }
      const { last } = this
      if (MORE.test(last)) {
        this.#text = this.#text.replace(/[^\n]*$/, '')
        this.#channel.write(' ')
      } else if (patterns.some((pattern) => pattern.test(last))) {
        if (quietMs === undefined) resolve()
        else quiet = setTimeout(resolve, quietMs)
      } else if (this.#over) reject(new Fault('closed', 'The device closed its command line.'))
    }
    this.#heard()
    try {
      signal.throwIfAborted()
      await promise
    } finally {
      this.#heard = undefined
      clearTimeout(timer)
      clearTimeout(quiet)
      signal.removeEventListener('abort', stop)
    }
  }
}

const withoutEcho = (lines: readonly string[], words: string): string[] => {
  const isEcho = lines[0]?.trimEnd().endsWith(words.trim()) === true
  return lines.slice(isEcho ? 1 : 0).map((line) => line.trimEnd())
}

/** Without colours, with what backspaces and carriage returns have overwritten gone. */
const clean = (text: string): string =>
  text
    .replace(ANSI, '')
    .replace(/\r+\n/g, '\n')
    .replace(/[^\n]*\r(?=[^\n])/g, '')
    .replace(/[\b]+ *[\b]*/g, '')
