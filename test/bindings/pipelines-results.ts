import type { InjectOptions } from 'fastify'
import type { Pipelines } from '../../src/services/pipelines/index.ts'
import { type GivenExperiment, giveExperiment } from '../support/experiments.ts'
import { type Bindings, call, must, type Stage } from './binding.ts'

const API = '/api/pipelines'

/** An experiment of the administrator's with the mark in all that it has. */
function experiment(stage: Stage, more: Partial<GivenExperiment> = {}): Promise<number> {
  const { opened, admin, mark } = stage
  return giveExperiment(opened.atelier.pipelines as Pipelines, {
    ...{ account: admin.id, name: mark, log: mark, params: [['who', mark]] },
    inputs: { t1: mark },
    outputs: { [`${mark}.txt`]: mark },
    ...more,
  })
}

/** A call about one. */
const on = (
  method: 'GET' | 'POST' | 'DELETE',
  below: (mark: string) => string,
  { body, ...more }: Partial<GivenExperiment> & { body?: object } = {},
) => ({
  prepare: async (stage: Stage): Promise<InjectOptions> =>
    call(
      stage.admin,
      method,
      `${API}/experiments/${await experiment(stage, more)}${below(stage.mark)}`,
      body,
    ),
})

const reading = (below: (mark: string) => string) => on('GET', below)

/** Experiments that are there. */
export const pipelinesResultBindings: Bindings = {
  'GET /api/pipelines/experiments/{id}': reading(() => ''),
  'GET /api/pipelines/experiments/{id}/live': reading(() => '/live'),
  'GET /api/pipelines/experiments/{id}/rerun': reading(() => '/rerun'),
  'GET /api/pipelines/experiments/{id}/log': reading(() => '/log'),
  'GET /api/pipelines/experiments/{id}/log/content': reading(() => '/log/content'),
  'GET /api/pipelines/experiments/{id}/files/content': reading((mark) => `/files/content?name=${mark}.txt`),
  'GET /api/pipelines/experiments/{id}/files/preview': reading((mark) => `/files/preview?name=${mark}.txt`),
  'GET /api/pipelines/experiments/{id}/zip': reading(() => '/zip'),
  'GET /api/pipelines/experiments/{id}/provenance': reading(() => '/provenance'),
  'GET /api/pipelines/experiments/{id}/bundle': reading(() => '/bundle'),
  'POST /api/pipelines/experiments/{id}/cancel': on('POST', () => '/cancel', { status: 'submitted' }),
  'POST /api/pipelines/experiments/cancel': {
    prepare: async (stage) =>
      call(stage.admin, 'POST', `${API}/experiments/cancel`, {
        ids: [await experiment(stage, { status: 'submitted' })],
      }),
  },
  'POST /api/pipelines/experiments/{id}/keep': on('POST', () => '/keep', { body: { kept: true } }),
  'POST /api/pipelines/experiments/{id}/notify': on('POST', () => '/notify', { body: { notify: true } }),
  'DELETE /api/pipelines/experiments/{id}/inputs': on('DELETE', () => '/inputs'),
  'DELETE /api/pipelines/experiments/{id}/outputs': on('DELETE', () => '/outputs'),
  'POST /api/pipelines/experiments/{id}/visits': {
    prepare: async (stage) => {
      const { opened, owner, admin, mark } = stage
      const id = await giveExperiment(opened.atelier.pipelines as Pipelines, {
        account: owner.id,
        name: mark,
      })
      return call(admin, 'POST', `${API}/experiments/${id}/visits`, { reason: 'The disk is full' })
    },
  },
  'POST /api/pipelines/experiments/{id}/open-in-workspace': on('POST', () => '/open-in-workspace', {
    body: {},
  }),
  'GET /api/pipelines/workspaces/{id}/files': {
    prepare: async ({ admin, mark }) => {
      const { id } = await must(admin.post('/api/compute/workspaces', { name: mark }))
      return call(admin, 'GET', `${API}/workspaces/${id}/files`)
    },
  },
}
