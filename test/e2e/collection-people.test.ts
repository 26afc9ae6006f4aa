import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import type { Page } from 'playwright-core'
import { openConsole } from '../support/console.ts'
import { waitFor } from '../support/wait.ts'

const house = await openConsole()
await house.person('amara', { roles: ['collection:user'], firstName: 'Amara', lastName: 'Okafor' })
await house.person('cora', { firstName: 'Cora', lastName: 'Lund' })
await house.person('noah', { firstName: 'Noah', lastName: 'Berg' })
const amara = await house.visit({ as: 'amara' })
amara.page.setDefaultTimeout(10_000)
const PROJECT = '/app/collection/projects/1'

const notices = (page: Page) => page.getByRole('region', { name: 'Notices' })
const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })

/** One answer of an activity, as the web app sends it. */
function answer(activity: string, code: string) {
  const item = `https://example.org/p/activities/${activity}/items/one`
  const times = { startedAtTime: '2027-03-01T09:00:01.000Z', endedAtTime: '2027-03-01T09:00:31.000Z' }
  const id = `uuid:${activity}-${code}`
  return [
    {
      '@type': 'reproschema:ResponseActivity',
      '@id': `${id}-a`,
      used: [
        item,
        `https://example.org/p/activities/${activity}/${activity}_schema`,
        'https://example.org/p/p_schema',
      ],
      ...times,
      wasAssociatedWith: { '@id': 'https://example.org/ui' },
      generated: id,
    },
    {
      '@type': 'reproschema:Response',
      '@id': id,
      wasAttributedTo: { '@id': 'session-1', subject_id: code },
      isAbout: item,
      value: 1,
    },
  ]
}

async function submit(token: string, responses: unknown): Promise<void> {
  const sent = await fetch(`${house.url}/collection/submit`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth_token: token, responses }),
  })
  assert.equal(sent.status, 200, await sent.text())
}

let links: Record<string, string> = {}

test('the first project is made from an empty page; a refused form names its fields and keeps what was typed', async () => {
  const { page, open, accessible, fits } = amara
  await open('/app/collection/projects')
  await page.getByText('No projects yet').waitFor()
  await accessible()
  await page.getByRole('link', { name: 'New project' }).click()
  await page.getByLabel('Address of the web app').fill('study.example.org')
  await page.getByRole('button', { name: 'Make the project' }).click()
  await page.getByText('2 fields need you.').waitFor()
  assert.equal(await page.getByLabel('Address of the web app').inputValue(), 'study.example.org')
  await page.getByLabel('Title').fill('Voice & Mood 2026')
  await page.getByLabel('Address of the web app').fill('https://study.example.org/ui/')
  await accessible()
  await fits()
  await page.getByRole('button', { name: 'Make the project' }).click()
  await page.getByRole('heading', { level: 1, name: 'Voice & Mood 2026' }).waitFor()
  await page.getByText('Nobody is asked yet').waitFor()
  const { data } = { data: await (await page.request.get('/api/collection/projects/1')).json() }
  assert.deepEqual([data.name, data.role], ['Voice-Mood-2026', 'owner'])
})

