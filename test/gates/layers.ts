import { dirname, join, normalize } from 'node:path'

export interface Source {
  /** From the repository's root. */
  path: string
  text: string
}

/** Rooms that stand below all others: they may import one another, but no other room of the kernel. */
const GROUND = ['db', 'config']

/** Every import that goes against the house's arrows, as a sentence. */
export function wrongArrows(sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, text }) =>
    importsOf(text)
      .map((imported) => normalize(join(dirname(path), imported)))
      .filter((target) => !mayImport(path, target))
      .map((target) => `${path} must not import ${target}`),
  )
}

function importsOf(text: string): string[] {
  const found = text.matchAll(/(?:from|import|resolve)\s*\(?\s*'(\.[^']+)'/g)
  return [...found].map(([, imported]) => imported ?? '')
}

function mayImport(from: string, to: string): boolean {
  if (!to.startsWith('src/')) return false
  const [fromFloor, fromRoom] = roomOf(from)
  const [toFloor, toRoom] = roomOf(to)
  if (fromFloor === 'kernel') {
    if (toFloor !== 'kernel') return false
    const isTypesOfTables = to === 'src/kernel/tables.ts'
    return !GROUND.includes(fromRoom) || GROUND.includes(toRoom) || toRoom === '' || isTypesOfTables
  }
  if (fromFloor === 'services') return toFloor === 'kernel' || (toFloor === 'services' && fromRoom === toRoom)
  if (fromFloor === 'app') return toFloor !== 'main' && toFloor !== 'cli'
  if (fromFloor === 'cli') return toFloor !== 'main'
  return true
}

/** The floor of the house and the room on it: `src/kernel/db/x.ts` → kernel, db. */
function roomOf(path: string): [floor: string, room: string] {
  const [, floor = '', room = '', more] = path.split('/')
  if (floor === 'kernel' || floor === 'services') return [floor, more === undefined ? '' : room]
  return floor === 'cli' ? ['cli', ''] : [floor === 'main.ts' ? 'main' : 'app', '']
}
