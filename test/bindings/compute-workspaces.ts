import type { InjectOptions } from 'fastify'
import { type Bindings, call, must, type Stage } from './binding.ts'

const API = '/api/compute'
type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
type Made = { id: number; stage: Stage }

/** A workspace of the administrator's with the mark in its name. */
const workspace = async ({ admin, mark }: Stage): Promise<number> =>
  (await must(admin.post(`${API}/workspaces`, { name: mark }))).id

const template = async ({ admin, mark }: Stage): Promise<number> =>
  (await must(admin.post(`${API}/templates`, { name: mark }))).id

const dataset = async ({ admin, mark }: Stage): Promise<number> =>
  (await must(admin.post(`${API}/datasets`, { key: mark, title: mark, path: '/usr' }))).id

/** A workspace that was shared with its own owner, which may be. */
async function shared(stage: Stage): Promise<number> {
  const id = await workspace(stage)
  const { items } = await must(
    stage.admin.post(`${API}/workspaces/${id}/shares`, { people: [stage.admin.id] }),
  )
  return items[0]?.id as number
}

const of =
  (
    make: (stage: Stage) => Promise<number>,
    method: Method,
    path: (id: number) => string,
    body?: (made: Made) => object,
  ) =>
  async (stage: Stage): Promise<InjectOptions> => {
    const id = await make(stage)
    return call(stage.admin, method, API + path(id), body?.({ id, stage }))
  }

const list = (path: string) => ({ prepare: async ({ admin }: Stage) => call(admin, 'GET', API + path) })
const inTrash = async (stage: Stage): Promise<number> => {
  const id = await workspace(stage)
  await stage.admin.delete(`${API}/workspaces/${id}`)
  return id
}
const named = ({ stage }: Made) => ({ name: stage.mark })

/** Workspaces, what they are made from, and copies that people give each other. */
export const computeWorkspaceBindings: Bindings = {
  'GET /api/compute/workspaces': list('/workspaces'),
  'POST /api/compute/workspaces': {
    prepare: async ({ admin, mark }) => call(admin, 'POST', `${API}/workspaces`, { name: mark }),
  },
  'GET /api/compute/workspaces/{id}': { prepare: of(workspace, 'GET', (id) => `/workspaces/${id}`) },
  'GET /api/compute/workspaces/{id}/journal': {
    prepare: of(workspace, 'GET', (id) => `/workspaces/${id}/journal`),
  },
  'PATCH /api/compute/workspaces/{id}': {
    prepare: of(
      workspace,
      'PATCH',
      (id) => `/workspaces/${id}`,
      ({ stage }) => ({ description: stage.mark }),
    ),
  },
  'POST /api/compute/workspaces/{id}/datasets': {
    prepare: async (stage) => {
      await dataset(stage)
      const id = await workspace(stage)
      return call(stage.admin, 'POST', `${API}/workspaces/${id}/datasets`, { datasets: [stage.mark] })
    },
  },
  'DELETE /api/compute/workspaces/{id}': { prepare: of(workspace, 'DELETE', (id) => `/workspaces/${id}`) },
  'POST /api/compute/workspaces/{id}/restore': {
    prepare: of(inTrash, 'POST', (id) => `/workspaces/${id}/restore`),
  },
  'DELETE /api/compute/workspaces/{id}/for-good': {
    prepare: of(inTrash, 'DELETE', (id) => `/workspaces/${id}/for-good`),
  },
  'GET /api/compute/workspaces/{id}/shares': {
    prepare: of(workspace, 'GET', (id) => `/workspaces/${id}/shares`),
  },
  'POST /api/compute/workspaces/{id}/shares': {
    prepare: of(
      workspace,
      'POST',
      (id) => `/workspaces/${id}/shares`,
      ({ stage }) => ({
        people: [stage.admin.id],
      }),
    ),
  },
  'GET /api/compute/shares': list('/shares'),
  'POST /api/compute/shares/{id}/accept': { prepare: of(shared, 'POST', (id) => `/shares/${id}/accept`) },
  'DELETE /api/compute/shares/{id}': { prepare: of(shared, 'DELETE', (id) => `/shares/${id}`) },
  'GET /api/compute/people': list('/people'),
  'GET /api/compute/templates': list('/templates'),
  'POST /api/compute/templates': {
    prepare: async ({ admin, mark }) => call(admin, 'POST', `${API}/templates`, { name: mark }),
  },
  'GET /api/compute/templates/{id}': { prepare: of(template, 'GET', (id) => `/templates/${id}`) },
  'PATCH /api/compute/templates/{id}': {
    prepare: of(
      template,
      'PATCH',
      (id) => `/templates/${id}`,
      (made) => ({
        ...named(made),
        description: 'More',
      }),
    ),
  },
  'GET /api/compute/datasets': list('/datasets'),
  'POST /api/compute/datasets': {
    prepare: async ({ admin, mark }) =>
      call(admin, 'POST', `${API}/datasets`, { key: mark, title: mark, path: '/usr' }),
  },
  'GET /api/compute/datasets/{id}': { prepare: of(dataset, 'GET', (id) => `/datasets/${id}`) },
  'PATCH /api/compute/datasets/{id}': {
    prepare: of(
      dataset,
      'PATCH',
      (id) => `/datasets/${id}`,
      () => ({ description: 'More' }),
    ),
  },
  'DELETE /api/compute/datasets/{id}': { prepare: of(dataset, 'DELETE', (id) => `/datasets/${id}`) },
}
