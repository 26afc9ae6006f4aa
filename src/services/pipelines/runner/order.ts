import type { ExecutionOrder } from '../../../kernel/execution/execution.ts'
import { quoted } from '../../../kernel/execution/local/launch.ts'
import { argumentsOf, versionCommandOf } from '../apps/arguments.ts'
import { checkForm } from '../apps/check.ts'
import type { AppDefinition } from '../apps/definition.ts'
import { fieldsOf } from '../experiments/experiment.store.ts'
import { SERVICE } from '../pipelines.ts'
import type { ExperimentRow, HostRow, PolicyRow } from '../tables.ts'
import { LOG_BYTES } from './log.ts'
import { Hopeless, type Staged } from './stage.ts'
import type { Work } from './work.ts'

/** Where neither the definition nor an operator says more. Nothing runs for ever. */
const USUAL = { cpus: 1, memoryMb: 4_096, minutes: 1_440 } as const
const PROCESSES = 1_024

export type Policy = Pick<PolicyRow, 'cpus' | 'memory_mb' | 'minutes' | 'slots' | 'host' | 'enabled'>

interface OrderParts {
  experiment: ExperimentRow
  definition: AppDefinition
  policy: Policy | undefined
  host: HostRow
  staged: Staged
}

/** The arguments of an experiment, its program first: each value an argument of its own. */
export function commandOf({ experiment, definition, staged }: OrderParts): string[] {
  const { work, files } = staged
  const { values } = checkForm(definition, formOf(experiment), {})
  const command = argumentsOf(definition, values, files, { inputs: work.inputs, output: work.outputs })
  if (command.length === 0) throw new Hopeless('Its app has no command here any more. Ask an administrator.')
  if (command.some((each) => each.includes('\0')))
    throw new Hopeless('A value of its form holds a character that no program takes.')
  return command
}

/** What the kernel is asked to run. */
export function orderOf({ command, ...parts }: OrderParts & { command: readonly string[] }): ExecutionOrder {
  const { experiment, definition, policy, host, staged } = parts
  const { resources } = definition
  const cpus = policy?.cpus ?? resources.cpus ?? USUAL.cpus
  return {
    service: SERVICE,
    object: `pipelines.experiment:${experiment.id}`,
    backend: host.backend,
    ...(experiment.account_id !== null && { account: experiment.account_id }),
    name: `${experiment.app}-${experiment.id}`,
    script: scriptOf(staged.work, { command, version: versionCommandOf(definition) }),
    directory: staged.work.folder,
    folder: staged.work.own,
    env: { ...definition.env, ...environmentOf(staged.work, { experiment, cpus }) },
    limits: {
      cpus,
      memoryMb: policy?.memory_mb ?? resources.memoryMb ?? USUAL.memoryMb,
      minutes: policy?.minutes ?? resources.minutes ?? USUAL.minutes,
      ...(resources.gpus !== null && { gpus: resources.gpus }),
      processes: PROCESSES,
      outputBytes: LOG_BYTES,
    },
    options: JSON.parse(host.options) as Record<string, string | number | boolean>,
  }
}

const environmentOf = (
  { own }: Work,
  { experiment, cpus }: { experiment: ExperimentRow; cpus: number },
): Record<string, string> => ({
  HOME: own,
  TMPDIR: `${own}/tmp`,
  ATELIER_EXPERIMENT: String(experiment.id),
  // Else a program takes all cores that it sees.
  OMP_NUM_THREADS: String(cpus),
})

function scriptOf(
  { outputs, version: file }: Work,
  { command, version }: { command: readonly string[]; version: readonly string[] },
): string {
  return [
    'umask 077',
    'mkdir -p "$TMPDIR"',
    `cd ${quoted(outputs)} || exit 125`,
    // Where it runs, and with what it runs: another machine may have another one.
    ...(version.length > 0
      ? [`timeout 10 ${wordsOf(version)} </dev/null 2>&1 | head -c 1000 >${quoted(file)}`]
      : []),
    `exec ${wordsOf(command)} </dev/null`,
    '',
  ].join('\n')
}

const wordsOf = (command: readonly string[]): string => command.map(quoted).join(' ')

/** The form as it was sent: several values of one name are several. */
function formOf(experiment: ExperimentRow): Record<string, unknown> {
  const given = new Map<string, string[]>()
  for (const { name, value } of fieldsOf(experiment)) given.set(name, [...(given.get(name) ?? []), value])
  return Object.fromEntries([
    ['experimentName', experiment.name],
    ['experimentDescription', experiment.description],
    ...[...given].map(([name, values]) => [name, values.length > 1 ? values : values[0]]),
  ])
}
