import { type Bindings, call, type Stage } from './binding.ts'

const API = '/api/compute'
const FIGURES = { sessions: 3, coreHours: 100, diskBytes: 1_000_000_000 }

const set = (path: (stage: Stage) => string) => ({
  prepare: async (stage: Stage) => call(stage.admin, 'PUT', `${API}/quotas/${path(stage)}`, FIGURES),
})
const remove = (path: (stage: Stage) => string) => ({
  prepare: async (stage: Stage) => {
    await stage.admin.put(`${API}/quotas/${path(stage)}`, FIGURES)
    return call(stage.admin, 'DELETE', `${API}/quotas/${path(stage)}`)
  },
})
const group = async ({ admin, mark }: Stage): Promise<number> =>
  (await admin.post('/api/groups', { name: mark })).json().id

/** How much may be used, and what was. */
export const computeQuotaBindings: Bindings = {
  'GET /api/compute/limits': { prepare: async ({ admin }) => call(admin, 'GET', `${API}/limits`) },
  'GET /api/compute/usage': { prepare: async ({ admin }) => call(admin, 'GET', `${API}/usage`) },
  'GET /api/compute/quotas': { prepare: async ({ admin }) => call(admin, 'GET', `${API}/quotas`) },
  'PUT /api/compute/quotas/everybody': set(() => 'everybody'),
  'DELETE /api/compute/quotas/everybody': remove(() => 'everybody'),
  'PUT /api/compute/quotas/accounts/{id}': set(({ owner }) => `accounts/${owner.id}`),
  'DELETE /api/compute/quotas/accounts/{id}': remove(({ owner }) => `accounts/${owner.id}`),
  'PUT /api/compute/quotas/groups/{id}': {
    prepare: async (stage) => call(stage.admin, 'PUT', `${API}/quotas/groups/${await group(stage)}`, FIGURES),
  },
  'DELETE /api/compute/quotas/groups/{id}': {
    prepare: async (stage) => {
      const url = `${API}/quotas/groups/${await group(stage)}`
      await stage.admin.put(url, FIGURES)
      return call(stage.admin, 'DELETE', url)
    },
  },
}
