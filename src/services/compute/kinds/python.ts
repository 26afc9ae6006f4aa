/** Values as the original prints them: its clients show these texts, and some compare them. */

export function pythonType(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType'
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'string') return 'str'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  return 'dict'
}

/** As `str` gives it: a text as it stands, everything else as within a list. */
export const pythonText = (value: unknown): string => (typeof value === 'string' ? value : pythonRepr(value))

/** As `repr` gives it. */
function pythonRepr(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return numberText(value)
  if (Array.isArray(value)) return pythonList(value)
  const entries = Object.entries(value as object)
  return `{${entries.map(([name, each]) => `${quoted(name)}: ${pythonRepr(each)}`).join(', ')}}`
}

/** A list as it is printed: `['a', "it's"]`. */
export const pythonList = (values: readonly unknown[]): string => `[${values.map(pythonRepr).join(', ')}]`

/** From here on Python writes powers of ten. */
const LARGE = 16
const SMALL = -5

function numberText(value: number): string {
  if (Number.isInteger(value)) return BigInt(value).toString()
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  const [digits = '', power = '0'] = value.toExponential().split('e')
  const exponent = Number(power)
  if (exponent > SMALL && exponent < LARGE) {
    // Node writes powers of ten only below 1e-6, which does not come here.
    return String(value)
  }
  return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' }
/** What Python does not print as it stands: controls, halves of letters, separators but the blank, and what nobody has assigned. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u

function quoted(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'"
  let body = ''
  for (const letter of text) {
    if (letter === mark) body += `\\${letter}`
    else if (ESCAPES[letter] !== undefined) body += ESCAPES[letter]
    else body += UNPRINTABLE.test(letter) ? escaped(letter.codePointAt(0) as number) : letter
  }
  return `${mark}${body}${mark}`
}

function escaped(code: number): string {
  const hex = code.toString(16)
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}
