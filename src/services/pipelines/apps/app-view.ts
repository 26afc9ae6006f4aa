import { type Static, Type } from 'typebox'
import { Count, Id, Nullable, Time, time } from '../../../kernel/api/shapes.ts'
import { sampleKindOf } from '../sample/files.ts'
import type { PipelinesSettings } from '../settings.ts'
import type { AppVersionRow } from '../tables.ts'
import { type InstalledApp, type Policy, SWITCHED_OFF } from './apps.ts'
import { AppDefinition, AppKey, definitionIn, fieldsOf } from './definition.ts'
import type { Figures } from './figures.ts'

const { label, version, tags, sections, rules, outputs, resources, groups } = AppDefinition.properties

const Usual = Type.Union([Type.Object({ from: Count, to: Count }), Type.Null()], {
  description: 'Half of the last ones took between the two, in milliseconds',
})

/** An app as the catalogue shows it. */
export const AppView = Type.Object({
  key: AppKey,
  label,
  version,
  summary: Type.String({ description: 'The first lines of its description' }),
  categories: Type.Array(Type.Object({ key: Type.String(), label: Type.String() })),
  tags,
  ready: Type.Boolean({ description: 'It can be used now' }),
  missing: Type.Array(Type.String(), { description: 'What keeps it from running here, each a sentence' }),
  runner: Type.Enum(['own', 'outside'], {
    description: 'This server runs it, or a backend that asks by the protocol',
  }),
  uses: Count,
  completed: Count,
  failed: Count,
  usual: Usual,
})

const Days = Type.Union([Type.Integer({ minimum: 0, maximum: 36_500 }), Type.Null()])
const Some = (maximum: number) => Type.Union([Type.Integer({ minimum: 1, maximum }), Type.Null()])
/** A host as its form names it. */
const HostKey = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' })

/** What an operator says about an app; null leaves it to its definition or to the settings. */
export const PolicyBody = Type.Object(
  {
    enabled: Type.Boolean({ description: 'Without it no experiment of it is taken or begun here' }),
    inputDays: Days,
    outputDays: Days,
    cpus: Some(4_096),
    memoryMb: Some(100_000_000),
    minutes: Some(525_600),
    slots: Some(10_000),
    host: Type.Union([HostKey, Type.Null()]),
  },
  { additionalProperties: false },
)

/** An app with its form, and all that its page says. */
export const AppDetail = Type.Object({
  ...AppView.properties,
  description: Type.String(),
  help: Type.String(),
  documentation: Nullable,
  needsName: Type.Boolean({ description: 'An experiment of it must be named' }),
  sections,
  rules,
  outputs,
  resources,
  program: Nullable,
  container: Nullable,
  seenAt: Type.Union([Time], { description: 'Since when this version is here' }),
  number: Type.Union([Count], { description: 'Of this version' }),
  inputDays: Count,
  outputDays: Count,
  maxFileBytes: Count,
  hasSample: Type.Boolean({ description: 'There are files to try it with, at its address with /sample' }),
  forOperators: Type.Union([
    Type.Object({
      source: Type.Enum(['product', 'folder', 'boutiques']),
      groups,
      policy: Type.Object({ ...PolicyBody.properties, version: Count }),
    }),
    Type.Null(),
  ]),
})

export const VersionView = Type.Object({
  id: Id,
  number: Count,
  version: Type.String(),
  label: Type.String(),
  sha256: Type.String(),
  seenAt: Time,
  fields: Count,
})

const SUMMARY = 300

/** The first sentences, as a card has room for them. */
function summaryOf(description: string): string {
  const [first = ''] = description.split(/\n\s*\n/)
  const line = first.replaceAll(/\s+/g, ' ')
  return line.length <= SUMMARY ? line : `${line.slice(0, SUMMARY - 1).replace(/\s+\S*$/, '')}…`
}

const runnerOf = ({ definition }: InstalledApp): 'own' | 'outside' =>
  definition.command !== null ? 'own' : 'outside'

export const appView = (app: InstalledApp, { uses, completed, failed, usualMs }: Figures) => {
  const { definition, readiness, policy } = app
  const { key, label, version, description, categories, tags } = definition
  const missing = policy.enabled === 0 ? [SWITCHED_OFF] : readiness.missing
  return {
    key,
    label,
    version,
    summary: summaryOf(description),
    categories: categories.map((each) => ({ key: each.key, label: each.label })),
    tags,
    ready: missing.length === 0,
    missing,
    runner: runnerOf(app),
    uses,
    completed,
    failed,
    usual: usualMs,
  } satisfies Static<typeof AppView>
}

export const appDetail = (
  app: InstalledApp,
  figures: Figures,
  { settings, operates }: { settings: PipelinesSettings; operates: boolean },
) => {
  const { row, version, definition, policy } = app
  const { description, help, documentation, needsName, sections, rules, outputs, resources } = definition
  return {
    ...appView(app, figures),
    description,
    help,
    documentation,
    needsName,
    sections,
    rules,
    outputs,
    resources: {
      ...resources,
      cpus: policy.cpus ?? resources.cpus,
      memoryMb: policy.memory_mb ?? resources.memoryMb,
      minutes: policy.minutes ?? resources.minutes,
    },
    program: programOf(definition),
    container: definition.container?.image ?? null,
    seenAt: time(version.seen_at),
    number: version.version,
    inputDays: policy.input_days ?? settings.inputDays,
    outputDays: policy.output_days ?? settings.outputDays,
    maxFileBytes: settings.maxFileBytes,
    hasSample: sampleKindOf(definition) !== undefined,
    forOperators: operates
      ? { source: row.source, groups: definition.groups, policy: policyView(policy) }
      : null,
  } satisfies Static<typeof AppDetail>
}

const policyView = (policy: Policy) => ({
  enabled: policy.enabled === 1,
  inputDays: policy.input_days,
  outputDays: policy.output_days,
  cpus: policy.cpus,
  memoryMb: policy.memory_mb,
  minutes: policy.minutes,
  slots: policy.slots,
  host: policy.host,
  version: policy.version,
})

/** The name of what runs, without where it lies. */
function programOf({ command, needs, container }: AppDefinition): string | null {
  if (!command) return null
  if (command.script !== undefined) return 'a script'
  const named = command.arguments
    .filter((part) => typeof part === 'string')
    .find((part) => !part.startsWith('-') && !/^(?:\{node\}|python3|sh|env|nice)$/.test(part))
  const name = named
    ?.replace(/\{[a-z]+\}/g, '')
    .split('/')
    .at(-1)
  return name || needs.programs[0] || (container ? container.image : null)
}

export const versionView = (row: Omit<AppVersionRow, 'words_folded'>) => {
  const definition = definitionIn(row)
  return {
    id: row.id,
    number: row.version,
    version: row.label,
    label: definition.label,
    sha256: row.sha256,
    seenAt: time(row.seen_at),
    fields: fieldsOf(definition).length,
  } satisfies Static<typeof VersionView>
}
