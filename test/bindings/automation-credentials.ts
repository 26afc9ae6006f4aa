import type { Automation } from '../../src/services/automation/index.ts'
import { giveAsked, giveRun } from '../support/runs.ts'
import { makeSshKey } from '../support/ssh-key.ts'
import { type Bindings, call, must, type Stage } from './binding.ts'

const API = '/api/automation'
let made = 0

async function credential({ admin, mark }: Stage): Promise<string> {
  made += 1
  const secret = { token: mark }
  const { id } = await must(
    admin.post(`${API}/credentials`, { name: `${mark} ${made}`, kind: 'token', secret }),
  )
  return `${API}/credentials/${id}`
}

/** A key of a host whose name is the mark; with `offered` a second one that waits to be compared. */
async function hostKey({ admin, mark }: Stage, state: 'trusted' | 'offered'): Promise<Listed> {
  made += 1
  for (const _ of state === 'offered' ? [1, 2] : [1]) {
    const key = makeSshKey().publicKey
    await must(admin.post(`${API}/host-keys/import`, { text: `${mark}-${made} ${key}` }))
  }
  const { items } = await must(admin.get(`${API}/host-keys?state=${state}&search=${mark}-${made}`))
  return items[0] as Listed
}

interface Listed {
  id: number
  fingerprint: string
}

/** What somebody has asked for: the owner, or the administrator. */
async function approval(stage: Stage, asker: 'owner' | 'admin'): Promise<string> {
  made += 1
  const automation = stage.opened.atelier.automation as Automation
  const id = await giveAsked(automation, { name: `${stage.mark}-${made}`, by: stage[asker].id })
  return `${API}/approvals/${id}`
}

async function preset({ opened, mark }: Stage): Promise<number> {
  made += 1
  return giveRun(opened.atelier.automation as Automation, {
    name: `${mark}-${made}`,
    isPreset: true,
    variables: {},
  })
}

async function trigger(stage: Stage): Promise<{ url: string; secret: string }> {
  const { admin, mark } = stage
  const presetId = await preset(stage)
  const answer = await admin.post(`${API}/triggers`, { name: mark, presetId })
  if (answer.statusCode !== 201) throw new Error(`It was refused: ${answer.body}`)
  const { trigger: { id } = { id: 0 }, secret } = answer.json()
  return { url: `${API}/triggers/${id}`, secret }
}

const decide = (path: string, asker: 'owner' | 'admin') => ({
  prepare: async (stage: Stage) =>
    call(stage.admin, 'POST', `${await approval(stage, asker)}/${path}`, { comment: stage.mark }),
})

/** What opens hosts, by which keys hosts are known, who approves, and what starts runs from outside. */
export const automationCredentialBindings: Bindings = {
  'GET /api/automation/credentials': {
    async prepare(stage) {
      await credential(stage)
      return call(stage.admin, 'GET', `${API}/credentials`)
    },
  },
  'POST /api/automation/credentials': {
    prepare: async ({ admin, mark }) =>
      call(admin, 'POST', `${API}/credentials`, { name: mark, kind: 'token', secret: { token: mark } }),
  },
  'GET /api/automation/credentials/{id}': {
    prepare: async (stage) => call(stage.admin, 'GET', await credential(stage)),
  },
  'PATCH /api/automation/credentials/{id}': {
    prepare: async (stage) => call(stage.admin, 'PATCH', await credential(stage), { note: 'changed' }),
  },
  'DELETE /api/automation/credentials/{id}': {
    prepare: async (stage) => call(stage.admin, 'DELETE', await credential(stage)),
  },
  'POST /api/automation/credentials/{id}/try': {
    async prepare({ admin, mark }) {
      made += 1
      const files = { hostsFile: `try/${made}.yaml`, groupsFile: `try/${made}-groups.yaml` }
      const { id: inventoryId } = await must(
        admin.post(`${API}/inventories`, { name: `${mark} ${made}`, ...files }),
      )
      await must(admin.put(`${API}/inventories/${inventoryId}/files/hosts`, { content: `${mark}: {}\n` }))
      const { id } = await must(
        admin.post(`${API}/credentials`, {
          ...{ name: `${mark} ${made}`, kind: 'password', username: 'net', secret: { password: mark } },
          uses: [{ inventoryId }],
        }),
      )
      return call(admin, 'POST', `${API}/credentials/${id}/try`, { inventoryId, host: mark })
    },
  },
  'GET /api/automation/host-keys': {
    async prepare(stage) {
      await hostKey(stage, 'trusted')
      return call(stage.admin, 'GET', `${API}/host-keys`)
    },
  },
  'POST /api/automation/host-keys/import': {
    prepare: async ({ admin, mark }) =>
      call(admin, 'POST', `${API}/host-keys/import`, {
        text: `${mark} ${makeSshKey().publicKey}`,
      }),
  },
  'POST /api/automation/host-keys/{id}/accept': {
    async prepare(stage) {
      const { id, fingerprint } = await hostKey(stage, 'offered')
      return call(stage.admin, 'POST', `${API}/host-keys/${id}/accept`, { fingerprint })
    },
  },
  'DELETE /api/automation/host-keys/{id}': {
    prepare: async (stage) =>
      call(stage.admin, 'DELETE', `${API}/host-keys/${(await hostKey(stage, 'trusted')).id}`),
  },
  'GET /api/automation/approvals': {
    async prepare(stage) {
      await approval(stage, 'owner')
      return call(stage.admin, 'GET', `${API}/approvals`)
    },
  },
  'GET /api/automation/approvals/{id}': {
    prepare: async (stage) => call(stage.admin, 'GET', await approval(stage, 'owner')),
  },
  'POST /api/automation/approvals/{id}/approve': decide('approve', 'owner'),
  'POST /api/automation/approvals/{id}/refuse': decide('refuse', 'owner'),
  'POST /api/automation/approvals/{id}/withdraw': decide('withdraw', 'admin'),
  'GET /api/automation/triggers': {
    async prepare(stage) {
      await trigger(stage)
      return call(stage.admin, 'GET', `${API}/triggers`)
    },
  },
  'POST /api/automation/triggers': {
    prepare: async (stage) =>
      call(stage.admin, 'POST', `${API}/triggers`, { name: stage.mark, presetId: await preset(stage) }),
  },
  'GET /api/automation/triggers/{id}': {
    prepare: async (stage) => call(stage.admin, 'GET', (await trigger(stage)).url),
  },
  'PATCH /api/automation/triggers/{id}': {
    prepare: async (stage) => call(stage.admin, 'PATCH', (await trigger(stage)).url, { isEnabled: false }),
  },
  'DELETE /api/automation/triggers/{id}': {
    prepare: async (stage) => call(stage.admin, 'DELETE', (await trigger(stage)).url),
  },
  'POST /api/automation/triggers/{id}/secret': {
    prepare: async (stage) => call(stage.admin, 'POST', `${(await trigger(stage)).url}/secret`),
  },
  'POST /api/automation/triggers/{id}/take-over': {
    prepare: async (stage) => call(stage.admin, 'POST', `${(await trigger(stage)).url}/take-over`),
  },
  'POST /api/automation/triggers/{id}/fire': {
    async prepare(stage) {
      const { url, secret } = await trigger(stage)
      return { method: 'POST', url: `${url}/fire`, headers: { authorization: `Bearer ${secret}` } }
    },
  },
}
