import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type Caller, eachApp, type TestApp, testApp } from '../../../../test/support/apps/pipelines.ts'
import { giveAppVersion, giveBatch, giveExperiment } from '../../../../test/support/experiments.ts'
import type { Pipelines } from '../pipelines.ts'

const API = '/api/pipelines/experiments'
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const USER = { roles: ['pipelines:user'] }

async function opened(open: () => Promise<TestApp> = testApp) {
  const app = await open()
  const pipelines = app.atelier.pipelines as Pipelines
  const ada = await app.as('ada', USER)
  const eve = await app.as('eve', USER)
  return { app, pipelines, ada, eve }
}

async function names(caller: Caller, query: string): Promise<string[]> {
  const answer = await caller.get(query === '' ? API : `${API}?${query}`)
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json().items.map(({ name }: { name: string }) => name)
}

eachApp((open, database) => {
  test(`experiments are listed newest first, by state, name, app and batch, and only to their owner (${database})`, async () => {
    const { pipelines, ada, eve } = await opened(open)
    const version = await giveAppVersion(pipelines, { key: 'smooth', label: 'Smoothing' })
    const batch = await giveBatch(pipelines, { account: ada.id, name: 'wave 2' })
    const give = (name: string, more: object = {}) =>
      giveExperiment(pipelines, { account: ada.id, name, ...more })
    await give('First', { app: 'smooth', version })
    await give('In a batch', { batch, status: 'failed' })
    await give('Also in it', { batch })
    await give('Waits', { status: 'submitted' })
    await giveExperiment(pipelines, { account: eve.id, name: 'Of Eve' })

    assert.deepEqual(await names(ada, ''), ['Waits', 'Also in it', 'In a batch', 'First'])
    assert.deepEqual(await names(ada, 'grouped=true'), ['Waits', 'Also in it', 'First'])
    assert.deepEqual(await names(ada, `batch=${batch}&state=failed`), ['In a batch'])
    assert.deepEqual(await names(ada, 'state=open'), ['Waits'])
    assert.deepEqual(await names(ada, 'search=FIRST'), ['First'])
    assert.deepEqual(await names(ada, 'app=smooth'), ['First'])
    assert.deepEqual(await names(eve, ''), ['Of Eve'])
    assert.deepEqual(await names(eve, 'of=shared'), [])

    const { items, next, total } = (await ada.get(`${API}?limit=2&grouped=true`)).json()
    assert.deepEqual(total, { count: 3, exact: true })
    assert.deepEqual([items[1].batch.id, items[1].batch.name, items[1].batch.count], [batch, 'wave 2', 2])
    assert.deepEqual([items[1].batch.counts.completed, items[1].batch.counts.failed], [1, 1])
    const [last] = (await ada.get(`${API}?before=${next}&grouped=true`)).json().items
    assert.deepEqual(last.app, { key: 'smooth', title: 'Smoothing', version: '1.0' })
  })
})

