import type { Client, ClientChannel } from 'ssh2'
import type { Netconf } from '../../../src/services/automation/product/job_templates/template.d.ts'
import { Fault } from '../fault.mts'
import { Frames, framed } from './frames.mts'

const BASE = 'urn:ietf:params:xml:ns:netconf:base:1.0'
const OLD = 'urn:ietf:params:netconf:base:1.0'
const NEW = 'urn:ietf:params:netconf:base:1.1'
const HELLO_SECONDS = 20

interface Means {
  signal: AbortSignal
  mostBytes: number
}

/** Opens NETCONF on a connection, in version 1.1 where the host speaks it, else in 1.0 (RFC 6241, 6242). */
export async function openNetconf(client: Client, { signal, mostBytes }: Means): Promise<Netconf> {
  const channel = await new Promise<ClientChannel>((resolve, reject) => {
    client.subsys('netconf', (error, opened) => {
      if (error)
        reject(new Fault('protocol', 'The host has no NETCONF on this connection.', { cause: error }))
      else resolve(opened)
    })
  })
  const talk = new Talk(channel, { signal, mostBytes })
  talk.send(
    `<hello xmlns="${BASE}"><capabilities><capability>${OLD}</capability><capability>${NEW}</capability></capabilities></hello>`,
  )
  const hello = await talk.hear(HELLO_SECONDS)
  const capabilities = [...hello.matchAll(/<(?:\w+:)?capability>\s*([^<]*?)\s*</g)].map(([, uri = '']) =>
    unescaped(uri),
  )
  if (capabilities.includes(NEW)) talk.useChunks()
  return netconfOf(talk, capabilities)
}

function netconfOf(talk: Talk, capabilities: readonly string[]): Netconf {
  const has = (name: string) =>
    capabilities.some((each) => each.startsWith(`urn:ietf:params:netconf:capability:${name}:`))
  const target = has('candidate') ? 'candidate' : 'running'
  const data = async (operation: string) => {
    const reply = await talk.ask(operation)
    return /<(?:\w+:)?data\b[^>]*?(?:\/>|>([\s\S]*)<\/(?:\w+:)?data>)/.exec(reply)?.[1]?.trim() ?? ''
  }
  const told = async (operation: string) => void (await talk.ask(operation))
  return {
    capabilities,
    rpc: (operation) => talk.ask(operation),
    get: (filter) => data(`<get>${filterOf(filter)}</get>`),
    getConfig: ({ source = 'running', filter } = {}) =>
      data(`<get-config><source><${source}/></source>${filterOf(filter)}</get-config>`),
    editConfig: (config, { target: where = target, defaultOperation } = {}) => {
      const way = defaultOperation ? `<default-operation>${defaultOperation}</default-operation>` : ''
      return told(`<edit-config><target><${where}/></target>${way}<config>${config}</config></edit-config>`)
    },
    lock: (where = target) => told(`<lock><target><${where}/></target></lock>`),
    unlock: (where = target) => told(`<unlock><target><${where}/></target></unlock>`),
    validate: (source = target) => told(`<validate><source><${source}/></source></validate>`),
    commit: () => told('<commit/>'),
    discard: () => told('<discard-changes/>'),
  }
}

const filterOf = (filter: string | undefined): string =>
  filter === undefined ? '' : `<filter type="subtree">${filter}</filter>`

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
const unescaped = (text: string): string =>
  text.replace(/&(lt|gt|amp|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '')

/** Questions and their answers, one after the other. */
class Talk {
  readonly #channel: ClientChannel
  readonly #signal: AbortSignal
  readonly #frames: Frames
  #fault: unknown
  #heard: (() => void) | undefined
  #asked = 0
  #turn: Promise<unknown> = Promise.resolve()

  constructor(channel: ClientChannel, { signal, mostBytes }: Means) {
    this.#channel = channel
    this.#signal = signal
    this.#frames = new Frames(mostBytes)
    channel.on('data', (piece: Buffer) => this.#take(piece))
    channel.stderr.resume()
    channel.on('error', (error: Error) => this.#fail(error))
    channel.on('close', () => this.#fail(new Fault('closed', 'The host closed its NETCONF.')))
  }

  useChunks(): void {
    this.#frames.useChunks()
  }

  send(message: string): void {
    this.#channel.write(framed(`<?xml version="1.0" encoding="UTF-8"?>${message}`, this.#frames.isChunked))
  }

  /** The inside of the answer. An error of the host is thrown; a warning is not one. */
  ask(operation: string): Promise<string> {
    const answer = this.#turn.then(
      () => this.#askNow(operation),
      () => this.#askNow(operation),
    )
    this.#turn = answer
    return answer
  }

  async hear(seconds?: number): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    const stop = () => reject(this.#signal.reason)
    const late = () => reject(new Fault('timeout', `The host says no hello of NETCONF within ${seconds} s.`))
    const timer = seconds === undefined ? undefined : setTimeout(late, seconds * 1_000)
    this.#signal.addEventListener('abort', stop, { once: true })
    this.#heard = () => {
      try {
        const message = this.#frames.next()
        if (message === undefined && this.#fault !== undefined) throw this.#fault
        if (message === undefined) return
        // The next message is for whoever hears next.
        this.#heard = undefined
        resolve(message)
      } catch (error) {
        reject(error)
      }
    }
    this.#heard()
    try {
      this.#signal.throwIfAborted()
      return await promise
    } finally {
      this.#heard = undefined
      clearTimeout(timer)
      this.#signal.removeEventListener('abort', stop)
    }
  }

  async #askNow(operation: string): Promise<string> {
    this.#asked += 1
    const id = String(this.#asked)
    this.send(`<rpc message-id="${id}" xmlns="${BASE}">${operation}</rpc>`)
    for (;;) {
      const message = await this.hear()
      const reply = /<(?:\w+:)?rpc-reply\b([^>]*?)(?:\/>|>([\s\S]*)<\/(?:\w+:)?rpc-reply>)/.exec(message)
      // A notification, or an answer that nobody waits for any more.
      if (!reply || /message-id\s*=\s*["']([^"']*)/.exec(reply[1] ?? '')?.[1] !== id) continue
      const inside = reply[2]?.trim() ?? ''
      const fault = faultIn(inside)
      if (fault !== undefined) throw new Error(fault)
      return inside
    }
  }

  #take(piece: Buffer): void {
    try {
      this.#frames.add(piece)
    } catch (error) {
      this.#fault ??= error
      this.#channel.destroy()
    }
    this.#heard?.()
  }

  #fail(error: Error): void {
    this.#fault ??= error
    this.#heard?.()
  }
}

function faultIn(inside: string): string | undefined {
  for (const [, fault = ''] of inside.matchAll(/<(?:\w+:)?rpc-error>([\s\S]*?)<\/(?:\w+:)?rpc-error>/g)) {
    const part = (name: string) =>
      new RegExp(`<(?:\\w+:)?${name}[^>]*>\\s*([\\s\\S]*?)\\s*</`).exec(fault)?.[1]
    if (part('error-severity') === 'warning') continue
    return unescaped(part('error-message') ?? part('error-tag') ?? 'The host refuses.')
  }
  return undefined
}
