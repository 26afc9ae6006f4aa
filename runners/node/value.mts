/** Deeper than anybody reads, and than a parser of the wire takes. */
const DEEPEST = 60

/** A result as it is kept: objects and lists as JSON has them, everything else as Python would say it. */
export function resultOf(value: unknown, mask: (text: string) => string): unknown {
  if (isContainer(value)) return plainOf(value, { mask, above: [] })
  return mask(wordOf(value))
}

/** As Python's `str()` writes it. */
export function wordOf(value: unknown): string {
  if (value === undefined || value === null) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (typeof value === 'number') return numberWord(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'None' : value.toISOString()
  if (value instanceof Error) return value.message
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return bytesWord(value)
  try {
    return String(value)
  } catch {
    return Object.prototype.toString.call(value)
  }
}

function numberWord(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (Number.isFinite(value)) return String(value)
  return value > 0 ? 'inf' : '-inf'
}

function bytesWord(value: ArrayBufferView | ArrayBuffer): string {
  const bytes = ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : Buffer.from(value)
  return bytes.toString('utf8')
}

/** What has parts: not a date, an error or bytes, which are said as text. */
function isContainer(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !(value instanceof Date || value instanceof Error || value instanceof ArrayBuffer) &&
    !ArrayBuffer.isView(value)
  )
}

interface Walk {
  mask(text: string): string
  above: readonly object[]
}

function plainOf(value: unknown, walk: Walk): unknown {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : numberWord(value)
  if (!isContainer(value)) return walk.mask(wordOf(value))
  if (walk.above.includes(value)) return 'the same as above it'
  if (walk.above.length >= DEEPEST) return '…'
  const within = { mask: walk.mask, above: [...walk.above, value] }
  if (Array.isArray(value)) return value.map((each) => plainOf(each, within))
  if (value instanceof Set) return [...value].map((each) => plainOf(each, within))
  if (value instanceof Map)
    return recordOf(
      [...value].map(([key, each]) => [wordOf(key), () => each]),
      within,
    )
  const json = readOf(() => (value as { toJSON?: unknown }).toJSON)
  if (typeof json === 'function')
    return plainOf(
      readOf(() => json.call(value)),
      within,
    )
  const keys = Object.keys(value)
  return recordOf(
    keys.map((key) => [key, () => (value as Record<string, unknown>)[key]]),
    within,
  )
}

function recordOf(entries: [key: string, read: () => unknown][], walk: Walk): Record<string, unknown> {
  const record: Record<string, unknown> = Object.create(null)
  for (const [key, read] of entries) record[walk.mask(key)] = plainOf(readOf(read), walk)
  return record
}

/** A getter may throw. */
function readOf(read: () => unknown): unknown {
  try {
    return read()
  } catch (error) {
    return wordOf(error)
  }
}
