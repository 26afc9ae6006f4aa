import { dirname, join } from 'node:path'
import type { Executions } from '../../../kernel/execution/execution.ts'
import { quoted } from '../../../kernel/execution/local/launch.ts'
import type { AutomationSettings } from '../settings.ts'

const CHECKOUT = join(import.meta.dirname, '../../../..')
const RUNNERS = join(CHECKOUT, 'runners')

/** Lets runs see the runners, what those are built from, and the server's own Node, wherever the checkout lies. */
export function showRunners(executions: Pick<Executions, 'show'>): void {
  for (const folder of [RUNNERS, join(CHECKOUT, 'node_modules'), dirname(process.execPath)])
    executions.show(folder)
}

/** The line of a shell that becomes the runner. */
export function commandOf(
  engine: 'node' | 'python',
  { python, memoryMb }: Pick<AutomationSettings, 'python' | 'memoryMb'>,
): string {
  const words =
    engine === 'node'
      ? [
          process.execPath,
          '--disable-warning=ExperimentalWarning',
          '--max-semi-space-size=4',
          `--max-old-space-size=${memoryMb}`,
          join(RUNNERS, 'node', 'main.mts'),
        ]
      : [python, '-B', '-u', join(RUNNERS, 'python', 'main.py')]
  return `exec ${words.map(quoted).join(' ')} </dev/null`
}
