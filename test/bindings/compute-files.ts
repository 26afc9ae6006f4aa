import type { InjectOptions } from 'fastify'
import { type Bindings, call, must, type Stage } from './binding.ts'

const API = '/api/compute/workspaces'
const TUS = { 'tus-resumable': '1.0.0' }

/** A workspace of the administrator's with a file of the mark's name in it. */
async function withFile({ admin, mark }: Stage): Promise<string> {
  const { id } = await must(admin.post(API, { name: mark }))
  await must(admin.put(`${API}/${id}/files/content?path=${mark}`, { text: mark }))
  return `${API}/${id}`
}

const on =
  (method: 'GET' | 'POST' | 'PUT', path: (mark: string) => string, body?: (mark: string) => object) =>
  async (stage: Stage): Promise<InjectOptions> =>
    call(stage.admin, method, (await withFile(stage)) + path(stage.mark), body?.(stage.mark))

async function removed(stage: Stage): Promise<InjectOptions> {
  const url = await withFile(stage)
  const gone = await stage.admin.post(`${url}/files/remove`, { paths: [stage.mark] })
  return call(stage.admin, 'POST', `${url}/files/restore`, { id: gone.json().id, paths: [stage.mark] })
}

const withHeaders = (request: InjectOptions, headers: Record<string, string>): InjectOptions => ({
  ...request,
  headers: { ...request.headers, ...TUS, ...headers },
})

const begin = async (stage: Stage): Promise<InjectOptions> =>
  withHeaders(call(stage.admin, 'POST', `${await withFile(stage)}/uploads`), {
    'upload-length': '3',
    'upload-metadata': `path ${Buffer.from(`up-${stage.mark}`).toString('base64')}`,
  })

async function upload(stage: Stage, method: 'GET' | 'PATCH' | 'DELETE'): Promise<InjectOptions> {
  const begun = await stage.opened.inject(await begin(stage))
  return withHeaders(call(stage.admin, method, String(begun.headers.location)), {})
}

const NOT_YET = 'It is in the journal once the file is whole.'

/** What lies in workspaces. */
export const computeFileBindings: Bindings = {
  'GET /api/compute/workspaces/{id}/files': { prepare: on('GET', () => '/files') },
  'GET /api/compute/workspaces/{id}/files/content': {
    prepare: on('GET', (mark) => `/files/content?path=${mark}`),
  },
  'PUT /api/compute/workspaces/{id}/files/content': {
    prepare: on(
      'PUT',
      (mark) => `/files/content?path=new-${mark}`,
      (mark) => ({ text: mark }),
    ),
  },
  'GET /api/compute/workspaces/{id}/files/preview': {
    prepare: on('GET', (mark) => `/files/preview?path=${mark}`),
  },
  'GET /api/compute/workspaces/{id}/files/zip': { prepare: on('GET', () => '/files/zip') },
  'POST /api/compute/workspaces/{id}/folders': {
    prepare: on(
      'POST',
      () => '/folders',
      (mark) => ({ path: `folder-${mark}` }),
    ),
  },
  'POST /api/compute/workspaces/{id}/files/move': {
    prepare: on(
      'POST',
      () => '/files/move',
      (mark) => ({ from: mark, to: `moved-${mark}` }),
    ),
  },
  'POST /api/compute/workspaces/{id}/files/remove': {
    prepare: on(
      'POST',
      () => '/files/remove',
      (mark) => ({ paths: [mark] }),
    ),
  },
  'POST /api/compute/workspaces/{id}/files/restore': { prepare: removed },
  'POST /api/compute/workspaces/{id}/visits': {
    prepare: on(
      'POST',
      () => '/visits',
      (mark) => ({ reason: `Because of ${mark}` }),
    ),
  },
  'GET /api/compute/workspaces/{id}/uploads': { prepare: on('GET', () => '/uploads') },
  'POST /api/compute/workspaces/{id}/uploads': { prepare: begin, unrecorded: NOT_YET },
  'GET /api/compute/workspaces/{id}/uploads/{upload}': { prepare: (stage) => upload(stage, 'GET') },
  'PATCH /api/compute/workspaces/{id}/uploads/{upload}': {
    prepare: async (stage) => ({
      ...withHeaders(await upload(stage, 'PATCH'), {
        'upload-offset': '0',
        'content-type': 'application/offset+octet-stream',
      }),
      payload: Buffer.from('abc'),
    }),
  },
  'DELETE /api/compute/workspaces/{id}/uploads/{upload}': {
    prepare: (stage) => upload(stage, 'DELETE'),
    unrecorded: NOT_YET,
  },
}
