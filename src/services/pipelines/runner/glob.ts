/** Whether a path fits `*.nii.gz`, `tables/*.csv`, `**`: a star within a folder, two for any folders, `?` for a letter. */
export const fitsGlob = (path: string, glob: string): boolean => fitFolders(path.split('/'), glob.split('/'))

/** Of two stars only the last ones are ever tried again, so that no pattern takes long. */
function fitFolders(parts: readonly string[], globs: readonly string[]): boolean {
  return fit(parts, globs, {
    isAny: (glob) => glob === '**',
    isOne: (part, glob) => fit([...part], [...glob], LETTERS),
  })
}

interface Rules {
  isAny(pattern: string): boolean
  isOne(item: string, pattern: string): boolean
}

const LETTERS: Rules = {
  isAny: (pattern) => pattern === '*',
  isOne: (letter, pattern) => pattern === '?' || letter === pattern,
}

function fit(items: readonly string[], patterns: readonly string[], { isAny, isOne }: Rules): boolean {
  let item = 0
  let at = 0
  let star = -1
  let from = 0
  while (item < items.length) {
    const pattern = patterns[at]
    if (pattern !== undefined && isAny(pattern)) {
      star = at
      from = item
      at += 1
    } else if (pattern !== undefined && isOne(items[item] as string, pattern)) {
      item += 1
      at += 1
    } else if (star >= 0) {
      from += 1
      item = from
      at = star + 1
    } else return false
  }
  return patterns.slice(at).every(isAny)
}
