import type { InjectOptions } from 'fastify'
import type { Pipelines } from '../../src/services/pipelines/index.ts'
import { giveBatch, giveExperiment } from '../support/experiments.ts'
import { type Bindings, call, must, type Stage } from './binding.ts'
import { webhookBindings } from './webhooks.ts'

const API = '/api/pipelines'
const FIGURES = { files: 10, running: 2, bytes: 1_000_000_000 }

const pipelinesOf = ({ opened }: Stage): Pipelines => {
  const { pipelines } = opened.atelier
  if (!pipelines) throw new Error('Pipelines are switched off.')
  return pipelines
}

const experiment = (stage: Stage): Promise<number> =>
  giveExperiment(pipelinesOf(stage), {
    ...{ account: stage.admin.id, name: stage.mark, log: stage.mark, params: [['who', stage.mark]] },
    inputs: { t1: stage.mark },
    outputs: { [`${stage.mark}.txt`]: stage.mark },
  })
const batch = (stage: Stage): Promise<number> =>
  giveBatch(pipelinesOf(stage), { account: stage.admin.id, name: stage.mark })

const group = async ({ admin, mark }: Stage): Promise<number> => {
  const { id } = (await admin.post('/api/groups', { name: mark })).json()
  await admin.put(`/api/groups/${id}/members/${admin.id}`)
  return id
}

const things = { experiments: experiment, batches: batch } as const

const sharesOf = (kind: keyof typeof things): Bindings => ({
  [`GET /api/pipelines/${kind}/{id}/shares`]: {
    prepare: async (stage) => {
      const id = await things[kind](stage)
      await must(stage.admin.post(`${API}/${kind}/${id}/shares`, { group: await group(stage) }))
      return call(stage.admin, 'GET', `${API}/${kind}/${id}/shares`)
    },
  },
  [`POST /api/pipelines/${kind}/{id}/shares`]: {
    prepare: async (stage) =>
      call(stage.admin, 'POST', `${API}/${kind}/${await things[kind](stage)}/shares`, { link: true }),
  },
})

interface Opened {
  experiment: number
  link: number
  cookie: string
  text: string
}

/** A link of an experiment, and a browser that has come by it. */
async function linked(stage: Stage): Promise<Opened> {
  const id = await experiment(stage)
  const made = await stage.admin.post(`${API}/experiments/${id}/shares`, { link: true, inputs: true })
  const text = String(made.json().address).split('#')[1] ?? ''
  const entered = await stage.opened.app.inject({
    ...{ method: 'POST', url: `${API}/links/open`, payload: { link: text } },
  })
  const [cookie = ''] = String(entered.headers['set-cookie']).split(';')
  return { experiment: id, link: entered.json().id, cookie, text }
}

const byLink = (below: (id: number, mark: string) => string) => ({
  prepare: async (stage: Stage): Promise<InjectOptions> => {
    const { link, experiment: id, cookie } = await linked(stage)
    const url = `${API}/links/${link}${below(id, stage.mark)}`
    return { method: 'GET', url, headers: { cookie } }
  },
})

const read = (path: string) => byLink((id) => `/experiments/${id}${path}`)
const file = (path: string) => byLink((id, mark) => `/experiments/${id}/files/${path}?name=${mark}.txt`)

const LINK = 'GET /api/pipelines/links/{link}'

/** What is kept, shared, limited and told. */
export const pipelinesKeepingBindings: Bindings = {
  ...webhookBindings(API, 'pipelines.experiment.completed'),
  ...sharesOf('experiments'),
  ...sharesOf('batches'),
  'DELETE /api/pipelines/shares/{id}': {
    prepare: async (stage) => {
      const url = `${API}/experiments/${await experiment(stage)}/shares`
      const made = await stage.admin.post(url, { link: true })
      return call(stage.admin, 'DELETE', `${API}/shares/${made.json().share.id}`)
    },
  },
  'GET /api/pipelines/limits/subjects': {
    prepare: async ({ admin }) => call(admin, 'GET', `${API}/limits/subjects`),
  },
  'PUT /api/pipelines/limits/{subject}/{id}': {
    prepare: async ({ admin, owner }) => call(admin, 'PUT', `${API}/limits/accounts/${owner.id}`, FIGURES),
  },
  'DELETE /api/pipelines/limits/{subject}/{id}': {
    prepare: async (stage) => {
      const url = `${API}/limits/groups/${await group(stage)}`
      await stage.admin.put(url, FIGURES)
      return call(stage.admin, 'DELETE', url)
    },
  },
  'POST /api/pipelines/links/open': {
    prepare: async (stage) => {
      const { text } = await linked(stage)
      return { method: 'POST', url: `${API}/links/open`, payload: { link: text } }
    },
  },
  [LINK]: byLink(() => ''),
  [`${LINK}/experiments/{id}`]: read(''),
  [`${LINK}/experiments/{id}/files/content`]: file('content'),
  [`${LINK}/experiments/{id}/files/preview`]: file('preview'),
  [`${LINK}/experiments/{id}/zip`]: read('/zip'),
  [`${LINK}/experiments/{id}/log`]: read('/log'),
  [`${LINK}/experiments/{id}/log/content`]: read('/log/content'),
  [`${LINK}/experiments/{id}/provenance`]: read('/provenance'),
  [`${LINK}/experiments/{id}/bundle`]: read('/bundle'),
}
