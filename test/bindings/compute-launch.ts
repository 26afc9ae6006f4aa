import { waitFor } from '../support/wait.ts'
import { type Bindings, call, must, type Stage } from './binding.ts'
import { webhookBindings } from './webhooks.ts'

const API = '/api/compute'

/** A program that ends by itself, whatever becomes of the test. */
const definitionOf = (mark: string) => ({
  ...{ name: mark, description: '', icon: '', type: 'command', command: 'exec sleep 20' },
  ...{ startPage: null, readyPath: null, atRoot: false, env: {}, parameters: [], fields: [], groups: [] },
  ...{ resources: [], idleMinutes: null, maxMinutes: 60, extendMinutes: 120, helper: false },
})

let kinds = 0

async function kindOf({ admin, mark }: Stage): Promise<{ id: number; key: string }> {
  kinds += 1
  const key = `kind-${kinds}`
  const { id } = await must(admin.post(`${API}/kinds`, { key, definition: definitionOf(mark) }))
  return { id, key }
}

/** A workspace with a kind that can be started in it. */
async function placeOf(stage: Stage) {
  const { key } = await kindOf(stage)
  const { id: workspace } = await must(stage.admin.post(`${API}/workspaces`, { name: stage.mark }))
  return { key, workspace }
}

async function sessionOf(stage: Stage): Promise<number> {
  const { key, workspace } = await placeOf(stage)
  return (await must(stage.admin.post(`${API}/workspaces/${workspace}/sessions`, { kind: key }))).id
}

const ofSession = (method: 'GET' | 'POST', path: string, body?: object) => ({
  prepare: async (stage: Stage) =>
    call(stage.admin, method, `${API}/sessions/${await sessionOf(stage)}${path}`, body),
})

const ofKind = (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object) => ({
  prepare: async (stage: Stage) =>
    call(stage.admin, method, `${API}/kinds/${(await kindOf(stage)).id}${path}`, body),
})

const profile = (stage: Stage) => ({ name: stage.mark, kind: 'jupyter_lab', options: {}, fields: {} })

/** What can be started, and what was. */
export const computeLaunchBindings: Bindings = {
  ...webhookBindings(API, 'compute.session.ready'),
  'GET /api/compute/kinds': {
    prepare: async (stage) => {
      await kindOf(stage)
      return call(stage.admin, 'GET', `${API}/kinds`)
    },
  },
  'POST /api/compute/kinds': {
    prepare: async ({ admin, mark }) =>
      call(admin, 'POST', `${API}/kinds`, { key: 'new-kind', definition: definitionOf(mark) }),
  },
  'GET /api/compute/kinds/{id}': ofKind('GET', ''),
  'PATCH /api/compute/kinds/{id}': ofKind('PATCH', '', { isArchived: true }),
  'GET /api/compute/kinds/{id}/versions': ofKind('GET', '/versions'),
  'POST /api/compute/kinds/{id}/versions/{version}/restore': ofKind('POST', '/versions/1/restore'),
  'GET /api/compute/launch': {
    prepare: async (stage) => {
      const { workspace } = await placeOf(stage)
      return call(stage.admin, 'GET', `${API}/launch?workspace=${workspace}`)
    },
  },
  'POST /api/compute/launch/check': {
    unrecorded: 'It only looks.',
    prepare: async ({ admin }) =>
      call(admin, 'POST', `${API}/launch/check`, { kind: 'jupyter_lab', options: {}, fields: {} }),
  },
  'GET /api/compute/profiles': {
    prepare: async (stage) => {
      await must(stage.admin.put(`${API}/profiles`, profile(stage)))
      return call(stage.admin, 'GET', `${API}/profiles`)
    },
  },
  'PUT /api/compute/profiles': {
    prepare: async (stage) => call(stage.admin, 'PUT', `${API}/profiles`, profile(stage)),
  },
  'DELETE /api/compute/profiles/{id}': {
    prepare: async (stage) => {
      const { id } = await must(stage.admin.put(`${API}/profiles`, profile(stage)))
      return call(stage.admin, 'DELETE', `${API}/profiles/${id}`)
    },
  },
  'POST /api/compute/workspaces/{id}/sessions': {
    prepare: async (stage) => {
      const { key, workspace } = await placeOf(stage)
      return call(stage.admin, 'POST', `${API}/workspaces/${workspace}/sessions`, { kind: key })
    },
  },
  'GET /api/compute/sessions': {
    prepare: async (stage) => {
      await sessionOf(stage)
      return call(stage.admin, 'GET', `${API}/sessions`)
    },
  },
  'GET /api/compute/sessions/{id}': ofSession('GET', ''),
  'GET /api/compute/sessions/{id}/log': ofSession('GET', '/log'),
  'GET /api/compute/sessions/{id}/live': {
    // Of one that is over the stream ends by itself.
    prepare: async (stage) => {
      const url = `${API}/sessions/${await sessionOf(stage)}`
      await must(stage.admin.post(`${url}/stop`))
      return call(stage.admin, 'GET', `${url}/live`)
    },
  },
  'POST /api/compute/sessions/{id}/stop': ofSession('POST', '/stop'),
  'POST /api/compute/sessions/{id}/extend': {
    prepare: async (stage) => {
      const { admin, opened } = stage
      const url = `${API}/sessions/${await sessionOf(stage)}`
      await waitFor(async () => {
        await opened.kernel.executions.look()
        return (await admin.get(url)).json().deadlineAt !== null
      }, 20_000)
      return call(admin, 'POST', `${url}/extend`, {})
    },
  },
}
