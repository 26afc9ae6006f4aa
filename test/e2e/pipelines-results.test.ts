import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { Pipelines } from '../../src/services/pipelines/index.ts'
import { toNifti } from '../../src/services/pipelines/sample/nifti.ts'
import { makeHead } from '../../src/services/pipelines/sample/phantom.ts'
import { toPng } from '../../src/services/pipelines/sample/png.ts'
import { openConsole } from '../support/console.ts'
import { giveAppVersion, giveBatch, giveExperiment } from '../support/experiments.ts'
import { filesOf } from '../support/unzip.ts'
import { waitFor } from '../support/wait.ts'

const server = await openConsole(
  { ATELIER_PIPELINES_DEFAULT_HOST: 'far-away' },
  { browserArgs: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'] },
)
const pipelines = server.atelier.pipelines as Pipelines
const PEOPLE = { roles: ['pipelines:user', 'compute:user'] }
const adaId = await server.person('ada', { ...PEOPLE, firstName: 'Ada', lastName: 'Lind' })
await server.person('boss', { roles: ['pipelines:admin'] })

const head = makeHead({ voxelMm: 4 })
const inside = head.voxels.map((value) => (value > 500 ? 1 : 0))
const LIST = '/app/pipelines/experiments'

const version = await giveAppVersion(pipelines, {
  key: 'brain-extraction',
  label: 'Brain extraction',
  version: '2.1.0',
  sections: [
    { label: 'Input', open: true, fields: [{ name: 'threshold', type: 'float', label: 'Threshold' }] },
  ],
  outputs: [
    { glob: '*_brain.nii.gz', label: 'Brain', required: true, view: 'volume' },
    { glob: 'volumes.csv', label: 'Volumes', required: true, view: 'table' },
  ],
})
const of = { account: adaId, app: 'brain-extraction', version }
const batch = await giveBatch(pipelines, { account: adaId, name: 'wave 2' })
const finished = await giveExperiment(pipelines, {
  ...of,
  name: 'Brain extraction, sub-014',
  batch,
  params: [['threshold', '0.5']],
  inputs: { t1: 'a scan' },
  outputs: {
    'sub-014_brain.nii.gz': gzipSync(toNifti(head)),
    'sub-014_mask.nii.gz': gzipSync(toNifti({ ...head, voxels: inside })),
    'volumes.csv': 'Region,Volume,Distance\nBrain,1402 cm³,+0.8 σ\nGrey matter,712 cm³,+0.5 σ\n',
    'middle.png': toPng(head, Math.round(head.size[2] / 2)),
    'report.html': '<script>alert(1)</script>',
  },
  log: 'reading sub-014\nwriting the mask\n',
})
const failed = await giveExperiment(pipelines, {
  ...of,
  name: 'Brain extraction, sub-030',
  batch,
  status: 'failed',
  log: 'reading sub-030\nsub-030_bold.nii.gz has 4 dimensions, not 3\n',
  set: { message: 'Its program ended with an error.', exit_code: 3 },
})
const waiting = await giveExperiment(pipelines, {
  ...of,
  name: 'Brain extraction, sub-031',
  status: 'submitted',
  set: { message: '3 experiments are ahead of it.' },
})

const ada = await server.visit({ as: 'ada' })
const { page } = ada
page.setDefaultTimeout(20_000)
const tab = (name: string) => page.getByRole('link', { name, exact: false }).first()

/** Looks at what the page draws, where a folder for pictures is named. */
async function picture(name: string): Promise<void> {
  const folder = process.env.ATELIER_PICTURES
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}

test('results of an experiment are seen in the page: a volume with its mask, a table, an image; nothing of them runs', async () => {
  await ada.open(LIST)
  await page.getByRole('button', { name: 'Unfold wave 2' }).waitFor()
  await ada.accessible()
  await picture('list')
  await page.getByRole('button', { name: 'Unfold wave 2' }).click()
  await page.getByRole('link', { name: /sub-014/ }).click()
  await page.getByRole('heading', { level: 1, name: 'Brain extraction, sub-014' }).waitFor()
  await page.locator('canvas[data-here]').waitFor()
  await ada.accessible()
  await picture('result')
  const canvas = page.locator('canvas')
  await canvas.focus()
  await page.keyboard.press('PageUp')
  await page.getByText(/^Voxel \d+, \d+, \d+: intensity/).waitFor()
  const before = await page.locator('[data-under]').textContent()
  await page.keyboard.press('ArrowRight')
  await waitFor(async () => (await page.locator('[data-under]').textContent()) !== before)
  await page.getByText('Mask', { exact: true }).waitFor()
  await page.getByText('1402 cm³').waitFor()
  await page.getByText('Exit code 0').waitFor()

  await page.getByRole('button', { name: 'volumes.csv' }).click()
  await page.getByRole('columnheader', { name: 'Distance' }).first().waitFor()
  await page.getByRole('button', { name: 'middle.png' }).click()
  await page.getByAltText('middle.png').waitFor()
  await page.getByRole('button', { name: 'report.html' }).click()
  await page.getByText('<script>alert(1)</script>').waitFor()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /^Download all/ }).click(),
  ])
  const zip = await filesOf(Buffer.concat(await (await download.createReadStream()).toArray()))
  assert.equal(zip['report.html'], '<script>alert(1)</script>')
  ada.clean()
})

