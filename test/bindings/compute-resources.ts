import { type Bindings, call, must, type Stage } from './binding.ts'

const API = '/api/compute/resources'
const SETTINGS = { driver: 'rest', url: 'http://127.0.0.1:9', mayExtend: false, parameters: {} }
const WANTED = { settings: SETTINGS, tokenKey: 'MDEyMzQ1Njc4OWFiY2RlZg==' }

const add = async ({ admin, mark }: Stage): Promise<string> =>
  `${API}/${(await must(admin.post(API, { key: mark, name: mark, ...WANTED }))).id}`

/** Where sessions run. */
export const computeResourceBindings: Bindings = {
  'GET /api/compute/resources': { prepare: async ({ admin }) => call(admin, 'GET', API) },
  'POST /api/compute/resources': {
    prepare: async ({ admin, mark }) => call(admin, 'POST', API, { key: mark, name: mark, ...WANTED }),
  },
  'POST /api/compute/resources/test': {
    prepare: async ({ admin }) => call(admin, 'POST', `${API}/test`, WANTED),
    unrecorded: 'It asks the cluster, and keeps nothing.',
  },
  'GET /api/compute/resources/{id}': {
    prepare: async (stage) => call(stage.admin, 'GET', await add(stage)),
  },
  'PATCH /api/compute/resources/{id}': {
    prepare: async (stage) => call(stage.admin, 'PATCH', await add(stage), { name: `${stage.mark} 2` }),
  },
  'DELETE /api/compute/resources/{id}': {
    prepare: async (stage) => call(stage.admin, 'DELETE', await add(stage)),
  },
}
