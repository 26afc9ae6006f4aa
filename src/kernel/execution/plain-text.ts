const MOST_LINE = 200
/** Colours and moves of the cursor that programs print. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: databases keep no NUL, and people read none of them
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/** What a program has printed, as people read it. */
export const plainText = (text: string): string =>
  text.replaceAll('\r\n', '\n').replaceAll(ESCAPES, '').replaceAll(CONTROLS, '').toWellFormed()

/** The last line that says something, for a sentence. */
export function lastLineOf(text: string | null): string | undefined {
  const line = text
    ?.split('\n')
    .map((each) => each.trim())
    .findLast((each) => each !== '')
  if (line === undefined) return undefined
  return line.length > MOST_LINE ? `${line.slice(0, MOST_LINE).toWellFormed()}…` : line
}
