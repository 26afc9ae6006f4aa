import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Caller, eachApp, type TestApp, testApp } from '../../../../test/support/apps/pipelines.ts'
import { giveExperiment } from '../../../../test/support/experiments.ts'
import { tus } from '../../../../test/support/tus.ts'
import { inTransaction, viewOf } from '../../../kernel/db/db.ts'
import type { Pipelines } from '../pipelines.ts'
import type { PipelinesTables } from '../tables.ts'

const API = '/api/pipelines'
const USER = { roles: ['pipelines:user'] }

const definition = {
  key: 'head',
  label: 'Head',
  needsName: true,
  sections: [
    {
      label: 'Input',
      fields: [
        {
          name: 'image',
          type: 'attachment',
          label: 'Image',
          required: true,
          min: 1,
          max: 1,
          accept: ['*.txt'],
        },
        { name: 'atlas', type: 'attachment', label: 'Atlas', max: 2, facts: { format: 'table' } },
        { name: 'age', type: 'integer', label: 'Age in years', min: 0, max: 120, default: 30 },
        {
          name: 'also',
          type: 'multiselect',
          label: 'Also write',
          choices: [
            { value: 'a', label: 'A' },
            { value: 'b', label: 'B' },
          ],
        },
      ],
    },
  ],
  command: { arguments: ['/bin/cat', { field: 'image' }] },
}

/** A folder in which the app of these tests is installed. */
function folderWithApp(): string {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-make-'))
  mkdirSync(join(folder, 'pipelines', 'definitions'), { recursive: true })
  writeFileSync(join(folder, 'pipelines', 'definitions', 'head.app.json'), JSON.stringify(definition))
  return folder
}

async function upload(app: TestApp, by: Caller, path: string, text: string): Promise<number> {
  const { begin, send } = tus({ app }, by, `${API}/uploads`)
  const begun = await begin(path, Buffer.byteLength(text))
  if (text !== '') await send(String(begun.headers.location), 0, Buffer.from(text))
  return begun.json().id
}

const post = (app: TestApp, by: Caller, url: string, payload: object, key?: string) =>
  app.inject({
    method: 'POST',
    url: API + url,
    headers: { authorization: `Bearer ${by.token}`, ...(key && { 'idempotency-key': key }) },
    payload,
  })

