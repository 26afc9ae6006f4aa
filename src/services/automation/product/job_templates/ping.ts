import { openDevice } from './lib/device.ts'
import type { Result, Task } from './template.d.ts'

/**
 * Pings another host from each device, and tells whether it answers.
 *
 * @param target Address or name of the host to ping
 */
export async function job_function(task: Task, { target }: { target: string }): Promise<Result> {
  if (target === undefined) throw new Error("job_function() missing 1 required positional argument: 'target'")
  // It becomes a word of a command.
  if (!/^[A-Za-z0-9][A-Za-z0-9.:_-]*$/.test(target)) throw new Error(`“${target}” is no address and no name.`)
  const { text, answers } = await ping(task, target)
  return task.result({ result: text, failed: !answers })
}

async function ping(task: Task, target: string): Promise<{ text: string; answers: boolean }> {
  const { platform } = task.host
  if (platform === 'linux' || platform === 'frr') {
    const { stdout, stderr, code } = await task.ssh().exec(['ping', '-c', '3', '-W', '2', target])
    return { text: stdout || stderr, answers: code === 0 }
  }
  const text = await openDevice(task).show(`ping ${target}${platform === 'junos' ? ' count 3' : ''}`)
  const lost = /Success rate is 0 percent|[^0-9]100% packet loss| 0 (?:packets )?received/.test(text)
  return { text, answers: !lost }
}
