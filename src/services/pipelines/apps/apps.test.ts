import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { eachApp, testApp } from '../../../../test/support/apps/pipelines.ts'
import { waitFor } from '../../../../test/support/wait.ts'
import { createGroup, setMember } from '../../../kernel/identity/group.ts'

const API = '/api/pipelines'
const SYSTEM = { via: 'system' } as const

const definition = (key: string, more: object = {}) => ({
  key,
  label: `The ${key}`,
  description: 'Does it.\n\nAt length.',
  categories: ['Tests'],
  sections: [{ label: 'Form', fields: [{ name: 'word', type: 'string', label: 'Word', required: true }] }],
  command: { arguments: ['sh', '-c', 'echo "$1"', 'sh', { field: 'word' }] },
  ...more,
})

eachApp((open) => {
  test('definitions are versions: each change of a file is a new one with its entry, and one that is gone is put away', async () => {
    const app = await open()
    const [admin, user] = [await app.as('admin'), await app.as('ada', { roles: ['pipelines:user'] })]
    const { apps } = app.atelier.pipelines ?? assert.fail()
    const file = join(apps.folder, 'own.app.json')
    const put = (said: unknown) => writeFileSync(file, typeof said === 'string' ? said : JSON.stringify(said))
    const appears = (check: (keys: Record<string, string>) => boolean) =>
      waitFor(async () => {
        const { items } = (await user.get(`${API}/apps?search=own`)).json()
        return check(
          Object.fromEntries(items.map((each: { key: string; label: string }) => [each.key, each.label])),
        )
      })

    put(definition('own'))
    await appears(({ own }) => own === 'The own')
    put(definition('own', { label: 'Other own', version: '2' }))
    await appears(({ own }) => own === 'Other own')
    // Half a file is told, and the last good version stays.
    put('{"key": "own", ')
    await waitFor(async () => {
      const { files } = (await admin.get(`${API}/definitions`)).json()
      return files[0]?.faults[0]?.line === 1
    })
    await appears(({ own }) => own === 'Other own')
    const versions = (await user.get(`${API}/apps/own/versions`)).json().items
    assert.deepEqual(
      versions.map((each: { number: number; version: string }) => [each.number, each.version]),
      [
        [2, '2'],
        [1, ''],
      ],
    )
    // One of the product's that the folder says otherwise stays so while its file cannot be read.
    const smooth = join(apps.folder, 'nifti-smooth.app.json')
    const labelOf = async () => (await user.get(`${API}/apps/nifti-smooth`)).json().label
    for (const [text, label] of [
      [JSON.stringify(definition('nifti-smooth')), 'The nifti-smooth'],
      ['{', 'The nifti-smooth'],
      [undefined, 'Smoothing'],
    ] as const) {
      await apps.change(SYSTEM, async () => (text ? writeFileSync(smooth, text) : rmSync(smooth)))
      assert.equal(await labelOf(), label)
    }
    // While nobody can say for whom they are, nothing changes; then all of it does.
    const categories = join(apps.folder, 'categories.json')
    await apps.change(SYSTEM, async () => {
      writeFileSync(categories, '{')
      put(definition('own', { label: 'Third own' }))
    })
    assert.equal((await user.get(`${API}/apps/own`)).json().label, 'Other own')
    await apps.change(SYSTEM, async () => rmSync(categories))
    assert.equal((await user.get(`${API}/apps/own`)).json().label, 'Third own')
    rmSync(file)
    await appears(({ own }) => own === undefined)
    assert.equal((await user.get(`${API}/apps/own`)).statusCode, 404)
    put(definition('own', { label: 'Other own', version: '2' }))
    await appears(({ own }) => own === 'Other own')
    const entries = (await app.kernel.journal.list({ object: 'pipelines.app:own', limit: 10 })).map((row) =>
      JSON.parse(String(row.new)),
    )
    assert.deepEqual(entries.map(({ version, removed = false }) => [version, removed]).reverse(), [
      [1, false],
      [2, false],
      [3, false],
      [3, true],
      [4, false],
    ])
    // The same file at another start, or on another node, changes nothing.
    await apps.change(SYSTEM, async () => undefined)
    assert.equal((await app.kernel.journal.list({ object: 'pipelines.app:own', limit: 10 })).length, 5)
  })

  test('an operator says what is begun, where and for how long; two at once do not overwrite each other', async () => {
    const app = await open()
    const [admin, user] = [await app.as('admin'), await app.as('ada', { roles: ['pipelines:user'] })]
    await admin.post(`${API}/definitions/import`, {
      files: [{ name: 'own.app.json', text: JSON.stringify(definition('own')) }],
    })
    const policy = {
      enabled: true,
      inputDays: 3,
      outputDays: 0,
      cpus: 2,
      memoryMb: null,
      minutes: 5,
      slots: 1,
      host: null,
    }
    const put = (version: string, body: object) =>
      app.inject({
        method: 'PUT',
        url: `${API}/apps/own/policy`,
        headers: { authorization: `Bearer ${admin.token}`, 'if-match': version },
        payload: body,
      })
    const both = await Promise.all([put('"0"', policy), put('"0"', { ...policy, cpus: 3 })])
    assert.deepEqual(both.map(({ statusCode }) => statusCode).sort(), [200, 412])
    const answer = await put('"1"', { ...policy, enabled: false })
    assert.equal(answer.headers.etag, '"2"')
    const detail = (await user.get(`${API}/apps/own`)).json()
    assert.deepEqual(
      [
        detail.ready,
        detail.runner,
        detail.inputDays,
        detail.outputDays,
        detail.resources.minutes,
        detail.forOperators,
      ],
      [false, 'own', 3, 0, 5, null],
    )
    const handedIn = await user.post(`${API}/experiments`, { app: 'own', name: 'off', values: { word: 'x' } })
    assert.equal(handedIn.json().code, 'app_not_ready')
    assert.equal((await put('"2"', { ...policy, host: 'nowhere' })).json().code, 'unknown_host')
    assert.equal((await user.put(`${API}/apps/own/policy`, policy)).statusCode, 403)
  })
})

