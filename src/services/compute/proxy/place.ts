import type { ExecutionRow } from '../../../kernel/execution/tables.ts'
import type { Compute } from '../compute.ts'
import { definitionIn } from '../kinds/definition.ts'
import { secretOf } from '../sessions/session.ts'
import { doorToken } from './door.ts'

/** A running session, as whoever leads others to it needs to know it. */
export interface Place {
  id: number
  /** Whose it is. */
  account: number
  /** As the server itself has stored it: nothing of a request ever says where to connect. */
  host: string
  port: number
  /** What runs it, where that is known: only its own processes are believed to be the session. */
  execution: Pick<ExecutionRow, 'backend' | 'handle'> | undefined
  helperPort: number | null
  label: string
  /** What its own server asks for. */
  secret: string
  /** What opens it at our door. */
  door: string
  /** Its server knows nothing of the path below which it is reached. */
  isAtRoot: boolean
}

/** A session that has ended is found no longer after so long. */
const KEEP_MS = 1_000
const MOST = 10_000

/** Running sessions by their number, read at most once a second each. */
export class Places {
  readonly #compute: Compute
  readonly #known = new Map<number, { place: Promise<Place | undefined>; at: number }>()

  constructor(compute: Compute) {
    this.#compute = compute
  }

  find(id: number): Promise<Place | undefined> {
    const known = this.#known.get(id)
    const now = performance.now()
    if (known && now - known.at < KEEP_MS) return known.place
    if (this.#known.size >= MOST) this.#known.clear()
    const place = this.#read(id)
    this.#known.set(id, { place, at: now })
    // Of what is not there the database is asked each time: it may be ready the next moment.
    place.then((found) => found ?? this.#known.delete(id)).catch(() => this.#known.delete(id))
    return place
  }

  async #read(id: number): Promise<Place | undefined> {
    const row = await this.#compute.db
      .selectFrom('compute_session as s')
      .innerJoin('compute_kind_version as v', (join) =>
        join.onRef('v.kind_id', '=', 's.kind_id').onRef('v.version', '=', 's.kind_version'),
      )
      .leftJoin('kernel_execution as e', 'e.id', 's.execution_id')
      .selectAll('s')
      .select(['v.definition', 'e.backend', 'e.node', 'e.handle'])
      .where('s.id', '=', id)
      .where('s.status', '=', 'running')
      .executeTakeFirst()
    if (!row || row.account_id === null || row.host === null || row.port === null) return undefined
    // Its loopback is another machine's: whoever listens there here is somebody else.
    if (row.backend !== null && !this.#compute.executions.isHere({ backend: row.backend, node: row.node }))
      return undefined
    const secret = secretOf(this.#compute, row)
    return {
      id,
      account: row.account_id,
      host: row.host,
      port: row.port,
      execution: row.backend === null ? undefined : { backend: row.backend, handle: row.handle },
      helperPort: row.helper_port,
      label: row.label,
      secret,
      door: doorToken(this.#compute.kernel, secret),
      isAtRoot: definitionIn(row).atRoot,
    }
  }
}
