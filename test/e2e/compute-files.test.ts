import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openConsole } from '../support/console.ts'
import { filesOf } from '../support/unzip.ts'
import { waitFor } from '../support/wait.ts'

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** A volume of 8 × 8 × 8 bytes (NIfTI-1). */
function volume(): Buffer {
  const bytes = Buffer.alloc(352 + 512)
  bytes.writeInt32LE(348, 0)
  for (const [at, value] of [3, 8, 8, 8, 1, 1, 1, 1].entries()) bytes.writeInt16LE(value, 40 + 2 * at)
  bytes.writeInt16LE(2, 70)
  bytes.writeInt16LE(8, 72)
  for (let at = 0; at < 4; at += 1) bytes.writeFloatLE(1, 76 + 4 * at)
  bytes.writeFloatLE(352, 108)
  bytes.write('n+1\0', 344, 'latin1')
  for (let at = 0; at < 512; at += 1) bytes[352 + at] = at % 256
  return bytes
}

const server = await openConsole(
  {},
  { browserArgs: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'] },
)
await server.person('ada', { roles: ['compute:user'], firstName: 'Ada', lastName: 'Lind' })
const ada = await server.visit({ as: 'ada' })
const { page } = ada
const answer = await page.request.post('/api/compute/workspaces', {
  headers: { origin: server.url, 'x-atelier': '1' },
  data: { name: 'motor-learning', description: 'Finger tapping, wave 2.' },
})
const workspace = (await answer.json()) as { id: number; folder: string }
const folder = join(server.atelier.compute?.root ?? '', workspace.folder)
const PAGE = `/app/compute/workspaces/${workspace.id}`

const notebook = {
  metadata: { kernelspec: { display_name: 'Python 3.12' } },
  cells: [
    { cell_type: 'markdown', source: 'Head motion of run 2.' },
    {
      cell_type: 'code',
      execution_count: 13,
      source: '(fd > 0.5).sum()',
      outputs: [
        {
          output_type: 'execute_result',
          data: { 'text/html': '<img src=x onerror=alert(1)>', 'text/plain': '3' },
        },
        { output_type: 'display_data', data: { 'image/png': PNG } },
      ],
    },
  ],
}
for (const name of ['derivatives', 'figures']) mkdirSync(join(folder, name))
symlinkSync('/usr', join(folder, 'bids'))
writeFileSync(join(folder, '01_preprocess.ipynb'), JSON.stringify(notebook))
writeFileSync(join(folder, 'group_mask.nii'), volume())
writeFileSync(join(folder, 'plot.png'), Buffer.from(PNG, 'base64'))
writeFileSync(join(folder, 'README.md'), '# Finger tapping\n\n<script>alert(1)</script>\n')
writeFileSync(join(folder, 'figures', '.keep'), '')
for (const name of ['x'.repeat(250), '<img src=x onerror=alert(1)>', 'تحليل.txt', 'run-10.log', 'run-2.log'])
  writeFileSync(join(folder, name), name)

page.setDefaultTimeout(8_000)
const row = (name: string) => page.getByRole('row', { name: new RegExp(name.replace('.', '\\.')) })
const open = (name: string) => page.getByRole('link', { name }).click()

test('what lies in a workspace is listed and shown: texts, notebooks, images, volumes; nothing of it runs', async () => {
  await ada.open(PAGE)
  await row('derivatives').waitFor()
  await ada.accessible()
  await open('README.md')
  await page.getByText('<script>alert(1)</script>').waitFor()
  await open('01_preprocess.ipynb')
  await page.getByText('(fd > 0.5).sum()').waitFor()
  await page.getByAltText('Output 2 of cell 13').waitFor()
  await ada.accessible()
  await open('plot.png')
  const image = page.getByAltText('plot.png')
  await image.waitFor()
  await waitFor(() => image.evaluate((it) => (it as unknown as { naturalWidth: number }).naturalWidth === 1))
  await open('group_mask.nii')
  await page.locator('canvas[data-here]').waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'group_mask.nii' }).waitFor()
  await page.getByRole('button', { name: 'Close group_mask.nii' }).click()
  await ada.fits([390, 1440])
  ada.clean()
})

