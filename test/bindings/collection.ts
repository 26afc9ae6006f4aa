import type { InjectOptions } from 'fastify'
import { cookieOf, OWN, signIn } from '../support/browser-session.ts'
import { answerPair, submitForm } from '../support/study.ts'
import { type Bindings, call, must, type Stage } from './binding.ts'

const project = async ({ admin, mark }: Stage): Promise<number> =>
  (await must(admin.post('/api/collection/projects', { name: mark }))).id

async function grant(stage: Stage): Promise<{ id: number; project: number; token: string }> {
  const of = await project(stage)
  const { id, token } = await must(stage.admin.post(`/api/collection/projects/${of}/grants`, {}))
  return { id, token, project: of }
}

const master = async ({ admin }: Stage): Promise<string> =>
  (await must(admin.get('/api/collection/issuer'))).token

/** A submission with an answer and a file, as its project's list shows it. */
async function submission(stage: Stage): Promise<{ id: number; project: number; file: number }> {
  const { token, project: of } = await grant(stage)
  const lines = [
    '--edge',
    'content-disposition: form-data; name="auth_token"',
    '',
    token,
    '--edge',
    'content-disposition: form-data; name="responses"',
    '',
    JSON.stringify([{ answer: stage.mark }]),
    '--edge',
    `content-disposition: form-data; name="file"; filename="${stage.mark}.wav"`,
    'content-type: audio/wav',
    '',
    stage.mark,
    '--edge--',
    '',
  ]
  const request = {
    method: 'POST',
    url: '/collection/submit',
    headers: { 'content-type': 'multipart/form-data; boundary=edge' },
    payload: lines.join('\r\n'),
  } as const
  await must(stage.opened.inject(request))
  const [found] = (await must(stage.admin.get(`/api/collection/projects/${of}/submissions`))).items
  const id = found?.id ?? 0
  const [file] = (await must(stage.admin.get(`/api/collection/submissions/${id}`))).items
  // That look at it was an entry too; equal ones within ten seconds are folded into one.
  stage.opened.clock.advance(11_000)
  return { id, project: of, file: file?.id ?? 0 }
}

/** An upload whose answers are read: one of them is a file that came beside it. */
async function upload(stage: Stage): Promise<{ id: number; project: number; response: number }> {
  const { token, project: of } = await grant(stage)
  await submitForm(stage.opened, token, [
    { name: 'responses', content: JSON.stringify(answerPair({ value: stage.mark, subject: stage.mark })) },
    { name: 'file', fileName: stage.mark, content: stage.mark },
  ])
  await stage.opened.jobs.drain()
  const [found] = (await must(stage.admin.get(`/api/collection/projects/${of}/uploads`))).items
  const [response] = (await must(stage.admin.get(`/api/collection/projects/${of}/responses`))).items
  stage.opened.clock.advance(11_000)
  return { id: found?.id ?? 0, project: of, response: response?.id ?? 0 }
}

/** The call that signs an upload, by an administrator who has just shown that it is them. */
async function signing(stage: Stage, { project: of }: { project: number }): Promise<InjectOptions> {
  const { opened, admin, mark } = stage
  const person = { name: `${mark}-signs`, password: 'correct horse battery' }
  await must(admin.post('/api/accounts', { ...person, administrator: true }))
  const headers = { ...OWN, cookie: cookieOf(await signIn(opened, person)) }
  const payload = { password: person.password }
  await must(opened.inject({ method: 'POST', url: '/api/session/confirm', headers, payload }))
  const url = `/api/collection/projects/${of}/signatures`
  return { method: 'POST', url, headers, payload: { meaning: 'approved' } }
}

/** A participant on the list of a new project, with a link. */
async function participant(stage: Stage): Promise<{ id: number; project: number; import: number }> {
  const of = await project(stage)
  const url = `/api/collection/projects/${of}`
  const imported = await must(
    stage.admin.post(`${url}/participants/import`, { text: `${stage.mark},${stage.mark}@x.org` }),
  )
  await must(stage.admin.patch(url, { webAppUrl: 'https://study.example.org/' }))
  await must(stage.admin.post(`${url}/links`, { all: true }))
  const [found] = (await must(stage.admin.get(`${url}/participants`))).items
  return { id: found?.id ?? 0, project: of, import: imported.id }
}

