import type { Task } from './template.d.ts'

export const template = {
  name: 'Sign in',
  description: 'Signs in on each host and does nothing there: to see whether a credential opens it.',
}

/** Signs in on each host, and does nothing there. */
export async function job_function(task: Task): Promise<string> {
  const { platform } = task.host
  if (platform !== null && platform !== 'linux') await task.ssh().cli()
  else await task.ssh().exec('true')
  return `${task.host.name} is open.`
}
