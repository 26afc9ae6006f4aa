import { fold, inTransaction } from '../../../kernel/db/db.ts'
import type { By, Json } from '../../../kernel/journal/journal.ts'
import { type Automation, SERVICE, SUPPORT_ROLE } from '../automation.ts'
import { problems as common } from '../problems.ts'
import type { Db, TriggerRow, Tx } from '../tables.ts'
import { formOf } from '../templates/template-form.ts'
import * as store from './trigger.store.ts'
import { problems } from './trigger-problems.ts'
import { type KeptSecret, makeSecret } from './trigger-secret.ts'

/** A variable of the preset's template, and where it stands in the body of a call. */
export interface TriggerVariable {
  name: string
  pointer: string
}

export interface TriggerFields {
  name: string
  presetId: number
  isEnabled: boolean
  variables: readonly TriggerVariable[]
  hostsPointer: string | null
  /** Signatures over the body alone are taken too. */
  acceptsUntimed: boolean
}

export async function getTrigger(db: Db | Tx, id: number): Promise<store.ListedTrigger> {
  const row = await store.findListed(db, id)
  if (!row) throw common.notFound()
  return row
}

export const variablesOf = ({ variables }: Pick<TriggerRow, 'variables'>): TriggerVariable[] =>
  JSON.parse(variables) as TriggerVariable[]

/** Makes a trigger; its secret is in `kept`, and shown this once. */
export async function createTrigger(
  automation: Automation,
  tx: Tx,
  by: By,
  fields: TriggerFields,
): Promise<{ trigger: store.ListedTrigger; kept: KeptSecret }> {
  const { kernel } = automation
  await checkFields(tx, fields)
  const { columns, kept } = makeSecret(kernel.secrets)
  const { id } = await store.insertTrigger(tx, {
    ...columnsOf(fields),
    ...columns,
    ...{ created_by: by.account ?? null, created_at: kernel.clock.now(), orphaned_at: null },
    ...{ used_at: null, version: 1 },
  })
  const trigger = await getTrigger(tx, id)
  await record(automation, tx, by, { act: 'created', trigger, values: { new: summaryOf(trigger) } })
  return { trigger, kept }
}

/** Changes a trigger; from then on its runs are those of whoever changed it. 412 where `version` is not its newest any more. */
export function changeTrigger(
  automation: Automation,
  by: By,
  { id, version, fields }: { id: number; version: number | undefined; fields: Partial<TriggerFields> },
): Promise<store.ListedTrigger> {
  return inTransaction(automation.db, async (tx) => {
    const before = await getTrigger(tx, id)
    const wanted: TriggerFields = {
      ...{ name: before.name, presetId: before.run_id, isEnabled: before.enabled === 1 },
      ...{ variables: variablesOf(before), hostsPointer: before.hosts_pointer },
      acceptsUntimed: before.accepts_untimed === 1,
      ...fields,
    }
    await checkFields(tx, wanted)
    const columns = { ...columnsOf(wanted), created_by: by.account ?? null, orphaned_at: null }
    if (!(await store.updateTrigger(tx, { id, version: version ?? before.version }, columns)))
      throw common.changed()
    const trigger = await getTrigger(tx, id)
    const values = { old: summaryOf(before), new: summaryOf(trigger) }
    await record(automation, tx, by, { act: 'changed', trigger, values })
    return trigger
  })
}

/** Makes the secret anew: the old one starts nothing any more. */
export async function renewTrigger(
  automation: Automation,
  tx: Tx,
  by: By,
  id: number,
): Promise<{ trigger: store.ListedTrigger; kept: KeptSecret }> {
  const before = await getTrigger(tx, id)
  const { columns, kept } = makeSecret(automation.kernel.secrets)
  const made = await store.updateTrigger(tx, before, {
    ...columns,
    ...{ created_by: by.account ?? null, orphaned_at: null },
  })
  if (!made) throw common.changed()
  const trigger = await getTrigger(tx, id)
  await record(automation, tx, by, { act: 'changed', trigger, values: { new: { secret: 'renewed' } } })
  return { trigger, kept }
}

/** Takes a trigger away; the runs that it has started stay. */
export function removeTrigger(automation: Automation, by: By, id: number): Promise<void> {
  return inTransaction(automation.db, async (tx) => {
    const trigger = await getTrigger(tx, id)
    if (!(await store.deleteTrigger(tx, id))) throw common.notFound()
    await record(automation, tx, by, { act: 'removed', trigger, values: { old: summaryOf(trigger) } })
  })
}

async function checkFields(tx: Tx, { presetId, variables }: TriggerFields): Promise<void> {
  const found = await store.findPreset(tx, presetId)
  if (!found) throw problems.noPreset()
  const known = new Set(found.template ? formOf(found.template).map(({ name }) => name) : [])
  const unknown = variables.find(({ name }) => !known.has(name))
  if (unknown) throw problems.noVariable(unknown.name, found.template?.name ?? '')
}

const columnsOf = ({
  name,
  presetId,
  isEnabled,
  variables,
  hostsPointer,
  acceptsUntimed,
}: TriggerFields) => ({
  name,
  words_folded: fold(name),
  run_id: presetId,
  enabled: isEnabled ? 1 : 0,
  variables: JSON.stringify(variables),
  hosts_pointer: hostsPointer,
  accepts_untimed: acceptsUntimed ? 1 : 0,
})

const summaryOf = (row: store.ListedTrigger): Json => ({
  name: row.name,
  preset: row.preset,
  enabled: row.enabled === 1,
  variables: variablesOf(row).map(({ name, pointer }) => ({ name, pointer })),
  hosts: row.hosts_pointer,
  untimed: row.accepts_untimed === 1,
})

/** Writes what happened to a trigger into the journal. */
export async function record(
  { kernel }: Automation,
  tx: Tx,
  by: By,
  {
    act,
    trigger,
    values,
  }: {
    act: 'created' | 'changed' | 'removed' | 'orphaned' | 'taken-over'
    trigger: store.ListedTrigger
    values: object
  },
): Promise<void> {
  await kernel.journal.record(tx, {
    by,
    action: `automation.trigger.${act}`,
    object: `automation.trigger:${trigger.id}`,
    service: SERVICE,
    details: { name: trigger.name },
    audience: SUPPORT_ROLE,
    ...values,
  })
}