eachApp((open, database) => {
  test(`a form makes one experiment for each file, all or none, and once for a key: ${database}`, async () => {
    const app = await open({ folder: folderWithApp(), env: { ATELIER_PIPELINES_MAX_FILES: '9' } })
    const ada = await app.as('ada', USER)
    const eve = await app.as('eve', USER)
    const uploads = await Promise.all(
      ['sub-01/t1.txt', 'sub-02/t1.txt', 'three.txt'].map((path) => upload(app, ada, path, `of ${path}`)),
    )
    const atlas = await upload(app, ada, 'atlas.csv', 'id,age\n1,30\n')
    const form = {
      app: 'head',
      name: 'Wave 2 {file}',
      values: { age: 44, also: ['a', 'b'] },
      files: { image: uploads.map((id) => ({ upload: id })), atlas: [{ upload: atlas }] },
      each: 'image',
      notify: true,
    }
    // Nothing of a refusal stays, whatever it is that is wrong.
    const many = Array(200).fill({ upload: atlas })
    for (const wrong of [
      { values: { age: 200 } },
      { files: { ...form.files, image: [{ upload: 999 }] } },
      { each: '__proto__' },
      { files: { image: many, atlas: many } },
      { files: { image: many.slice(0, 10) } },
    ]) {
      const { statusCode } = await post(app, ada, '/experiments', { ...form, ...wrong })
      assert.ok(statusCode >= 400 && statusCode < 500, String(statusCode))
    }
    assert.equal((await post(app, eve, '/experiments', form)).json().code, 'file_gone')
    const root = join(app.folder, 'uploads', String(ada.id))
    assert.ok(!existsSync(join(root, 'submitted')) || readdirSync(join(root, 'submitted')).length === 0)
    assert.equal((await ada.get(`${API}/experiments`)).json().items.length, 0)

    const answers = await Promise.all([1, 2].map(() => post(app, ada, '/experiments', form, 'once')))
    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode),
      [201, 201],
    )
    assert.deepEqual(answers[0]?.json(), answers[1]?.json())
    const { ids, batch } = (answers[0] as (typeof answers)[0]).json()
    assert.equal((await post(app, ada, '/experiments', form, 'once')).json().batch, batch)
    const seen = (await ada.get(`${API}/batches/${batch}`)).json()
    assert.deepEqual(
      [seen.name, seen.app.title, seen.counts.submitted, seen.count, seen.notify],
      ['Wave 2', 'Head', 3, 3, true],
    )
    assert.equal((await eve.get(`${API}/batches/${batch}`)).statusCode, 404)
    const first = (await ada.get(`${API}/experiments/${ids[0]}`)).json()
    assert.equal(first.name, 'Wave 2 sub-01/t1')
    assert.deepEqual(
      first.inputs.map(({ field, name }: { field: string; name: string }) => [field, name]),
      [
        ['image', 't1.txt'],
        ['atlas', 'atlas.csv'],
      ],
    )
    assert.equal(readFileSync(join(root, 'submitted', String(ids[1]), 't1.txt'), 'utf8'), 'of sub-02/t1.txt')
    // What became an experiment's is no upload any more, and its bytes are there once.
    assert.deepEqual((await ada.get(`${API}/uploads`)).json().items, [])
    await app.jobs.drain()
    assert.ok(!existsSync(join(root, 'editing', String(atlas), 'atlas.csv')))
    assert.equal((await ada.get(`${API}/files?of=inputs&search=ATLAS`)).json().items.length, 3)

    // The files of an earlier one are taken again; of nine that may be stored six are used.
    const again = { ...form, name: 'Again', files: { image: [{ experiment: ids[2], input: 'three.txt' }] } }
    delete (again as { each?: string }).each
    const one = await post(app, ada, '/experiments', { ...again, like: ids[2] })
    assert.deepEqual([one.statusCode, one.json().batch], [201, null])
    assert.equal((await ada.get(`${API}/experiments/${one.json().ids[0]}`)).json().likeId, ids[2])
    assert.equal((await post(app, eve, '/experiments', again)).statusCode, 404)
    const more = {
      ...again,
      files: { image: ids.slice(1).map((id: number) => ({ experiment: id, input: 't1.txt' })) },
    }
    const gone = await post(app, ada, '/experiments', { ...more, each: 'image' })
    assert.equal(gone.json().code, 'file_gone')
    const three = [0, 1, 2].map(() => ({ experiment: ids[0], input: 't1.txt' }))
    const over = await post(app, ada, '/experiments', { ...again, files: { image: three }, each: 'image' })
    assert.equal(over.json().code, 'files_exceeded')

    const rerun = () => post(app, ada, `/batches/${batch}/rerun-failed`, {}, 'again')
    assert.equal((await rerun()).json().code, 'nothing_failed')
    const { db } = app.kernel
    await inTransaction(viewOf<PipelinesTables>(db), (tx) =>
      tx.updateTable('pipelines_experiment').set({ status: 'failed' }).where('id', '=', ids[0]).execute(),
    )
    const reruns = [(await rerun()).json(), (await rerun()).json()]
    assert.deepEqual(reruns[0], reruns[1])
    assert.equal((await ada.get(`${API}/batches/${batch}/zip`)).json().code, 'no_files')
    const [copy] = reruns[0].ids
    const shown = (await ada.get(`${API}/experiments/${copy}`)).json()
    assert.deepEqual(
      [shown.name, shown.likeId, shown.inputs.length, shown.parameters.length],
      ['Wave 2 sub-01/t1', ids[0], 2, 3],
    )
    assert.equal((await post(app, eve, `/batches/${reruns[0].batch}/cancel`, {})).statusCode, 404)
    const ended = (await post(app, ada, `/batches/${reruns[0].batch}/cancel`, {})).json()
    assert.deepEqual([ended.ids, ended.batch.counts.cancelled], [[copy], 1])
  })
})

