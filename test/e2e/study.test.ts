import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import type { Page } from 'playwright-core'
import { serveApp } from '../../examples/collection/serve.ts'
import { PASSWORD } from '../support/console.ts'
import { ANSWERS, answerStudy, launchWithMicrophone } from '../support/participant.ts'
import { dataFolder } from '../support/program.ts'
import { startServer } from '../support/server-process.ts'
import { waitFor } from '../support/wait.ts'

type Row = Record<string, string>

async function downloaded(page: Page, name: RegExp): Promise<Row[]> {
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name }).click()
  const path = await (await download).path()
  return parse(readFileSync(path, 'utf8'), { bom: true, columns: true }) as Row[]
}

test('a study, from an empty folder to the spreadsheet: set up, project, links, answers in a browser, export', async () => {
  const server = await startServer(dataFolder())
  const app = await serveApp(`${server.url}/collection`)
  const browser = await launchWithMicrophone()
  after(async () => {
    await browser.close()
    app.close()
  })
  const setUp = /Set it up at (\S+)/
  await waitFor(async () => server.said.some((line) => setUp.test(line)), 10_000)
  const first = server.said.map((line) => setUp.exec(line)?.[1]).find(Boolean) ?? ''
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })

  await page.goto(first)
  await page.getByLabel('New password (required)').fill(PASSWORD)
  await page.getByLabel('Once more (required)').fill(PASSWORD)
  await page.getByLabel('Name of this installation (required)').fill('Kestrel Lab')
  await page.getByRole('button', { name: 'Start empty' }).click()
  await page.getByText('First steps').waitFor()

  await page.goto(`${server.url}/app/collection/projects`)
  await page.getByRole('link', { name: 'New project' }).first().click()
  await page.getByLabel('Title (required)').fill('Voice and mood')
  await page.getByLabel('Address of the web app').fill(`${app.url}/`)
  await page.getByRole('button', { name: 'Make the project' }).click()
  await page.getByRole('heading', { level: 1, name: 'Voice and mood' }).waitFor()
  await page.getByRole('link', { name: 'Add participants' }).first().click()
  await page.getByLabel('Codes, one a line').fill('sub-014\nsub-015')
  await page.getByRole('button', { name: 'Look at the preview' }).click()
  await page.getByRole('button', { name: 'Add 2 and make links' }).click()
  const links = await downloaded(page, /Download the links/)
  assert.deepEqual(
    links.map(({ code }) => code),
    ['sub-014', 'sub-015'],
  )

  // The page stays open while somebody answers elsewhere.
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: /Submissions/ })
    .click()
  await page.getByText('Nothing has come in yet', { exact: true }).waitFor()
  await answerStudy(browser, links[0]?.link ?? '')
  const final = page.getByRole('row').filter({ hasText: 'sub-014' }).filter({ hasText: 'Final' })
  await final.getByText('Whole', { exact: true }).waitFor()
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: /Participants/ })
    .click()
  const person = (code: string) => page.getByRole('row').filter({ hasText: code })
  await person('sub-014').getByText('Complete').waitFor()
  await person('sub-015').getByText('Unused').waitFor()

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Exports' }).click()
  const rows = await downloaded(page, /Download long CSV/)
  const byItem = new Map(rows.map((row) => [row.item, row]))
  assert.equal(rows.length, byItem.size, 'each answer stands once, the last one of each item')
  const value = (item: string) => byItem.get(item)?.value
  assert.equal(value('low_mood'), String(ANSWERS.lowMood))
  assert.deepEqual([value('sleep'), byItem.get('sleep')?.unit], [String(ANSWERS.hours), 'h'])
  assert.deepEqual(JSON.parse(value('done_today') ?? ''), ANSWERS.doneToday)
  assert.equal(value('disturbance'), ANSWERS.disturbance)
  assert.match(value('sentence') ?? '', /^sentence-.+\.wav$/)
  assert.ok(rows.every(({ participant }) => participant === 'sub-014'))
})
