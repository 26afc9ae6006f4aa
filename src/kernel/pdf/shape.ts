/** Hebrew, Arabic and their like, with the forms that letters have within a word. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u
const LEFT_TO_RIGHT = /[\p{L}\p{N}]/u
/** A letter with the signs that stand on it. */
const CLUSTER = /\P{M}\p{M}*/gu
const ALONE = 0
const LAST = 1
const FIRST = 2
const MIDDLE = 3

/** The letters of a line from left to right as they are drawn: those of Arabic joined, and right-to-left words turned. */
export function shaped(text: string): string {
  const plain = text
    .normalize('NFC')
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ')
  if (!RIGHT_TO_LEFT.test(plain)) return plain
  return turned(joined(plain))
}

/** Runs of one direction; what has none of its own belongs to the run before it. */
function turned(text: string): string {
  const runs: { isRight: boolean; parts: string[] }[] = []
  for (const part of text.match(CLUSTER) ?? []) {
    const isRight = RIGHT_TO_LEFT.test(part)
    const last = runs.at(-1)
    if (last && (last.isRight === isRight || !(isRight || LEFT_TO_RIGHT.test(part)))) last.parts.push(part)
    else runs.push({ isRight, parts: [part] })
  }
  const drawn = runs.map(({ isRight, parts }) => (isRight ? parts.toReversed() : parts).join(''))
  return (runs[0]?.isRight ? drawn.toReversed() : drawn).join('')
}

/** The forms of Arabic letters, as Unicode lists them: each with up to four codes, in the order alone, last, first, middle. */
const FORMS = (() => {
  const forms = new Map<string, string[]>()
  for (let code = 0xfe80; code <= 0xfef4; code += 1) {
    const form = String.fromCodePoint(code)
    const letter = form.normalize('NFKC')
    forms.set(letter, [...(forms.get(letter) ?? []), form])
  }
  return forms
})()

/** Letters with four forms join what follows; those with two do not. */
function joined(text: string): string {
  const parts = text.match(CLUSTER) ?? []
  const formsAt = (at: number) => FORMS.get(parts[at]?.[0] ?? '') ?? []
  return parts
    .map((part, at) => {
      const forms = formsAt(at)
      const isBound = forms.length > 1 && formsAt(at - 1).length === 4
      const binds = forms.length === 4 && formsAt(at + 1).length > 1
      const form = isBound ? (binds ? MIDDLE : LAST) : binds ? FIRST : ALONE
      return (forms[form] ?? part[0] ?? '') + part.slice(1)
    })
    .join('')
}
