import assert from 'node:assert/strict'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { eachApp, type TestApp, testApp } from '../../support/apps/compute.ts'
import { type Person, person, said, send } from './person.ts'

const NONE = 'Workspace matching given parameters could not be found.'
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

const data = mkdtempSync(join(tmpdir(), 'atelier-data-'))
mkdirSync(join(data, 'd1'))
writeFileSync(join(data, 'd1', 'image.tif'), 'pixels')
after(() => rmSync(data, { recursive: true, force: true }))

const env = { ATELIER_COMPUTE_LINK_ROOTS: data }

/** Every folder and file below the root of all workspaces, but the server's own. */
function everything({ atelier }: TestApp): string[] {
  const root = atelier.compute?.root ?? ''
  return readdirSync(root, { recursive: true })
    .map(String)
    .filter((path) => !path.startsWith('.'))
    .sort()
}

const folderOf = (opened: TestApp, name: string, id: number) =>
  join(opened.atelier.compute?.root ?? '', name, String(id))

async function make(owner: Person, body: object = {}): Promise<number> {
  const answer = await owner.post('/workspaces/', { name: 'w', description: '', ...body })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json().data.workspace.id
}

const one = async (owner: Person, id: number) =>
  (await owner.get(`/workspaces/${id}/`)).json().data.workspaces[0]

