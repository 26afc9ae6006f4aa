/** What is heard of a document while it is walked through. */
export interface XmlListener {
  open(name: string, attributes: string): void
  text(text: string): void
  close(name: string): void
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/**
 * Walks through XML once, from left to right, in time that grows with its length. Names come without their prefix. A
 * document with a DTD is refused (promises.md, I6): false then, and where a tag has no end.
 */
export function walkXml(xml: string, listener: XmlListener): boolean {
  for (let at = 0; ; ) {
    const start = xml.indexOf('<', at)
    if (start < 0) return true
    if (start > at) listener.text(textOf(xml.slice(at, start)))
    const special = xml.startsWith('<!--', start)
      ? '-->'
      : xml.startsWith('<![CDATA[', start)
        ? ']]>'
        : xml.startsWith('<?', start)
          ? '?>'
          : undefined
    if (special === undefined && xml[start + 1] === '!') return false
    const end = xml.indexOf(special ?? '>', start)
    if (end < 0) return false
    at = end + (special ?? '>').length
    if (special === ']]>') listener.text(xml.slice(start + 9, end))
    if (special === undefined) tell(xml.slice(start + 1, end), listener)
  }
}

function tell(tag: string, listener: XmlListener): void {
  if (tag.startsWith('/')) {
    listener.close(nameOf(tag.slice(1)))
    return
  }
  const isEmpty = tag.endsWith('/')
  const name = nameOf(tag)
  listener.open(name, isEmpty ? tag.slice(0, -1) : tag)
  if (isEmpty) listener.close(name)
}

function nameOf(tag: string): string {
  const end = tag.search(/[\s/]/)
  const name = end < 0 ? tag : tag.slice(0, end)
  return name.slice(name.indexOf(':') + 1)
}

/** The value of an attribute, by its whole name. */
export function attributeOf(attributes: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}=(["'])`).exec(attributes)
  if (!found) return undefined
  const start = found.index + found[0].length
  const end = attributes.indexOf(found[1] as string, start)
  return end < 0 ? undefined : textOf(attributes.slice(start, end))
}

function textOf(raw: string): string {
  if (!raw.includes('&')) return raw
  return raw.replace(/&(#x?)?([0-9a-zA-Z]{1,8});/g, (whole, number: string | undefined, name: string) => {
    if (number === undefined) return ENTITIES[name] ?? whole
    const code = Number.parseInt(name, number === '#' ? 10 : 16)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}
