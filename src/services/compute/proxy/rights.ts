import { accountMay } from '../../../kernel/identity/account-may.ts'
import { authenticateSession, isTokenGood } from '../../../kernel/identity/authenticate.ts'
import { ADMIN_ROLE, type Compute, USER_ROLE } from '../compute.ts'
import type { Pass } from './pass.ts'
import type { Place } from './place.ts'

/** A right that was taken away is gone within this time (promises.md, A3: 5 s). */
const KEEP_MS = 2_000
const MOST = 10_000

/** Whether passes are still good, asked at most every two seconds for each. */
export class Rights {
  readonly #compute: Compute
  readonly #known = new Map<string, { good: Promise<boolean>; at: number }>()

  constructor(compute: Compute) {
    this.#compute = compute
  }

  isGood(pass: Pass, place: Place): Promise<boolean> {
    const key = `${pass.session} ${pass.by} ${pass.ref} ${pass.account} ${pass.visit}`
    const known = this.#known.get(key)
    const now = performance.now()
    if (known && now - known.at < KEEP_MS) return known.good
    if (this.#known.size >= MOST) this.#known.clear()
    const good = this.#look(pass, place)
    this.#known.set(key, { good, at: now })
    good.catch(() => this.#known.delete(key))
    return good
  }

  async #look(pass: Pass, place: Place): Promise<boolean> {
    // Whatever let somebody in: a person who is shut out has no session either.
    if (!(await this.#may(place.account, USER_ROLE))) return false
    switch (pass.by) {
      case 'secret':
        return true
      case 'link':
        return this.#linkHolds(pass.ref)
      case 'sign-in':
        return (await this.#signInHolds(pass)) && this.#mayEnter(pass, place)
      case 'token':
        return (
          (await isTokenGood(this.#compute.kernel.identity, { account: pass.account, token: pass.ref })) &&
          this.#mayEnter(pass, place)
        )
    }
  }

  async #mayEnter({ account, visit }: Pass, place: Place): Promise<boolean> {
    return account === place.account || (visit && (await this.#may(account, ADMIN_ROLE)))
  }

  #may(account: number, role: string): Promise<boolean> {
    return accountMay(this.#compute.kernel.identity, account, role)
  }

  async #signInHolds({ account, ref }: Pass): Promise<boolean> {
    return (await authenticateSession(this.#compute.kernel.identity, { account, session: ref })) !== undefined
  }

  async #linkHolds(id: number): Promise<boolean> {
    const row = await this.#compute.db
      .selectFrom('compute_session_link')
      .select(['revoked_at', 'ends_at'])
      .where('id', '=', id)
      .executeTakeFirst()
    return row !== undefined && row.revoked_at === null && this.#isAhead(row.ends_at)
  }

  #isAhead(end: number | null): boolean {
    return end === null || end > this.#compute.kernel.clock.now()
  }
}
