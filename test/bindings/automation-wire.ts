import type { InjectOptions } from 'fastify'
import { type Bindings, call, must, type Stage } from './binding.ts'

const PREFIX = '/automation/api'
const PASSWORD = 'correct horse 7'

const FOLDER = 'web_nornir/nornir_config/example_config'
const FILES = { hosts_file: `${FOLDER}/hosts.yaml`, groups_file: `${FOLDER}/groups.yaml` }

const make = async ({ admin, mark }: Stage, what: string, body: object = {}): Promise<number> =>
  (await must(admin.post(`${PREFIX}/${what}/`, { name: mark, ...body }))).id

const template = (stage: Stage) => make(stage, 'templates', { file_name: `${stage.mark}.py` })
const inventory = (stage: Stage) => make(stage, 'inventories', FILES)
const user = ({ admin, mark }: Stage) =>
  must(admin.post(`${PREFIX}/users/`, { username: mark })).then(({ id }) => id)

/** Its file is not there: it fails at once, and no process is started. */
const task = async (stage: Stage) =>
  make(stage, 'tasks', { template: await template(stage), inventory: await inventory(stage) })

/** A change of one thing, which is made before. */
const one = (
  what: string,
  made: (stage: Stage) => Promise<number>,
  bodies: { put: (stage: Stage) => object; patch: (stage: Stage) => object },
): Bindings => {
  const example = (method: InjectOptions['method'], body?: (stage: Stage) => object) => ({
    prepare: async (stage: Stage) =>
      call(stage.admin, method, `${PREFIX}/${what}/${await made(stage)}/`, body?.(stage)),
  })
  return {
    [`PUT ${PREFIX}/${what}/{id}`]: example('PUT', bodies.put),
    [`PATCH ${PREFIX}/${what}/{id}`]: example('PATCH', bodies.patch),
    [`DELETE ${PREFIX}/${what}/{id}`]: example('DELETE'),
  }
}

const added = (what: string, body: (stage: Stage) => object): Bindings => ({
  [`POST ${PREFIX}/${what}`]: {
    prepare: async (stage) => call(stage.admin, 'POST', `${PREFIX}/${what}/`, body(stage)),
  },
})

const act = (method: 'POST' | 'PUT', verb: string): Bindings => ({
  [`${method} ${PREFIX}/tasks/{id}/${verb}`]: {
    prepare: async (stage) => {
      const id = await task(stage)
      if (verb === 'abort') await stage.admin.post(`${PREFIX}/tasks/${await later(stage, id)}/run_async/`)
      return call(stage.admin, method, `${PREFIX}/tasks/${id}/${verb}/`)
    },
  },
})

/** It waits in the queue for its time. */
async function later({ admin, opened }: Stage, id: number): Promise<number> {
  const date_scheduled = new Date(opened.clock.now() + 86_400_000).toISOString()
  await must(admin.patch(`${PREFIX}/tasks/${id}/`, { date_scheduled }))
  return id
}

async function login({ admin, mark }: Stage): Promise<{ username: string; password: string }> {
  await must(admin.post('/api/accounts', { name: mark, password: PASSWORD }))
  return { username: mark, password: PASSWORD }
}

const token = (under: string): Bindings => ({
  [`POST /automation${under}/token`]: {
    prepare: async (stage) => ({
      method: 'POST',
      url: `/automation${under}/token/`,
      payload: await login(stage),
    }),
  },
  [`POST /automation${under}/token/refresh`]: {
    prepare: async (stage) => {
      const pair = await must(
        stage.opened.inject({ method: 'POST', url: '/automation/token/', payload: await login(stage) }),
      )
      const { refresh } = pair as unknown as { refresh: string }
      return { method: 'POST', url: `/automation${under}/token/refresh/`, payload: { refresh } }
    },
    unrecorded: 'It changes nothing: the other token is of the sign-in that is in the journal.',
  },
})

const named = ({ mark }: Stage) => ({ name: `${mark} again` })

/** The protocol of the original: what its clients change. */
export const automationWireBindings: Bindings = {
  ...token('/api'),
  ...token(''),
  ...added('tasks', ({ mark }) => ({ name: mark })),
  ...one('tasks', task, { put: named, patch: named }),
  ...act('POST', 'run'),
  ...act('POST', 'run_async'),
  ...act('PUT', 'abort'),
  ...added('templates', ({ mark }) => ({ name: mark, file_name: `${mark}.py` })),
  ...one('templates', template, {
    put: (stage) => ({ ...named(stage), file_name: `${stage.mark}.py` }),
    patch: named,
  }),
  ...added('inventories', ({ mark }) => ({ name: mark, ...FILES })),
  ...one('inventories', inventory, { put: (stage) => ({ ...named(stage), ...FILES }), patch: named }),
  ...added('users', ({ mark }) => ({ username: mark })),
  ...one('users', user, {
    put: ({ mark }) => ({ username: mark, groups: [1] }),
    patch: () => ({ groups: [2] }),
  }),
  ...added('configuration', () => ({
    logging: { level: 'INFO' },
    runner: { plugin: 'threaded', options: { num_workers: 50 } },
  })),
}