test('an experiment shows its form, its files as its app says, and gives them singly, in part, and as a zip', async () => {
  const { app, pipelines, ada, eve } = await opened()
  const version = await giveAppVersion(pipelines, {
    key: 'smooth',
    label: 'Smoothing',
    sections: [
      { label: 'Input', open: true, fields: [{ name: 'width', type: 'float', label: 'Width in mm' }] },
    ],
    outputs: [
      { glob: '*.data', label: 'Figures', required: true, view: 'table' },
      { glob: 'tables/**', label: 'Raw', required: false, view: 'none' },
    ],
  })
  const outputs = {
    'smooth.nii.gz': 'volume',
    'brain_mask.nii': 'mask',
    'figures.data': 'region;mm3\nbrain;1402\nfluid;179\n',
    'middle.png': PNG,
    'page.html': '<script>alert(1)</script>',
    'tables/raw.csv': 'a,b\n',
  }
  const id = await giveExperiment(pipelines, {
    account: ada.id,
    app: 'smooth',
    version,
    params: [['width', '6']],
    inputs: { t1: 'bytes of a scan' },
    outputs,
    log: 'one\ntwo\n',
  })
  const shown = (await ada.get(`${API}/${id}`)).json()
  assert.equal(shown.standing, 'owner')
  assert.deepEqual(shown.parameters, [{ field: 'width', label: 'Width in mm', value: '6', text: '6' }])
  assert.deepEqual(
    shown.outputs.map(({ name, view, label }: Record<string, string>) => [name, view, label]),
    [
      ['brain_mask.nii', 'overlay', null],
      ['figures.data', 'table', 'Figures'],
      ['middle.png', 'image', null],
      ['page.html', 'text', null],
      ['smooth.nii.gz', 'volume', null],
      ['tables/raw.csv', 'other', 'Raw'],
    ],
  )
  assert.deepEqual(
    shown.inputs.map(({ name, size, isThere }: Record<string, unknown>) => [name, size, isThere]),
    [['t1.nii', 15, true]],
  )

  const preview = async (name: string) =>
    (await ada.get(`${API}/${id}/files/preview?name=${encodeURIComponent(name)}`)).json()
  assert.deepEqual(
    await preview('figures.data').then(({ kind, columns, rows, cut }) => ({ kind, columns, rows, cut })),
    {
      kind: 'table',
      columns: ['region', 'mm3'],
      rows: [
        ['brain', '1402'],
        ['fluid', '179'],
      ],
      cut: false,
    },
  )
  assert.equal((await preview('smooth.nii.gz')).kind, 'volume')
  assert.deepEqual(
    [(await preview('middle.png')).kind, (await preview('middle.png')).type],
    ['image', 'image/png'],
  )
  assert.deepEqual(
    [(await preview('page.html')).kind, (await preview('page.html')).text],
    ['text', outputs['page.html']],
  )

  const file = await ada.get(`${API}/${id}/files/content?name=page.html`)
  assert.equal(file.body, outputs['page.html'])
  assert.match(String(file.headers['content-disposition']), /^attachment/)
  assert.equal(file.headers['x-content-type-options'], 'nosniff')
  assert.equal(file.headers['content-type'], 'application/octet-stream')
  const part = await app.inject({
    url: `${API}/${id}/files/content?of=inputs&name=t1.nii`,
    headers: { authorization: `Bearer ${ada.token}`, range: 'bytes=0-4' },
  })
  assert.deepEqual([part.statusCode, part.body], [206, 'bytes'])
  for (const name of ['../t1.nii', 'nothing', 't1.nii'])
    assert.equal((await ada.get(`${API}/${id}/files/content?name=${name}`)).statusCode, 404)

  const log = (await ada.get(`${API}/${id}/log`)).json()
  assert.deepEqual([log.text, log.isOver], ['one\ntwo\n', true])
  assert.equal((await ada.get(`${API}/${id}/log/content`)).body, 'one\ntwo\n')

  const folder = unpacked((await ada.get(`${API}/${id}/zip`)).rawPayload)
  assert.equal(readFileSync(join(folder, 'tables/raw.csv'), 'utf8'), 'a,b\n')

  for (const path of [
    '',
    '/log',
    '/log/content',
    '/zip',
    '/files/content?name=page.html',
    '/bundle',
    '/rerun',
  ])
    assert.equal((await eve.get(`${API}/${id}${path}`)).statusCode, 404, path)
})

