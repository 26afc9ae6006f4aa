import type { Task } from '../../product/job_templates/template.d.ts'

/** Plays the reading of a configuration: it is the same each time, so that only the first one makes a version. */
export function job_function(task: Task): string {
  const { name, hostname, groups } = task.host
  return [
    `hostname ${name}`,
    ...['10.20.0.1', '10.20.0.2'].map((server) => `ntp server ${server}`),
    'interface Loopback0',
    ` ip address ${hostname} 255.255.255.255`,
    ...(groups.includes('spine') ? ['router ospf 1', ' network 10.20.0.0 0.0.255.255 area 0'] : []),
    'line vty 0 4',
    ' transport input ssh',
    'end',
  ].join('\n')
}