eachApp((open, name) => {
  test(`a workspace is made with its files and links, listed, changed and deleted (${name})`, async () => {
    const opened = await open({ env })
    const ada = await person(opened, 'ada')
    const symlinks = [
      { name: 'datasets/d1', source_path: join(data, 'd1') },
      { name: 'datasets/d2', path: join(data, 'd1') },
    ]
    const answer = await ada.post('/workspaces', {
      name: 'Kidney CODEX',
      description: 'first look',
      default_job_type: 'jupyter_lab',
      // Nobody sets these by sending them.
      ...{ id: 77, status: 'active', user_id: 1, disk_space: 5, datetime_created: null, file_path: '../x' },
      workspace_details: {
        globus_groups_token: 'a secret token',
        files: [{ name: 'notebooks/start.ipynb', content: '{"cells": []}' }, { name: './.hidden/x' }],
        symlinks,
      },
    })
    assert.deepEqual(said(answer), [200, 'Successful.'])
    const { workspace, ...fields } = answer.json().data
    assert.deepEqual(fields, workspace, 'the README has the fields beside it')
    const { id, datetime_created, workspace_details, ...rest } = workspace
    assert.match(datetime_created, TIME)
    assert.deepEqual(rest, {
      name: 'Kidney CODEX',
      description: 'first look',
      disk_space: 13,
      datetime_last_modified: null,
      datetime_last_job_launch: null,
      status: 'idle',
      default_job_type: 'jupyter_lab',
    })
    assert.deepEqual(workspace_details.request_workspace_details, {
      files: [{ name: 'notebooks/start.ipynb' }, { name: './.hidden/x' }],
      symlinks,
    })
    await opened.jobs.drain()
    assert.deepEqual((await one(ada, id)).workspace_details.current_workspace_details, {
      files: [{ name: '/notebooks/start.ipynb' }],
      symlinks: [{ name: '/datasets/d1' }, { name: '/datasets/d2' }],
    })
    assert.ok(!answer.body.includes('a secret token'))
    const folder = folderOf(opened, 'ada', id)
    assert.equal(readFileSync(join(folder, 'notebooks/start.ipynb'), 'utf8'), '{"cells": []}')
    assert.equal(readlinkSync(join(folder, 'datasets/d2')), join(data, 'd1'))

    const change = {
      description: 'second',
      default_job_type: '',
      workspace_details: { files: [{ name: 'a.txt', content: 'abc' }] },
    }
    assert.deepEqual((await ada.put(`/workspaces/${id}/`, change)).json(), {
      message: 'Update successful.',
      success: true,
    })
    const changed = await one(ada, id)
    assert.deepEqual(
      [changed.name, changed.description, changed.default_job_type],
      ['Kidney CODEX', 'second', ''],
    )
    assert.match(changed.datetime_last_modified, TIME)
    assert.deepEqual(changed.workspace_details.current_workspace_details.files, [
      { name: '/a.txt' },
      { name: '/notebooks/start.ipynb' },
    ])
    assert.deepEqual(
      changed.workspace_details.request_workspace_details,
      workspace_details.request_workspace_details,
    )
    await opened.jobs.drain()
    assert.equal((await one(ada, id)).disk_space, 16)

    const other = await make(ada, { name: 'kidney codex' })
    const names = async (query: string) =>
      (await ada.get(`/workspaces/${query}`)).json().data.workspaces.map((each: { id: number }) => each.id)
    assert.deepEqual(await names(''), [id, other])
    assert.deepEqual(await names('?name=Kidney%20CODEX'), [id])
    assert.deepEqual(await names('?description=second&status=idle'), [id])
    assert.deepEqual(await names('?limit=1'), [id])
    assert.deepEqual(await names('?limit=1&offset=1'), [other])
    // PostgreSQL keeps no NUL, nor looks for one.
    for (const path of ['/workspaces?name=%00', '/jobs?status=a%00', '/users?search=%00'])
      assert.equal(said(await ada.get(path))[0], 400, path)
    const odd = { symlinks: [{ name: 'x', dataset_uuid: '\0' }] }
    const named = { name: 'x', description: '', workspace_details: odd }
    assert.equal(said(await ada.post('/workspaces', named))[0], 400)
    for (const query of ['?name=Kidney', '?status=nothing', '?name=kidney%20codex&description=second'])
      assert.deepEqual((await ada.get(`/workspaces/${query}`)).json(), {
        message: NONE,
        success: true,
        data: { workspaces: [] },
      })

    const deleted = await ada.delete(`/workspaces/${id}`)
    assert.deepEqual(deleted.json(), { message: `Workspace ${id} queued for deletion.`, success: true })
    await opened.jobs.drain()
    assert.deepEqual(await names(''), [other])
    assert.deepEqual(said(await ada.delete(`/workspaces/${id}`)), [
      404,
      `Workspace ${id} not found for user.`,
    ])
    assert.equal(existsSync(folder), false)
  })

  test(`twenty workspaces at once are twenty, and twenty deletions of one are one (${name})`, async () => {
    const opened = await open()
    const ada = await person(opened, 'ada')
    const ids = await Promise.all(Array.from({ length: 20 }, () => make(ada)))
    assert.equal(new Set(ids).size, 20)
    const [id = 0] = ids
    const answers = await Promise.all(Array.from({ length: 20 }, () => ada.delete(`/workspaces/${id}`)))
    for (const answer of answers) assert.ok([200, 404].includes(answer.statusCode), answer.body)
    await opened.jobs.drain()
    assert.equal((await ada.get('/workspaces')).json().data.workspaces.length, 19)
    const changes = [{ name: 'other' }, { description: 'other' }]
    await Promise.all(changes.map((change) => ada.put(`/workspaces/${ids[1]}`, change)))
    const { name, description } = await one(ada, ids[1] as number)
    assert.deepEqual([name, description], ['other', 'other'])
  })
})

const opened = await testApp({ env })
const ada = await person(opened, 'ada')