test('log, form and provenance stand in their tabs, and one goes on with the form of a rerun', async () => {
  await ada.open(`${LIST}/${finished}`)
  await tab('Log').click()
  await page.getByText('writing the mask').waitFor()
  await ada.accessible()
  await tab('Inputs').click()
  await page.getByText('Threshold').waitFor()
  await tab('Provenance').click()
  await page.getByRole('link', { name: 'Bundle that runs it again' }).waitFor()
  await ada.accessible()
  await picture('provenance')
  await page.setViewportSize({ width: 390, height: 844 })
  await ada.open(`${LIST}/${finished}?file=volumes.csv`)
  await ada.fits([320, 390])
  await picture('phone')
  await page.setViewportSize({ width: 1440, height: 900 })
  assert.match(
    String(await page.getByRole('link', { name: 'Rerun', exact: true }).getAttribute('href')),
    new RegExp(`/apps/brain-extraction/new\\?from=${finished}$`),
  )
})

test('what failed says why at one glance; what waits says for what, and is cancelled', async () => {
  await ada.open(`${LIST}/${failed}`)
  await page.getByText('Exit code 3').first().waitFor()
  await page.getByText('has 4 dimensions, not 3').waitFor()
  await page.getByRole('link', { name: 'Rerun changed' }).first().waitFor()
  await ada.accessible()
  await picture('failed')
  await ada.open(`${LIST}/${waiting}`)
  await page.getByText('3 experiments are ahead of it.').first().waitFor()
  await page.getByRole('button', { name: 'Cancel' }).first().click()
  await page.getByRole('button', { name: 'Cancel the experiment' }).click()
  await page.getByText('Cancelled', { exact: true }).first().waitFor()
  ada.clean()
})

test('results are kept, opened in a workspace, and removed for good', async () => {
  await ada.open(`${LIST}/${finished}`)
  await page.getByRole('button', { name: /^More acts/ }).click()
  await page.getByRole('menuitem', { name: 'Keep it whatever its age' }).click()
  await page.getByText('Its files are kept').waitFor()
  await page.getByRole('button', { name: 'Open in a workspace' }).click()
  await page.getByRole('button', { name: 'Copy the results there' }).click()
  await page.getByRole('link', { name: 'volumes.csv' }).waitFor()
  await ada.open(`${LIST}/${finished}`)
  await page.getByRole('button', { name: /^More acts/ }).click()
  await page.getByRole('menuitem', { name: 'Remove the results' }).click()
  await page.getByRole('button', { name: 'Remove for good' }).click()
  await page.getByText('The results were removed').waitFor()
  ada.clean()
})

test('A12: an operator sees how it stands, and the rest once they have said why', async () => {
  const boss = await server.visit({ as: 'boss' })
  boss.page.setDefaultTimeout(20_000)
  await boss.open(`${LIST}/${failed}`)
  await boss.page.getByText('Why do you look at it?').waitFor()
  assert.equal(await boss.page.getByText('has 4 dimensions').count(), 0)
  await boss.page.getByLabel(/Reason/).fill('She asked me to look')
  await boss.page.getByRole('button', { name: 'Look at it for an hour' }).click()
  await boss.page.getByText('has 4 dimensions, not 3').waitFor()
  await boss.accessible()
  boss.clean()
})
