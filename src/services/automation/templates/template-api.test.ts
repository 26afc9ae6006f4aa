import assert from 'node:assert/strict'
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { eachApp, type TestApp, testApp } from '../../../../test/support/apps/automation.ts'
import { stageTemplate } from './stage.ts'

const API = '/api/automation/templates'
const JOBS = '/web_nornir/job_templates/'

async function opened(open: () => Promise<TestApp> = testApp) {
  const app = await open()
  const keeper = await app.as('keeper', { roles: ['automation:superuser'] })
  const reader = await app.as('reader', { roles: ['automation:support'] })
  const jobs = join(app.folder, 'automation', JOBS)
  const writes = (files: Record<string, string>) => {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(join(jobs, name, '..'), { recursive: true })
      writeFileSync(join(jobs, name), content)
    }
  }
  return { ...app, keeper, reader, jobs, writes }
}

eachApp((open, name) => {
  test(`templates are registered, listed, changed and taken away, on ${name}`, async () => {
    const { keeper, reader, kernel } = await opened(open)
    const form = [{ name: 'text', type: 'text', required: true, default: 'hi' }]
    const made = await keeper.post(API, { name: 'Say', fileName: 'say.py', form, changes: true, workers: 5 })
    assert.equal(made.statusCode, 201, made.body)
    const { id, ...shown } = made.json()
    assert.deepEqual(
      [shown.packagePath, shown.functionName, shown.engine, shown.createdBy, shown.workers, shown.changes],
      [JOBS, 'job_function', 'python', 'keeper', 5, true],
    )
    assert.equal((await reader.post(API, { name: 'Mine', fileName: 'say.py' })).statusCode, 403)
    await keeper.post(API, { name: 'Other', fileName: 'gone.ts' })
    const { items, total } = (await reader.get(`${API}?search=SAY.py`)).json()
    assert.deepEqual([total.count, items[0].id, items[0].form], [1, id, form])
    const next = (await reader.get(`${API}?limit=1`)).json().next
    assert.deepEqual((await reader.get(`${API}?after=${next}`)).json().items[0].name, 'Other')
    const changed = await keeper.patch(`${API}/${id}`, {
      description: 'Says it',
      form: [],
      notify: { on: 'both' },
    })
    const found = async (query: string) => (await reader.get(`${API}?${query}`)).json().total.count
    const { createdById } = changed.json()
    assert.deepEqual(
      await Promise.all(
        ['search=it+SAYS', 'search=it+gone', `by=${createdById}`, `by=${createdById + 999}`].map(found),
      ),
      [1, 0, 2, 0],
    )
    assert.deepEqual([changed.statusCode, changed.headers.etag, changed.json().form], [200, '"2"', []])
    const { statusCode } = await keeper.delete(`${API}/${id}`)
    assert.deepEqual([statusCode, (await reader.get(`${API}/${id}`)).statusCode], [204, 404])
    const actions = (await kernel.journal.list({ limit: 10 })).map(({ action }) => action)
    assert.ok(
      ['created', 'changed', 'removed'].every((what) => actions.includes(`automation.template.${what}`)),
    )
  })
})

test('F8: what is no place below the root, no function and no form is refused by its field', async () => {
  const { keeper, jobs, folder } = await opened()
  const sound = { name: 'x', fileName: 'x.py' }
  const refusals: [object, string][] = [
    ...['/etc/passwd', '../x.py', 'a/../../x.py', 'a\\x.py', 'a//x.py', './x.py'].map(
      (fileName): [object, string] => [{ fileName }, 'fileName'],
    ),
    ...[
      'web_nornir/',
      '/',
      '/../',
      '/web_nornir/../../etc/',
      '/web_nornir',
      '/web_nornir/nornir_config/',
      '/a\\b/',
    ].map((packagePath): [object, string] => [{ packagePath }, 'packagePath']),
    ...['a.b', '1x', 'x y', 'os.system'].map((functionName): [object, string] => [
      { functionName },
      'functionName',
    ]),
    [
      {
        form: [
          { name: 'a', type: 'text' },
          { name: 'a', type: 'text' },
        ],
      },
      'form.1',
    ],
    [{ form: [{ name: 'a', type: 'choice' }] }, 'form.0'],
    [{ form: [{ name: 'a', type: 'integer', default: 'many' }] }, 'form.0'],
    [{ form: [{ name: 'a', type: 'text', pattern: '(a+)+' }] }, 'form.0'],
    [{ form: [{ name: 'a', type: 'secret', default: 'planted' }] }, 'form.0'],
  ]
  for (const [fields, field] of refusals) {
    const refused = await keeper.post(API, { ...sound, ...fields })
    assert.deepEqual(
      [refused.statusCode, refused.json().errors?.[0]?.field],
      [400, field],
      JSON.stringify(fields),
    )
  }
  // What became a link afterwards is not followed either.
  const { id } = (await keeper.post(API, { name: 'Link', fileName: 'link.py' })).json()
  writeFileSync(join(folder, 'outside.py'), 'def job_function(task):\n    return 1\n')
  symlinkSync(join(folder, 'outside.py'), join(jobs, 'link.py'))
  const readiness = (await keeper.get(`${API}/${id}/readiness`)).json()
  assert.deepEqual(
    [readiness.ready, readiness.notes],
    [false, ['Its file is not there. Put it there, or name another one.']],
  )
  assert.equal((await keeper.get(`${API}/${id}/source`)).statusCode, 400)
})

