import type { HostState } from '../run-tables.ts'

export interface SampleHost {
  name: string
  group: 'spine' | 'leaf' | 'lab'
  hostname: string
  platform: string
  fault?: string
}

const FAULTS: Readonly<Record<string, string>> = {
  leaf7: 'Uplink Gi0/48 is down since 03:12.',
  leaf12: 'The neighbour on Gi0/47 is leaf9, and should be spine2.',
}

const series = (group: SampleHost['group'], count: number, platform: string, net: number): SampleHost[] =>
  Array.from({ length: count }, (_, at) => {
    const name = `${group}${at + 1}`
    const fault = FAULTS[name]
    return {
      name,
      group,
      hostname: `192.0.2.${net + at + 1}`,
      platform,
      ...(fault !== undefined && { fault }),
    }
  })

/** A small network; its addresses are those of documentation, where nothing answers. */
export const HOSTS: readonly SampleHost[] = [
  ...series('spine', 2, 'ios', 0),
  ...series('leaf', 14, 'ios', 20),
  ...series('lab', 8, 'linux', 60),
]

export const FOLDER = 'web_nornir/nornir_config/sample_network'
export const PACKAGE = 'web_nornir/job_templates/sample'

/** The inventory's files, as people write them. */
export function inventoryFiles(): { hosts: string; groups: string } {
  const hosts = HOSTS.map(({ name, group, hostname, fault }) =>
    [
      `${name}:`,
      `  hostname: ${hostname}`,
      '  groups:',
      `    - ${group}`,
      ...(fault === undefined ? [] : ['  data:', `    fault: "${fault}"`]),
    ].join('\n'),
  )
  const group = (name: string, platform: string, role: string) =>
    `${name}:\n  platform: ${platform}\n  data:\n    role: ${role}`
  return {
    hosts: `---\n${hosts.join('\n\n')}\n`,
    groups: `---\n${[group('spine', 'ios', 'spine'), group('leaf', 'ios', 'leaf'), group('lab', 'linux', 'host')].join('\n\n')}\n`,
  }
}

export interface SampleRun {
  name: string
  template: 'check' | 'read'
  hoursAgo: number
  seconds: number
  /** Only these groups. */
  groups?: readonly SampleHost['group'][]
  states?: Readonly<Record<string, HostState>>
  isAborted?: true
  isScheduled?: true
}

/** What has run in the last two weeks, the oldest first. */
export const RUNS: readonly SampleRun[] = [
  { name: 'Configurations', template: 'read', hoursAgo: 310, seconds: 7, groups: ['spine', 'leaf'] },
  {
    ...{ name: 'Uplinks after the power cut', template: 'check', hoursAgo: 190, seconds: 41 },
    states: { leaf3: 'unreachable', leaf4: 'unreachable', leaf7: 'failed', leaf12: 'failed' },
  },
  { name: 'Configurations', template: 'read', hoursAgo: 142, seconds: 6, groups: ['spine', 'leaf'] },
  { name: 'Check of the lab', template: 'check', hoursAgo: 96, seconds: 12, groups: ['lab'] },
  {
    ...{ name: 'Uplinks, all floors', template: 'check', hoursAgo: 52, seconds: 9, isAborted: true },
    states: Object.fromEntries(HOSTS.slice(10).map(({ name }) => [name, 'skipped'])),
  },
  {
    ...{ name: 'Nightly uplinks', template: 'check', hoursAgo: 31, seconds: 14, isScheduled: true },
    states: { leaf12: 'failed' },
  },
  {
    ...{ name: 'Nightly uplinks', template: 'check', hoursAgo: 7, seconds: 13, isScheduled: true },
    states: { leaf7: 'failed', leaf12: 'failed' },
  },
]

/** What hosts had as time servers, by the age of the reading in hours: each is a version. */
export const READINGS: readonly { hoursAgo: number; lines: readonly string[] }[] = [
  { hoursAgo: 310, lines: ['ntp server 10.20.0.9'] },
  { hoursAgo: 142, lines: ['ntp server 10.20.0.1', 'ntp server 10.20.0.2'] },
  {
    hoursAgo: 20,
    lines: ['ntp server 10.20.0.1', 'ntp server 10.20.0.2', 'ip route 0.0.0.0 0.0.0.0 192.0.2.254 200'],
  },
]

/** The configuration of a sample host with some lines of its own time. */
export const configurationOf = ({ name, hostname, group }: SampleHost, lines: readonly string[]): string =>
  [
    `hostname ${name}`,
    ...lines,
    'interface Loopback0',
    ` ip address ${hostname} 255.255.255.255`,
    ...(group === 'spine' ? ['router ospf 1', ' network 10.20.0.0 0.0.255.255 area 0'] : []),
    'line vty 0 4',
    ' transport input ssh',
    'end',
  ].join('\n')
