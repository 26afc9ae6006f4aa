import { problems } from '../problems.ts'

/** Submissions that are received at once, in all and by one grant; a web app sends some fifty slices in parallel. */
const MOST = 600
const MOST_PER_GRANT = 200
/** Text of submissions under way that is held in memory. */
const MOST_HELD_BYTES = 256_000_000

/** Keeps one link, or all of them together, from taking every descriptor and all memory of the server. */
export class Gate {
  #inside = 0
  #held = 0
  readonly #grants = new Map<number, number>()

  /** Lets one more in, or refuses it with 503. */
  enter(): Visit {
    if (this.#inside >= MOST) throw problems.busy()
    this.#inside += 1
    let grant: number | undefined
    let held = 0
    return {
      hold: (bytes) => {
        this.#held += bytes - held
        held = bytes
        if (this.#held > MOST_HELD_BYTES) throw problems.busy()
      },
      belongTo: (id) => {
        if (grant !== undefined) return
        const inside = this.#grants.get(id) ?? 0
        if (inside >= MOST_PER_GRANT) throw problems.busy()
        this.#grants.set(id, inside + 1)
        grant = id
      },
      leave: () => {
        this.#inside -= 1
        this.#held -= held
        if (grant === undefined) return
        const left = (this.#grants.get(grant) ?? 1) - 1
        if (left === 0) this.#grants.delete(grant)
        else this.#grants.set(grant, left)
      },
    }
  }
}

export interface Visit {
  /** Tells how much text this one holds by now. */
  hold(bytes: number): void
  /** Tells whose it is, once that is known. */
  belongTo(grantId: number): void
  leave(): void
}
