/** So much of a text is shown. */
export const TEXT_BYTES = 256 * 1024

export type ImageType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp'

export type Shown =
  | { kind: 'text'; text: string; cut: boolean; encoding: 'utf-8' | 'utf-16' }
  | { kind: 'image'; type: ImageType }
  | { kind: 'other' }

/** What a page shows of a file: `start` are its first bytes, `TEXT_BYTES` of them where there are so many. */
export function shownOf(start: Buffer, size: number): Shown {
  const type = imageTypeOf(start)
  if (type) return { kind: 'image', type }
  const cut = size > start.length
  const text = textOf(start, cut)
  return text ? { kind: 'text', cut, ...text } : { kind: 'other' }
}

/** By what it begins with: a name proves nothing. Formats that can hold scripts are not among them (promises.md, F3). */
function imageTypeOf(start: Buffer): ImageType | undefined {
  const text = start.subarray(0, 12).toString('latin1')
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (/^GIF8[79]a/.test(text)) return 'image/gif'
  if (/^RIFF....WEBP/s.test(text)) return 'image/webp'
  return undefined
}

/** Undefined for what is no text. */
function textOf(start: Buffer, cut: boolean): { text: string; encoding: 'utf-8' | 'utf-16' } | undefined {
  const isWide = (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff)
  if (!isWide && start.includes(0)) return undefined
  const label = !isWide ? 'utf-8' : start[0] === 0xff ? 'utf-16le' : 'utf-16be'
  try {
    // Of a text that goes on, the last letter may be here by half.
    const text = new TextDecoder(label, { fatal: true, ignoreBOM: !isWide }).decode(start, { stream: cut })
    return { text, encoding: isWide ? 'utf-16' : 'utf-8' }
  } catch {
    return undefined
  }
}
