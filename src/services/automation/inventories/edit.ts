import type { By } from '../../../kernel/journal/journal.ts'
import { Problem } from '../../../kernel/problem.ts'
import type { Automation } from '../automation.ts'
import { readBelow, writeBelow } from '../files/root.ts'
import type { KeptBy } from '../files/version.ts'
import type { InventoryRow } from '../tables.ts'
import { FILES, type FileFault, type FileKind, InventoryFault } from './inventory.ts'
import { problems } from './inventory-problems.ts'
import type { Texts } from './parse.ts'

/** Where a file of an inventory lies below the root; 404 where the inventory names none. */
export function pathOf(row: InventoryRow, which: FileKind): string {
  const path = { hosts: row.hosts_file, groups: row.groups_file, defaults: row.defaults_file }[which]
  if (!path) throw problems.noFile(which)
  return path
}

interface Edited {
  which: FileKind
  content: string
}

interface Judged {
  /** What keeps it from being saved. */
  faults: FileFault[]
  warnings: FileFault[]
  /** How many hosts the inventory would have. */
  hosts: number | null
}

/** Looks at a text as if it lay in the place of one of the files of an inventory. */
export async function checkFile(
  automation: Automation,
  row: InventoryRow,
  { which, content }: Edited,
): Promise<Judged> {
  const path = pathOf(row, which)
  const others: Texts = {}
  for (const kind of FILES) {
    const other = kind === 'defaults' ? row.defaults_file : pathOf(row, kind)
    if (kind === which || !other) continue
    const text = await textOf(automation, other)
    if (text !== undefined) others[kind] = { path: other, content: text }
  }
  const { faults, warnings, raw } = await automation.inventories.check({
    ...others,
    [which]: { path, content },
  })
  const judged = { warnings: warnings.filter(({ file }) => file === path), hosts: raw?.hosts.length ?? null }
  const own = faults.filter(({ file }) => file === path)
  if (own.length > 0 || faults.length === 0) return { ...judged, faults: own }
  // Another file that is broken anyway keeps nobody from mending this one.
  const now = await textOf(automation, path)
  const before = await automation.inventories.check({
    ...others,
    ...(now !== undefined && { [which]: { path, content: now } }),
  })
  const broken = new Set(before.faults.map(({ file }) => file))
  return { ...judged, faults: faults.some(({ file }) => broken.has(file)) ? [] : faults }
}

/** A file that cannot be read at all is as if it were not there: its fault is told where it is edited. */
async function textOf(automation: Automation, path: string): Promise<string | undefined> {
  try {
    return (await readBelow(automation, path))?.content
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return undefined
    throw error
  }
}

/** Saves a text that an inventory can be read from, with what it replaces among its versions. */
export async function saveFile(
  automation: Automation,
  by: By,
  {
    row,
    which,
    content,
    match,
    via = 'console',
  }: Edited & { row: InventoryRow; match?: string | null | undefined; via?: Exclude<KeptBy, 'disk'> },
): Promise<Judged & { sha256: string; versionId: number }> {
  const judged = await checkFile(automation, row, { which, content })
  const [first, ...rest] = judged.faults
  if (first) throw problems.brokenFile(new InventoryFault([first, ...rest]))
  const path = pathOf(row, which)
  const entry = {
    action: via === 'import' ? 'automation.inventory.imported' : 'automation.file.changed',
    object: `automation.inventory:${row.id}`,
    details: { name: row.name, path, hosts: judged.hosts },
  }
  const saved = await writeBelow(automation, by, { path, content, match, via, entry })
  return { ...judged, ...saved }
}