test('a bundle holds all of an experiment, its sums are right, and its script runs the command again', async () => {
  const { pipelines, ada } = await opened()
  const work = join(pipelines.kernel.config.data, 'pipelines', 'work')
  const id = await giveExperiment(pipelines, {
    account: ada.id,
    params: [['note', "it's; $(touch pwned)"]],
    inputs: { t1: 'bytes of a scan' },
    outputs: { 'copy.txt': 'bytes of a scan' },
    log: 'done\n',
  })
  // The command names folders of the attempt, which is over.
  const command = ['/bin/cp', '--', `${work}/${id}-1/inputs/t1.nii`, `${work}/${id}-1/outputs/copy.txt`]
  const again = await giveExperiment(pipelines, {
    account: ada.id,
    inputs: { t1: 'bytes of a scan' },
    set: { command: JSON.stringify(command.map((each) => each.replace(`/${id}-1/`, `/${id + 1}-1/`))) },
    outputs: { 'copy.txt': 'bytes of a scan' },
  })
  const { parameters } = (await ada.get(`${API}/${id}/provenance`)).json()
  assert.deepEqual(parameters, [{ name: 'note', value: "it's; $(touch pwned)" }])
  const { command: shown } = (await ada.get(`${API}/${again}/provenance`)).json()
  assert.deepEqual(shown, ['/bin/cp', '--', 'inputs/t1.nii', 'outputs/copy.txt'])

  const folder = join(unpacked((await ada.get(`${API}/${again}/bundle`)).rawPayload), `experiment-${again}`)
  const sums = readFileSync(join(folder, 'SHA256SUMS'), 'utf8').trim().split('\n')
  assert.deepEqual(
    sums,
    ['inputs/t1.nii', 'outputs/copy.txt'].map(
      (name) => `${hash('sha256', readFileSync(join(folder, name)))}  ${name}`,
    ),
  )
  execFileSync('sh', ['rerun.sh'], { cwd: folder })
  assert.equal(readFileSync(join(folder, 'outputs-again/copy.txt'), 'utf8'), 'bytes of a scan')
  assert.equal(JSON.parse(readFileSync(join(folder, 'provenance.json'), 'utf8')).experiment.id, again)
})

test('its owner keeps an experiment, asks for a message, and removes its files; the form of a rerun says what is left', async () => {
  const { app, pipelines, ada, eve } = await opened()
  const id = await giveExperiment(pipelines, {
    account: ada.id,
    name: `Of the\nprotocol ${'x'.repeat(300)}`,
    params: [
      ['width', '6'],
      ['many', 'a'],
      ['many', 'b'],
    ],
    inputs: { t1: 'scan' },
    outputs: { 'a.txt': 'a' },
  })
  const url = `${API}/${id}`
  assert.equal((await eve.post(`${url}/keep`, { kept: true })).statusCode, 404)
  assert.deepEqual((await ada.post(`${url}/keep`, { kept: true })).json().daysLeft, null)
  const freed = (await ada.post(`${url}/keep`, { kept: false })).json()
  assert.equal(freed.daysLeft, pipelines.settings.outputDays)
  assert.equal((await ada.post(`${url}/notify`, { notify: true })).json().notify, true)
  const rerun = (await ada.get(`${url}/rerun`)).json()
  assert.equal(rerun.name, `Of the protocol ${'x'.repeat(184)}`)
  assert.deepEqual(rerun.values, { width: ['6'], many: ['a', 'b'] })
  assert.deepEqual(rerun.files, { t1: [{ experiment: id, input: 't1.nii', size: 4, isThere: true }] })

  assert.equal((await eve.delete(`${url}/inputs`)).statusCode, 404)
  const left = (await ada.delete(`${url}/inputs`)).json()
  assert.deepEqual([left.inputs[0].isThere, left.outputs[0].isThere], [false, true])
  assert.equal((await ada.get(`${url}/files/content?of=inputs&name=t1.nii`)).statusCode, 404)
  assert.equal((await ada.get(`${url}/rerun`)).json().files.t1[0].isThere, false)
  await ada.delete(`${url}/outputs`)
  await app.jobs.drain()
  assert.equal((await ada.get(`${url}/zip`)).json().code, 'no_files')
  const open = await giveExperiment(pipelines, { account: ada.id, status: 'running' })
  assert.equal((await ada.delete(`${API}/${open}/inputs`)).json().code, 'not_over')
})

