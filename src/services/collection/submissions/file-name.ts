const LONGEST_BYTES = 180

/**
 * The name under which a part is stored: its last component, without control characters, of 180 bytes of UTF-8 at most.
 * Clients send paths, nothing, or worse; a name never refuses a submission.
 */
export function storedName(sent: string): string {
  const last = sent.toWellFormed().split(/[/\\]/).at(-1) ?? ''
  const plain = last.replace(/\p{Cc}/gu, '_').trim()
  if (plain === '' || plain === '.' || plain === '..') return 'upload.bin'
  return cut(plain)
}

/** Cut in the stem, so that what follows the last point still says what the file is. */
function cut(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST_BYTES) return name
  const slice = /\.zip\.00\d+$/i.exec(name)
  const point = slice?.index ?? name.lastIndexOf('.')
  const ending = point > 0 && Buffer.byteLength(name.slice(point)) <= 20 ? name.slice(point) : ''
  let stem = ''
  for (const letter of name.slice(0, name.length - ending.length)) {
    if (Buffer.byteLength(stem + letter + ending) > LONGEST_BYTES) break
    stem += letter
  }
  return stem + ending
}

/** Different names for the parts of one request: a second `a.wav` becomes `a-2.wav`. */
export function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    const point = name.lastIndexOf('.')
    const [stem, ending] = point > 0 ? [name.slice(0, point), name.slice(point)] : [name, '']
    let free = name
    for (let i = 2; taken.has(free); i += 1) free = `${stem}-${i}${ending}`
    taken.add(free)
    return free
  })
}

export type FileKind = 'json' | 'zip' | 'slice' | 'audio' | 'other'

export function kindOf(name: string): FileKind {
  if (/\.zip\.00\d+$/i.test(name)) return 'slice'
  if (/\.zip$/i.test(name)) return 'zip'
  if (/\.(json|jsonld)$/i.test(name)) return 'json'
  return /\.(wav|mp3|ogg|oga|webm|m4a|flac|aac)$/i.test(name) ? 'audio' : 'other'
}
