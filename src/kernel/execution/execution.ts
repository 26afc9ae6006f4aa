import type { Socket } from 'node:net'
import type { AnyTx } from '../db/db.ts'
import type { ExecutionRow } from './tables.ts'

/** What an execution may use. What is left out has no limit. */
export interface Limits {
  cpus: number
  memoryMb?: number
  gpus?: number
  /** Of wall clock. */
  minutes?: number
  /** Processes and threads at once. */
  processes: number
  /** What is kept of its output; the newest stays. */
  outputBytes: number
}

/** What is to be run. */
export interface ExecutionOrder {
  service: string
  /** What it is for, such as `compute.session:7`. */
  object: string
  /** `local`, or the key of a cluster. */
  backend: string
  /** The person whose operating system account it runs as, where they have one. */
  account?: number
  /** What a scheduler shows. */
  name: string
  /** Text of a shell script, run by `sh` in `directory`. */
  script: string
  /** Where it works: absolute, and reachable for whom it runs as. */
  directory: string
  /** A folder of this execution alone, below or beside `directory`, that it may write: absolute, made when missing. */
  folder: string
  /** Everything that it finds in its environment beside PATH, HOME, USER, LANG; nothing of the server's. */
  env: Readonly<Record<string, string>>
  /** The same for what nobody else may read: never on a command line. */
  secrets?: Readonly<Record<string, string>>
  limits: Limits
  /** What only one kind of backend understands, such as `partition`. */
  options?: Readonly<Record<string, string | number | boolean>>
}

/** What a backend sees of one execution. */
export interface Sight {
  state: 'queued' | 'running' | 'ended'
  outcome?: ExecutionRow['outcome']
  exitCode?: number
  /** A sentence for people. */
  reason?: string
  host?: string
  startedAt?: number
  endedAt?: number
  expectedAt?: number
  deadlineAt?: number
  cpuSeconds?: number
  peakBytes?: number
}

/** How much an execution uses right now. */
export interface Meter {
  at: number
  /** Cores in use, averaged since the last look. */
  cpus: number
  memoryBytes: number
  processes: number
}

/** As whom a process runs, and where their home is. */
export interface OsUser {
  name: string
  uid: number
  gid: number
  home: string
}

/** One execution as a backend is asked about it. `handle` is what `submit` gave. */
export interface Known {
  id: number
  handle: unknown
  osUser: string | null
  order: ExecutionOrder
}

export interface Health {
  connected: boolean
  /** A sentence for people, without paths and addresses. */
  message: string
  /** What its own programs said, word for word: for whoever sets it up, and nobody else. */
  cause?: string
  /** When that was seen, where it is not now. */
  at?: number
  /** Since when it does not answer, as far as this process has seen. */
  since?: number
}

/**
 * Runs executions somewhere. Whatever cannot be asked right now throws `Unreachable`: what was last known then stays.
 * A refusal that another try would not change throws `Refused`.
 */
export interface Backend {
  readonly key: string
  /**
   * Starts an execution and gives what finds it again. Called again for the same id after a crash it starts no second one.
   */
  submit(
    id: number,
    order: ExecutionOrder,
    user: OsUser | undefined,
  ): Promise<{ handle: unknown; state: 'queued' | 'running' }>
  /** All of them in one call. One that is left out of the answer stays as it was. */
  look(executions: readonly Known[]): Promise<Map<number, Sight>>
  /** Asks it to end, and ends it 10 seconds later. That it is over already is fine. */
  stop(execution: Known): Promise<void>
  /** Moves the end of its time. False where this backend cannot. */
  extend(execution: Known, deadlineAt: number): Promise<boolean>
  /** The end of what it has printed, as text. */
  output(execution: Known, options: { bytes: number }): Promise<string>
  /** What it has printed from a byte on; later where that is not kept any more. */
  read(execution: Known, options: { from: number; bytes: number }): Promise<Printed>
  meter(execution: Known): Promise<Meter | undefined>
  /** Cached, never slow. */
  health(): Promise<Health>
  close(): Promise<void>
}

/** A part of what an execution has printed. */
export interface Printed {
  content: Buffer
  /** Its place, in bytes since the beginning. */
  at: number
  /** So much has been printed until now. */
  size: number
}

/** The backend does not answer; nothing is known anew. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

/** The backend does not take this execution; its message is for people. */
export class Refused extends Error {
  override readonly name = 'Refused'
}

/** It ended without its machine, which does not answer: any node may say so. */
export const isGivenUp = ({ state, unreachable_since }: ExecutionRow): boolean =>
  state === 'ended' && unreachable_since !== null

/**
 * Told after the commit that changed it, in the process that did: `before` is its row until then. A crash in between loses it,
 * so whoever keeps a state of their own compares at their start.
 */
export type ExecutionListener = (execution: ExecutionRow, before: ExecutionRow) => void

/**
 * The executions of an installation. They outlive the server: rows say what was asked for, one look for each backend and
 * interval says what has become of it, and a start of the server takes all of them up again (promises.md, R8).
 */
export interface Executions {
  /** Backends by key; `local` is always there. */
  readonly backends: ReadonlyMap<string, Backend>
  /** Adds a cluster, or puts one in another's place. */
  setBackend(backend: Backend): void
  removeBackend(key: string): Promise<void>
  /** Asks for one in the caller's transaction: it is started once after the commit, whatever happens in between. */
  start(tx: AnyTx, order: ExecutionOrder): Promise<{ id: number }>
  /**
   * Asks for its end in the caller's transaction. One that is not yet started never is; one whose machine is silent is given
   * up.
   */
  stop(tx: AnyTx, id: number): Promise<void>
  /** Moves the end of its time. False where its backend cannot. */
  extend(id: number, deadlineAt: number): Promise<boolean>
  find(id: number): Promise<ExecutionRow | undefined>
  /** False for one on the machine of another node: nobody here reaches its processes, its ports and its output. */
  isHere(row: Pick<ExecutionRow, 'backend' | 'node'>): boolean
  list(ids: readonly number[]): Promise<ExecutionRow[]>
  output(id: number, options: { bytes: number }): Promise<string>
  /** What it has printed from a byte on, for whoever follows it. Undefined for one that was never handed over. */
  read(id: number, options: { from: number; bytes: number }): Promise<Printed | undefined>
  meter(id: number): Promise<Meter | undefined>
  onChange(listener: ExecutionListener): () => void
  /** Looks now, as the clock does; for tests and for whoever waits. */
  look(): Promise<void>
  /** As whom somebody's executions run: their own account, the service account, or undefined for the server's own. */
  userOf(account: number | undefined): Promise<OsUser | undefined>
  /** Whether what comes by a connection from this machine is, or may be, from one of them. */
  isBehind(connection: Socket): Promise<boolean>
  /** Removes what is left of those that ended long ago, but their rows. */
  sweep(): Promise<void>
  /** Names a folder or file of the server that no execution may see, but for its own folder in it; the data folder is one. */
  hide(path: string): void
  /**
   * Names a folder that everybody may read and that every execution of this machine sees, also below one that it may not
   * enter. There is room for three.
   */
  show(path: string): void
  /** Begins to start and to look. */
  begin(): void
  close(): Promise<void>
}
