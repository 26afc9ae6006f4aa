import type { Answer } from '@atelier/client'

export type Engine = Answer<'/api/automation/configuration'>
type Configuration = Engine['configuration']

export const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const
const RUNNERS = ['threaded', 'serial'] as const
export const RUNNER_CHOICES = [
  { value: 'threaded', label: 'threaded: many hosts at once' },
  { value: 'serial', label: 'serial: one host after the other' },
  { value: 'other', label: 'Another one' },
] as const
type Runner = (typeof RUNNER_CHOICES)[number]['value']

/** The configuration as the form has it: by the names that the server gives its parts. */
export interface EngineValues {
  'logging.enabled': boolean
  'logging.format': string
  'logging.level': string
  'logging.log_file': string
  runner: Runner
  'runner.plugin': string
  'runner.options.num_workers': number | ''
  /** What the form does not show; it stays as it is. */
  rest: Configuration
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

export function valuesOf({ configuration }: Engine): EngineValues {
  const { logging = {}, runner = {} } = configuration
  const plugin = textOf(runner.plugin) || 'threaded'
  const { num_workers: workers } = (runner.options ?? {}) as { num_workers?: unknown }
  const usual = RUNNERS.find((name) => name === plugin)
  return {
    'logging.enabled': logging.enabled !== false,
    'logging.format': textOf(logging.format),
    'logging.level': textOf(logging.level) || 'INFO',
    'logging.log_file': textOf(logging.log_file),
    runner: usual ?? 'other',
    'runner.plugin': usual ? '' : plugin,
    'runner.options.num_workers': typeof workers === 'number' ? workers : '',
    rest: configuration,
  }
}

/** What is left empty is left out. */
export function configurationOf(values: EngineValues): Configuration {
  const { rest, runner } = values
  const workers = values['runner.options.num_workers']
  return {
    ...rest,
    logging: {
      ...rest.logging,
      enabled: values['logging.enabled'],
      format: values['logging.format'] || undefined,
      level: values['logging.level'],
      log_file: values['logging.log_file'].trim() || undefined,
    },
    runner: {
      plugin: runner === 'other' ? values['runner.plugin'].trim() : runner,
      options: runner === 'serial' || workers === '' ? {} : { num_workers: workers },
    },
  }
}

export const faultsOf = (values: EngineValues) => ({
  'runner.plugin':
    values.runner === 'other' && values['runner.plugin'].trim() === '' && 'Give the name of the runner.',
})
