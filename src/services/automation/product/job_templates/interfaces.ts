import { readColumns } from './lib/columns.ts'
import { openDevice } from './lib/device.ts'
import type { Task } from './template.d.ts'

export const template = {
  name: 'Interfaces',
  description: 'The interfaces of each device as data: name, addresses, whether it is up.',
}

interface Interface {
  name: string
  addresses: string[]
  isUp: boolean
}

/** Reads the interfaces of each device as data: name, addresses, whether it is up. */
export async function job_function(task: Task): Promise<Interface[]> {
  switch (task.host.platform) {
    case 'linux':
      return ofLinux(JSON.parse(await task.ssh().read(['ip', '-json', 'address'])) as LinuxInterface[])
    case 'frr':
      return ofFrr(
        JSON.parse(await openDevice(task).show('show interface json')) as Record<string, FrrInterface>,
      )
    default:
      return ofCisco(await openDevice(task).show('show ip interface brief'))
  }
}

interface LinuxInterface {
  ifname: string
  operstate: string
  flags: string[]
  addr_info: { local: string; prefixlen: number }[]
}

const ofLinux = (read: LinuxInterface[]): Interface[] =>
  read.map(({ ifname, flags, addr_info }) => ({
    name: ifname,
    addresses: addr_info.map(({ local, prefixlen }) => `${local}/${prefixlen}`),
    isUp: flags.includes('LOWER_UP'),
  }))

interface FrrInterface {
  operationalStatus: string
  ipAddresses?: { address: string }[]
}

const ofFrr = (read: Record<string, FrrInterface>): Interface[] =>
  Object.entries(read).map(([name, { operationalStatus, ipAddresses = [] }]) => ({
    name,
    addresses: ipAddresses.map(({ address }) => address),
    isUp: operationalStatus === 'up',
  }))

const ofCisco = (text: string): Interface[] =>
  readColumns(text, { name: 'Interface', address: 'IP-Address', protocol: 'Protocol' }).map((line) => ({
    name: line.name,
    addresses: line.address === 'unassigned' ? [] : [line.address],
    isUp: line.protocol === 'up',
  }))
