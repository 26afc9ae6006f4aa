import pg from 'pg'

type Connected = Parameters<pg.Pool['connect']>[0]
type Query = (...args: unknown[]) => unknown

/** Connections to PostgreSQL whose failures, also that of making one, are turned into what its users understand. */
export class PostgresPool extends pg.Pool {
  readonly #fail: (error: unknown) => never
  readonly #seen = new WeakSet<pg.PoolClient>()

  constructor(options: pg.PoolConfig, turn: (error: unknown) => unknown) {
    super(options)
    this.#fail = (error) => {
      throw turn(error)
    }
  }

  override connect(): Promise<pg.PoolClient>
  override connect(callback: Connected): void
  override connect(callback?: Connected): unknown {
    if (callback) return super.connect(callback)
    // Nobody waits for what graphile-worker still writes after its end, and a failure of that would end the process.
    if (this.ending) return new Promise(() => {})
    return super.connect().then((client) => this.#watch(client), this.#fail)
  }

  #watch(client: pg.PoolClient): pg.PoolClient {
    if (this.#seen.has(client)) return client
    this.#seen.add(client)
    const query = client.query.bind(client) as Query
    client.query = ((...args: unknown[]) => {
      const answer = query(...args)
      return answer instanceof Promise ? answer.catch(this.#fail) : answer
    }) as typeof client.query
    return client
  }
}