test('whoever is in none of the groups of an app neither sees nor gets it, whatever way they ask', async () => {
  const app = await testApp()
  const [admin, ada, bea] = [
    await app.as('admin'),
    await app.as('ada', { roles: ['pipelines:user'] }),
    await app.as('bea', { roles: ['pipelines:user'] }),
  ]
  const group = await createGroup(app.kernel.identity, SYSTEM, 'Lab')
  await setMember(app.kernel.identity, SYSTEM, group.id, ada.id, true)
  const files = [
    { name: 'apps.json', text: JSON.stringify([{ appKey: 'hidden', label: 'Hidden', fieldGroups: {} }]) },
    { name: 'hidden.json', text: '{"Executable": "true"}' },
    {
      name: 'categories.json',
      text: JSON.stringify({ lab: { label: 'Lab', apps: ['hidden'], groups: ['Lab'] } }),
    },
  ]
  const made = (await admin.post(`${API}/definitions/import`, { files })).json()
  assert.deepEqual(
    made.apps.map(({ change, file }: { change: string; file: string }) => [change, file]),
    [['new', 'hidden.app.json']],
  )
  const sees = async (who: typeof ada) => [
    (await who.get(`${API}/apps?search=hidden`)).json().items.length,
    (await who.get(`${API}/apps/hidden`)).statusCode,
    (await who.get(`${API}/apps/hidden/versions`)).statusCode,
    (await who.get(`${API}/categories`)).json().items.some(({ key }: { key: string }) => key === 'lab'),
  ]
  assert.deepEqual(await sees(ada), [1, 200, 200, true])
  assert.deepEqual(await sees(bea), [0, 404, 404, false])
  assert.deepEqual(await sees(admin), [1, 200, 200, true])
  assert.equal((await bea.get(`${API}/definitions`)).statusCode, 403)
})

