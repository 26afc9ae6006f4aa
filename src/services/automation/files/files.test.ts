import assert from 'node:assert/strict'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { testApp } from '../../../../test/support/apps/automation.ts'
import { createBackup, restoreBackup } from '../../../kernel/backup/backup.ts'
import { configurationFaults, readConfiguration, replaceConfiguration, workersIn } from './configuration.ts'
import { readBelow, writeBelow } from './root.ts'

const CONFIGURATION = 'web_nornir/nornir_config/configuration.yaml'
const BY = { via: 'system' } as const

const temporary = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-root-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('an empty automation root gets the files of the product, one with anything in it is left alone', async () => {
  const theirs = temporary()
  writeFileSync(join(theirs, 'mine.yaml'), 'a:\n')
  const kept = await testApp({ env: { ATELIER_AUTOMATION_ROOT: theirs } })
  assert.deepEqual(readdirSync(theirs).sort(), ['.incoming', 'mine.yaml'])
  const { automation } = kept.atelier
  assert.ok(automation)
  // Without a file of its own what the original shipped holds.
  assert.deepEqual((await readConfiguration(automation)).runner, {
    options: { num_workers: 200 },
    plugin: 'threaded',
  })
})

test('F8, S6: nothing outside of the automation root is read or written, and backups hold what lies in it', async () => {
  const { atelier, kernel, folder } = await testApp({
    env: { ATELIER_BACKUP_ENABLED: 'false', ATELIER_BACKUP_WORKSPACES: 'false' },
  })
  const { automation } = atelier
  assert.ok(automation)
  const root = join(folder, 'automation')
  assert.match(readFileSync(join(root, CONFIGURATION), 'utf8'), /^---\r\nlogging:\r\n/)
  const outside = temporary()
  writeFileSync(join(outside, 'secret'), 'secret')
  symlinkSync(join(outside, 'secret'), join(root, 'link'))
  symlinkSync(outside, join(root, 'folder'))
  symlinkSync('web_nornir', join(root, 'inner'))
  for (const path of [
    'link',
    'folder/secret',
    '../secret',
    '/etc/passwd',
    '.incoming/x',
    'a/../../b',
    'a\0b',
  ]) {
    await assert.rejects(readBelow(automation, path), { status: 400 }, path)
    await assert.rejects(
      writeBelow(automation, BY, { path, content: 'x', via: 'console' }),
      { status: 400 },
      path,
    )
  }
  assert.deepEqual(
    [readdirSync(outside), readFileSync(join(outside, 'secret'), 'utf8')],
    [['secret'], 'secret'],
  )
  assert.equal((await readBelow(automation, 'folder/none').catch(() => undefined))?.content, undefined)
  assert.ok((await readBelow(automation, `inner/nornir_config/configuration.yaml`))?.content)
  // Of two who write over the same, the second is told; neither loses anything.
  await writeBelow(automation, BY, { path: 'lab/x.yaml', content: 'one', via: 'console', match: null })
  const { sha256 } = (await readBelow(automation, 'lab/x.yaml')) ?? assert.fail()
  const written = await Promise.allSettled(
    ['two', 'three'].map((content) =>
      writeBelow(automation, BY, { path: 'lab/x.yaml', content, via: 'console', match: sha256 }),
    ),
  )
  assert.deepEqual(written.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  mkdirSync(join(root, 'lab', 'deep'))
  writeFileSync(join(root, 'lab', 'deep', 'template.py'), 'def job_function(task): ...\n')

  const place = temporary()
  const path = join(place, 'backup.zip')
  await createBackup(kernel, { path, by: BY })
  const data = join(place, 'data')
  await restoreBackup({
    path,
    config: { data, secretKeyFile: join(data, 'secret.key') },
    rooms: kernel.rooms,
    areas: Object.fromEntries([...kernel.areas.keys()].map((name) => [name, join(data, name)])),
    trees: { automation: join(data, 'automation'), workspaces: join(data, 'workspaces') },
  })
  assert.ok(['two', 'three'].includes(readFileSync(join(data, 'automation/lab/x.yaml'), 'utf8')))
  assert.ok(existsSync(join(data, 'automation/lab/deep/template.py')))
  assert.ok(!existsSync(join(data, 'automation/.incoming')))
})

test('the configuration of the engine names no code and no file elsewhere, and is replaced whole', async () => {
  const { atelier, folder, kernel } = await testApp()
  const { automation } = atelier
  assert.ok(automation)
  const shipped = await readConfiguration(automation)
  assert.deepEqual(configurationFaults(shipped), [])
  assert.equal(workersIn(shipped), 200)
  const bad: unknown[] = [
    [1],
    null,
    { inventory: { plugin: 'x' } },
    { runner: { plugin: 'threaded', options: { num_workers: null } } },
    { runner: { plugin: 'serial', options: { num_workers: 2 } } },
    { runner: { options: { num_workers: 1_001 } } },
    { runner: { plugin: '/bin/sh' } },
    { logging: { log_file: '../../etc/passwd' } },
    { logging: { log_file: '/tmp/x' } },
    { logging: { level: 'LOUD' } },
    { logging: { enabled: 'yes' } },
    { core: { raise_on_error: 1 } },
    { ssh: { config_file: '/root/.ssh/config' } },
    JSON.parse('{"__proto__": {}}'),
    { logging: [] },
  ]
  for (const value of bad) {
    assert.ok(configurationFaults(value).length > 0, JSON.stringify(value))
    await assert.rejects(replaceConfiguration(automation, BY, value), { status: 400 })
  }
  const next = { ...shipped, runner: { plugin: 'serial', options: {} }, user_defined: { a: 'no', b: ': x' } }
  await replaceConfiguration(automation, BY, next)
  assert.deepEqual(await readConfiguration(automation), next)
  assert.equal(workersIn(next), 1)
  const [entry] = await kernel.journal.list({ limit: 1 })
  assert.equal(entry?.action, 'automation.configuration.changed')
  writeFileSync(join(folder, 'automation', CONFIGURATION), 'logging: [')
  await assert.rejects(readConfiguration(automation), { code: 'configuration_broken' })
})

test('superusers change the configuration by our API: faults by field, nothing overwritten unseen, a broken file told', async () => {
  const { app, as, folder } = await testApp()
  const url = '/api/automation/configuration'
  const keeper = await as('keeper', { roles: ['automation:superuser'] })
  const reader = await as('reader', { roles: ['automation:support'] })
  const put = (payload: object, etag: unknown) =>
    app.inject({
      ...{ method: 'PUT', url, payload },
      headers: { authorization: `Bearer ${keeper.token}`, 'if-match': String(etag) },
    })
  const first = await reader.get(url)
  const { configuration, fault } = first.json()
  assert.deepEqual([configuration.runner.plugin, fault], ['threaded', null])
  assert.equal((await reader.put(url, configuration)).statusCode, 403)
  const wrong = { logging: { level: 'LOUD', log_file: '../x' }, runner: { options: { num_workers: 0 } } }
  const refused = await keeper.put(url, { ...wrong, inventory: {} })
  assert.equal(refused.statusCode, 400)
  assert.deepEqual(
    refused
      .json()
      .errors.map(({ field }: { field: string }) => field)
      .sort(),
    ['inventory', 'logging.level', 'logging.log_file', 'runner.options.num_workers'],
  )
  const next = { runner: { plugin: 'serial', options: {} }, user_defined: { a: { b: [1] } } }
  const saved = await put(next, first.headers.etag)
  assert.deepEqual([saved.statusCode, saved.json()], [200, { configuration: next, fault: null }])
  assert.equal((await put(configuration, first.headers.etag)).statusCode, 412)
  assert.equal((await reader.get(url)).headers.etag, saved.headers.etag)
  writeFileSync(join(folder, 'automation', CONFIGURATION), 'runner: {}\nlogging: [')
  const broken = await reader.get(url)
  assert.deepEqual(broken.json(), { configuration, fault: 'its line 2 is no YAML.' })
  const mended = await put(next, broken.headers.etag)
  assert.equal(mended.statusCode, 200, mended.body)
})
