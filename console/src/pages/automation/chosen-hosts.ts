/** So many names an address holds; more are kept beside it, in this tab. */
const MOST_IN_ADDRESS = 200
const KEPT = 'kept'

const keyOf = (inventory: number): string => `run-hosts:${inventory}`

/** A comma in a name is none between two. */
const mark = (name: string): string => name.replaceAll('%', '%25').replaceAll(',', '%2C')

/** The address of a new run on hosts of an inventory. */
export function newRunOn(inventory: number, hosts: readonly string[]): string {
  const base = `/app/automation/runs/new?inventory=${inventory}&hosts=`
  if (hosts.length <= MOST_IN_ADDRESS) return base + encodeURIComponent(hosts.map(mark).join(','))
  sessionStorage.setItem(keyOf(inventory), JSON.stringify(hosts))
  return base + KEPT
}

/** The hosts that the address of a new run names; none: all, or not chosen yet. */
export function hostsIn(inventory: number, hosts: string | undefined): string[] {
  if (!hosts) return []
  if (hosts !== KEPT) return hosts.split(',').map(decodeURIComponent)
  return JSON.parse(sessionStorage.getItem(keyOf(inventory)) ?? '[]') as string[]
}
