import { readColumns } from './lib/columns.ts'
import { openDevice } from './lib/device.ts'
import type { Task } from './template.d.ts'

export const template = {
  name: 'OSPF neighbours',
  description: 'The OSPF neighbours of each router as data: router id, state, address, interface.',
}

interface Neighbour {
  id: string
  state: string
  address: string
  interface: string
}

/** Reads the OSPF neighbours of each router as data: router id, state, address, interface. */
export async function job_function(task: Task): Promise<Neighbour[]> {
  const device = openDevice(task)
  if (task.host.platform === 'frr') return ofFrr(JSON.parse(await device.show('show ip ospf neighbor json')))
  return ofCisco(await device.show('show ip ospf neighbor'))
}

interface FrrNeighbour {
  state?: string
  nbrState?: string
  address?: string
  ifaceAddress?: string
  ifaceName: string
}

const ofFrr = ({ neighbors = {} }: { neighbors?: Record<string, FrrNeighbour[]> }): Neighbour[] =>
  Object.entries(neighbors).flatMap(([id, each]) =>
    each.map(({ state, nbrState, address, ifaceAddress, ifaceName }) => ({
      id,
      state: nbrState ?? state ?? '',
      address: ifaceAddress ?? address ?? '',
      interface: ifaceName.split(':', 1)[0] ?? '',
    })),
  )

const ofCisco = (text: string): Neighbour[] =>
  readColumns(text, { id: 'Neighbor ID', state: 'State', address: 'Address', interface: 'Interface' })
