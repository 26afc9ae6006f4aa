import type { AnyAuthMethod, AuthHandlerMiddleware, Client, ConnectConfig } from 'ssh2'
import type { OrderHost } from '../../../src/services/automation/runs/protocol.ts'
import type { Control } from '../control.mts'
import { connectionFault, Fault } from '../fault.mts'
import { lazy } from '../lazy.mts'
import type { HostKeys } from './host-key.mts'
import { proofsOf } from './proof.mts'

const loadSsh2 = lazy(() => import('ssh2'))

/** Until a host has said who it is and let us in. */
const READY_SECONDS = 20
const KEEPALIVE_MS = 15_000
/** A jump host behind a jump host behind …: more is a circle. */
const DEEPEST = 5
/** The connection options of the inventory that hold where nothing else is said. */
const OWN = 'ssh'

export interface Opening {
  signal: AbortSignal
  /** Whose connection options of the inventory hold; by default `ssh`. */
  connection?: string
  port?: number
}

/** Opens hosts by SSH. Hosts behind the same jump host share one connection to it. */
export class Doors {
  readonly #keys: HostKeys
  readonly #control: Pick<Control, 'sign'>
  readonly #stopped: AbortSignal
  readonly #jumps = new Map<string, Promise<Client>>()

  constructor(of: { keys: HostKeys; control: Pick<Control, 'sign'>; stopped: AbortSignal }) {
    this.#keys = of.keys
    this.#control = of.control
    this.#stopped = of.stopped
  }

  /** A new connection, ready for use. Whoever asked for it ends it. */
  async open(host: OrderHost, opening: Opening, depth = 0): Promise<Client> {
    opening.signal.throwIfAborted()
    const { address, port } = placeOf(host, opening)
    if (!host.jump) return this.#connect(host, opening, { host: address, port })
    if (depth >= DEEPEST) throw new Fault('protocol', `The jump hosts of ${host.name} go in a circle.`)
    const jump = await withSignal(this.#jump(host.jump, depth + 1), opening.signal)
    const sock = await forward(jump, { address, port, by: host.jump.name })
    return this.#connect(host, opening, { sock })
  }

  /** Ends what hosts have shared. */
  close(): void {
    for (const jump of this.#jumps.values()) {
      jump.then(
        (client) => client.end(),
        () => undefined,
      )
    }
    this.#jumps.clear()
  }

  #jump(host: OrderHost, depth: number): Promise<Client> {
    const kept = this.#jumps.get(host.name)
    if (kept) return kept
    const opened = this.open(host, { signal: this.#stopped }, depth)
    this.#jumps.set(host.name, opened)
    const forget = () => {
      if (this.#jumps.get(host.name) === opened) this.#jumps.delete(host.name)
    }
    opened.then((client) => client.once('close', forget), forget)
    return opened
  }

  async #connect(host: OrderHost, opening: Opening, over: Partial<ConnectConfig>): Promise<Client> {
    const { default: ssh2 } = await loadSsh2()
    const { address, port } = placeOf(host, opening)
    const where = `${address} port ${port}`
    const sign: Control['sign'] = (what, signal) => this.#control.sign(what, signal)
    const { username, methods } = proofsOf(host, opening.connection ?? OWN, {
      ssh2,
      sign,
      signal: opening.signal,
    })
    const legacy = host.data.ssh_legacy === true
    const client = new ssh2.Client()
    let keyFault: Fault | undefined
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const stop = () => reject(opening.signal.reason)
    opening.signal.addEventListener('abort', stop, { once: true })
    client.once('ready', resolve)
    client.on('error', (error) => reject(keyFault ?? faultOf(error, { where, user: username })))
    const closed = () => reject(keyFault ?? new Fault('closed', `${where} closed the connection.`))
    client.once('close', closed)
    try {
      client.connect({
        ...over,
        username,
        authHandler: inTurn(methods),
        readyTimeout: READY_SECONDS * 1_000,
        keepaliveInterval: KEEPALIVE_MS,
        hostVerifier: (blob: Buffer) => {
          keyFault = this.#keys.check({ host: host.name, address, port }, blob)
          return keyFault === undefined
        },
        algorithms: {
          serverHostKey: this.#keys.algorithmsFor({ address, port }, { legacy }) as never,
          ...(legacy ? LEGACY : {}),
        },
      })
      await promise
      return client
    } catch (error) {
      client.destroy()
      throw error
    } finally {
      client.off('close', closed)
      opening.signal.removeEventListener('abort', stop)
    }
  }
}

/** What devices of twenty years ago speak; only where the inventory says `ssh_legacy: true`. */
const LEGACY: ConnectConfig['algorithms'] = {
  kex: {
    append: [
      'diffie-hellman-group14-sha1',
      'diffie-hellman-group-exchange-sha1',
      'diffie-hellman-group1-sha1',
    ],
    prepend: [],
    remove: [],
  },
  cipher: { append: ['aes256-cbc', 'aes192-cbc', 'aes128-cbc', '3des-cbc'], prepend: [], remove: [] },
}

function placeOf(host: OrderHost, { connection = OWN, port }: Opening): { address: string; port: number } {
  const own = host.connectionOptions[connection]
  return {
    address: own?.hostname ?? host.hostname ?? host.name,
    port: own?.port ?? port ?? host.port ?? 22,
  }
}

/** Each way once, in order. */
function inTurn(methods: readonly AnyAuthMethod[]): AuthHandlerMiddleware {
  const left = [...methods]
  // False, which the types do not know, says that there is no other way.
  return (_allowed, _partly, next) => next(left.shift() ?? (false as never))
}

function faultOf(error: Error & { level?: string }, of: { where: string; user: string }): Fault {
  const options = { cause: error }
  switch (error.level) {
    case 'client-authentication':
      return new Fault('authentication', `${of.where} does not let “${of.user}” in.`, options)
    case 'client-timeout':
      return new Fault('timeout', `${of.where} does not answer within ${READY_SECONDS} s.`, options)
    case 'handshake':
    case 'protocol':
      return new Fault('protocol', `${of.where} speaks SSH in another way: ${error.message}.`, options)
    default:
      return connectionFault(error, of.where)
  }
}

function forward(
  jump: Client,
  { address, port, by }: { address: string; port: number; by: string },
): Promise<ConnectConfig['sock']> {
  return new Promise((resolve, reject) => {
    jump.forwardOut('127.0.0.1', 0, address, port, (error, channel) => {
      if (!error) return resolve(channel)
      const message = `${by} finds no way to ${address} port ${port}: ${error.message}.`
      reject(new Fault('no-route', message, { cause: error }))
    })
  })
}

/** Whoever gives up does not wait for what others still wait for. */
function withSignal<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: stopped, reject } = Promise.withResolvers<never>()
  const stop = () => reject(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  return Promise.race([promise, stopped]).finally(() => signal.removeEventListener('abort', stop))
}
