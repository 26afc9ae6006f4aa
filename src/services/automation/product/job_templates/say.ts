import type { Task } from './template.d.ts'

/** Says a text. */
export function job_function(task: Task, { text }: { text: string }): string {
  if (text === undefined) throw new Error("job_function() missing 1 required positional argument: 'text'")
  return `${task.host.name} says ${text}`
}
