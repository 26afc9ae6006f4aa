import type { InjectOptions } from 'fastify'
import type { Pipelines } from '../../src/services/pipelines/index.ts'
import { giveBatch, giveExperiment } from '../support/experiments.ts'
import { metadata, TUS } from '../support/tus.ts'
import { type Bindings, call, type Stage } from './binding.ts'

const API = '/api/pipelines'
const FORM = { app: 'image-statistics', values: {}, files: {} }

const withHeaders = (request: InjectOptions, headers: Record<string, string>): InjectOptions => ({
  ...request,
  headers: { ...request.headers, ...TUS, ...headers },
})

const begin = async ({ admin, mark }: Stage): Promise<InjectOptions> =>
  withHeaders(call(admin, 'POST', `${API}/uploads`), {
    'upload-length': '3',
    'upload-metadata': metadata(`${mark}.txt`),
  })

/** An upload of the administrator's of which nothing has come. */
async function upload(stage: Stage, method: 'GET' | 'PATCH' | 'DELETE'): Promise<InjectOptions> {
  const begun = await stage.opened.inject(await begin(stage))
  return withHeaders(call(stage.admin, method, String(begun.headers.location)), {})
}

/** A batch of the administrator's with one experiment. */
async function batch({ opened, admin, mark }: Stage, status: 'failed' | 'submitted'): Promise<string> {
  const pipelines = opened.atelier.pipelines as Pipelines
  const id = await giveBatch(pipelines, { account: admin.id, name: mark })
  await giveExperiment(pipelines, {
    ...{ account: admin.id, name: mark, batch: id, status },
    inputs: { t1: mark },
    outputs: { [`${mark}.csv`]: mark },
  })
  return `${API}/batches/${id}`
}

/** Files that come, the experiments that are made of them, and batches of those. */
export const pipelinesFormBindings: Bindings = {
  'GET /api/pipelines/uploads': {
    prepare: async (stage) => {
      await stage.opened.inject(await begin(stage))
      return call(stage.admin, 'GET', `${API}/uploads`)
    },
  },
  'POST /api/pipelines/uploads': {
    prepare: begin,
    unrecorded: 'It is in the journal once the file is whole.',
  },
  'GET /api/pipelines/uploads/{upload}': { prepare: (stage) => upload(stage, 'GET') },
  'PATCH /api/pipelines/uploads/{upload}': {
    prepare: async (stage) => ({
      ...withHeaders(await upload(stage, 'PATCH'), {
        'upload-offset': '0',
        'content-type': 'application/offset+octet-stream',
      }),
      payload: 'abc',
    }),
  },
  'DELETE /api/pipelines/uploads/{upload}': { prepare: (stage) => upload(stage, 'DELETE') },
  'GET /api/pipelines/files': {
    prepare: async (stage) => {
      await batch(stage, 'failed')
      return call(stage.admin, 'GET', `${API}/files`)
    },
  },
  'POST /api/pipelines/experiments': {
    prepare: async ({ admin, mark }) =>
      call(admin, 'POST', `${API}/experiments`, { app: 'of-somebody-else', name: mark }),
  },
  'POST /api/pipelines/experiments/check': {
    prepare: async ({ admin, mark }) =>
      call(admin, 'POST', `${API}/experiments/check`, { ...FORM, name: mark }),
    unrecorded: 'It only tells what would happen.',
  },
  'GET /api/pipelines/batches': {
    prepare: async (stage) => {
      await batch(stage, 'failed')
      return call(stage.admin, 'GET', `${API}/batches`)
    },
  },
  'GET /api/pipelines/batches/{id}': {
    prepare: async (stage) => call(stage.admin, 'GET', await batch(stage, 'failed')),
  },
  'GET /api/pipelines/batches/{id}/zip': {
    prepare: async (stage) => call(stage.admin, 'GET', `${await batch(stage, 'failed')}/zip`),
  },
  'POST /api/pipelines/batches/{id}/cancel': {
    prepare: async (stage) => call(stage.admin, 'POST', `${await batch(stage, 'submitted')}/cancel`),
  },
  'POST /api/pipelines/batches/{id}/rerun-failed': {
    prepare: async (stage) => call(stage.admin, 'POST', `${await batch(stage, 'failed')}/rerun-failed`),
  },
}
