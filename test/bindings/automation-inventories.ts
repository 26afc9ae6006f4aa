import { type Bindings, call, must, type Stage } from './binding.ts'

const API = '/api/automation/inventories'
let made = 0

/** An inventory with one host, whose texts hold the mark. */
async function inventory({ admin, mark }: Stage): Promise<string> {
  made += 1
  const folder = `bound/${made}`
  const files = { hostsFile: `${folder}/hosts.yaml`, groupsFile: `${folder}/groups.yaml` }
  const { id } = await must(admin.post(API, { name: mark, ...files }))
  const url = `${API}/${id}`
  await must(admin.put(`${url}/files/groups`, { content: `${mark}-group:\n` }))
  await must(admin.put(`${url}/files/hosts`, { content: `${mark}:\n  groups: [${mark}-group]\n` }))
  return url
}

const get = (path: string | ((mark: string) => string)) => ({
  prepare: async (stage: Stage) =>
    call(stage.admin, 'GET', (await inventory(stage)) + (typeof path === 'string' ? path : path(stage.mark))),
})

/** The oldest version of its hosts file, which says nothing else than the newest. */
async function version(stage: Stage): Promise<string> {
  const url = `${await inventory(stage)}/files/hosts`
  const { items } = await must(stage.admin.get(`${url}/versions`))
  return `${url}/versions/${items.at(-1)?.id}`
}

/** The engine's configuration, which names the mark. */
const configuration = (method: 'GET' | 'PUT') => ({
  async prepare({ admin, mark }: Stage) {
    const url = '/api/automation/configuration'
    await must(admin.put(url, { user_defined: { mark } }))
    return call(admin, method, url, ...(method === 'PUT' ? [{ user_defined: { mark, again: true } }] : []))
  },
})

export const automationInventoryBindings: Bindings = {
  'GET /api/automation/configuration': configuration('GET'),
  'PUT /api/automation/configuration': configuration('PUT'),
  'GET /api/automation/inventories': {
    async prepare(stage) {
      await inventory(stage)
      return call(stage.admin, 'GET', API)
    },
  },
  'POST /api/automation/inventories': {
    prepare: async ({ admin, mark }) =>
      call(admin, 'POST', API, { name: mark, hostsFile: 'a/hosts.yaml', groupsFile: 'a/groups.yaml' }),
  },
  'POST /api/automation/inventories/import': {
    prepare: async ({ admin, mark }) =>
      call(admin, 'POST', `${API}/import`, {
        text: `name,ip\n${mark},192.0.2.1\n`,
        name: mark,
        isTrial: false,
      }),
  },
  'GET /api/automation/inventories/{id}': get(''),
  'PATCH /api/automation/inventories/{id}': {
    prepare: async (stage) => call(stage.admin, 'PATCH', await inventory(stage), { unknownKeys: 'accept' }),
  },
  'DELETE /api/automation/inventories/{id}': {
    prepare: async (stage) => call(stage.admin, 'DELETE', await inventory(stage)),
  },
  'GET /api/automation/inventories/{id}/hosts': get('/hosts'),
  'GET /api/automation/inventories/{id}/hosts/{name}': get((mark) => `/hosts/${encodeURIComponent(mark)}`),
  'GET /api/automation/inventories/{id}/groups': get('/groups'),
  'GET /api/automation/inventories/{id}/selection': get('/selection'),
  'GET /api/automation/inventories/{id}/files/{which}': get('/files/hosts'),
  'PUT /api/automation/inventories/{id}/files/{which}': {
    prepare: async (stage) =>
      call(stage.admin, 'PUT', `${await inventory(stage)}/files/hosts`, {
        content: `other-${stage.mark}:\n`,
      }),
  },
  'GET /api/automation/inventories/{id}/files/{which}/versions': get('/files/hosts/versions'),
  'GET /api/automation/inventories/{id}/files/{which}/versions/{n}': {
    prepare: async (stage) => call(stage.admin, 'GET', await version(stage)),
  },
  'POST /api/automation/inventories/{id}/files/{which}/versions/{n}/restore': {
    prepare: async (stage) => call(stage.admin, 'POST', `${await version(stage)}/restore`),
  },
}
