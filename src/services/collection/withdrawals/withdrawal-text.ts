import { endOfString } from '../submissions/json-text.ts'

/** Shorter codes and bare numbers are the answer to many a question. */
const TELLING = /\p{L}|.{4}/u

/**
 * Puts a pseudonym in the place of a person's codes in JSON, and leaves every other letter as it came: where a text is a
 * code by itself, and within longer ones such as the address of a page.
 */
export function pseudonymised(json: string, codes: readonly string[], pseudonym: string): string {
  const pieces: string[] = []
  let before = ''
  let from = 0
  for (let at = json.indexOf('"'); at !== -1; at = json.indexOf('"', from)) {
    const end = endOfString(json, at) + 1
    const literal = json.slice(at, end)
    const text = JSON.parse(literal) as string
    const changed = replaceCodes(text, codes, { pseudonym, always: before === 'subject_id' })
    pieces.push(json.slice(from, at), changed === text ? literal : JSON.stringify(changed))
    before = text
    from = end
  }
  return pieces.join('') + json.slice(from)
}

function replaceCodes(
  text: string,
  codes: readonly string[],
  { pseudonym, always }: { pseudonym: string; always: boolean },
): string {
  if (always && codes.includes(text.trim())) return pseudonym
  let changed = text
  for (const code of codes) {
    if (!TELLING.test(code)) continue
    for (const form of new Set([code, encodeURIComponent(code)])) {
      if (!changed.includes(form)) continue
      const whole = new RegExp(`(?<![\\p{L}\\p{N}])${RegExp.escape(form)}(?![\\p{L}\\p{N}])`, 'gu')
      changed = changed.replace(whole, pseudonym)
    }
  }
  return changed
}
