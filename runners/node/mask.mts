const COVER = '••••'

/** Gives a function that covers these texts wherever they stand in a text, the longest first. */
export function maskOf(secrets: readonly string[]): (text: string) => string {
  const texts = [...new Set(secrets)].filter((text) => text !== '').sort((a, b) => b.length - a.length)
  if (texts.length === 0) return (text) => text
  const pattern = new RegExp(texts.map((text) => RegExp.escape(text)).join('|'), 'g')
  return (text) => text.replace(pattern, COVER)
}
