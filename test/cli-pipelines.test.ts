import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { dataFolder, run, serve } from './support/program.ts'

const env = { ATELIER_DATA: dataFolder(), ATELIER_PIPELINES_LOOPBACK_PORT: '0' }

test('people are let in, and a backend gets its token, from the command line; an unmodified backend finds its own port', async () => {
  const { said, url, stop } = await serve(env)
  const [, at = ''] = /The protocol of pipelines alone is at (http:\/\/localhost:\d+)/.exec(said) ?? []
  const form = new FormData()
  for (const [name, value] of [
    ['email', 'ada@lab.example'],
    ['password', 'a long word'],
  ] as const)
    form.append(name, value)
  const made = await fetch(`${url}/pipelines/users/new`, { method: 'POST', body: form })
  assert.equal(await made.text(), 'true')
  const people = async (...more: string[]) => (await run(['pipelines', 'people', 'list', ...more], env)).out
  assert.match(await people('--waiting'), /^\d+\tada@lab\.example\twaiting$/)
  const approve = ['pipelines', 'people', 'approve', 'ada@lab.example', '--message', 'Welcome']
  assert.deepEqual(await run(approve, env), { code: 0, out: '', err: '' })
  assert.equal(await people('--waiting'), '')
  assert.match(await people(), /ada@lab\.example\tapproved/)
  assert.equal((await run(['pipelines', 'people', 'deny', 'ada@lab.example'], env)).code, 0)
  assert.match((await run(['pipelines', 'people', 'deny', 'nobody'], env)).err, /no such account/)

  // Apps of a folder are taken over, and what cannot be read is told.
  const folder = dataFolder()
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'apps.json'), '[{"appKey": "skull", "label": "Skull", "fieldGroups": {}}]')
  writeFileSync(join(folder, 'skull.json'), '{"EXECUTABLE": "no-such-program"}')
  writeFileSync(join(folder, 'odd.json'), '{')
  const imported = await run(['pipelines', 'apps', 'import', folder], env)
  assert.equal(imported.code, 1)
  assert.match(imported.out, /^skull\tSkull\tnew\tskull\.app\.json\n# odd\.json:1: /)
  const apps = (await run(['pipelines', 'apps', 'list'], env)).out
  assert.match(apps, /^skull\tSkull\t-\tIt needs no-such-program, which is not on this machine\.$/m)
  assert.match(apps, /^image-statistics\t.*\tready$/m)

  const { out: token } = await run(['pipelines', 'backend-token', 'cluster'], env)
  const asBackend = { headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': '203.0.113.9' } }
  // What the backend calls, without a prefix, with a token from elsewhere and without one from here.
  for (const how of [{}, asBackend])
    assert.deepEqual(await (await fetch(`${at}/experiments/queue`, how)).json(), [])
  assert.equal((await fetch(`${at}/users/list`, asBackend)).status, 403)
  assert.match((await run(['pipelines', 'backend-token', 'ada@lab.example'], env)).err, /is a person/)
  assert.equal(await stop(), 0)
  await assert.rejects(fetch(`${at}/version`))
})

test('a second port that is taken is told with the name of its setting', async () => {
  const { port } = new URL((await serve({ ATELIER_DATA: dataFolder() })).url)
  const taken = { ATELIER_DATA: dataFolder(), ATELIER_PIPELINES_LOOPBACK_PORT: port }
  const { code, err } = await run(['serve'], taken)
  assert.equal(code, 1)
  assert.match(
    err,
    new RegExp(`Another program listens on localhost:${port}.*ATELIER_PIPELINES_LOOPBACK_PORT`),
  )
})
