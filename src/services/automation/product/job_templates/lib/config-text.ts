/** A line of a configuration, with what stands below it by its indentation. */
export interface Section {
  line: string
  below: Section[]
}

/** Ends of sections and of pages, and what changes with each reading. */
const NO_LINE =
  /^(?:!.*|exit(?:-.*)?|end|Building configuration.*|Current configuration.*|Using \d+ .*|ntp clock-period .*)$/

/** A configuration of devices in Cisco's manner, such as FRR's. */
export function parseConfiguration(text: string): Section[] {
  const top: Section[] = []
  const open: { depth: number; below: Section[] }[] = [{ depth: -1, below: top }]
  for (const full of text.split(/\r?\n/)) {
    const line = full.trim()
    if (line === '' || NO_LINE.test(line)) continue
    const depth = full.search(/\S/)
    while ((open.at(-1)?.depth ?? -1) >= depth) open.pop()
    const section: Section = { line, below: [] }
    open.at(-1)?.below.push(section)
    open.push({ depth, below: section.below })
  }
  return top
}

/** As a text that is the same for the same configuration, in whichever order its interfaces were told. */
export function writeConfiguration(sections: readonly Section[]): string {
  const lines = (each: readonly Section[], depth: number): string[] =>
    each.flatMap(({ line, below }) => [' '.repeat(depth) + line, ...lines(below, depth + 1)])
  return sorted(sections)
    .flatMap((section) => [...lines([section], 0), ...(section.below.length > 0 ? ['!'] : [])])
    .map((line) => `${line}\n`)
    .join('')
}

function sorted(sections: readonly Section[]): Section[] {
  const interfaces = sections.filter(isInterface).sort((a, b) => (a.line < b.line ? -1 : 1))
  return sections.map((section) => (isInterface(section) ? (interfaces.shift() ?? section) : section))
}

const isInterface = ({ line }: Section): boolean => line.startsWith('interface ')

/** What a configuration would be with these lines said in it. */
export function withLines(configuration: readonly Section[], said: readonly Section[]): Section[] {
  let result = [...configuration]
  for (const { line, below } of said) {
    if (line.startsWith('no ')) {
      const gone = line.slice(3)
      result = result.filter((each) => each.line !== gone && !each.line.startsWith(`${gone} `))
      continue
    }
    const at = result.findIndex((each) => each.line === line)
    const merged = { line, below: withLines(result[at]?.below ?? [], below) }
    result = at < 0 ? [...result, merged] : result.with(at, merged)
  }
  return result
}

/** Lines as they are said to a device, each section left by `exit`. */
export const commandsOf = (sections: readonly Section[]): string[] =>
  sections.flatMap(({ line, below }) => (below.length === 0 ? [line] : [line, ...commandsOf(below), 'exit']))

/** A line that is to come or to go, and the lines of the sections that it stands in. */
export interface Step {
  path: string[]
  line: string
  goes: boolean
}

/** What must come and go, so that the second configuration stands in the place of the first: what goes, goes first. */
export function stepsBetween(from: readonly Section[], to: readonly Section[], path: string[] = []): Step[] {
  const inside = (section: Section, wanted: readonly Section[]) =>
    stepsBetween(section.below, wanted, [...path, section.line])
  const goes = from.flatMap((section): Step[] => {
    const same = to.find(({ line }) => line === section.line)
    if (same) return inside(section, same.below)
    // An interface of the machine cannot be removed, only what is said of it.
    return isInterface(section) ? inside(section, []) : [{ path, line: section.line, goes: true }]
  })
  const comes = to.filter(({ line }) => !from.some((section) => section.line === line))
  return [
    ...goes,
    ...comes.flatMap((section): Step[] => [
      { path, line: section.line, goes: false },
      ...inside({ line: section.line, below: [] }, section.below),
    ]),
  ]
}
