import { bringTo, makeChange } from './lib/change.ts'
import { parseConfiguration } from './lib/config-text.ts'
import type { Result, Task } from './template.d.ts'

export const template = {
  name: 'Restore configuration',
  description:
    'Brings a device back to a configuration that it had: what is more goes, what is missing comes.',
  changes: true,
  canDryRun: true,
  form: [
    {
      name: 'configuration',
      type: 'multiline',
      label: 'Configuration',
      help: 'The whole text, as a backup has it. It is for one device.',
      required: true,
      // Devices write passwords into it.
      confidential: true,
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

/** Brings a device back to a configuration that it had; in a dry run it shows what would change. */
export function job_function(
  task: Task,
  { configuration, save = true }: { configuration: string; save?: boolean },
): Promise<Result> {
  const wanted = parseConfiguration(configuration)
  if (wanted.length === 0) throw new Error('This configuration is empty: it would take everything away.')
  return makeChange(task, {
    expected: () => wanted,
    apply: (device) => bringTo(device, wanted),
    save,
  })
}
