import { giveExperiment } from '../support/experiments.ts'
import { type Bindings, call, type Stage } from './binding.ts'

const API = '/api/pipelines'
const HOST = { name: 'Cluster', backend: 'outside', options: {}, slots: 2 }

async function host(stage: Stage): Promise<number> {
  const made = await stage.admin.post(`${API}/hosts`, { key: stage.mark, ...HOST, name: stage.mark })
  return made.json().id
}

function waiting({ admin, mark, opened }: Stage): Promise<number> {
  const { pipelines } = opened.atelier
  if (!pipelines) throw new Error('Pipelines are switched off.')
  return giveExperiment(pipelines, {
    account: admin.id,
    name: mark,
    status: 'submitted',
    set: { runner: 'outside' },
  })
}

/** The queue, and where experiments run. */
export const pipelinesRunnerBindings: Bindings = {
  'GET /api/pipelines/queue': { prepare: async ({ admin }) => call(admin, 'GET', `${API}/queue`) },
  'POST /api/pipelines/queue/{id}/requeue': {
    prepare: async (stage) => call(stage.admin, 'POST', `${API}/queue/${await waiting(stage)}/requeue`, {}),
  },
  'POST /api/pipelines/queue/cancel': {
    prepare: async (stage) =>
      call(stage.admin, 'POST', `${API}/queue/cancel`, { ids: [await waiting(stage)], reason: stage.mark }),
  },
  'GET /api/pipelines/hosts': { prepare: async ({ admin }) => call(admin, 'GET', `${API}/hosts`) },
  'POST /api/pipelines/hosts': {
    prepare: async ({ admin, mark }) => call(admin, 'POST', `${API}/hosts`, { key: mark, ...HOST }),
  },
  'GET /api/pipelines/hosts/{id}': {
    prepare: async (stage) => call(stage.admin, 'GET', `${API}/hosts/${await host(stage)}`),
  },
  'PATCH /api/pipelines/hosts/{id}': {
    prepare: async (stage) => call(stage.admin, 'PATCH', `${API}/hosts/${await host(stage)}`, { slots: 3 }),
  },
  'DELETE /api/pipelines/hosts/{id}': {
    prepare: async (stage) => call(stage.admin, 'DELETE', `${API}/hosts/${await host(stage)}`),
  },
}
