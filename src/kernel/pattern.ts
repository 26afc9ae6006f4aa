const LONGEST = 200
const MOST_REPEATS = 3

/** What is wrong with a pattern for a text; undefined where it is one that costs nothing, whatever the text. */
export function patternFault(pattern: string): string | undefined {
  try {
    new RegExp(pattern, 'v')
  } catch {
    return 'is no regular expression.'
  }
  // A backtracking engine needs 200³ steps at most with three of them, and no end with one inside another.
  const bare = pattern.replaceAll(/\\./g, 'x').replaceAll(/\[[^\]]*\]/g, 'x')
  const repeats = bare.match(/[*+?]|\{\d+,\d*\}/g) ?? []
  if (/\)(?:[*+?]|\{)/.test(bare))
    return 'repeats a group, which may take for ever. Repeat single characters alone.'
  return repeats.length > MOST_REPEATS ? `repeats more than ${MOST_REPEATS} things.` : undefined
}

/** Whether the whole of a text is as a pattern says. */
export const matches = (pattern: string, text: string): boolean =>
  text.length <= LONGEST && new RegExp(`^(?:${pattern})$`, 'v').test(text)