test('whatever is wrong with a workspace is said in the protocol’s words, and leaves nothing', async () => {
  const before = everything(opened)
  const create = (body: unknown) => ada.post('/workspaces/', body)
  const details = (workspace_details: unknown) => ({ name: 'a', description: '', workspace_details })
  const file = (...names: unknown[]) => details({ files: names.map((each) => ({ name: each })) })
  const link = (name: string, source_path = join(data, 'd1')) =>
    details({ symlinks: [{ name, source_path }] })
  for (const [body, message] of [
    [{ name: 'a' }, 'Missing required fields.'],
    [{ description: 'a' }, 'Missing required fields.'],
    [[], 'Missing required fields.'],
    [details(null), 'Workspace details not JSON.'],
    [details('x'), 'Workspace details not JSON.'],
    [details([]), 'Workspace details not JSON.'],
    [details({ symlinks: {} }), "'symlinks' index must contain a list."],
    [details({ files: 'x' }), "'files' index must contain a list."],
    [
      { ...details({ files: 5 }), default_job_type: 'nope' },
      'nope is not in the list of available job types.',
    ],
    [
      { name: 'a', description: '', default_job_type: ['x'] },
      "['x'] is not in the list of available job types.",
    ],
    [file('ok.txt', 'a/../b'), 'File name cannot contain double dots.'],
    [link('../x'), 'Symlink name cannot contain double dots.'],
    [file('/etc/passwd'), 'Invalid file path specified /etc/passwd'],
    [file('.12/run'), 'Invalid file path specified .12/run'],
    [link('/tmp/x'), 'Invalid symlink destination path specified /tmp/x'],
    [link('.7'), 'Invalid symlink destination path specified .7'],
    [link('x', '/etc/passwd'), 'Symlink path not found: /etc/passwd'],
    [link('x', '/nothing/there'), 'Symlink path not found: /nothing/there'],
  ] as const)
    assert.deepEqual(said(await create(body)), [400, message], JSON.stringify(body))
  for (const body of [
    { name: 5, description: '' },
    { name: 'a', description: null },
    { name: 'x'.repeat(65), description: '' },
    { name: 'a\0b', description: '' },
    { name: 'a', description: '\ud800' },
    details({ files: ['x'] }),
    details({ files: [{}] }),
    details({ files: [{ name: 'a', content: 5 }] }),
    details({ symlinks: [{ name: 'a' }] }),
    file('x'.repeat(300)),
    { name: 'a', description: 'x'.repeat(1_000_001) },
    file(...Array.from({ length: 600 }, (_, at) => `${at}/${'x/'.repeat(20)}${'y'.repeat(200)}/`.repeat(8))),
    { ...details({}), odd: Array.from({ length: 200_001 }, () => ({})) },
    { ...details({}), default_job_type: Array.from({ length: 99_999 }, () => 1) },
    file('a\0b'),
  ])
    assert.equal(said(await create(body))[0], 400, JSON.stringify(body).slice(0, 100))
  assert.deepEqual((await ada.get('/workspaces')).json().data.workspaces, [])
  assert.deepEqual(everything(opened), before)
  assert.equal((await make(ada, { name: '', description: '' })) > 0, true, 'an empty name is one')
  await make(ada, { name: '😀'.repeat(64) })
  await make(ada, { default_job_type: null, workspace_details: { files: [{ name: 'a..b.txt' }] } })
})

test('a refused change leaves fields and files as they were', async () => {
  const id = await make(ada, { name: 'before', workspace_details: { files: [{ name: 'a', content: 'a' }] } })
  const change = (body?: unknown) => ada.put(`/workspaces/${id}/`, body)
  const files = [
    { name: 'a', content: 'b' },
    { name: 'c', content: 'c' },
  ]
  for (const body of [
    { name: 'after', workspace_details: { files: [...files, { name: '../x' }] } },
    { name: 'after', workspace_details: { files, symlinks: [{ name: 'd', source_path: '/etc' }] } },
    { name: 'after', default_job_type: 'nope', workspace_details: { files } },
    { name: 'x'.repeat(65), workspace_details: { files } },
  ])
    assert.equal(said(await change(body))[0], 400)
  assert.match(said(await change())[1], /^Invalid JSON: /)
  assert.match(said(await change([]))[1], /^Invalid JSON: /)
  assert.deepEqual(said(await change({ workspace_details: [] })), [400, 'Workspace details not JSON.'])
  const { name, workspace_details } = await one(ada, id)
  assert.equal(name, 'before')
  assert.deepEqual(workspace_details.current_workspace_details.files, [{ name: '/a' }])
  assert.equal(readFileSync(join(folderOf(opened, 'ada', id), 'a'), 'utf8'), 'a')
  assert.deepEqual(said(await ada.put(`/workspaces/${id}/dance/`, {})), [400, 'Invalid PUT type passed.'])
})