const PLAIN = `"""Counts.

More words.
"""
import os
from nornir.core.task import Task, Result

def helper(x):
    os.remove("/nothing")

def job_function(task: Task, count: int, *, deep=False, names: list = [], mode: "Literal['a', 'b']" = "a", password=""):
    """Counts things on each host.

    :param count: How many
    """
    return Result(host=task.host, result=count)
`
const SCRIPT = `/** Not this one. */
import type { Task } from './template.d.ts'

const odd = "export function fake(task) {"
/**
 * Looks at a path, see {@link odd}.
 * @param path Where to look
 */
export async function job_function(
  task: Task,
  { path, mode = 'fast', 'quoted': q, depth = 3, list = ['a', "b"] }: { path: string; mode?: 'fast' | 'slow'; depth?: number },
): Promise<unknown> {
  return path
}
export const template = { name: 'Look', canDryRun: true, changes: true } as const
`

test('files in the folders of templates are found with what they say of themselves, and registered once', async () => {
  const { keeper, reader, jobs, writes, folder } = await opened()
  writes({
    'count.py': PLAIN,
    'sub/look.ts': SCRIPT,
    'lib.py': 'X = 1\n',
    'sub/shared.py': 'def configure(task, line):\n    pass\n',
    'two.py': 'def one(task):\n    pass\ndef two(task):\n    pass\n',
    'own.py': 'def restart(task, *, now=True):\n    pass\n',
    'broken.py': 'def job_function(task:\n',
    'needs.py': 'import no_such_module\ndef job_function(task):\n    pass\n',
    'needs.ts': 'export function job_function(task) {}\n',
  })
  // Nothing of it runs while it is read.
  writes({
    'acts.py': `open(${JSON.stringify(join(folder, 'acted'))}, "w")\ndef job_function(task):\n    pass\n`,
  })
  symlinkSync('/etc', join(jobs, 'etc'))
  const discovered = async () => (await reader.get(`${API}/discovered`)).json().items
  const items = await discovered()
  const of = (fileName: string) => items.find((each: { fileName: string }) => each.fileName === fileName)
  assert.deepEqual(of('count.py').proposal, {
    name: 'Count',
    description: 'Counts things on each host.',
    functionName: 'job_function',
    form: [
      { name: 'count', type: 'integer', help: 'How many', required: true },
      { name: 'deep', type: 'boolean', default: false },
      { name: 'names', type: 'json', default: '[]' },
      { name: 'mode', type: 'choice', default: 'a', choices: ['a', 'b'] },
      { name: 'password', type: 'secret' },
    ],
    changes: false,
    canDryRun: false,
    keepsConfiguration: false,
  })
  const { form, ...look } = of('sub/look.ts').proposal
  assert.deepEqual(
    [look.name, look.description, look.changes],
    ['Look', 'Looks at a path, see {@link odd}.', true],
  )
  assert.deepEqual(form.slice(0, 2), [
    { name: 'path', type: 'text', help: 'Where to look', required: true },
    { name: 'mode', type: 'choice', default: 'fast', choices: ['fast', 'slow'] },
  ])
  assert.deepEqual(form.slice(-2), [
    { name: 'depth', type: 'number', default: 3 },
    { name: 'list', type: 'json', default: '["a","b"]' },
  ])
  assert.match(of('broken.py').fault, /^Line 1: /)
  assert.equal(of('broken.py').proposal, null)
  assert.match(
    of('needs.py').note,
    /^needs\.ts runs in its place: it needs the Python package no_such_module/,
  )
  // What templates share, and what runs in the place of another.
  const none = ['lib.py', 'lib/change.ts', 'sub/shared.py', 'two.py', 'needs.ts', 'say.ts', 'etc/passwd']
  assert.deepEqual(none.filter(of), [])
  assert.equal(of('own.py').proposal.functionName, 'restart')
  assert.ok(of('say.py') && of('hello_world.py'))
  assert.ok(!readdirSync(folder).includes('acted'))
  const place = { packagePath: JOBS, fileName: 'count.py' }
  assert.equal((await reader.post(`${API}/register`, place)).statusCode, 403)
  const registered = await keeper.post(`${API}/register`, place)
  assert.deepEqual([registered.statusCode, registered.json().form.length], [201, 5])
  assert.equal((await keeper.post(`${API}/register`, place)).statusCode, 409)
  for (const fileName of ['none.py', '../x.py', 'lib.py', 'broken.py'])
    assert.ok(
      [404, 409].includes((await keeper.post(`${API}/register`, { packagePath: JOBS, fileName })).statusCode),
    )
  assert.equal(
    (await discovered()).some(({ fileName }: { fileName: string }) => fileName === 'count.py'),
    false,
  )
})

