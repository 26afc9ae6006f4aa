import { problems } from '../problems.ts'

/** Submissions that are received at once, in all and by one grant; a web app sends some fifty slices in parallel. */
const MOST = 600
const MOST_PER_GRANT = 200
/** Those from one address whose token is not known yet; a place is free again as soon as the token is judged. */
const MOST_STRANGERS = 200
/** Text of submissions under way that is held in memory: of those with a good token, and of all others together. */
const MOST_HELD_BYTES = 256_000_000
const MOST_STRANGERS_BYTES = 64_000_000
/** Who holds no more than this is never refused for what others hold. */
const SMALL_BYTES = 256_000

/** Keeps one link, one address, or all of them together from taking every descriptor and all memory of the server. */
export class Gate {
  #inside = 0
  readonly #grants = new Places<number>(MOST_PER_GRANT)
  readonly #addresses = new Places<string>(MOST_STRANGERS)
  readonly #ofGrants: Pool = { held: 0, most: MOST_HELD_BYTES }
  readonly #ofStrangers: Pool = { held: 0, most: MOST_STRANGERS_BYTES }
  /** Who came first is the first. */
  readonly #strangers = new Set<Guest>()

  /** Lets one more in, or refuses it with 503. */
  enter(address: string): Visit {
    if (this.#inside >= MOST) throw problems.busy()
    this.#addresses.take(address)
    this.#inside += 1
    const guest: Guest = { address, grant: undefined, held: 0, stop: undefined, isOut: false }
    this.#strangers.add(guest)
    return {
      onStop: (stop) => {
        guest.stop = stop
      },
      hold: (bytes) => this.#hold(guest, bytes),
      belongTo: (grantId) => this.#know(guest, grantId),
      leave: () => this.#leave(guest),
    }
  }

  #hold(guest: Guest, bytes: number): void {
    if (guest.isOut) return
    const pool = guest.grant === undefined ? this.#ofStrangers : this.#ofGrants
    pool.held += bytes - guest.held
    guest.held = bytes
    if (pool.held <= pool.most || bytes <= SMALL_BYTES) return
    if (guest.grant !== undefined) throw problems.busy()
    this.#sendStrangersAway()
  }

  /** Who has been here longest goes first: that is who sends nothing any more, in order to stay. */
  #sendStrangersAway(): void {
    for (const guest of this.#strangers) {
      if (this.#ofStrangers.held <= this.#ofStrangers.most) return
      if (guest.held <= SMALL_BYTES || !guest.stop) continue
      this.#ofStrangers.held -= guest.held
      guest.held = 0
      guest.isOut = true
      guest.stop(problems.busy())
    }
  }

  #know(guest: Guest, grantId: number): void {
    if (guest.grant !== undefined) return
    this.#grants.take(grantId)
    this.#forgetStranger(guest)
    guest.grant = grantId
    this.#ofGrants.held += guest.held
  }

  #leave(guest: Guest): void {
    this.#inside -= 1
    if (guest.grant === undefined) this.#forgetStranger(guest)
    else {
      this.#ofGrants.held -= guest.held
      this.#grants.giveBack(guest.grant)
    }
  }

  #forgetStranger(guest: Guest): void {
    this.#strangers.delete(guest)
    this.#addresses.giveBack(guest.address)
    this.#ofStrangers.held -= guest.held
  }
}

export interface Visit {
  /** Takes how this one's reading is ended in case that room is needed; undefined once nothing is read any more. */
  onStop(stop: Guest['stop']): void
  /** Tells how much text this one holds by now. */
  hold(bytes: number): void
  /** Tells whose it is, once that is known. */
  belongTo(grantId: number): void
  leave(): void
}

interface Guest {
  address: string
  grant: number | undefined
  held: number
  stop: ((fault: unknown) => void) | undefined
  /** Its reading was ended. */
  isOut: boolean
}

interface Pool {
  held: number
  most: number
}

/** Counts what is taken by each, up to a limit. */
class Places<K> {
  readonly #most: number
  readonly #taken = new Map<K, number>()

  constructor(most: number) {
    this.#most = most
  }

  take(key: K): void {
    const taken = this.#taken.get(key) ?? 0
    if (taken >= this.#most) throw problems.busy()
    this.#taken.set(key, taken + 1)
  }

  giveBack(key: K): void {
    const left = (this.#taken.get(key) ?? 1) - 1
    if (left === 0) this.#taken.delete(key)
    else this.#taken.set(key, left)
  }
}
