import { inTransaction } from '../../src/kernel/db/db.ts'
import { findConfigOf } from '../../src/services/automation/configs/config.store.ts'
import { keepReading } from '../../src/services/automation/configs/keep.ts'
import type { Automation } from '../../src/services/automation/index.ts'
import { groundOf, makeRun } from '../../src/services/automation/schedules/plan.fixture.ts'
import { createSchedule } from '../../src/services/automation/schedules/schedule.ts'
import { type Bindings, call, must, type Stage } from './binding.ts'
import { webhookBindings } from './webhooks.ts'

const API = '/api/automation'
const BY = { via: 'system' } as const

const automationOf = ({ opened }: Stage): Automation => {
  const { automation } = opened.atelier
  if (!automation) throw new Error('Automation is switched off.')
  return automation
}

async function preset(stage: Stage): Promise<number> {
  const automation = automationOf(stage)
  const { inventory, template } = await groundOf(automation, { inventoryName: stage.mark, name: stage.mark })
  const fields = { name: stage.mark, templateId: template.id, inventoryId: inventory, isPreset: true }
  return (await makeRun(automation, fields)).id
}

async function schedule(stage: Stage): Promise<string> {
  const automation = automationOf(stage)
  const presetId = await preset(stage)
  const { id } = await inTransaction(automation.db, (tx) =>
    createSchedule(automation, tx, BY, {
      ...{ name: stage.mark, presetId, cron: '0 6 * * *', everySeconds: null, timezone: 'UTC' },
      ...{ missed: 'once', overlap: 'skip', endsAt: null, isEnabled: true },
    }),
  )
  return `${API}/schedules/${id}`
}

/** A host with two versions, and one of them as intended. */
async function config(stage: Stage): Promise<string> {
  const automation = automationOf(stage)
  const { inventory } = await groundOf(automation, { inventoryName: stage.mark })
  const about = { inventory, host: stage.mark, platform: null, attempt: 1, failure: '' }
  for (const at of [1, 2]) await keepReading(automation, { ...about, at, text: `${stage.mark} ${at}` })
  const row = await findConfigOf(automation.db, { inventory, host: stage.mark })
  const url = `${API}/configs/${row?.id}`
  await must(stage.admin.put(`${url}/intended`, { number: 1 }))
  return url
}

async function channel({ admin, mark }: Stage): Promise<string> {
  const made = await must(
    admin.post(`${API}/channels`, {
      name: `${mark} ${Date.now()}`,
      kind: 'mail',
      address: `${mark}@lab.invalid`,
    }),
  )
  return `${API}/channels/${made.id}`
}

const of = (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  make: (stage: Stage) => Promise<string>,
  [path, body]: readonly [string, object?],
) => ({
  prepare: async (stage: Stage) => call(stage.admin, method, `${await make(stage)}${path}`, body),
})

/** Looks at a text, which the journal tells. */
const looked = (path: string) => ({ ...of('GET', config, [path]), changes: true })

const listed = (make: (stage: Stage) => Promise<string>, url: string) => ({
  async prepare(stage: Stage) {
    await make(stage)
    return call(stage.admin, 'GET', url)
  },
})

/** What runs by itself, and what is kept of it. */
export const automationPlanBindings: Bindings = {
  ...webhookBindings(API, 'automation.run.failed'),
  'GET /api/automation/schedules': listed(schedule, `${API}/schedules`),
  'POST /api/automation/schedules': {
    prepare: async (stage) =>
      call(stage.admin, 'POST', `${API}/schedules`, {
        ...{ name: stage.mark, presetId: await preset(stage), cron: '0 6 * * *', timezone: 'UTC' },
      }),
  },
  'GET /api/automation/schedules/zones': {
    prepare: async ({ admin }) => call(admin, 'GET', `${API}/schedules/zones`),
  },
  'GET /api/automation/schedules/preview': {
    prepare: async ({ admin }) => call(admin, 'GET', `${API}/schedules/preview?everySeconds=60&timezone=UTC`),
  },
  'GET /api/automation/schedules/{id}': of('GET', schedule, ['']),
  'PATCH /api/automation/schedules/{id}': of('PATCH', schedule, ['', { isEnabled: false }]),
  'DELETE /api/automation/schedules/{id}': of('DELETE', schedule, ['']),
  'POST /api/automation/schedules/{id}/start': of('POST', schedule, ['/start']),
  'POST /api/automation/schedules/{id}/take-over': of('POST', schedule, ['/take-over']),
  'GET /api/automation/configs': listed(config, `${API}/configs`),
  'POST /api/automation/configs/read': {
    async prepare(stage) {
      const { inventory, template } = await groundOf(automationOf(stage), { keepsConfiguration: true })
      const wish = { inventoryId: inventory, templateId: template.id, hosts: [stage.mark] }
      return call(stage.admin, 'POST', `${API}/configs/read`, wish)
    },
  },
  'GET /api/automation/configs/{id}': of('GET', config, ['']),
  'DELETE /api/automation/configs/{id}': of('DELETE', config, ['']),
  'GET /api/automation/configs/{id}/versions': of('GET', config, ['/versions']),
  'GET /api/automation/configs/{id}/versions/{number}': looked('/versions/2'),
  'GET /api/automation/configs/{id}/versions/{number}/download': looked('/versions/2/download'),
  'GET /api/automation/configs/{id}/diff': looked('/diff?from=1&to=2'),
  'GET /api/automation/configs/{id}/intended': looked('/intended'),
  'GET /api/automation/configs/{id}/drift': looked('/drift'),
  'POST /api/automation/configs/{id}/restore': {
    async prepare(stage) {
      const url = await config(stage)
      await groundOf(automationOf(stage), { fileName: 'restore_configuration.ts', name: stage.mark })
      return call(stage.admin, 'POST', `${url}/restore`, { number: 1 })
    },
  },
  'PUT /api/automation/configs/{id}/intended': of('PUT', config, ['/intended', { ignored: ['x*'] }]),
  'GET /api/automation/channels': listed(channel, `${API}/channels`),
  'POST /api/automation/channels': {
    prepare: async ({ admin, mark }) =>
      call(admin, 'POST', `${API}/channels`, { name: mark, kind: 'mail', address: `${mark}@lab.invalid` }),
  },
  'POST /api/automation/channels/{id}/test': of('POST', channel, ['/test']),
  'DELETE /api/automation/channels/{id}': of('DELETE', channel, ['']),
}