test('F8: what a run gets is a copy of the folder: no links, no caches, a twin where Python cannot run it', async () => {
  const { atelier, keeper, jobs, writes, folder } = await opened()
  const { automation } = atelier
  assert.ok(automation)
  let copies = 0
  const stage = (fileName: string, packagePath = JOBS) => {
    copies += 1
    return stageTemplate(
      automation,
      { package_path: packagePath, file_name: fileName, function_name: 'job_function' },
      join(folder, `copy-${copies}`),
    )
  }
  writes({
    'own.py': 'import lib\ndef job_function(task):\n    return lib.X\n',
    'lib.py': 'X = 1\n',
    'data/words.txt': 'hello',
    '__pycache__/lib.pyc': 'x',
    '.git/config': 'x',
    'needs.py': 'import no_such_module\ndef job_function(task):\n    pass\n',
    'alone.py': 'import no_such_module\nfrom nornir import InitNornir\ndef job_function(task):\n    pass\n',
    'needs.ts': 'export function job_function() {}\n',
    'page.txt': 'x',
  })
  symlinkSync('/etc/passwd', join(jobs, 'passwd'))
  symlinkSync('/etc', join(jobs, 'etc'))
  symlinkSync(join(jobs, 'own.py'), join(jobs, 'link.py'))
  const staged = await stage('own.py')
  assert.deepEqual([staged.engine, staged.path], ['python', join(folder, 'copy-1/own.py')])
  const copied = readdirSync(join(folder, 'copy-1'))
  assert.ok(copied.includes('lib.py') && copied.includes('data'))
  assert.ok(
    !copied.some((each) => ['passwd', 'etc', 'link.py', '__pycache__', '.git'].includes(each)),
    String(copied),
  )
  assert.equal(readFileSync(join(folder, 'copy-1/data/words.txt'), 'utf8'), 'hello')
  const { note, ...twin } = await stage('needs.py')
  assert.deepEqual([twin.engine, twin.path.endsWith('/needs.ts')], ['node', true])
  assert.equal(
    note,
    'needs.ts runs in the place of needs.py, which needs the Python package no_such_module, which is not installed here.',
  )
  const faults: [string, string][] = [
    [
      'alone.py',
      'job template "alone.py" needs the Python packages no_such_module, nornir.InitNornir, which are not installed here',
    ],
    ['gone.py', 'job template "gone.py" not found'],
    ['link.py', 'job template "link.py" not found'],
    ['page.txt', 'job template "page.txt" is no Python, TypeScript or JavaScript file'],
  ]
  for (const [fileName, message] of faults)
    await assert.rejects(stage(fileName), { name: 'TemplateFault', message })
  await assert.rejects(stage('own.py', '/web_nornir/none/'), { message: 'job template "own.py" not found' })
  rmSync(join(jobs, 'etc'))
  // The same text is one version, another is the next.
  const again = await stage('own.py')
  writes({ 'own.py': '# new\n' })
  const later = await stage('own.py')
  assert.equal(again.versionId, staged.versionId)
  assert.notEqual(later.versionId, staged.versionId)
  const { id } = (await keeper.post(API, { name: 'Own', fileName: 'own.py' })).json()
  const versions = (await keeper.get(`${API}/${id}/source/versions`)).json().items
  assert.deepEqual(
    versions.map((each: { id: number }) => each.id),
    [later.versionId, staged.versionId],
  )
  const old = (await keeper.get(`${API}/${id}/source/versions/${staged.versionId}`)).json()
  assert.deepEqual([old.content.includes('lib.X'), old.diff.removed], [true, 3])
  const source = (await keeper.get(`${API}/${id}/source`)).json()
  assert.deepEqual([source.content, source.sha256], ['# new\n', versions[0].sha256])
  writes({ 'big.py': '' })
  truncateSync(join(jobs, 'big.py'), 21_000_000)
  await assert.rejects(stage('own.py'), /has more than 1,000 files or 20 MB/)
  assert.match((await keeper.get(`${API}/${id}/readiness`)).json().notes[0], /more than 1,000 files/)
  assert.match((await keeper.get(`${API}/discovered`)).json().notes[0], /more than 1,000 files/)
})
