import { makeChange } from './lib/change.ts'
import { commandsOf, parseConfiguration, withLines } from './lib/config-text.ts'
import type { Result, Task } from './template.d.ts'

export const template = {
  name: 'Change configuration',
  description:
    'Says lines of configuration to each device and shows what they have changed. A device that refuses one gets back what it had.',
  changes: true,
  canDryRun: true,
  form: [
    {
      name: 'lines',
      type: 'multiline',
      label: 'Lines',
      help: 'As the configuration has them: what belongs to a section is indented below it. Lines that begin with “no” remove.',
      required: true,
    },
    {
      name: 'save',
      type: 'boolean',
      label: 'Keep it',
      help: 'The device has it after its next start too.',
      default: true,
    },
  ],
}

/** Says lines of configuration to each device; in a dry run it shows what would change. */
export function job_function(
  task: Task,
  { lines, save = true }: { lines: string; save?: boolean },
): Promise<Result> {
  const said = parseConfiguration(lines)
  return makeChange(task, {
    expected: (now) => withLines(now, said),
    apply: (device) => device.configure(commandsOf(said)),
    save,
  })
}
