import { parseConfiguration, writeConfiguration } from './lib/config-text.ts'
import { openDevice } from './lib/device.ts'
import type { Task } from './template.d.ts'

export const template = {
  name: 'Back up configuration',
  description:
    'Reads the running configuration of each device, without what changes with each reading, and keeps it in versions.',
  keepsConfiguration: true,
}

/** Reads the running configuration of each device, without what changes with each reading. */
export async function job_function(task: Task): Promise<string> {
  const text = await openDevice(task).configuration()
  // Junos has braces, and says the same thing in the same way each time but for its first line.
  if (task.host.platform === 'junos') return text.replace(/^## Last (?:commit|changed):.*\n/m, '')
  return writeConfiguration(parseConfiguration(text))
}
