/**
 * What the server and a runner say to each other, alike for `runners/node` and `runners/python`.
 *
 * The server listens on `control.sock` in the run's folder. The runner connects, sends its nonce (`ATELIER_RUN_NONCE`) as a
 * line, and gets the order as one line of JSON: what is secret goes that way alone, never by an argument, the environment or
 * the disk (promises.md, F9). A runner that finds nobody there tries again until somebody answers, so that a server that died
 * in between loses nothing. What happens it appends to `events.jsonl` beside it, an event a line, which outlives both; a
 * line of any content on the socket, either way, only says that there is something new; but one that begins with `{` is an
 * `Ask` of the runner, or its `Answer`. An order is given once: whoever comes again after `ready` was written gets none.
 * TERM means: begin no other host, end those at work, write `end`, go.
 *
 * The run's folder is where the runner works (cwd). It may write in it, but neither `control.sock` nor `events.jsonl` can be
 * replaced or removed by it, and the template below `job/` cannot be changed. Every event is written with one `write`, whole
 * lines at once. `started` comes before `done`; a host that has neither when the run ends is told as not done.
 */
export interface Order {
  template: { path: string; function: string }
  /** Arguments of the function, as they were given; nothing in them steers the engine. */
  variables: Record<string, unknown>
  /** In the order in which they begin. */
  hosts: OrderHost[]
  /** As the files have them, for `host.groups` and `host.defaults` of a Python template. */
  groups: Record<string, RawGroup>
  defaults: RawGroup
  settings: {
    workers: number
    hostSeconds: number
    dryRun: boolean
    /** Of one host: what is more loses its beginning. */
    outputBytes: number
    resultBytes: number
  }
  /** What is known of the hosts' keys, and whether one that nobody knows is taken. */
  hostKeys: { unknown: 'refuse' | 'accept'; known: KnownKey[] }
  /** The engine's configuration, for the real nornir. */
  configuration: Record<string, unknown>
  /** Texts that nothing that is written down may hold. */
  mask: string[]
}

export interface KnownKey {
  address: string
  port: number
  type: string
  /** As base64. */
  key: string
}

/** As a file has it, its own values only. */
export interface RawGroup {
  hostname?: string | null
  port?: number | null
  username?: string | null
  password?: string | null
  platform?: string | null
  groups?: string[]
  data?: Record<string, unknown>
  connection_options?: Record<string, RawConnection>
}

export interface RawConnection {
  hostname?: string | null
  port?: number | null
  username?: string | null
  password?: string | null
  platform?: string | null
  extras?: Record<string, unknown> | null
}

/** A host with its own values, and with what it inherits and is opened by. */
export interface OrderHost {
  name: string
  /** Its own values, as the file has them. */
  own: RawGroup
  /** What holds for it, all inherited. */
  hostname: string | null
  port: number | null
  username: string | null
  password: string | null
  platform: string | null
  groups: string[]
  data: Record<string, unknown>
  connectionOptions: Record<string, RawConnection>
  /** Of the store, where it has one for this host: it comes before the values of the files. */
  credential?: OrderCredential
  /** The name of another host of the order or inventory, over which this one is reached (data key `jump_host`). */
  jump?: OrderHost
}

export interface OrderCredential {
  kind: 'password' | 'key' | 'agent' | 'token'
  username?: string
  password?: string
  privateKey?: string
  passphrase?: string
  /** For `enable` on devices that ask for it. */
  enable?: string
  token?: string
  /** Public key that the agent signs with; the server relays (`sign`). */
  publicKey?: string
}

/** What a runner writes down. Times are UTC epoch milliseconds. */
export type RunnerEvent =
  | { event: 'ready'; at: number; engine: string }
  | { event: 'started'; at: number; host: string }
  /** Without a host: of the run. A piece, in which a line may begin or end, but no secret is in halves. */
  | { event: 'output'; at: number; host?: string; kind: 'log' | 'stdout' | 'stderr'; text: string }
  | { event: 'done'; at: number; host: string; state: DoneState; entries: Entry[]; error?: HostFault }
  | {
      event: 'host-key'
      at: number
      host: string
      address: string
      port: number
      type: string
      key: string
      verdict: 'taken' | 'refused' | 'changed'
    }
  | { event: 'end'; at: number; exception?: string }

export type DoneState = 'ok' | 'failed' | 'unreachable' | 'timed-out' | 'aborted'

/** The result of the function, or of one of its subtasks. */
export interface Entry {
  name: string
  /** Objects and plain arrays as they are, everything else as text. */
  result: unknown
  failed: boolean
  changed: boolean
  diff: string
  /** Text of what was raised. */
  exception?: string
}

export interface HostFault {
  /** Such as `host-key-changed`, `host-key-unknown`, `refused`, `timeout`, `authentication`, `raised`. */
  kind: string
  message: string
}

/** What only the server may do: the agent's keys are out of the run's reach. */
export interface Ask {
  id: number
  sign: {
    /** As base64, one that stands in the order. */
    publicKey: string
    /** What is signed, as base64. */
    data: string
    /** Of RSA keys. */
    hash?: 'sha256' | 'sha512'
  }
}

export interface Answer {
  id: number
  /** As base64, as the agent gave it. */
  signature?: string
  error?: string
}
