import { openDevice } from './lib/device.ts'
import type { Result, Task } from './template.d.ts'

export const template = {
  name: 'Run command',
  description:
    'Runs one command on each host and shows what it prints. On Linux a code other than 0 is a failure.',
  changes: true,
  form: [{ name: 'command', type: 'text', label: 'Command', required: true }],
}

/** Runs one command on each host and shows what it prints. */
export async function job_function(task: Task, { command }: { command: string }): Promise<Result | string> {
  const { platform } = task.host
  if (platform !== null && platform !== 'linux') return openDevice(task).show(command)
  const { stdout, stderr, code } = await task.ssh().exec(command)
  if (code === 0) return stdout
  return task.result({ result: stderr || stdout || `The command ended with code ${code}.`, failed: true })
}
