/** Of a name as it is stored. Numbers that make it unlike others come on top of it; the system allows 255. */
const MOST_BYTES = 200
/** Endings of two parts that are one: `scan.nii.gz` becomes `scan-1.nii.gz`. */
const DOUBLE = /\.[A-Za-z0-9]{1,10}\.(gz|bz2|xz|zst|enc)$/i
const SINGLE = /\.[^.]{1,30}$/u
/** They turn the order of letters around: a name would read as another. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/gu
/** What lies beside the inputs. */
export const RESERVED = ['params.json', 'status.json'] as const

/** A client's name of a file as one that can be stored; undefined when nothing is left of it. */
export function storedName(clientName: string): string | undefined {
  const last = clientName.toWellFormed().split(/[/\\]/).at(-1) as string
  const plain = last
    .replace(TURNING, '')
    // Line breaks and tabs are both; they go.
    .replace(/\p{Cc}/gu, '')
    .trim()
    .replace(/\s/gu, '_')
    .normalize('NFC')
    .replace(/^\.+/, '')
  return plain === '' ? undefined : shortened(plain)
}

/** Names of which no two are alike, also where the disk does not tell upper from lower case: `scan.nii`, `scan-1.nii`. */
export function distinctNames(names: readonly string[], taken: readonly string[] = []): string[] {
  const used = new Set(taken.map(folded))
  /** By name: up to which number all are used, or many that are alike would take for ever. */
  const counts = new Map<string, number>()
  return names.map((name) => {
    const [stem, ending] = partsOf(name)
    let free = name
    let count = counts.get(folded(name)) ?? 1
    for (; used.has(folded(free)); count += 1) free = `${stem}-${count}${ending}`
    counts.set(folded(name), count)
    used.add(folded(free))
    return free
  })
}

const folded = (name: string): string => name.normalize('NFC').toLowerCase()

function partsOf(name: string): [stem: string, ending: string] {
  const ending = (DOUBLE.exec(name) ?? SINGLE.exec(name))?.[0] ?? ''
  return ending.length < name.length ? [name.slice(0, name.length - ending.length), ending] : [name, '']
}

function shortened(name: string): string {
  if (Buffer.byteLength(name) <= MOST_BYTES) return name
  const [stem, ending] = partsOf(name)
  let bytes = MOST_BYTES - Buffer.byteLength(ending)
  let kept = ''
  for (const letter of stem) {
    bytes -= Buffer.byteLength(letter)
    if (bytes < 0) break
    kept += letter
  }
  return kept + ending
}
