/** Whether a file's name is one of `*.nii.gz`, `T1_*`, … without regard to case; linear in its length. */
export function matchesName(patterns: readonly string[], name: string): boolean {
  const folded = name.toLowerCase()
  return patterns.some((pattern) => matchesOne(pattern.toLowerCase(), folded))
}

function matchesOne(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return name === first
  if (!name.startsWith(first) || name.length < first.length + last.length || !name.endsWith(last))
    return false
  let at = first.length
  for (const piece of rest) {
    const found = name.indexOf(piece, at)
    if (found < 0 || found + piece.length > name.length - last.length) return false
    at = found + piece.length
  }
  return true
}