test('a form brings all of its files, also several under one name, into the folder alone', async () => {
  const id = await make(ada)
  const upload = (parts: string[], token = ada.token) =>
    send(opened, 'PUT', `/workspaces/${id}/Upload/`, {
      token,
      headers: { 'content-type': 'multipart/form-data; boundary=edge' },
      body: [...parts.map((part) => `--edge\r\n${part}`), '--edge--', ''].join('\r\n'),
    })
  const part = (field: string, filename: string, content: string) =>
    `content-disposition: form-data; name="${field}"; filename="${filename}"\r\n\r\n${content}`
  const answer = await upload([
    part('file', 'one.txt', '1'),
    part('file', 'two.txt', '2'),
    part('other', '../../three.txt', '3'),
  ])
  assert.deepEqual(answer.json(), { message: 'Successful upload.', success: true })
  const folder = folderOf(opened, 'ada', id)
  assert.deepEqual(readdirSync(folder).sort(), ['one.txt', 'three.txt', 'two.txt'])
  const text = ['content-disposition: form-data; name="note"\r\n\r\nno file']
  for (const none of [
    await upload(text),
    await ada.put(`/workspaces/${id}/upload/`),
    await ada.put(`/workspaces/${id}/upload`, {}),
  ])
    assert.deepEqual(said(none), [400, 'No files found in request.'])
})

test('data sets are resolved by the person’s own token, or refused in the protocol’s words', async () => {
  const asked: unknown[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const uuids: string[] = JSON.parse(Buffer.concat(chunks).toString())
      asked.push([request.url, request.headers.authorization, uuids])
      const found = uuids.map((uuid) =>
        uuid === 'bad' ? { uuid, error: 'No access' } : { uuid, path: join(data, 'd1') },
      )
      response.end(JSON.stringify(found))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const resolving = await testApp({ env: { ...env, ATELIER_COMPUTE_DATASETS_RESOLVER_URL: url } })
  const eve = await person(resolving, 'eve')
  const create = (dataset_uuid: string, globus_groups_token?: string) =>
    eve.post('/workspaces', {
      name: 'a',
      description: '',
      workspace_details: { globus_groups_token, symlinks: [{ name: 'datasets/x', dataset_uuid }] },
    })
  assert.deepEqual(said(await create('2f3a')), [
    400,
    'No globus_groups_token passed when trying to use dataset_uuid.',
  ])
  const made = await create('2f3a', 't-eve')
  assert.deepEqual(asked, [['/datasets/file-system-abs-path', 'Bearer t-eve', ['2f3a']]])
  const { request_workspace_details } = made.json().data.workspace_details
  assert.deepEqual(request_workspace_details.symlinks, [{ name: 'datasets/x', dataset_uuid: '2f3a' }])
  const [status, message] = said(await create('bad', 't-eve'))
  assert.equal(status, 400)
  assert.match(message, /^Errors encountered when attempting to gather UUID information: /)
  server.close()
  server.closeAllConnections()
  assert.equal(said(await create('2f3b', 't-eve'))[0], 502)
})

test('a folder that is gone stops jobs and deletion, and is said so', async () => {
  const id = await make(ada, { default_job_type: 'local_test_job' })
  rmSync(folderOf(opened, 'ada', id), { recursive: true })
  const start = said(await ada.put(`/workspaces/${id}/start/`, {}))
  assert.deepEqual(start, [
    500,
    'Please contact a system administrator there is a failure with the workspace directory that will not allow for jobs to be created.',
  ])
  writeFileSync(folderOf(opened, 'ada', id), 'a file in its place')
  assert.deepEqual(said(await ada.delete(`/workspaces/${id}/`)), [
    500,
    'Please contact a system administrator there is a failure with the workspace directory that will not allow for this workspace to be deleted.',
  ])
  assert.equal((await one(ada, id)).status, 'error')
})