test('a text is edited in the page; what a session has written meanwhile is not overwritten unseen', async () => {
  await ada.open(PAGE)
  await open('README.md')
  await page.getByRole('button', { name: 'Edit' }).click()
  const text = page.getByLabel('Text of README.md')
  await text.fill('mine')
  writeFileSync(join(folder, 'README.md'), 'theirs')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('It has changed meanwhile').waitFor()
  assert.equal(await text.inputValue(), 'mine')
  assert.equal(
    await page.getByRole('button', { name: 'Save', exact: true }).getAttribute('aria-disabled'),
    'true',
  )
  await page.getByRole('button', { name: 'Keep mine' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('“README.md” is saved').waitFor()
  assert.equal(readFileSync(join(folder, 'README.md'), 'utf8'), 'mine')
})

test('files are uploaded, those that exist only when one says so, renamed, deleted and put back', async () => {
  await ada.open(PAGE)
  await page.getByLabel('Files to upload').setInputFiles([
    { name: 'new.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n') },
    { name: 'README.md', mimeType: 'text/plain', buffer: Buffer.from('uploaded') },
  ])
  await page.getByText('There is one already').waitFor()
  await row('new.csv').first().waitFor()
  assert.equal(readFileSync(join(folder, 'README.md'), 'utf8'), 'mine')
  await page.getByRole('button', { name: 'Replace' }).click()
  await page.getByText('Uploads: 2 of 2').waitFor()
  assert.equal(readFileSync(join(folder, 'README.md'), 'utf8'), 'uploaded')
  await page.getByRole('button', { name: 'Clear finished' }).click()
  await page.getByRole('button', { name: 'More acts on new.csv' }).click()
  await page.getByRole('menuitem', { name: 'Rename or move' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('README.md')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('There is "README.md" already').first().waitFor()
  await page.getByRole('dialog').getByLabel('Name').fill('table.csv')
  await page.getByRole('dialog').getByLabel('Folder').fill('derivatives')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await row('new.csv').waitFor({ state: 'detached' })
  await open('derivatives')
  await row('table.csv').waitFor()
  await page.getByRole('checkbox', { name: 'Select table.csv' }).check()
  await page.getByRole('region', { name: 'Selected rows' }).getByRole('button', { name: 'Delete' }).click()
  await page.getByText('Nothing lies here yet').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await row('table.csv').waitFor()
  assert.equal(readFileSync(join(folder, 'derivatives', 'table.csv'), 'utf8'), 'a,b\n')
})

test('one upload is paused and goes on, another is cancelled', async () => {
  await ada.open(PAGE)
  const held: (() => void)[] = []
  await page.route('**/uploads/*', async (route) => {
    if (route.request().method() === 'PATCH') await new Promise<void>((resolve) => held.push(resolve))
    await route.continue().catch(() => undefined)
  })
  const files = ['big.bin', 'dropped.bin'].map((name) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.alloc(50_000, name),
  }))
  await page.getByLabel('Files to upload').setInputFiles(files)
  await waitFor(() => held.length === 2)
  await page.getByRole('button', { name: 'Pause big.bin' }).click()
  await page.getByRole('button', { name: 'Cancel dropped.bin' }).click()
  await page.getByText('Paused').waitFor()
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  for (const release of held) release()
  await page.getByRole('button', { name: 'Go on with big.bin' }).click()
  await page.getByText('Uploads: 1 of 1').waitFor()
  await row('big.bin').first().waitFor()
  assert.ok(readFileSync(join(folder, 'big.bin')).equals(files[0]?.buffer ?? Buffer.alloc(0)))
  assert.equal(existsSync(join(folder, 'dropped.bin')), false)
})

test('what lies in the trash goes for good only when one says so', async () => {
  await ada.open(PAGE)
  await page.getByRole('button', { name: 'More acts on plot.png' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await row('plot.png').waitFor({ state: 'detached' })
  await ada.open(`${PAGE}?hidden=1`)
  await open('.trash')
  await page.getByRole('button', { name: /^More acts on \d+-/ }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Erase for good' }).click()
  await page.getByText('Nothing lies here yet').waitFor()
})

test('folders are made, filtered and taken away as a zip', async () => {
  await ada.open(PAGE)
  await page.getByRole('button', { name: 'More of this folder' }).click()
  await page.getByRole('menuitem', { name: 'New folder' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('results')
  await page.getByRole('button', { name: 'Make the folder' }).click()
  await row('results').waitFor()
  await page.getByLabel('Filter this folder').fill('deriv')
  await row('results').waitFor({ state: 'detached' })
  const started = page.waitForEvent('download')
  await page.getByRole('button', { name: 'More acts on derivatives' }).click()
  await page.getByRole('menuitem', { name: 'Download as zip' }).click()
  const zip = readFileSync(await (await started).path())
  assert.deepEqual(await filesOf(zip), { 'table.csv': 'a,b\n' })
  ada.clean()
})

test('A12: an operator looks at another person’s files only after saying why; nothing is changed there', async () => {
  await server.person('olga', { roles: ['compute:admin'], firstName: 'Olga', lastName: 'Ruiz' })
  const olga = await server.visit({ as: 'olga' })
  await olga.open('/app/compute/workspaces/9999/visit')
  const heading = olga.page.getByRole('heading', { level: 1 })
  assert.deepEqual(await heading.allTextContents(), ['There is no workspace 9999 for you'])
  await olga.open(`${PAGE}/visit`)
  const button = olga.page.getByRole('button', { name: 'Look at them for an hour' })
  await button.click()
  await olga.page.getByText('Say why, in a few words.').first().waitFor()
  await olga.page.getByLabel('Reason').fill('The disk is full, ticket 12')
  await button.click()
  await olga.page.getByRole('link', { name: 'README.md' }).click()
  await olga.page.getByText('uploaded', { exact: true }).waitFor()
  await olga.accessible()
  assert.equal(await olga.page.getByRole('button', { name: /^(Upload|Edit)$/ }).count(), 0)
  await olga.page.getByRole('link', { name: 'derivatives' }).click()
  await olga.page.getByRole('link', { name: 'table.csv' }).waitFor()
  await ada.open('/app')
  await page.getByRole('button', { name: /notices/i }).click()
  await page.getByText('ticket 12').waitFor()
  olga.clean()
})
