import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'

interface Component {
  'bom-ref': string
  name: string
}

interface Bill {
  serialNumber?: string
  metadata: { timestamp: string; tools?: unknown; component: Component }
  components: Component[]
  dependencies: { ref: string; dependsOn?: string[] }[]
}

/** Folders whose lockfiles name what a release holds or fetches: the server, and what the console's files are made of. */
const LOCKED = ['.', 'console']

/**
 * The CycloneDX bill of materials of a checkout, by npm from its lockfiles. Where it is made, when and by which npm is left
 * out: one commit has one bill.
 */
export function billOf(root: string, { name, at }: { name: string; at: Date }): string {
  const [bill, ...more] = LOCKED.map((folder) => ofLockfile(join(root, folder)))
  if (!bill) throw new Error('There is no lockfile.')
  bill.metadata.timestamp = at.toISOString()
  delete bill.metadata.tools
  delete bill.serialNumber
  bill.metadata.component.name = name
  const parts = more.flatMap(({ metadata, components }) => [
    { ...metadata.component, name: metadata.component['bom-ref'].replace(/@[^@]*$/, '') },
    ...components,
  ])
  bill.components = sorted([...bill.components, ...parts], (each) => each['bom-ref'])
  bill.dependencies = sorted(
    [bill, ...more].flatMap(({ dependencies }) => dependencies),
    ({ ref }) => ref,
  )
  for (const each of bill.dependencies) each.dependsOn?.sort()
  const serialNumber = `urn:uuid:${uuidOf(JSON.stringify(bill))}`
  return `${JSON.stringify({ ...bill, serialNumber }, undefined, 2)}\n`
}

function ofLockfile(folder: string): Bill {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only']
  return JSON.parse(
    execFileSync('npm', args, { cwd: folder, encoding: 'utf8', maxBuffer: 64_000_000 }),
  ) as Bill
}

/** By code units, each once. */
function sorted<T>(list: readonly T[], key: (each: T) => string): T[] {
  const byKey = new Map(list.map((each) => [key(each), each]))
  return [...byKey.keys()].sort().map((each) => byKey.get(each) as T)
}

/** A UUID of version 8 (RFC 9562) that says what it was made from. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
