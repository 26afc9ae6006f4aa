import { isDeepStrictEqual } from 'node:util'
import type { RawGroup } from '../../runs/protocol.ts'
import type { Inventory } from '../inventory.ts'
import type { Addition } from '../merge.ts'
import type { Brought, BroughtHost } from './brought.ts'

/** What a line of a list would do. */
export interface PlannedLine {
  line: number
  name: string
  does: 'add' | 'change' | 'same' | 'error'
  hostname: string | null
  platform: string | null
  groups: string[]
  /** Names of what would be other than it is. */
  changes: string[]
  problems: BroughtHost['problems']
}

export interface Plan {
  lines: PlannedLine[]
  hosts: Addition[]
  /** That are named and are not there yet. */
  groups: string[]
}

/** What a list would do to an inventory: hosts are added and changed, and none is taken away. */
export function planImport(brought: Brought, inventory: Inventory | undefined): Plan {
  const plan: Plan = { lines: [], hosts: [], groups: [] }
  const groups = new Set<string>()
  for (const host of brought.hosts) {
    const known = inventory?.hosts.get(host.name)?.own
    const values = wantedOf(host, known)
    const changes = Object.entries(values).flatMap(([key, value]) => changed(key, value, known))
    const isWrong = host.problems.length > 0
    const does = isWrong ? 'error' : !known ? 'add' : changes.length > 0 ? 'change' : 'same'
    plan.lines.push({
      line: host.line,
      name: host.name,
      does,
      hostname: host.values.hostname ?? null,
      platform: host.values.platform ?? null,
      groups: host.groups,
      changes: does === 'change' ? changes : [],
      problems: host.problems,
    })
    if (does !== 'add' && does !== 'change') continue
    plan.hosts.push({ name: host.name, values })
    for (const group of host.groups) if (!inventory?.groups.has(group)) groups.add(group)
  }
  plan.groups = [...groups]
  return plan
}

/** Groups that a host is in already stay. */
function wantedOf({ values, groups, data }: BroughtHost, known: RawGroup | undefined): RawGroup {
  const all = [...new Set([...(known?.groups ?? []), ...groups])]
  return {
    ...values,
    ...(all.length > 0 && { groups: all }),
    ...(Object.keys(data).length > 0 && { data }),
  }
}

function changed(key: string, value: unknown, known: RawGroup | undefined): string[] {
  const before = known?.[key as keyof RawGroup]
  if (key !== 'data') return isDeepStrictEqual(before ?? null, value ?? null) ? [] : [key]
  const data = (before ?? {}) as Record<string, unknown>
  return Object.entries(value as object).flatMap(([name, each]) =>
    Object.hasOwn(data, name) && isDeepStrictEqual(data[name], each) ? [] : [`data.${name}`],
  )
}
