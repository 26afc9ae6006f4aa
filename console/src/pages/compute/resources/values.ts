import type { Answer } from '@atelier/client'
import type { ConflictField } from '../../../ui/conflict.tsx'

export type Resource = Answer<'/api/compute/resources'>['items'][number]
export type ResourceDetail = Answer<'/api/compute/resources/{id}'>
type Settings = NonNullable<ResourceDetail['settings']>

/** A cluster as it is typed. What the server finds wrong with its settings it names by these names. */
export interface Values {
  key: string
  name: string
  driver: Settings['driver']
  'settings.conf': string
  'settings.commands': string
  'settings.url': string
  'settings.keyFile': string
  'settings.user': string
  'settings.partition': string
  'settings.gpuPartition': string
  'settings.account': string
  /** Typed anew, or empty: what is kept is never shown. */
  tokenKey: string
  parameters: string
  mayExtend: boolean
}

const TEXTS = ['conf', 'commands', 'url', 'keyFile', 'user', 'partition', 'gpuPartition', 'account'] as const
const OF_DRIVER = {
  cli: ['conf', 'commands'],
  rest: ['url', 'keyFile', 'user', 'conf'],
} as const satisfies Record<Settings['driver'], readonly (typeof TEXTS)[number][]>

const OPTIONS = ['partition', 'account', 'qos', 'constraint', 'reservation'] as const

export function valuesOf(of?: ResourceDetail): Values {
  const settings: Partial<Settings> = of?.settings ?? {}
  const text = (name: (typeof TEXTS)[number]) => settings[name] ?? ''
  return {
    key: of?.key ?? '',
    name: of?.name ?? '',
    driver: settings.driver ?? 'cli',
    'settings.conf': text('conf'),
    'settings.commands': text('commands'),
    'settings.url': text('url'),
    'settings.keyFile': text('keyFile'),
    'settings.user': text('user'),
    'settings.partition': text('partition'),
    'settings.gpuPartition': text('gpuPartition'),
    'settings.account': text('account'),
    tokenKey: '',
    parameters: Object.entries(settings.parameters ?? {})
      .map(([name, option]) => `${name} = ${option}`)
      .join('\n'),
    mayExtend: settings.mayExtend ?? false,
  }
}

/** What was typed as the server takes it; what belongs to the other way to reach a cluster is left out. */
export function settingsOf(values: Values): Settings {
  const { driver, mayExtend } = values
  const names = TEXTS.filter(
    (name) =>
      !Object.values(OF_DRIVER)
        .flat()
        .some((each) => each === name) || isOf(driver, name),
  )
  const texts = names.flatMap((name) => {
    const text = values[`settings.${name}`].trim()
    return text === '' ? [] : [[name, text]]
  })
  return { driver, mayExtend, parameters: parametersIn(values.parameters), ...Object.fromEntries(texts) }
}

const isOf = (driver: Settings['driver'], name: string): boolean =>
  OF_DRIVER[driver].some((each) => each === name)

export const keyOf = ({ driver, tokenKey }: Values): { tokenKey?: string } =>
  driver === 'rest' && tokenKey.trim() !== '' ? { tokenKey: tokenKey.trim() } : {}

type Parameters = Settings['parameters']

const LINE = /^\s*([A-Za-z][A-Za-z0-9_]{0,63})\s*=\s*(\w+)\s*$/

function parametersIn(text: string): Parameters {
  const pairs = text.split('\n').flatMap((line) => {
    const [, name = '', option] = LINE.exec(line) ?? []
    const known = OPTIONS.find((each) => each === option)
    return known ? [[name, known] as const] : []
  })
  return Object.fromEntries(pairs)
}

export const faultsOf = ({ key, name, driver, parameters, ...values }: Values, isNew: boolean) => ({
  key:
    isNew &&
    !/^[a-z][a-z0-9_-]{0,31}$/.test(key) &&
    'Small letters, digits, _ and -; it begins with a letter.',
  name: !name.trim() && 'Give the cluster a name.',
  'settings.url':
    driver === 'rest' &&
    !/^https?:\/\/[^\s@]+$/.test(values['settings.url'].trim()) &&
    'It begins with http:// or https://.',
  parameters: lineFault(parameters),
})

function lineFault(text: string): string | false {
  const wrong = text
    .split('\n')
    .findIndex((line) => line.trim() !== '' && !OPTIONS.some((each) => each === LINE.exec(line)?.[2]))
  return wrong >= 0 && `Line ${wrong + 1} is not like “queue = partition”. It may be ${OPTIONS.join(', ')}.`
}

export const FIELDS: readonly ConflictField<Values>[] = [
  { name: 'name', label: 'Name' },
  { name: 'driver', label: 'Reached by' },
  { name: 'settings.conf', label: 'Configuration' },
  { name: 'settings.commands', label: 'Commands' },
  { name: 'settings.url', label: 'Address' },
  { name: 'settings.keyFile', label: 'Key file' },
  { name: 'settings.user', label: 'Account' },
  { name: 'settings.partition', label: 'Partition' },
  { name: 'settings.gpuPartition', label: 'GPU partition' },
  { name: 'settings.account', label: 'Charged to' },
  { name: 'parameters', label: 'Options' },
  { name: 'mayExtend', label: 'Extend', show: (value) => (value ? 'yes' : 'no') },
]
