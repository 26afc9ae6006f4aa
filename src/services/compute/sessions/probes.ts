import { setTimeout as pause } from 'node:timers/promises'
import { inTransaction } from '../../../kernel/db/db.ts'
import type { ExecutionRow } from '../../../kernel/execution/tables.ts'
import { createTurns } from '../../../kernel/turns.ts'
import type { Compute } from '../compute.ts'
import type { Definition } from '../kinds/definition.ts'
import type { SessionRow } from '../tables.ts'
import { askSession } from './ask-session.ts'
import { answersAt, isItsOwn } from './listener.ts'
import { readNetwork } from './network-config.ts'
import { basePath, findSession, secretOf } from './session.ts'
import { definitionOf, markReady, type Reached } from './session-begin.ts'
import { LOCAL_HOST } from './session-start.ts'

/** Most servers answer within seconds; later ones are asked less often. */
const PAUSES = [
  { until: 300, ms: 100 },
  { until: 600, ms: 500 },
  { until: Number.POSITIVE_INFINITY, ms: 2_000 },
] as const
/** A file system that nodes share shows a new file after about so long. */
const CLUSTER_MS = 1_000
/** Every so often the row says whether it is still wanted: another node may have seen its end. */
const LOOK_EVERY = 50
/** A helper that does not come within so many tries is none. */
const HELPER_TRIES = 30
const AT_ONCE = 32

interface Target {
  session: SessionRow
  definition: Definition
  execution: ExecutionRow
  folder: string
}

/** Waits for the servers of sessions that have begun. Nothing is asked of those that have answered. */
export class Probes {
  readonly #compute: Compute
  readonly #watched = new Map<number, { ends: AbortController; done: Promise<void> }>()
  readonly #turns = createTurns({ atOnce: AT_ONCE })

  constructor(compute: Compute) {
    this.#compute = compute
  }

  /** Begins to ask; once for each session. */
  watch(id: number): void {
    if (this.#watched.has(id)) return
    const ends = new AbortController()
    const done = this.#wait(id, ends.signal)
      .catch((error) => {
        if (!ends.signal.aborted)
          this.#compute.kernel.log.error({ err: error, session: id }, 'A session could not be waited for.')
      })
      .finally(() => this.#watched.delete(id))
    this.#watched.set(id, { ends, done })
  }

  /** It is over, or stops. */
  forget(id: number): void {
    this.#watched.get(id)?.ends.abort()
  }

  async close(): Promise<void> {
    for (const { ends } of this.#watched.values()) ends.abort()
    await Promise.all([...this.#watched.values()].map(({ done }) => done))
  }

  async #wait(id: number, signal: AbortSignal): Promise<void> {
    let target: Target | undefined
    for (let tries = 0; !signal.aborted; tries += 1) {
      if (tries % LOOK_EVERY === 0) target = await this.#targetOf(id)
      if (!target) return
      const found = await this.#turns(() => this.#look(target as Target, tries, signal))
      if (found) {
        await inTransaction(this.#compute.db, (tx) => markReady(this.#compute, tx, { id }, found))
        return
      }
      const isRemote = target.execution.backend !== 'local'
      const ms = isRemote ? CLUSTER_MS : (PAUSES.find(({ until }) => tries < until)?.ms ?? CLUSTER_MS)
      await pause(ms, undefined, { signal, ref: false })
    }
  }

  async #targetOf(id: number): Promise<Target | undefined> {
    const { db, executions } = this.#compute
    const session = await findSession(db, id)
    if (session?.status !== 'running' || session.ready_at !== null || session.execution_id === null)
      return undefined
    const execution = await executions.find(session.execution_id)
    if (!execution) return undefined
    const { folder } = await db
      .selectFrom('compute_workspace')
      .select('folder')
      .where('id', '=', session.workspace_id)
      .executeTakeFirstOrThrow()
    return { session, execution, folder, definition: await definitionOf(db, session) }
  }

  async #look(target: Target, tries: number, signal: AbortSignal): Promise<Reached | undefined> {
    const place = await this.#placeOf(target)
    if (!place) return undefined
    const isTerminal = target.definition.type === 'terminal'
    const hasHelper = place.helperPort !== null && (await this.#isThere(target, place.host, place.helperPort))
    if (isTerminal) return hasHelper ? { ...place, port: place.helperPort, startPage: null } : undefined
    if (place.port === null || !(await this.#isThere(target, place.host, place.port))) return undefined
    const startPage = await this.#ask(target, { host: place.host, port: place.port }, signal)
    if (startPage === undefined) return undefined
    if (!hasHelper && place.helperPort !== null && tries < HELPER_TRIES) return undefined
    return { ...place, helperPort: hasHelper ? place.helperPort : null, startPage }
  }

  async #placeOf({ session, execution, folder, definition }: Target) {
    if (execution.backend === 'local')
      return { host: LOCAL_HOST, port: session.port, helperPort: session.helper_port }
    const account = session.account_id ?? undefined
    const found = await readNetwork(this.#compute, { id: session.id, folder, account }, execution)
    const hasHelper = definition.helper || definition.type === 'terminal'
    return found && { ...found, helperPort: hasHelper ? found.helperPort : null }
  }

  async #isThere({ execution }: Target, host: string, port: number): Promise<boolean> {
    return (await answersAt(host, port)) && isItsOwn(execution, port)
  }

  /** The page that opens it, once it answers; undefined before. */
  async #ask(
    { session, definition }: Target,
    { host, port }: { host: string; port: number },
    signal: AbortSignal,
  ): Promise<string | null | undefined> {
    const { readyPath, startPage, type, atRoot } = definition
    const base = atRoot ? '/' : basePath(this.#compute, session, host)
    const ask = (page: string) =>
      askSession({ host, port, path: base + page, secret: secretOf(this.#compute, session) }, signal)
    if (readyPath !== null) {
      const answer = await ask(readyPath)
      if (!answer || answer.status >= 500) return undefined
    }
    // JupyterLab is not installed everywhere; its script then takes the classic notebook.
    if (type === 'jupyter' && startPage?.startsWith('lab') && (await ask(startPage))?.status === 404)
      return 'tree'
    return startPage
  }
}
