import { type Static, Type } from 'typebox'
import { Id, Lines, Nullable, Text, Time, time } from '../../../kernel/api/shapes.ts'
import { Notify } from '../keeping/notify.ts'
import type { Discovered } from './discover.ts'
import type { TemplateItem } from './template.store.ts'
import { Form, formOf } from './template-form.ts'
import { engineOf } from './template-place.ts'

const Workers = Type.Union([Type.Integer({ minimum: 1, maximum: 1_000 }), Type.Null()], {
  description: 'Most hosts at work at once; null: as the settings say',
})
const HostSeconds = Type.Union([Type.Integer({ minimum: 1, maximum: 86_400 }), Type.Null()])
const RunMinutes = Type.Union([Type.Integer({ minimum: 1, maximum: 10_080 }), Type.Null()])
const Engine = Type.Union([Type.Enum(['python', 'node']), Type.Null()], {
  description: 'What runs a file of this name; null for nothing',
})

const flags = {
  changes: Type.Boolean({ description: 'It changes its hosts: one such run a host at once' }),
  canDryRun: Type.Boolean({ description: 'It knows a dry run, which changes nothing' }),
  needsApproval: Type.Boolean({ description: 'A second person says yes before it runs' }),
  keepsConfiguration: Type.Boolean({
    description: 'The result of a host is its configuration, and is kept in versions',
  }),
}
const limits = { workers: Workers, hostSeconds: HostSeconds, runMinutes: RunMinutes, notify: Notify }

export const TemplateView = Type.Object({
  id: Id,
  name: Type.String(),
  description: Nullable,
  form: Type.Array(Form.items, { description: 'How each variable is asked for, in order' }),
  packagePath: Type.String(),
  fileName: Type.String(),
  functionName: Type.String(),
  engine: Engine,
  ...flags,
  ...limits,
  createdBy: Nullable,
  createdById: Type.Union([Id, Type.Null()]),
  createdAt: Time,
})

/** What people write about a template. */
export const TemplateBody = {
  name: Text(200, 1),
  description: Type.Union([Lines(10_000), Type.Null()]),
  form: Form,
  packagePath: Text(256, 1),
  fileName: Text(256, 1),
  functionName: Text(256, 1),
  ...flags,
  ...limits,
}

export const templateView = (row: TemplateItem): Static<typeof TemplateView> => ({
  id: row.id,
  name: row.name,
  description: row.description,
  form: formOf(row),
  packagePath: row.package_path,
  fileName: row.file_name,
  functionName: row.function_name,
  engine: engineOf(row.file_name) ?? null,
  changes: row.changes === 1,
  canDryRun: row.can_dry_run === 1,
  needsApproval: row.needs_approval === 1,
  keepsConfiguration: row.keeps_configuration === 1,
  workers: row.workers,
  hostSeconds: row.host_seconds,
  runMinutes: row.run_minutes,
  notify: JSON.parse(row.notify) as Notify,
  createdBy: row.made_by,
  createdById: row.created_by,
  createdAt: time(row.created_at),
})

const ProposalView = Type.Object({
  name: Type.String(),
  description: Nullable,
  functionName: Type.String(),
  form: Type.Array(Form.items),
  changes: Type.Boolean(),
  canDryRun: Type.Boolean(),
  keepsConfiguration: Type.Boolean(),
})

export const DiscoveredView = Type.Object({
  packagePath: Type.String(),
  fileName: Type.String(),
  engine: Engine,
  proposal: Type.Union([ProposalView, Type.Null()], {
    description: 'Null where it cannot be registered yet',
  }),
  fault: Nullable,
  note: Nullable,
})

export const discoveredView = ({
  proposal,
  fault,
  note,
  ...place
}: Discovered): Static<typeof DiscoveredView> => ({
  ...place,
  proposal: proposal ?? null,
  fault: fault ?? null,
  note: note ?? null,
})

export const ReadinessView = Type.Object({
  ready: Type.Boolean({ description: 'As far as that can be seen without running it' }),
  fileName: Type.String({ description: 'The file that would run' }),
  engine: Engine,
  notes: Type.Array(Type.String()),
  python: Nullable,
  proposal: Type.Union([ProposalView, Type.Null()], { description: 'What the file says of itself' }),
})