const ofProject =
  (method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, payload?: object): Bindings[string]['prepare'] =>
  async (stage) =>
    call(
      stage.admin,
      method,
      `/api/collection/projects/${(await participant(stage)).project}${path}`,
      payload,
    )

/** A call of each operation of collection that changes something, or is about one thing. */
export const collectionBindings: Bindings = {
  'GET /collection/token': {
    changes: true,
    prepare: async (stage) => ({
      url: `/collection/token?token=${await master(stage)}&project=${stage.mark}`,
    }),
  },
  'POST /collection/token': {
    prepare: async (stage) => ({
      method: 'POST',
      url: '/collection/token',
      payload: { token: await master(stage), project: stage.mark },
    }),
  },
  'GET /collection/register': {
    changes: true,
    prepare: async (stage) => ({
      url: `/collection/register?token=${await master(stage)}&callback_url=https://study.example.org/`,
    }),
  },
  'POST /collection/submit': {
    prepare: async (stage) => ({
      method: 'POST',
      url: '/collection/submit',
      payload: { auth_token: (await grant(stage)).token, responses: [{ answer: stage.mark }] },
    }),
  },
  'POST /api/collection/projects': {
    prepare: async ({ admin, mark }) => call(admin, 'POST', '/api/collection/projects', { name: mark }),
  },
  'GET /api/collection/projects/{id}': {
    prepare: async (stage) => call(stage.admin, 'GET', `/api/collection/projects/${await project(stage)}`),
  },
  'GET /api/collection/projects/{id}/grants': {
    prepare: async (stage) =>
      call(stage.admin, 'GET', `/api/collection/projects/${(await grant(stage)).project}/grants`),
  },
  'POST /api/collection/projects/{id}/grants': {
    prepare: async (stage) =>
      call(stage.admin, 'POST', `/api/collection/projects/${await project(stage)}/grants`, {}),
  },
  'DELETE /api/collection/grants/{id}': {
    prepare: async (stage) =>
      call(stage.admin, 'DELETE', `/api/collection/grants/${(await grant(stage)).id}`),
  },
  'PATCH /api/collection/projects/{id}': { prepare: ofProject('PATCH', '', { title: 'Another' }) },
  'GET /api/collection/projects/{id}/issuer': { prepare: ofProject('GET', '/issuer') },
  'POST /api/collection/projects/{id}/issuer/rotate': { prepare: ofProject('POST', '/issuer/rotate') },
  'GET /api/collection/projects/{id}/members': { prepare: ofProject('GET', '/members') },
  'PUT /api/collection/projects/{id}/members': {
    prepare: async (stage) =>
      call(stage.admin, 'PUT', `/api/collection/projects/${await project(stage)}/members`, {
        account: stage.owner.id,
        role: 'coordinator',
      }),
  },
  'GET /api/collection/projects/{id}/dashboard': { prepare: ofProject('GET', '/dashboard') },
  'GET /api/collection/projects/{id}/participants': { prepare: ofProject('GET', '/participants') },
  'GET /api/collection/projects/{id}/participants.csv': {
    changes: true,
    prepare: ofProject('GET', '/participants.csv'),
  },
  'POST /api/collection/projects/{id}/participants/preview': {
    unrecorded: 'It only looks.',
    prepare: ofProject('POST', '/participants/preview', { text: 'P-2' }),
  },
  'POST /api/collection/projects/{id}/participants/import': {
    prepare: ofProject('POST', '/participants/import', { text: 'P-2' }),
  },
  'POST /api/collection/imports/{id}/undo': {
    prepare: async (stage) =>
      call(stage.admin, 'POST', `/api/collection/imports/${(await participant(stage)).import}/undo`),
  },
  'GET /api/collection/participants/{id}': {
    prepare: async (stage) =>
      call(stage.admin, 'GET', `/api/collection/participants/${(await participant(stage)).id}`),
  },
  'PATCH /api/collection/participants/{id}': {
    prepare: async (stage) =>
      call(stage.admin, 'PATCH', `/api/collection/participants/${(await participant(stage)).id}`, {
        note: 'called',
      }),
  },
  'DELETE /api/collection/participants/{id}': {
    prepare: async (stage) =>
      call(stage.admin, 'DELETE', `/api/collection/participants/${(await participant(stage)).id}`),
  },
  'GET /api/collection/projects/{id}/links': { changes: true, prepare: ofProject('GET', '/links') },
  'GET /api/collection/projects/{id}/links.csv': { changes: true, prepare: ofProject('GET', '/links.csv') },
  'POST /api/collection/projects/{id}/links': {
    prepare: ofProject('POST', '/links', { all: true, replace: true }),
  },
  'POST /api/collection/projects/{id}/links/revoke': {
    prepare: ofProject('POST', '/links/revoke', { all: true }),
  },
  'POST /api/collection/projects/{id}/links/extend': {
    prepare: ofProject('POST', '/links/extend', { all: true, days: 60 }),
  },
  'POST /api/collection/projects/{id}/links/mail': {
    prepare: ofProject('POST', '/links/mail', { all: true }),
  },
  'POST /api/collection/projects/{id}/reminders': { prepare: ofProject('POST', '/reminders', { all: true }) },
  'GET /api/collection/projects/{id}/submissions': {
    prepare: async (stage) =>
      call(stage.admin, 'GET', `/api/collection/projects/${(await submission(stage)).project}/submissions`),
  },
  'GET /api/collection/projects/{id}/uploads': {
    prepare: async (stage) =>
      call(stage.admin, 'GET', `/api/collection/projects/${(await upload(stage)).project}/uploads`),
  },
  'GET /api/collection/projects/{id}/uploads/summary': {
    prepare: async (stage) =>
      call(stage.admin, 'GET', `/api/collection/projects/${(await upload(stage)).project}/uploads/summary`),
  },
  'GET /api/collection/uploads/{id}': {
    prepare: async (stage) => call(stage.admin, 'GET', `/api/collection/uploads/${(await upload(stage)).id}`),
  },
  'POST /api/collection/uploads/{id}/read': {
    prepare: async (stage) =>
      call(stage.admin, 'POST', `/api/collection/uploads/${(await upload(stage)).id}/read`, {}),
  },
  'GET /api/collection/uploads/{id}/history': {
    prepare: async (stage) =>
      call(stage.admin, 'GET', `/api/collection/uploads/${(await upload(stage)).id}/history`),
  },
  'POST /api/collection/projects/{id}/signatures': {
    prepare: async (stage) => signing(stage, await upload(stage)),
  },
  'POST /api/collection/uploads/{id}/unlock': {
    prepare: async (stage) => {
      const of = await upload(stage)
      await must(stage.opened.inject(await signing(stage, of)))
      return call(stage.admin, 'POST', `/api/collection/uploads/${of.id}/unlock`, { reason: stage.mark })
    },
  },
  'GET /api/collection/projects/{id}/responses': {
    changes: true,
    prepare: async (stage) =>
      call(stage.admin, 'GET', `/api/collection/projects/${(await upload(stage)).project}/responses`),
  },
  'GET /api/collection/responses/{id}/media': {
    changes: true,
    prepare: async (stage) =>
      call(stage.admin, 'GET', `/api/collection/responses/${(await upload(stage)).response}/media`),
  },
  'GET /api/collection/submissions/{id}': {
    changes: true,
    prepare: async (stage) =>
      call(stage.admin, 'GET', `/api/collection/submissions/${(await submission(stage)).id}`),
  },
  'GET /api/collection/submissions/{id}/responses': {
    changes: true,
    prepare: async (stage) =>
      call(stage.admin, 'GET', `/api/collection/submissions/${(await submission(stage)).id}/responses`),
  },
  'GET /api/collection/files/{id}': {
    changes: true,
    prepare: async (stage) =>
      call(stage.admin, 'GET', `/api/collection/files/${(await submission(stage)).file}`),
  },
  'POST /api/collection/issuer/rotate': {
    prepare: async ({ admin }) => call(admin, 'POST', '/api/collection/issuer/rotate'),
  },
}
