import type { RawGroup } from '../../runs/protocol.ts'

/** Something that keeps a line from being taken. */
export interface LineProblem {
  field: string
  problem: string
}

/** A host as somebody's list has it; what the list does not say is absent. */
export interface BroughtHost {
  line: number
  name: string
  values: Pick<RawGroup, 'hostname' | 'port' | 'platform' | 'username'>
  groups: string[]
  data: Record<string, unknown>
  problems: LineProblem[]
}

/** What a column of a table is taken for. */
export const TARGETS = [
  'name',
  'hostname',
  'port',
  'platform',
  'username',
  'groups',
  'data',
  'ignore',
] as const
export type Target = (typeof TARGETS)[number]

export interface Brought {
  kind: 'netbox' | 'table'
  hosts: BroughtHost[]
  columns: { column: string; target: Target }[]
}

const ADDRESS = /^[A-Za-z0-9_.:%-]{1,255}$/

/** Looks at a host as a whole: what is wrong with its name, its address, its port. */
export function withProblems(host: Omit<BroughtHost, 'problems'>, problems: LineProblem[] = []): BroughtHost {
  const { hostname } = host.values
  const found = [...problems]
  if (host.name === '') found.push({ field: 'name', problem: 'It has no name.' })
  else if (host.name.length > 255 || /\p{Cc}/u.test(host.name) || !host.name.isWellFormed())
    found.push({ field: 'name', problem: 'This cannot be the name of a host.' })
  if (hostname && !ADDRESS.test(hostname))
    found.push({ field: 'hostname', problem: 'This is no address and no name of a machine.' })
  return { ...host, problems: found }
}

/** The second line of a name is refused: nobody knows which one is meant. */
export function refuseTwice(hosts: BroughtHost[]): BroughtHost[] {
  const first = new Map<string, number>()
  return hosts.map((host) => {
    const line = first.get(host.name)
    if (host.name === '') return host
    if (line === undefined) {
      first.set(host.name, host.line)
      return host
    }
    const problem = `Line ${line} has a host of this name already.`
    return { ...host, problems: [...host.problems, { field: 'name', problem }] }
  })
}