test('links for 50 pasted ids are made in 4 clicks; the file holds them', async () => {
  const { page, open, clicks, accessible, fits } = amara
  await open(PROJECT)
  const ids = Array.from({ length: 50 }, (_, i) => `P-${String(i + 1).padStart(4, '0')}`)
  const list = ids.map((id, i) => (i < 10 ? `${id}, p${i}@example.org, nl` : id)).join('\n')
  let file = ''
  const made = await clicks(async () => {
    await page.getByRole('link', { name: 'Add participants' }).first().click()
    await page.getByLabel('Codes, one a line').fill(list)
    await page.getByRole('button', { name: 'Look at the preview' }).click()
    await page.getByRole('button', { name: 'Add 50 and make links' }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Download the links as CSV' }).click()
    file = readFileSync((await (await download).path()) ?? '', 'utf8')
  })
  assert.equal(made, 4)
  const rows = parse(file, { bom: true, columns: true }) as Record<string, string>[]
  assert.equal(rows.length, 50)
  assert.match(
    rows[0]?.link ?? '',
    /^https:\/\/study\.example\.org\/ui\/#\/\?auth_token=Voice-Mood-2026-[0-9a-f]{32}&/,
  )
  links = Object.fromEntries(rows.map(({ code = '', auth_token = '' }) => [code, auth_token]))
  await accessible()
  await fits()
})

test('a list with errors says each by its line and changes nothing; the good lines can be added alone, and undone', async () => {
  const { page, open, accessible } = amara
  await open(`${PROJECT}/participants/add`)
  await page
    .getByLabel('Codes, one a line')
    .fill('code;email\nX-1;x@example.org\nX-1;\nX-2;no address\nP-0001;\n')
  await page.getByRole('button', { name: 'Look at the preview' }).click()
  await page.getByText('Add 1, change 0, 2 with errors.').waitFor()
  await page.getByText('Line 3: The code X-1 stands on line 2 already.').waitFor()
  await page.getByText('Line 4: “no address” is no e-mail address.').waitFor()
  await accessible()
  await page.getByRole('link', { name: 'Change the list' }).click()
  assert.match(await page.getByLabel('Codes, one a line').inputValue(), /X-2;no address/)
  await page.getByRole('button', { name: 'Look at the preview' }).click()
  await page.getByRole('button', { name: 'Leave out 2, add the other 1 and make links' }).click()
  await page.getByText('1 participant added').waitFor()
  await page.getByRole('button', { name: 'Undo the import' }).click()
  await page.getByRole('heading', { level: 1, name: 'Participants' }).waitFor()
  await page.getByText('50 people: 0 complete').waitFor()
})

test('a submission moves the open overview at once, and the participant in the list', async () => {
  const { page, open, accessible, fits } = amara
  await page.request.patch('/api/collection/projects/1', {
    headers: { origin: house.url, 'x-atelier': '1' },
    data: { activities: ['phq2_schema', 'sleep_schema'] },
  })
  await open(PROJECT)
  await page.getByText('Nothing has come yet').waitFor()
  await submit(links['P-0001'] ?? '', answer('phq2', 'P-0001'))
  await page.getByRole('listitem').filter({ hasText: 'P-0001' }).first().waitFor()
  await submit(links['P-0001'] ?? '', answer('sleep', 'P-0001'))
  await submit(links['P-0002'] ?? '', answer('phq2', 'P-0002'))
  await page.getByText('49 people have not answered all').waitFor()
  await page.getByText('2 people answered something').waitFor()
  await page.getByRole('button', { name: 'Table' }).nth(1).click()
  await page.getByRole('cell', { name: 'phq2_schema' }).first().waitFor()
  await accessible()
  await fits()
  await page.emulateMedia({ colorScheme: 'dark' })
  await accessible()
  await page.emulateMedia({ colorScheme: 'light' })
  await open(`${PROJECT}/participants`)
  await rowOf(page, 'P-0001').getByText('Complete').waitFor()
  await rowOf(page, 'P-0002').getByText('Partial').waitFor()
})

test('who is missing is seen in 1 click, and mailed in 2', async () => {
  const { page, open, clicks, accessible, fits } = amara
  await open(PROJECT)
  const seen = await clicks(async () => {
    await page.getByRole('link', { name: '49 are missing' }).click()
    await page.getByText('1 to 49 of 49').waitFor()
  })
  assert.equal(seen, 1)
  assert.match(page.url(), /state=no-link/)
  await accessible()
  await fits()
  await open(PROJECT)
  const mailed = await clicks(async () => {
    await page.getByRole('button', { name: 'Remind' }).click()
    await page.getByRole('button', { name: 'Send the reminders' }).click()
    await notices(page).getByText('9 mails on the way').waitFor()
  })
  assert.equal(mailed, 2)
  const kept = await house.atelier.kernel.mail.list({ limit: 20 })
  assert.equal(kept.filter(({ template }) => template === 'study-reminder').length, 9)
})

test('a row offers the act that its state asks for; a link is shown as a code, given anew and ended', async () => {
  const { page, open, accessible } = amara
  await open(`${PROJECT}/participants`)
  await rowOf(page, 'P-0011').getByRole('button', { name: 'Link', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('img', { name: 'Opens the study for P-0011' }).waitFor()
  await dialog
    .getByText(links['P-0011'] ?? '?')
    .first()
    .waitFor()
  await accessible()
  await page.keyboard.press('Escape')
  await rowOf(page, 'P-0011').getByRole('button', { name: 'More acts on P-0011' }).click()
  await page.getByRole('menuitem', { name: 'End the link' }).click()
  await dialog.getByRole('button', { name: 'End the link' }).click()
  await rowOf(page, 'P-0011').getByText('Revoked').waitFor()
  await rowOf(page, 'P-0011').getByRole('button', { name: 'New link' }).click()
  await rowOf(page, 'P-0011').getByText('Unused').waitFor()
  await notices(page).getByRole('button', { name: 'Undo' }).click()
  await rowOf(page, 'P-0011').getByText('Revoked').waitFor()
  await page.getByRole('checkbox', { name: 'Select all of this page' }).check()
  const bar = page.getByRole('link', { name: 'Links as CSV' })
  assert.match((await bar.getAttribute('href')) ?? '', /links\.csv\?bom=true&ids=1,2,|ids=1%2C2%2C/)
  // At the end of the page the bar lies over no row.
  await page.mouse.wheel(0, 10_000)
  await accessible()
})

test('letters hold a slip for each, and paper shows nothing else', async () => {
  const { page, open, accessible, fits } = amara
  await open(`${PROJECT}/participants/letters?states=unused,partial`)
  await page.getByRole('img', { name: 'Opens the study for P-0002' }).waitFor()
  assert.equal(await page.getByRole('img', { name: /Opens the study/ }).count(), 48)
  await accessible()
  await fits()
  await page.emulateMedia({ media: 'print' })
  assert.equal(await page.getByRole('navigation', { name: 'Main' }).isVisible(), false)
  await page.emulateMedia({ media: 'screen' })
})

test('a member is found by name and added; as coordinator she sees counts and links, and neither answers nor settings', async () => {
  const { page, open, accessible, fits } = amara
  await open(`${PROJECT}/members`)
  await page.getByRole('button', { name: 'Add a member' }).click()
  await page.getByLabel('Name of a person or a group').fill('lund')
  await page.getByRole('button', { name: 'Add cora' }).waitFor()
  await accessible()
  await page.getByRole('button', { name: 'Add cora' }).click()
  await rowOf(page, 'Cora Lund').waitFor()
  await accessible()
  await fits()
  const cora = await house.visit({ as: 'cora' })
  await cora.open(PROJECT)
  await cora.page.getByText('answers are for data managers').waitFor()
  const nav = cora.page.getByRole('navigation', { name: 'Main' })
  await nav.getByRole('link', { name: /Participants/ }).waitFor()
  for (const name of ['Responses', 'Exports', 'Webhooks', 'Settings'])
    assert.equal(await nav.getByRole('link', { name }).count(), 0, name)
  await cora.open(`${PROJECT}/settings`)
  await cora.page.getByRole('heading', { name: 'There is no such page for you' }).waitFor()
  await cora.accessible()
  await cora.open(`${PROJECT}/members`)
  assert.equal(await cora.page.getByRole('button', { name: 'Add a member' }).count(), 0)
  const noah = await house.visit({ as: 'noah' })
  await noah.open(PROJECT)
  await noah.page.getByRole('heading', { name: /There is no .* for you/ }).waitFor()
  await noah.accessible()
  cora.clean()
  noah.clean()
})

test('two who save the settings at once both learn of it, and choose field by field', async () => {
  const { page, open, accessible, fits } = amara
  await open(`${PROJECT}/settings`)
  await page.getByLabel('Title').fill('Mine')
  await page.getByLabel('Whom participants ask').fill('Ask Amara.')
  const theirs = await page.request.patch('/api/collection/projects/1', {
    headers: { origin: house.url, 'x-atelier': '1' },
    data: { title: 'Theirs', linkDays: 12 },
  })
  assert.equal(theirs.status(), 200)
  await accessible()
  await fits()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Somebody else saved these settings meanwhile.').waitFor()
  await accessible()
  await page.getByRole('group', { name: 'Title' }).getByText('theirs').click()
  // What only one of them has changed needs no choice.
  assert.equal(await page.getByRole('group', { name: 'Days that a link lasts' }).count(), 0)
  await page.getByRole('button', { name: 'Save what is chosen' }).click()
  await notices(page).getByText('The settings are saved').first().waitFor()
  await waitFor(async () => {
    const now = await (await page.request.get('/api/collection/projects/1')).json()
    return now.title === 'Theirs' && now.contact === 'Ask Amara.' && now.linkDays === 12
  }, 5_000)
})

test('a study is closed and opened again, and its secret for scripts is shown to owners', async () => {
  const { page, open, accessible } = amara
  await open(`${PROJECT}/settings`)
  const secret = page.getByRole('region', { name: 'Secret for scripts' }).locator('code').first()
  await page.getByRole('button', { name: 'Make a new one' }).click()
  await page.getByRole('button', { name: 'Make a new secret' }).click()
  await secret.filter({ hasText: /^[0-9a-f]{32}/ }).waitFor()
  await page.getByRole('button', { name: 'Close the study' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Close the study' }).click()
  await page.getByText('The study is closed').waitFor()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await accessible()
  await page.getByRole('button', { name: 'Open it again' }).click()
  await page.getByText('The study is open').waitFor()
  amara.clean()
})