test('an import says first what it would do, takes what can be read, and leaves nothing half written', async () => {
  const app = await testApp()
  const admin = await app.as('admin')
  const { folder } = app.atelier.pipelines?.apps ?? assert.fail()
  const descriptor = {
    name: 'A tool',
    'schema-version': '0.5',
    'tool-version': '1.2',
    'command-line': 'tool [WORD]',
    inputs: [{ id: 'word', name: 'Word', type: 'String', 'value-key': '[WORD]' }],
  }
  const files = [
    { name: 'C:\\My tools\\a tool!.json', text: JSON.stringify(descriptor) },
    { name: '../../evil.app.json', text: JSON.stringify(definition('evil')) },
    { name: 'broken.app.json', text: '{"label": 3}' },
  ]
  const ask = async (dry: boolean) => (await admin.post(`${API}/definitions/import`, { files, dry })).json()
  const plan = await ask(true)
  assert.deepEqual(
    plan.apps.map(({ key, change, file }: Record<string, string>) => [key, change, file]).sort(),
    [
      ['a-tool-', 'new', 'a-tool-.boutiques.json'],
      ['evil', 'new', 'evil.app.json'],
    ],
  )
  assert.deepEqual(
    plan.faults.map(({ file, field }: Record<string, string>) => [file, field]),
    [['broken.app.json', 'label']],
  )
  assert.deepEqual(readdirSync(folder), [])
  await ask(false)
  assert.deepEqual(readdirSync(folder).sort(), ['a-tool-.boutiques.json', 'evil.app.json'])
  assert.deepEqual(
    (await ask(false)).apps.map(({ change }: { change: string }) => change),
    ['same', 'same'],
  )
  const detail = (await admin.get(`${API}/apps/a-tool-`)).json()
  assert.deepEqual(
    [detail.version, detail.forOperators.source, detail.missing],
    ['1.2', 'boutiques', ['It needs tool, which is not on this machine.']],
  )
  // Another file says this app already, or the product does.
  const again = [{ name: 'evil.boutiques.json', text: JSON.stringify(descriptor) }]
  const refused = await admin.post(`${API}/definitions/import`, { files: again })
  assert.deepEqual([refused.statusCode, refused.json().errors[0].field], [400, 'evil'])
  assert.equal((await admin.delete(`${API}/definitions/image-statistics`)).json().code, 'of_product')
  assert.equal((await admin.delete(`${API}/definitions/evil`)).statusCode, 204)
  assert.equal((await admin.delete(`${API}/definitions/evil`)).statusCode, 404)
  assert.deepEqual(readdirSync(folder), ['a-tool-.boutiques.json'])
  for (const name of ['..', '%2e%2e%2fx', 'a%00b', 'a/b'])
    assert.ok((await admin.delete(`${API}/definitions/${name}`)).statusCode >= 400)
  const [entry] = await app.kernel.journal.list({ object: 'pipelines.app:evil', limit: 1 })
  assert.equal(entry?.account_id, admin.id)
})

test('what an app lacks is told on its page in words, and looked for again', async () => {
  const app = await testApp()
  const admin = await app.as('admin')
  const needed = join(app.folder, 'template.nii')
  const files = [
    {
      name: 'own.app.json',
      text: JSON.stringify(
        definition('own', {
          needs: { programs: ['no-such-program'], modules: ['no_such_module'], files: [needed] },
          container: { engine: 'docker', image: 'lab/tool:1' },
        }),
      ),
    },
  ]
  await admin.post(`${API}/definitions/import`, { files })
  const missing = async () => (await admin.get(`${API}/apps/own`)).json().missing as string[]
  const told = await missing()
  assert.deepEqual(told.slice(0, 3), [
    'It needs no-such-program, which is not on this machine.',
    'It needs the Python module no_such_module, which the python3 of this machine does not have.',
    `It needs the file ${needed}, which this server cannot read.`,
  ])
  assert.match(told[3] ?? '', /^It needs (docker|the image lab\/tool:1), which is not on this machine/)
  mkdirSync(app.folder, { recursive: true })
  writeFileSync(needed, 'x')
  await app.atelier.pipelines?.apps.change(SYSTEM, async () => undefined)
  assert.ok(!(await missing()).some((each) => each.includes(needed)))
  const [shown] = (await admin.get(`${API}/apps?search=own&category=Tests`)).json().items
  assert.deepEqual([shown.ready, shown.summary, shown.uses, shown.usual], [false, 'Does it.', 0, null])
})
