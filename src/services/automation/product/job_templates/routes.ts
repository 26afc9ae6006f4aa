import { openDevice } from './lib/device.ts'
import type { Task } from './template.d.ts'

export const template = {
  name: 'Routes',
  description: 'The routes that each device uses as data: prefix, protocol, next hops.',
}

interface Route {
  prefix: string
  protocol: string
  via: string[]
}

/** Reads the routes that each device uses as data: prefix, protocol, next hops. */
export async function job_function(task: Task): Promise<Route[]> {
  switch (task.host.platform) {
    case 'linux':
      return ofLinux(JSON.parse(await task.ssh().read(['ip', '-json', 'route'])) as LinuxRoute[])
    case 'frr':
      return ofFrr(
        JSON.parse(await openDevice(task).show('show ip route json')) as Record<string, FrrRoute[]>,
      )
    default:
      return ofCisco(await openDevice(task).show('show ip route'))
  }
}

interface LinuxRoute {
  dst: string
  protocol?: string
  gateway?: string
  dev?: string
}

const ofLinux = (read: LinuxRoute[]): Route[] =>
  read.map(({ dst, protocol = '', gateway, dev = '' }) => ({
    prefix: dst === 'default' ? '0.0.0.0/0' : dst,
    protocol,
    via: [gateway ?? dev],
  }))

interface FrrRoute {
  prefix: string
  protocol: string
  selected?: boolean
  nexthops: { ip?: string; interfaceName?: string }[]
}

const ofFrr = (read: Record<string, FrrRoute[]>): Route[] =>
  Object.values(read)
    .flat()
    .filter(({ selected }) => selected)
    .map(({ prefix, protocol, nexthops }) => ({
      prefix,
      protocol,
      via: nexthops.map(({ ip, interfaceName = '' }) => ip ?? interfaceName),
    }))

/** Letters at the beginning of a line of `show ip route`. */
const PROTOCOLS: Readonly<Record<string, string>> = {
  B: 'bgp',
  C: 'connected',
  D: 'eigrp',
  L: 'local',
  O: 'ospf',
  R: 'rip',
  S: 'static',
  i: 'isis',
}

const ofCisco = (text: string): Route[] =>
  [
    ...text.matchAll(
      /^([A-Za-z])[* ].*?(\d+\.\d+\.\d+\.\d+\/\d+)\s.*?(?:via (\S+?)[, ]|directly connected, (\S+))/gm,
    ),
  ].map(([, letter = '', prefix = '', gateway, device = '']) => ({
    prefix,
    protocol: PROTOCOLS[letter] ?? letter,
    via: [gateway ?? device],
  }))
