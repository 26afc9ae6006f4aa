const COVER = '••••'

/** How secrets are kept out of what is written, also where it comes in pieces. */
export interface Mask {
  /** Covers them wherever they stand in a text. */
  of(text: string): string
  /** How much of the beginning of something can be told by now: in the rest of the text a secret may have begun. */
  sure(text: string): number
}

export const NO_MASK: Mask = { of: (text) => text, sure: (text) => text.length }

/** A mask of these texts; of two that begin alike the longer one is covered. */
export function maskOf(secrets: readonly string[]): Mask {
  const texts = [...new Set(secrets)].filter((text) => text !== '').sort((a, b) => b.length - a.length)
  const [longest] = texts
  if (longest === undefined) return NO_MASK
  const any = new RegExp(texts.map((text) => RegExp.escape(text)).join('|'), 'g')
  const byLetter = Map.groupBy(texts, (text) => text[0])
  /** Whether a text may be the beginning of one. */
  const begins = (end: string): boolean => {
    for (const text of byLetter.get(end[0]) ?? []) {
      if (text.length <= end.length) return false
      if (text.startsWith(end)) return true
    }
    return false
  }
  return {
    of: (text) => text.replace(any, COVER),
    sure(text) {
      let at = Math.max(0, text.length - longest.length + 1)
      while (at < text.length && !begins(text.slice(at))) at += 1
      if (at === text.length) return at
      // Not in the midst of one that is whole.
      for (const { index, 0: found } of text.matchAll(any))
        if (index < at && at < index + found.length) return index
      return at
    },
  }
}