test('A12: an administrator sees how an experiment stands, and opens it with a reason that its owner reads', async () => {
  const { app, pipelines, ada } = await opened()
  const boss = await app.as('boss', { roles: ['pipelines:admin'] })
  const id = await giveExperiment(pipelines, {
    account: ada.id,
    name: 'Of Ada',
    params: [['secret', 'mine']],
    outputs: { 'a.txt': 'a' },
    log: 'printed',
  })
  const seen = (await boss.get(`${API}/${id}`)).json()
  assert.deepEqual(
    [seen.standing, seen.status, seen.parameters, seen.outputs],
    ['operator', 'completed', [], []],
  )
  assert.deepEqual(await names(boss, 'of=everybody'), ['Of Ada'])
  assert.equal((await ada.get(`${API}?of=everybody`)).statusCode, 404)
  for (const path of ['log', 'zip', 'provenance', 'files/content?name=a.txt'])
    assert.equal((await boss.get(`${API}/${id}/${path}`)).json().code, 'reason_needed', path)
  assert.equal((await ada.post(`${API}/${id}/visits`, { reason: 'I am curious' })).statusCode, 403)
  assert.equal((await boss.post(`${API}/${id}/visits`, { reason: 'It fills the disk' })).statusCode, 201)
  assert.equal((await boss.get(`${API}/${id}/files/content?name=a.txt`)).body, 'a')
  assert.deepEqual((await boss.get(`${API}/${id}`)).json().parameters.length, 1)
  const [notice] = (await ada.get('/api/me/notices')).json().items
  assert.match(notice.text, /It fills the disk/)
  // Removing, keeping and rerunning stay the owner's.
  assert.equal((await boss.delete(`${API}/${id}/outputs`)).statusCode, 404)
  app.clock.advance(3_600_001)
  assert.equal((await boss.get(`${API}/${id}/log`)).json().code, 'reason_needed')
  const waiting = await giveExperiment(pipelines, { account: ada.id, status: 'submitted' })
  assert.equal((await boss.post(`${API}/${waiting}/cancel`)).json().code, 'reason_needed')
  assert.equal((await boss.post(`${API}/${waiting}/cancel?reason=Too+large`)).json().status, 'cancelled')
})

test('results go into a workspace of the person, a new one or one that is there, and nobody else’s', async () => {
  const { app, pipelines, ada } = await opened(() => testApp({ services: ['compute', 'pipelines'] }))
  const both = await app.as('bea', { roles: ['pipelines:user', 'compute:user'] })
  const id = await giveExperiment(pipelines, {
    account: both.id,
    name: 'Wave 2',
    outputs: { 'tables/a.csv': 'a,b\n', 'note.txt': 'x' },
  })
  const into = `${API}/${id}/open-in-workspace`
  const made = (await both.post(into, {})).json()
  assert.deepEqual([made.name, made.path], ['Wave 2', `experiment-${id}`])
  assert.equal((await both.post(into, { workspace: made.id })).json().id, made.id)
  const files = (await both.get(`/api/pipelines/workspaces/${made.id}/files?path=experiment-${id}`)).json()
  assert.deepEqual(
    files.items.map(({ name, kind }: Record<string, string>) => [name, kind]),
    [
      ['tables', 'folder'],
      ['note.txt', 'file'],
    ],
  )
  assert.deepEqual((await both.get('/api/pipelines/workspaces')).json(), {
    isThere: true,
    items: [{ id: made.id, name: 'Wave 2' }],
  })
  assert.deepEqual((await ada.get('/api/pipelines/workspaces')).json(), { isThere: false, items: [] })
  const own = await giveExperiment(pipelines, { account: ada.id, outputs: { a: 'a' } })
  assert.equal((await ada.post(`${API}/${own}/open-in-workspace`, {})).json().code, 'no_workspaces')
  const cat = await app.as('cat', { roles: ['pipelines:user', 'compute:user'] })
  assert.equal((await cat.get(`/api/pipelines/workspaces/${made.id}/files`)).statusCode, 404)
})

function unpacked(zip: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-zip-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'it.zip'), zip)
  execFileSync('python3', ['-m', 'zipfile', '-e', 'it.zip', '.'], { cwd: folder })
  return folder
}
