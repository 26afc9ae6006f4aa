import { pair, readAll } from '../support/answers.ts'
import { type Bindings, call, must, type Stage } from './binding.ts'
import { webhookBindings } from './webhooks.ts'

const PREFIX = '/api/collection'

const project = async ({ admin, mark }: Stage): Promise<number> =>
  (await must(admin.post(`${PREFIX}/projects`, { name: mark }))).id

/** A project with a participant who has sent an answer and a recording. */
async function answered(stage: Stage): Promise<number> {
  const { admin, opened, mark } = stage
  const id = await project(stage)
  const { token } = await must(admin.post(`${PREFIX}/projects/${id}/grants`, { participant: mark }))
  const form = new FormData()
  form.append('auth_token', token)
  form.append('responses', JSON.stringify(pair({ item: 'voice', value: `${mark}.wav`, subject: mark })))
  form.append('file', new Blob([mark]), `${mark}.wav`)
  const request = new Request('http://form', { method: 'POST', body: form })
  const headers = { 'content-type': request.headers.get('content-type') ?? '' }
  const payload = Buffer.from(await request.arrayBuffer())
  await must(opened.inject({ method: 'POST', url: '/collection/submit', headers, payload }))
  await readAll(opened)
  return id
}

async function zip(stage: Stage): Promise<number> {
  const { id } = await must(
    stage.admin.post(`${PREFIX}/projects/${await answered(stage)}/recordings-zips`, {}),
  )
  await stage.opened.jobs.drain()
  return id
}

async function receipt(stage: Stage): Promise<number> {
  const body = { participant: stage.mark, mode: 'erase', reason: stage.mark }
  return (await must(stage.admin.post(`${PREFIX}/projects/${await answered(stage)}/withdrawals`, body))).id
}

type Make = (stage: Stage) => Promise<number>

const get = (make: Make, url: (id: number) => string) => ({
  prepare: async (stage: Stage) => call(stage.admin, 'GET', PREFIX + url(await make(stage))),
})
const post = (make: Make, url: (id: number) => string, body: (stage: Stage) => object = () => ({})) => ({
  prepare: async (stage: Stage) => call(stage.admin, 'POST', PREFIX + url(await make(stage)), body(stage)),
})
const remove = (make: Make, url: (id: number) => string) => ({
  prepare: async (stage: Stage) => call(stage.admin, 'DELETE', PREFIX + url(await make(stage))),
})
/** What leaves a project: webhooks, exports, zips of recordings, withdrawals. */
export const collectionOutBindings: Bindings = {
  ...webhookBindings(PREFIX, 'submission.received', { name: 'projects', make: project }),
  'GET /api/collection/projects/{id}/exports/preview': get(
    answered,
    (id) => `/projects/${id}/exports/preview`,
  ),
  'GET /api/collection/projects/{id}/exports/{name}': {
    ...get(answered, (id) => `/projects/${id}/exports/long.csv`),
    changes: true,
  },
  'GET /api/collection/projects/{id}/recordings-zips': get(
    answered,
    (id) => `/projects/${id}/recordings-zips`,
  ),
  'POST /api/collection/projects/{id}/recordings-zips': post(
    answered,
    (id) => `/projects/${id}/recordings-zips`,
  ),
  'GET /api/collection/recordings-zips/{id}': get(zip, (id) => `/recordings-zips/${id}`),
  'GET /api/collection/recordings-zips/{id}/file': {
    ...get(zip, (id) => `/recordings-zips/${id}/file`),
    changes: true,
  },
  'DELETE /api/collection/recordings-zips/{id}': remove(zip, (id) => `/recordings-zips/${id}`),
  'GET /api/collection/projects/{id}/withdrawals': get(answered, (id) => `/projects/${id}/withdrawals`),
  'GET /api/collection/projects/{id}/withdrawals/preview': {
    prepare: async (stage) => {
      const url = `${PREFIX}/projects/${await answered(stage)}/withdrawals/preview`
      return call(stage.admin, 'GET', `${url}?participant=${stage.mark}`)
    },
  },
  'POST /api/collection/projects/{id}/withdrawals': post(
    answered,
    (id) => `/projects/${id}/withdrawals`,
    ({ mark }) => ({ participant: mark, mode: 'anonymise' }),
  ),
  'GET /api/collection/withdrawals/{id}': get(receipt, (id) => `/withdrawals/${id}`),
}
