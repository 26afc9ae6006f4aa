import type { Result, Task } from '../../product/job_templates/template.d.ts'

/** Plays a change of the time servers: it says what it would change, and changes nothing anywhere. */
export function job_function(task: Task, { server }: { server: string }): Result {
  const before = 'ntp server 10.20.0.1\nntp server 10.20.0.2\n'
  const after = `ntp server ${server}\nntp server 10.20.0.2\n`
  const result = task.dryRun ? 'The servers would change.' : 'The servers are changed.'
  return task.result({ result, changed: true, diff: task.diff(before, after) })
}
