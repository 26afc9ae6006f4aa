const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

/** HTML of an original as plain text: its paragraphs and list items, and the addresses of its links. Nothing of it is ever markup here. */
export function textOfHtml(html: string): string {
  const text = html
    .replaceAll(/<!--.*?(?:-->|$)|<(script|style)\b.*?(?:<\/\1\s*>|$)/gis, '')
    .replaceAll(
      /<a\b[^<>]{0,2000}?href\s*=\s*["']?(https?:\/\/[^\s"'<>]{1,2000})(?:["'\s][^<>]{0,2000})?>([^<]*)<\/a\s*>/gi,
      (_, link, label) => (label.trim() === link ? link : `${label} (${link})`),
    )
    .replaceAll(/<br\b[^<>]*>/gi, '\n')
    .replaceAll(/<li\b[^<>]*>/gi, '\n– ')
    .replaceAll(/<\/?(p|div|ul|ol|h[1-6]|table|tr)\b[^<>]*>/gi, '\n\n')
    .replaceAll(/<\/?[a-z][^<>]*>/gi, '')
    .replaceAll(/&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,6});/gi, (whole, name: string) => entity(name) ?? whole)
  return text
    .replaceAll(/[\t\r ]+/g, ' ')
    .replaceAll(/ ?\n ?/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

function entity(name: string): string | undefined {
  if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()]
  const code = name[1]?.toLowerCase() === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  const isText = code === 10 || (code >= 32 && code < 0xd800) || (code > 0xdfff && code <= 0x10ffff)
  return isText ? String.fromCodePoint(code) : ''
}
