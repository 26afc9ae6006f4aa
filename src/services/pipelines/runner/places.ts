import { runningLimitOf } from '../limits/limit.ts'
import type { Pipelines } from '../pipelines.ts'
import type { Db, HostRow, Tx } from '../tables.ts'
import { type Ground, judge, type Waiting } from './ground.ts'

/** The places of hosts, apps and people, and who has them. */
export class Places {
  readonly #pipelines: Pipelines
  readonly #db: Db | Tx
  readonly #ground: Ground
  readonly #byHost = new Map<string, number>()
  readonly #byApp = new Map<string, number>()
  readonly #byAccount = new Map<number, number>()
  readonly #limits = new Map<number, number>()

  private constructor(pipelines: Pipelines, db: Db | Tx, ground: Ground) {
    this.#pipelines = pipelines
    this.#db = db
    this.#ground = ground
  }

  static async read(pipelines: Pipelines, db: Db | Tx, ground: Ground): Promise<Places> {
    const places = new Places(pipelines, db, ground)
    const rows = await db
      .selectFrom('pipelines_experiment')
      .select((is) => ['host_key', 'app', 'account_id', is.fn.countAll<number>().as('count')])
      .where('runner', '=', 'own')
      .where('status', 'in', ['claimed', 'running'])
      .groupBy(['host_key', 'app', 'account_id'])
      .execute()
    for (const { host_key, app, account_id, count } of rows)
      places.#add({ host: host_key ?? '', app, account: account_id }, Number(count))
    return places
  }

  /** Takes a place for it, or says why there is none now. */
  async take(waiting: Waiting, now: number): Promise<{ host: HostRow } | { reason: string }> {
    const judged = judge(this.#ground, waiting, now)
    if ('reason' in judged) return judged
    const { host } = judged
    const { app: key, account_id: account } = waiting
    const app = this.#ground.apps.get(key)
    const appSlots = app?.policy.slots ?? Number.POSITIVE_INFINITY
    if ((this.#byApp.get(key) ?? 0) >= appSlots)
      return { reason: taken(appSlots, `of ${app?.definition.label ?? key}`) }
    if (account !== null && (this.#byAccount.get(account) ?? 0) >= (await this.#limitOf(account)))
      return { reason: `Your ${places(await this.#limitOf(account))} taken.` }
    if ((this.#byHost.get(host.key) ?? 0) >= host.slots)
      return { reason: taken(host.slots, `of ${host.name}`) }
    this.#add({ host: host.key, app: key, account }, 1)
    return { host }
  }

  get isFull(): boolean {
    return this.#ground.hosts.every(
      ({ key, slots, backend, enabled }) =>
        backend === 'outside' || enabled !== 1 || (this.#byHost.get(key) ?? 0) >= slots,
    )
  }

  /** Whose places are all taken: they need not be looked at again. */
  fullAccounts(): number[] {
    return [...this.#limits].filter(([id, most]) => (this.#byAccount.get(id) ?? 0) >= most).map(([id]) => id)
  }

  async #limitOf(account: number): Promise<number> {
    const known = this.#limits.get(account) ?? (await runningLimitOf(this.#pipelines, this.#db, account))
    this.#limits.set(account, known)
    return known
  }

  #add({ host, app, account }: { host: string; app: string; account: number | null }, count: number): void {
    this.#byHost.set(host, (this.#byHost.get(host) ?? 0) + count)
    this.#byApp.set(app, (this.#byApp.get(app) ?? 0) + count)
    if (account !== null) this.#byAccount.set(account, (this.#byAccount.get(account) ?? 0) + count)
  }
}

const places = (count: number): string => (count === 1 ? 'place is' : `${count} places are`)

const taken = (count: number, whose: string): string =>
  count === 1 ? `The one place ${whose} is taken.` : `All ${count} places ${whose} are taken.`