test('a check says what would happen, and what is wrong with each file and each line, and changes nothing', async () => {
  const app = await testApp({ services: ['compute', 'pipelines'], folder: folderWithApp() })
  const ada = await app.as('ada', { roles: ['pipelines:user', 'compute:user'] })
  const [text, image, table, bare] = await Promise.all([
    upload(app, ada, 'one.txt', 'words'),
    upload(app, ada, 'two.png', 'no picture'),
    upload(app, ada, 'rows.csv', 'name;Image;Age in years;colour\nFirst;one.txt;20;red\n;two.txt;400;\n'),
    upload(app, ada, 'bare.txt', ''),
  ])
  const form = { app: 'head', name: 'Wave', files: { image: [{ upload: text }] } }
  const check = async (changes: object) =>
    (await post(app, ada, '/experiments/check', { ...form, ...changes })).json()
  const fine = await check({})
  assert.ok(fine.host, JSON.stringify(fine))
  assert.deepEqual([fine.count, fine.problems, fine.refusal, fine.host.isOutside], [1, [], null, false])
  assert.deepEqual([fine.inputDays, fine.stored.added], [30, 1])
  assert.deepEqual([fine.storage.added, fine.files.image[0].facts.format], [0, 'text'])

  const files = { image: [{ upload: text }, { upload: image }, { upload: 999 }], atlas: [{ upload: bare }] }
  const faulty = await check({ files, each: 'image', values: { age: -1 } })
  assert.equal(faulty.count, 3)
  assert.deepEqual(
    faulty.files.image.map(({ fault }: { fault: string | null }) => fault),
    [null, 'Not .txt', 'Not here any more'],
  )
  assert.match(faulty.files.image[1].advice, /^Remove two.png/)
  assert.match(faulty.files.atlas[0].fault, /empty/i)
  assert.ok(faulty.problems.some(({ field }: { field: string }) => field === 'age'))

  const rows = await check({ rows: { upload: table } })
  assert.deepEqual(
    rows.preview.map(({ name, line, files: its }: { name: string; line: number; files: string[] }) => [
      name,
      line,
      its,
    ]),
    [
      ['First', 2, ['one.txt']],
      ['Wave: 3', 3, []],
    ],
  )
  assert.deepEqual(rows.unknown, ['colour'])
  assert.deepEqual([...new Set(rows.problems.map(({ line }: { line: number }) => line))], [3])
  assert.match(rows.problems[0].message, /^Line 3: there is no file "two.txt"/)
  const refused = await post(app, ada, '/experiments', { ...form, rows: { upload: table } })
  assert.deepEqual([refused.statusCode, refused.json().code], [400, 'invalid_table'])
  assert.equal((await check({ rows: { upload: image } })).count, 0)
  assert.equal((await ada.get(`${API}/uploads`)).json().items.length, 4)
  assert.deepEqual((await ada.get(`${API}/batches`)).json().items, [])
  assert.equal(
    (await post(app, ada, '/experiments/check', { ...form, app: 'none' })).json().code,
    'unknown_app',
  )

  const good = await upload(app, ada, 'good.csv', 'name,image,age\nFirst,one.txt,20\nSecond,one.txt,21\n')
  const spare = { image: [{ upload: text }, { upload: bare }] }
  const made = await post(app, ada, '/experiments', { ...form, files: spare, rows: { upload: good } })
  const second = (await ada.get(`${API}/experiments/${made.json().ids[1]}`)).json()
  assert.deepEqual(
    [second.name, second.inputs[0].name, second.parameters[0].value],
    ['Second', 'one.txt', '21'],
  )
  // What no line names is not theirs.
  const left = (await ada.get(`${API}/uploads`)).json().items
  assert.deepEqual(left.map(({ id }: { id: number }) => id).sort(), [image, table, bare].sort())

  // Results of an earlier experiment, and files of a workspace, need no upload; both are one's own.
  const earlier = await giveExperiment(app.atelier.pipelines as Pipelines, {
    account: ada.id,
    outputs: { 'deep/result.txt': 'a result' },
  })
  const { id: workspace } = (await ada.post('/api/compute/workspaces', { name: 'Lab' })).json()
  await ada.put(`/api/compute/workspaces/${workspace}/files/content?path=mine.txt`, {
    text: 'of a workspace',
  })
  const taken = [
    { experiment: earlier, output: 'deep/result.txt' },
    { workspace, path: 'mine.txt' },
  ]
  const both = { app: 'head', name: 'Taken', files: { image: taken }, each: 'image' }
  assert.deepEqual((await check(both)).storage.added, 22)
  const { ids } = (await post(app, ada, '/experiments', both)).json()
  const inputs = await Promise.all(
    ids.map(async (id: number) => (await ada.get(`${API}/experiments/${id}`)).json().inputs[0]),
  )
  assert.deepEqual(
    inputs.map(({ size }) => size),
    [8, 14],
  )
  const eve = await app.as('eve', { roles: ['pipelines:user', 'compute:user'] })
  for (const one of taken)
    assert.equal((await post(app, eve, '/experiments', { ...both, files: { image: [one] } })).statusCode, 404)
})
