import { client } from '../../../app/client.ts'
import { zone } from '../../../ui/time.tsx'
import type { RunDetail } from '../runs/words.ts'
import { runPath } from '../runs/words.ts'
import type { VariableField, VariableValues } from '../variables/variable-fields.tsx'
import { type Draft, filtersOf, namesOf, sentVariables } from './draft.ts'
import type { Inventory, Template } from './parts.ts'

interface Filled {
  /** Who fills it in. */
  account: number
  draft: Draft
  like: RunDetail | undefined
  /** The preset that it is like is changed itself. */
  isChange: boolean
  fields: readonly VariableField[]
  secrets: VariableValues
}

/** What keeps the draft from being sent, with the step on which that is mended. */
export function faultsOf(
  { draft, fields }: Pick<Filled, 'draft' | 'fields'>,
  {
    values,
    hosts,
    inventory,
    template,
  }: {
    values: VariableValues
    hosts: number | undefined
    inventory: Inventory | undefined
    template: Template | undefined
  },
): { step: string; message: string }[] {
  const empty = fields.filter(({ name, required }) => required && (values[name] ?? '') === '')
  // Without a name it would be all of them.
  const isNameless = draft.which === 'named' && namesOf(draft).length === 0
  const faults: [boolean, string, string][] = [
    [inventory === undefined, 'hosts', 'Choose an inventory.'],
    [inventory !== undefined && isNameless, 'hosts', 'Name at least one host.'],
    [inventory !== undefined && !isNameless && hosts === 0, 'hosts', 'No host fits. Choose others.'],
    [template === undefined, 'template', 'Choose a template.'],
    [empty.length > 0, 'variables', `Fill in ${empty.map(({ name, label }) => label || name).join(', ')}.`],
    [draft.name.trim() === '', 'when', 'Give it a name.'],
    [draft.when === 'later' && draft.at === '', 'when', 'Say at what time.'],
    [draft.when === 'often' && draft.cron.trim() === '', 'when', 'Say how often.'],
  ]
  return faults.filter(([is]) => is).map(([, step, message]) => ({ step, message }))
}

/** Makes what the wizard is about, and says where it is shown. */
export async function send({ account, draft, like, isChange, fields, secrets }: Filled): Promise<string> {
  const { when, name } = draft
  const isPreset = when === 'preset' || when === 'often'
  // What is wrong with its times is said before there is a preset.
  if (when === 'often')
    await client.get('/api/automation/schedules/preview', {
      query: { cron: draft.cron.trim(), timezone: zone() },
    })
  const start = isPreset ? {} : { start: when === 'later' ? { at: new Date(draft.at).toISOString() } : {} }
  const body = {
    name: name.trim(),
    templateId: draft.template ?? null,
    inventoryId: draft.inventory ?? null,
    filters: filtersOf(draft),
    variables: sentVariables(fields, draft, secrets),
    isDryRun: draft.isDryRun,
    workers: draft.workers || null,
    hostSeconds: draft.hostSeconds || null,
    runMinutes: draft.runMinutes || null,
    notify:
      draft.tellMe === ''
        ? {}
        : {
            on: draft.tellMe,
            accounts: [...new Set([...(isChange ? (like?.notify.accounts ?? []) : []), account])],
            channels: [...draft.channels],
          },
  }
  if (isChange && like) {
    await client.patch('/api/automation/runs/{id}', {
      path: { id: like.id },
      ifMatch: `"${like.version}"`,
      body,
    })
    return '/app/automation/presets'
  }
  const made =
    like !== undefined && like.template?.id === draft.template
      ? await client.post('/api/automation/runs/{id}/copy', {
          path: { id: like.id },
          body: { ...body, isPreset, ...start },
        })
      : await client.post('/api/automation/runs', { body: { ...body, isPreset, ...start } })
  if (when === 'preset') return '/app/automation/presets'
  if (when !== 'often') return runPath(made)
  const { id } = await client
    .post('/api/automation/schedules', {
      body: { name: name.trim(), presetId: made.id, cron: draft.cron.trim(), timezone: zone() },
    })
    .catch(async (error: unknown) => {
      await client.delete('/api/automation/runs/{id}', { path: { id: made.id } })
      throw error
    })
  return `/app/automation/schedules/${id}`
}
