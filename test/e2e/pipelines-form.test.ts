import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Pipelines } from '../../src/services/pipelines/index.ts'
import { openConsole } from '../support/console.ts'

const API = '/api/pipelines'

test('files and a folder become a batch, of which one is run again with another value', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-form-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'more', 'sub-03'), { recursive: true })
  const table = 'age,size\n30,1.5\n31,2.5\n'
  for (const name of ['sub-01.csv', 'sub-02.csv', 'more/sub-03/three.csv'])
    writeFileSync(join(folder, name), table)

  const opened = await openConsole()
  await opened.person('ada', { roles: ['pipelines:user'] })
  opened.atelier.kernel.executions.begin()
  await (opened.atelier.pipelines as Pipelines).begin()
  const visit = await opened.visit({ as: 'ada' })
  const { page } = visit
  await visit.open('/app/pipelines/apps/image-statistics/new')
  const files = page.getByRole('region', { name: 'Images or tables' })
  await files
    .getByLabel('Files for')
    .setInputFiles(['sub-01.csv', 'sub-02.csv'].map((name) => join(folder, name)))
  const dropped = await page.evaluateHandle<object>(`
    const transfer = new DataTransfer()
    transfer.items.add(new File([new Uint8Array([0, 1, 2, 3, 255, 254, 0, 7])], 'noise.bin'))
    transfer
  `)
  await files.dispatchEvent('drop', { dataTransfer: dropped })
  const chooser = page.waitForEvent('filechooser')
  await files.getByRole('button', { name: 'Add a folder' }).click()
  await (await chooser).setFiles(join(folder, 'more'))
  await files.getByText('Checked, safe here').nth(2).waitFor()
  await files.getByText('1 of 4 files cannot be used.').waitFor()
  await page.getByText('Ready when the file that cannot be used is removed.').waitFor()
  await visit.accessible()
  await visit.fits()
  await files.getByRole('button', { name: 'Remove noise.bin' }).click()

  await page.getByText('each file', { exact: true }).click()
  const submit = page.getByRole('button', { name: 'Submit 3 experiments' })
  await submit.click()
  // The name is needed, and nothing of what was given is lost.
  await page.getByRole('alert').getByText('Give it a name.').waitFor()
  await page.getByLabel('Name (required)').fill('Wave 2 {file}')
  // What had not come when the page was left is told, and comes when it is chosen again.
  const held = '**/api/pipelines/uploads'
  await page.route(held, (route) => (route.request().method() === 'POST' ? undefined : route.continue()))
  writeFileSync(join(folder, 'late.csv'), table)
  const late = () => files.getByLabel('Files for').setInputFiles(join(folder, 'late.csv'))
  await late()
  await page.getByText('Ready when late.csv is here.').waitFor()
  await page.reload()
  await files.getByText('Broke off').waitFor()
  await page.unroute(held)
  await late()
  await files.getByText('Checked, safe here').nth(3).waitFor()
  await files.getByRole('button', { name: 'Remove late.csv' }).click()
  await submit.click()
  await page.getByRole('heading', { name: 'Wave 2' }).waitFor()
  assert.match(page.url(), /\/app\/pipelines\/batches\/\d+$/)
  await page.getByText('All 3 finished').waitFor({ timeout: 20_000 })
  const loaded = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download all results' }).click()
  assert.match((await loaded).suggestedFilename(), /^batch-\d+-Wave-2.*\.zip$/)
  await visit.accessible()
  await visit.fits()

  await page.getByRole('link', { name: 'Wave 2 sub-02' }).click()
  const id = Number(page.url().split('/').at(-1))
  await visit.open(`/app/pipelines/apps/image-statistics/new?from=${id}`)
  await files.getByText(`From Experiment ${id}`).waitFor()
  await page.getByLabel('Bars of the histogram').first().fill('32')
  await page.getByRole('button', { name: 'Submit', exact: true }).click()
  await page.waitForURL(/\/experiments\/\d+$/)
  const again = Number(page.url().split('/').at(-1))
  assert.ok(again > id)
  const shown = await (await page.request.get(`${API}/experiments/${again}`)).json()
  assert.equal(shown.likeId, id)
  assert.equal(shown.parameters.find(({ field }: { field: string }) => field === 'bins').value, '32')

  await visit.open('/app/pipelines/apps/image-statistics/new')
  await files.getByLabel('Files for').setInputFiles(join(folder, 'sub-01.csv'))
  await page.getByText('each table row', { exact: true }).click()
  writeFileSync(join(folder, 'rows.csv'), 'name,images,bins\nfirst,sub-01.csv,8\nsecond,sub-09.csv,9\n')
  await page.getByLabel('Table of experiments').setInputFiles(join(folder, 'rows.csv'))
  await page.getByText('Line 3: there is no file "sub-09.csv" in Images or tables. Add it.').waitFor()
  await page.getByText('2 experiments: first, second').waitFor()
  await visit.accessible()

  await visit.open('/app/pipelines/files?of=inputs')
  await page.getByRole('button', { name: 'Use three.csv in an app' }).click()
  await page.getByRole('link', { name: 'Use Image statistics' }).click()
  await files.getByText('three.csv').waitFor()
  await files.getByRole('button', { name: 'From what is here' }).click()
  await page.getByRole('dialog').getByText('statistics.csv').first().waitFor()
  await visit.accessible()
  visit.clean()
})
