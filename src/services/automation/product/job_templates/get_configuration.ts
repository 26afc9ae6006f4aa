import { openDevice } from './lib/device.ts'
import type { Task } from './template.d.ts'

/** Reads the running configuration of each device, as it says it. */
export function job_function(task: Task): Promise<string> {
  return openDevice(task).configuration()
}
