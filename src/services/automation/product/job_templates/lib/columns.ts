/**
 * A table of a device as objects: each line is cut where the titles of the columns begin. Lines before the titles, and
 * those that are empty, are left out.
 */
export function readColumns<Key extends string>(
  text: string,
  titles: Readonly<Record<Key, string>>,
): Record<Key, string>[] {
  const lines = text.split('\n')
  const names = Object.entries<string>(titles) as [Key, string][]
  const at = lines.findIndex((line) => names.every(([, title]) => line.includes(title)))
  const head = lines[at]
  if (head === undefined) return []
  const columns = names.map(([key, title]) => {
    const begin = head.indexOf(title)
    // To the next title, whether it is asked for or not.
    const next = head.slice(begin + title.length).search(/(?<=\s)\S/)
    return { key, begin, end: next < 0 ? undefined : begin + title.length + next }
  })
  return lines
    .slice(at + 1)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const cells = columns.map(({ key, begin, end }) => [key, line.slice(begin, end).trim()])
      return Object.fromEntries(cells) as Record<Key, string>
    })
}
