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
  'GET /api/collection/projects/{id}/submissions': {
    prepare: async (stage) =>
      call(stage.admin, 'GET', `/api/collection/projects/${(await submission(stage)).project}/submissions`),
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
