import { type Bindings, call, must, type Stage } from './binding.ts'

const API = '/api/pipelines'
let made = 1_000

/** An app whose texts hold the mark, for members of a group that nobody else is in; gives its key. */
async function appOf({ admin, mark }: Stage): Promise<string> {
  made += 1
  const key = String(made)
  const group = `${mark} ${made}`
  await must(admin.post('/api/groups', { name: group }))
  await must(admin.post(`${API}/definitions/import`, { files: [fileOf(key, mark, { groups: [group] })] }))
  return key
}

const fileOf = (key: string, mark: string, more: object = {}) => ({
  name: `${key}.app.json`,
  text: JSON.stringify({ key, label: mark, description: mark, categories: [mark], ...more }),
})

const ofApp = (path: string) => ({
  prepare: async (stage: Stage) => call(stage.admin, 'GET', `${API}/apps/${await appOf(stage)}${path}`),
})

const listed = (path: string) => ({
  async prepare(stage: Stage) {
    await appOf(stage)
    return call(stage.admin, 'GET', `${API}/${path}`)
  },
})

/** What can be run, and the files that say so. */
export const pipelinesAppBindings: Bindings = {
  'GET /api/pipelines/apps': listed('apps'),
  'GET /api/pipelines/categories': listed('categories'),
  'GET /api/pipelines/apps/{key}': ofApp(''),
  'GET /api/pipelines/apps/{key}/versions': ofApp('/versions'),
  'PUT /api/pipelines/apps/{key}/policy': {
    prepare: async (stage) =>
      call(stage.admin, 'PUT', `${API}/apps/${await appOf(stage)}/policy`, {
        ...{ enabled: true, inputDays: 3, outputDays: null, cpus: null, memoryMb: null },
        ...{ minutes: null, slots: 2, host: null },
      }),
  },
  'GET /api/pipelines/definitions': listed('definitions'),
  'POST /api/pipelines/definitions/import': {
    prepare: async ({ admin, mark }) =>
      call(admin, 'POST', `${API}/definitions/import`, { files: [fileOf('imported', mark)] }),
  },
  'DELETE /api/pipelines/definitions/{key}': {
    prepare: async (stage) => call(stage.admin, 'DELETE', `${API}/definitions/${await appOf(stage)}`),
  },
}
