import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openConsole } from '../support/console.ts'

const opened = await openConsole()
await opened.person('jonas', { administrator: true })
await opened.person('ada', { roles: ['pipelines:user'] })
const operator = await opened.visit({ as: 'jonas' })
const user = await opened.visit({ as: 'ada' })
const { folder } = opened.atelier.pipelines?.apps ?? assert.fail()

const definition = (label: string, more: object = {}) => ({
  label,
  version: '1.2',
  description: 'Counts what is in a file.\n\n<img src=x onerror=alert(1)> stands here as text.',
  documentation: 'https://lab.example/counting',
  categories: [{ key: 'lab', label: 'Of the lab', description: 'Made here.' }],
  sections: [
    {
      label: 'Input',
      fields: [
        { name: 'scan', type: 'attachment', label: 'Scan', required: true, max: 1, accept: ['*.nii'] },
      ],
    },
    {
      label: 'Settings',
      fields: [
        { name: 'threshold', type: 'float', label: 'Threshold', min: 0, max: 1, step: 0.05, default: 0.5 },
        { name: 'mode', type: 'select', label: 'Mode', choices: [{ value: 'a', label: 'Fast' }] },
        { name: 'also', type: 'multiselect', label: 'Also write', choices: [{ value: 'm', label: 'Mask' }] },
      ],
    },
    { label: 'More', open: false, fields: [{ name: 'note', type: 'text', label: 'Note' }] },
  ],
  command: { arguments: ['sh', '-c', 'true'] },
  outputs: [{ glob: '*.csv', label: 'Counts', required: true }],
  ...more,
})
const upload = (name: string, said: unknown) => ({
  name,
  mimeType: 'application/json',
  buffer: Buffer.from(typeof said === 'string' ? said : JSON.stringify(said)),
})

test('an operator imports apps after a look, sees what is wrong by line, and says how one is offered', async () => {
  const { page } = operator
  await operator.open('/app/pipelines/definitions')
  await page.getByText('The folder is empty').waitFor()
  await page.getByRole('button', { name: 'Import' }).first().click()
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Files' }).click()
  await (await chooser).setFiles([
    upload('counting.app.json', definition('Counting')),
    upload('broken.app.json', '{\n  "label": "Broken",\n  "sections": 3\n}'),
  ])
  await page.getByText('broken.app.json, line 3, column 15, sections').waitFor()
  await page.getByText('New', { exact: true }).waitFor()
  await operator.accessible()
  await page.getByRole('button', { name: 'Import 1 app' }).click()
  await page.getByRole('row').filter({ hasText: 'counting.app.json' }).getByText('Good').waitFor()

  // A file that somebody puts into the folder is there without a click, with what is wrong with it.
  writeFileSync(join(folder, 'later.app.json'), '{"label": "Later",\n "key": "other"}')
  await page.getByRole('row').filter({ hasText: 'later.app.json' }).getByText('1 problem').waitFor()
  await page.getByText('Its file is named later. Name both alike.').waitFor()
  await operator.accessible()
  await operator.fits()

  await page.getByRole('link', { name: 'counting' }).click()
  await page.getByRole('heading', { name: 'Counting', level: 1 }).waitFor()
  await page.getByText('<img src=x onerror=alert(1)> stands here as text.').waitFor()
  await page.getByLabel('Results stay, in days').fill('2.5')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('1 field needs you.').waitFor()
  await page.getByLabel('Results stay, in days').fill('14')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('14 days after the end').waitFor()
  await operator.accessible()
  await operator.fits()
  operator.clean()
})

test('a person finds an app by a word, reads about it, and is at its form with one click', async () => {
  const { page } = user
  await user.open('/app/pipelines/apps')
  await page.getByRole('heading', { name: 'Of the lab' }).waitFor()
  await user.accessible()
  await user.fits()
  await page.getByLabel('Name, tag or description').fill('nothing like this')
  await page.getByText('No app is like that').waitFor()
  await page.getByLabel('Name, tag or description').fill('counts')
  await page.getByRole('link', { name: 'About Counting' }).click()
  await page.getByRole('heading', { name: 'Counting', level: 1 }).waitFor()
  await page.getByText('Scan (required)').waitFor()
  await page.getByRole('heading', { name: 'How it is offered' }).waitFor({ state: 'detached' })
  await page.getByRole('slider', { name: 'Threshold' }).press('ArrowRight')
  assert.equal(await page.getByRole('textbox', { name: 'Threshold' }).inputValue(), '0.55')
  await user.accessible()
  await page.goBack()
  await page.getByRole('link', { name: 'Counting', exact: true }).click()
  await page.getByRole('heading', { name: 'Counting', level: 1 }).waitFor()
  assert.match(page.url(), /\/app\/pipelines\/apps\/counting\/new$/)
  user.clean()
})

test('an operator removes an app, and its page is gone for everybody', async () => {
  const { page } = operator
  await operator.open('/app/pipelines/definitions')
  await page.getByRole('button', { name: 'More acts on counting.app.json' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await page.getByRole('button', { name: 'Remove the app' }).click()
  await page.getByRole('row').filter({ hasText: 'counting.app.json' }).waitFor({ state: 'detached' })
  await user.page.goto('/app/pipelines/apps/counting')
  await user.page.getByRole('heading', { name: 'There is no app counting for you' }).waitFor()
})
