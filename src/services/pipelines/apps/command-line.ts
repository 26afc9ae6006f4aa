/** A word of a command line, in pieces: texts, and the names that stand for values. */
export type Word = readonly (string | { readonly key: string })[]

export interface CommandLine {
  words: Word[]
  /** It needs a shell: it has a pipe, a list, a variable, a pattern of names … */
  needsShell: boolean
  /** The same as lines of a shell, with each name as `{{n}}` outside of quotes, and the names in their order. */
  script: string
  keys: string[]
}

const SPECIAL = /[;&|<>()`$*?\n#~]/

/**
 * Reads a command line as a shell would, with `keys` (such as `[INPUT]`) standing for values. In quotes they stand for
 * themselves alone too: the quotes are closed around them. Undefined where a quote does not end.
 */
export function readCommandLine(text: string, keys: Iterable<string>): CommandLine | undefined {
  const known = [...keys].sort((one, other) => other.length - one.length)
  const words: Word[] = []
  const found: string[] = []
  let word: (string | { key: string })[] | undefined
  let needsShell = false
  let script = ''
  let quote = ''
  const add = (piece: string) => {
    word ??= []
    const last = word.at(-1)
    if (typeof last === 'string') word[word.length - 1] = last + piece
    else word.push(piece)
  }
  for (let at = 0; at < text.length; ) {
    const letter = text[at] as string
    const key = known.find((each) => each !== '' && text.startsWith(each, at))
    if (key !== undefined) {
      const place = `{{${found.push(key)}}}`
      word = [...(word ?? []), { key }]
      script += `${quote}${place}${quote}`
      at += key.length
      continue
    }
    const escaped = letter === '\\' && quote !== "'" ? text[at + 1] : undefined
    const whole = escaped === undefined ? letter : `${letter}${escaped}`
    script += whole
    at += whole.length
    if (escaped !== undefined) {
      // Within double quotes a backslash is itself before most letters.
      if (escaped !== '\n') add(quote === '"' && !'"\\$`'.includes(escaped) ? whole : escaped)
    } else if (quote === '' && (letter === '"' || letter === "'")) {
      quote = letter
      add('')
    } else if (letter === quote) quote = ''
    else if (quote === '' && /\s/.test(letter) && letter !== '\n') {
      if (word) words.push(word)
      word = undefined
    } else {
      needsShell ||= quote === '' ? SPECIAL.test(letter) : quote === '"' && /[$`]/.test(letter)
      add(letter)
    }
  }
  if (quote !== '') return undefined
  if (word) words.push(word)
  return { words: words.filter((each) => each.length > 0), needsShell, script, keys: found }
}

/** A shell or `eval` within a script reads its text again: values would be a part of it. */
export const readsAgain = (script: string): boolean =>
  /(?:^|[\s;&|(/`])(?:eval|(?:ba|da|z|k|c|tc)?sh\s+(?:-\w+\s+)*-\w*c|python3?\s+(?:-\w+\s+)*-c|perl\s+-\w*e|awk|sed|ssh|su)\b/.test(
    script,
  )

/** Whether every `{{n}}` of a script stands outside of quotes, where a value is one word whatever is in it. */
export function placesAreBare(script: string): boolean {
  let quote = ''
  for (let at = 0; at < script.length; at += 1) {
    const letter = script[at] as string
    if (letter === '\\' && quote !== "'") at += 1
    else if (quote === '' && (letter === '"' || letter === "'")) quote = letter
    else if (letter === quote) quote = ''
    else if (quote !== '' && /^\{\{\d/.test(script.slice(at, at + 3))) return false
  }
  return true
}
