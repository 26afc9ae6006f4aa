import { excessOf } from './json.ts'

const DEEPEST = 100
/** Several times what the most files that are taken at once come to. */
const MOST_VALUES = 200_000

/** What a text says as JSON, or why it says nothing. */
export interface ReadJson {
  value?: unknown
  fault?: string
}

/** Reads JSON; what is wrong with it is said where the protocol's order of checks wants it. */
export function readJsonText(text: string): ReadJson {
  const excess = excessOf(text, { deepest: DEEPEST, mostValues: MOST_VALUES })
  if (excess === 'deep') return { fault: `more than ${DEEPEST} levels deep` }
  if (excess === 'many') return { fault: `more than ${MOST_VALUES.toLocaleString('en')} values` }
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    return { fault: (error as Error).message }
  }
}
