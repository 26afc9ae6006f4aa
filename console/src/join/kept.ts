/** What a phone keeps of a choice, so that neither a lost connection nor a closed page loses it. */
export interface Kept {
  draft: number[]
  /** Sent and not answered: sent again under the same key, it counts once. */
  pending: Pending | null
}

export interface Pending {
  key: string
  workshopIds: number[]
}

const nameOf = (participant: number) => `join.${participant}`

export function readKept(participant: number): Kept | undefined {
  try {
    const text = localStorage.getItem(nameOf(participant))
    return text === null ? undefined : (JSON.parse(text) as Kept)
  } catch {
    // A browser that keeps nothing, or something else under this name.
    return undefined
  }
}

export function keep(participant: number, kept: Kept | undefined): void {
  try {
    if (kept) localStorage.setItem(nameOf(participant), JSON.stringify(kept))
    else localStorage.removeItem(nameOf(participant))
  } catch {
    // Then it lives as long as the page.
  }
}
