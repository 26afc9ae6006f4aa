import { openDevice } from './lib/device.ts'
import type { Task } from './template.d.ts'

export const template = {
  name: 'Facts',
  description: 'What each host is: its name, system and version, and how long it has been up.',
}

interface Facts {
  name: string
  system: string
  version: string
  upSeconds: number | null
}

/** Reads what each host is: its name, system and version, and how long it has been up. */
export async function job_function(task: Task): Promise<Facts> {
  const { platform } = task.host
  if (platform === null || platform === 'linux' || platform === 'frr') return ofLinux(task)
  const text = await openDevice(task).show('show version')
  return {
    name: /^(\S+) uptime is/m.exec(text)?.[1] ?? /^Hostname: (\S+)/m.exec(text)?.[1] ?? task.host.name,
    system: text.trim().split('\n', 1)[0]?.trim() ?? '',
    version: /Version\s+([^\s,]+)/.exec(text)?.[1] ?? /^Junos: (\S+)/m.exec(text)?.[1] ?? '',
    upSeconds: secondsOf(/uptime is (.*)/.exec(text)?.[1] ?? ''),
  }
}

async function ofLinux(task: Task): Promise<Facts> {
  const text = await task
    .ssh()
    .read('uname -n; . /etc/os-release; echo "$PRETTY_NAME"; uname -r; cat /proc/uptime')
  const [name = '', system = '', version = '', up = ''] = text.split('\n')
  return { name, system, version, upSeconds: Math.floor(Number(up.split(' ', 1)[0])) }
}

const SECONDS: Readonly<Record<string, number>> = {
  year: 31_536_000,
  week: 604_800,
  day: 86_400,
  hour: 3_600,
  minute: 60,
}

/** `1 week, 2 days, 3 hours, 4 minutes`. */
function secondsOf(words: string): number | null {
  const parts = [...words.matchAll(/(\d+) (year|week|day|hour|minute)/g)]
  if (parts.length === 0) return null
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (SECONDS[unit] ?? 0), 0)
}
