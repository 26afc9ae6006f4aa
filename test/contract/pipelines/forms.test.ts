import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { testApp } from '../../support/apps/pipelines.ts'
import { removeDataFolder } from '../../support/data-folder.ts'
import { errorOf, fileOf, formOf, idOf, portalOn } from './portal.ts'

/** With a form here, of the product, and of a backend alone. */
const CLOSED = ['secret', 'image-statistics', 'formless']

/** Definitions in the original's two files. */
function definitions(): string {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-definitions-'))
  after(() => removeDataFolder(folder))
  const fields = {
    experimentName: { type: 'string', label: 'Experiment name', required: true },
    t1: { type: 'attachment', label: 'T1 image', required: true, min: 1, max: 1 },
    smooth: { type: 'float', label: 'Smoothing', min: 0, max: 20, def: 6, required: false },
  }
  const app = (appKey: string) => ({
    appKey,
    label: appKey,
    description: 'Runs on one image.',
    fieldGroups: { required: { label: 'Required Fields', open: true, fields } },
  })
  const write = (name: string, content: object) => writeFileSync(join(folder, name), JSON.stringify(content))
  write('apps.json', [app('thickness'), app('secret')])
  write('categories.json', {
    all: { label: 'All', description: '', apps: ['thickness'] },
    few: { label: 'Few', description: '', apps: [...CLOSED], groups: ['Developers'] },
  })
  return folder
}

test('a form is checked against the definition of its app, if that is installed', async () => {
  const env = { ATELIER_PIPELINES_SIGNUP: 'open', ATELIER_PIPELINES_DEFINITIONS: definitions() }
  const portal = await portalOn(await testApp({ env }))
  const ada = await portal.signUp('ada@lab.example')
  const send = (fields: Parameters<typeof formOf>[0]) =>
    ada.submit(formOf({ token: ada.token, experimentName: 'x', ...fields }))
  const t1 = fileOf('t1.nii', 'x')
  const refused = await send({ app: 'thickness', smooth: '21', experimentName: ' ' })
  assert.equal(refused.status, 400)
  const { error, fields } = (await refused.json()) as { error: string; fields: Record<string, string> }
  assert.deepEqual(Object.keys(fields).sort(), ['experimentName', 'smooth', 't1'])
  for (const words of Object.values(fields)) assert.ok(error.includes(words), words)
  for (const app of CLOSED) assert.equal((await send({ app, t1 })).status, 403, app)
  assert.deepEqual(await ada.list(), [])
  const id = await idOf(await send({ app: 'thickness', t1, smooth: '20' }))
  // Only a backend knows how it runs.
  assert.deepEqual(
    (await portal.queue()).map((each) => each.id),
    [id],
  )
  await idOf(await send({ app: 'not-here', t1 }))
  // I5: fields that are called as every object's own are fields like others.
  const odd = await idOf(await send({ app: 'thickness', t1, ['__proto__']: t1, constructor: t1 }))
  assert.deepEqual(Object.keys((await ada.one(odd)).params).sort(), ['__proto__', 'constructor', 't1'])
})

test('where only apps that are installed are taken, others are refused, and so is none', async () => {
  const env = {
    ATELIER_PIPELINES_SIGNUP: 'open',
    ATELIER_PIPELINES_STRICT_APPS: 'true',
    ATELIER_PIPELINES_DEFINITIONS: definitions(),
  }
  const portal = await portalOn(await testApp({ env }))
  const ada = await portal.signUp('ada@lab.example')
  const send = (app: string) =>
    ada.submit(formOf({ token: ada.token, app, experimentName: 'x', t1: fileOf('t1.nii', 'x') }))
  assert.equal((await errorOf(await send('not-here')))[0], 400)
  assert.equal((await errorOf(await send('')))[0], 400)
  await idOf(await send('thickness'))
  assert.equal((await ada.list()).length, 1)
})
