import type { Task } from './template.d.ts'

/** Says hello. */
export function job_function(task: Task): string {
  return `${task.host.name} says hello world!`
}
