import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page, Request } from 'playwright-core'
import { openConsole, PASSWORD } from '../support/console.ts'

const house = await openConsole()
await house.person('jonas', { administrator: true, firstName: 'Jonas', lastName: 'Lindqvist' })
await house.person('noor', { firstName: 'Noor', lastName: 'Haugen' })
const admin = await house.visit({ as: 'jonas' })

const mainNav = (page: Page) => page.getByRole('navigation', { name: 'Main' })
const heading = (page: Page) => page.getByRole('heading', { level: 1 })
const focusedTag = (page: Page) => page.evaluate('document.activeElement.tagName')

test('the navigation holds what one may use, and the rest answers like what does not exist', async () => {
  const { page, open, clean } = await house.visit({ as: 'noor' })
  await open('/app')
  assert.deepEqual(await mainNav(page).getByRole('listitem').allInnerTexts(), ['Home'])
  await open('/app/operate/accounts')
  const refused = await heading(page).textContent()
  await open('/app/collection/projects')
  assert.equal(await heading(page).textContent(), refused)
  await open('/app/nowhere')
  assert.equal(await heading(page).textContent(), refused)
  assert.equal(refused, 'There is no such page for you')
  clean()

  await admin.open('/app')
  const all = await mainNav(admin.page).getByRole('listitem').allInnerTexts()
  assert.deepEqual(all.slice(0, 7), [
    'Home',
    'Compute',
    'Pipelines',
    'Training',
    'Collection',
    'Automation',
    'Accounts',
  ])
})

test('a change of page moves the focus to its heading and names the tab; Back goes back', async () => {
  const { page, open } = admin
  await open('/app')
  assert.equal(await focusedTag(page), 'BODY', 'the first page leaves the focus where it is')
  await mainNav(page).getByRole('link', { name: 'Journal' }).click()
  await page.waitForURL('**/app/operate/journal')
  await heading(page).filter({ hasText: 'Journal' }).waitFor()
  assert.equal(await focusedTag(page), 'H1')
  assert.match(await page.title(), /^Journal – .*Atelier$/)
  assert.equal(
    await mainNav(page).getByRole('link', { name: 'Journal' }).getAttribute('aria-current'),
    'page',
  )
  await page.goBack()
  await page.waitForURL('**/app')
})

test('the first Tab of a page is the way past the navigation', async () => {
  const { page, open } = await house.visit({ as: 'noor' })
  await open('/app')
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to content')
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate('document.activeElement.id'), 'content')
  for (const landmark of ['main', 'navigation', 'banner'] as const) {
    assert.ok((await page.getByRole(landmark).count()) > 0, landmark)
  }
})

test('Ctrl K finds pages by what one types; arrows choose, Enter goes there', async () => {
  const { page, open, accessible } = admin
  await open('/app')
  await page.keyboard.press('Control+k')
  const field = page.getByRole('combobox', { name: 'Search or jump to' })
  await field.fill('jour')
  await page.getByRole('option', { name: 'Journal', selected: true }).waitFor()
  await accessible()
  await page.keyboard.press('Enter')
  await page.waitForURL('**/app/operate/journal')
  await page.keyboard.press('Control+k')
  await field.fill('zzzz')
  await page.getByText('Nothing has this name.').waitFor()
  await page.keyboard.press('Escape')
  await field.waitFor({ state: 'detached' })
})

test('Ctrl K finds things by their names over all that one may see', async () => {
  const { page, open } = admin
  await open('/app')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('noor')
  await page.getByRole('option', { name: 'Noor Haugen' }).first().click()
  await page.waitForURL(/\/app\/operate\/accounts/)
})

test('a list is walked by keys: / searches, j k move, x selects, Esc lets go, and the address keeps what is shown', async () => {
  const { page, open, accessible } = admin
  await open('/app/operate/accounts')
  const rows = page.getByRole('table').getByRole('row')
  await rows.filter({ hasText: 'Noor Haugen' }).waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  const inFirst = 'document.querySelector("tbody tr").contains(document.activeElement)'
  assert.equal(await page.evaluate(inFirst), true)
  await page.keyboard.press('x')
  const bar = page.getByRole('region', { name: 'Selected rows' })
  await bar.getByText('1 selected').waitFor()
  await accessible()
  await page.keyboard.press('Escape')
  await bar.waitFor({ state: 'detached' })

  await page.keyboard.press('/')
  await page.keyboard.type('noor')
  await page.waitForURL('**/app/operate/accounts?search=noor')
  await rows.filter({ hasText: 'Jonas' }).waitFor({ state: 'detached' })
  await page.reload()
  await rows.filter({ hasText: 'Noor Haugen' }).waitFor()
  assert.equal(await page.getByRole('searchbox').inputValue(), 'noor')
  await page.getByRole('searchbox').fill('nobody of this name')
  await page.getByRole('button', { name: 'Clear filters' }).first().click()
  await rows.filter({ hasText: 'Jonas' }).waitFor()
})

test('what loads shows nothing for 300 ms, then grey bars; what failed says so with its request, and the frame stands', async () => {
  const { page, open, accessible } = admin
  await open('/app')
  const held: (() => void)[] = []
  await page.route('**/api/accounts?*', async (route) => {
    await new Promise<void>((go) => held.push(go))
    await route.fulfill({
      status: 500,
      contentType: 'application/problem+json',
      body: JSON.stringify({ status: 500, code: 'internal', detail: 'It failed.', requestId: 'r-123' }),
    })
  })
  await page.goto('/app/operate/accounts')
  const busy = page.locator('[aria-busy=true]').first()
  await busy.locator('i').first().waitFor({ state: 'attached' })
  for (const go of held) go()
  const failed = page.getByRole('alert')
  await failed.getByText('r-123').waitFor()
  await accessible()
  await page.unroute('**/api/accounts?*')
  await failed.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('row').filter({ hasText: 'Noor Haugen' }).waitFor()
})

test('single keys go places and can be switched off; Ctrl K stays', async () => {
  const { page, open } = admin
  await open('/app/me')
  await page.keyboard.press('g')
  await page.keyboard.press('h')
  await page.waitForURL('**/app')
  await page.keyboard.press('g')
  await page.keyboard.press('o')
  await page.waitForURL('**/app/collection/projects')
  await page.keyboard.press('?')
  const help = page.getByRole('dialog', { name: 'Keys' })
  await help.getByText('g o').waitFor()
  await page.keyboard.press('Escape')
  await help.waitFor({ state: 'detached' })
  const button = page.getByRole('button', { name: 'Keys and help' })
  await button.focus()
  await page.keyboard.press('Enter')
  await help.waitFor()
  await page.keyboard.press('Escape')
  await page.waitForFunction("document.activeElement.getAttribute('aria-label') === 'Keys and help'")

  await page.evaluate("localStorage.setItem('atelier.keys', 'off')")
  await page.keyboard.press('?')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').waitFor()
  assert.equal(await help.count(), 0)
  await page.keyboard.press('Escape')
  await page.evaluate("localStorage.removeItem('atelier.keys')")
})

test('dark is as the system wishes until one fixes it, and stays over a reload', async () => {
  const { page, open, accessible } = await house.visit({ as: 'jonas', colorScheme: 'dark' })
  const scheme = () => page.evaluate('document.documentElement.dataset.mantineColorScheme')
  const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
  await open('/app')
  assert.equal(await scheme(), 'dark')
  assert.equal(await ground(), 'rgb(15, 17, 21)')
  await accessible()
  await page.getByRole('button', { name: 'Jonas Lindqvist' }).click()
  await page.getByRole('menuitemradio', { name: 'Light' }).click()
  await page.reload()
  await heading(page).waitFor()
  assert.equal(await scheme(), 'light')
  assert.equal(await ground(), 'rgb(247, 248, 250)')
  await accessible()
})

test('it fits every width; on the phone the pages lie behind a menu that closes on the way', async () => {
  const { page, open, fits, accessible } = await house.visit({ as: 'jonas' })
  await open('/app/operate/journal')
  await fits()
  await page.setViewportSize({ width: 390, height: 844 })
  assert.equal(await mainNav(page).isVisible(), false)
  await page.getByRole('navigation', { name: 'Phone' }).getByRole('button', { name: 'Menu' }).click()
  const all = page.getByRole('navigation', { name: 'All pages' })
  await all.waitFor()
  await accessible()
  await all.getByRole('link', { name: 'Jobs' }).click()
  await page.waitForURL('**/app/operate/jobs')
  await all.waitFor({ state: 'detached' })
  await accessible()
})

const isFeed = (request: Request) => request.url().endsWith('/api/feed')

test('a lost feed is said after 3 s with the time, and "Now" brings it back', async () => {
  const { page, open } = await house.visit({ as: 'noor' })
  const context = page.context()
  // A page that is still to reach the feed would reach it after the break, and lose nothing.
  const first = context.waitForEvent('response', (response) => isFeed(response.request()))
  await open('/app')
  await first
  const feed = page.getByRole('banner').getByRole('status').first()
  await context.route('**/api/feed', (route) => route.abort())
  house.app.server.closeAllConnections()
  await feed.filter({ hasText: /^No live updates since \d\d:\d\d\./ }).waitFor()
  await context.unroute('**/api/feed')
  await page.getByRole('button', { name: 'Now' }).click()
  await feed.filter({ hasText: 'Live' }).waitFor()
})

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })

/** Plays a tab that is behind another one, or in front again. */
const show = (page: Page, state: 'hidden' | 'visible') =>
  page.evaluate(`Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))`)

test('two tabs read one stream and both show what is new; when the reading one goes, the other goes on', async () => {
  const { page, open } = await house.visit({ as: 'jonas' })
  const context = page.context()
  const asked: (string | undefined)[] = []
  context.on('request', (request) => {
    if (isFeed(request)) asked.push(request.headers()['last-event-id'])
  })
  const first = context.waitForEvent('response', (response) => isFeed(response.request()))
  await open('/app/operate/accounts')
  await first
  const second = await context.newPage()
  await second.goto('/app/operate/accounts')
  await row(second, 'Noor Haugen').waitFor()
  await house.person('amara', { firstName: 'Amara', lastName: 'Okafor' })
  await Promise.all(
    [page, second].map(async (tab) => {
      // A list by name says that there is a new one, and moves nothing until one wishes.
      await tab.getByRole('button', { name: '1 new one' }).click()
      await row(tab, 'Amara Okafor').waitFor()
    }),
  )
  assert.equal(asked.length, 1)

  const taken = context.waitForEvent('response', (response) => isFeed(response.request()))
  await page.close()
  await taken
  assert.ok(Number(asked[1]) > Number(asked[0]), 'it goes on behind what the other one heard')
  await house.person('priya', { firstName: 'Priya', lastName: 'Raman' })
  await second.getByRole('button', { name: '1 new one' }).waitFor()
  assert.equal(asked.length, 2)
})

test('a hidden tab holds no stream, and shows no hole when it is seen again', async () => {
  const { page, open } = await house.visit({ as: 'jonas' })
  const connected = page.waitForResponse((response) => isFeed(response.request()))
  await open('/app/operate/accounts')
  await row(page, 'Noor Haugen').waitFor()
  await connected
  const ended = page.waitForEvent('requestfailed', isFeed)
  await show(page, 'hidden')
  await ended
  await house.person('samuel', { firstName: 'Samuel', lastName: 'Adeyemi' })
  await show(page, 'visible')
  await page.getByRole('button', { name: '1 new one' }).waitFor()
})

test('who is not signed in comes back to the page they wanted', async () => {
  const { page } = await house.visit()
  await page.goto('/app/operate/journal')
  await page.waitForURL('**/?next=%2Fapp%2Foperate%2Fjournal')
  await heading(page).waitFor()
})

test('a session that has ended elsewhere leads to the sign-in page, and from there back', async () => {
  const { page, open } = await house.visit({ as: 'jonas' })
  const heard = page.waitForResponse((response) => isFeed(response.request()))
  await open('/app/operate/accounts')
  await heard
  const ended = await page.request.delete('/api/session', {
    headers: { origin: house.url, 'x-atelier': '1' },
  })
  assert.equal(ended.status(), 204)
  await page.waitForURL('**/?next=%2Fapp%2Foperate%2Faccounts')
  await page.getByLabel('Sign-in name or e-mail').fill('jonas')
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL('**/app/operate/accounts')
  await row(page, 'Noor Haugen').waitFor()
})

test('a server that cannot be reached is said on the whole page, with another try', async () => {
  const { page, open, accessible } = await house.visit({ as: 'noor' })
  await page.route('**/api/session', (route) => route.abort())
  await open('/app')
  assert.equal(await heading(page).textContent(), 'Atelier cannot be reached')
  await accessible()
  await page.unroute('**/api/session')
  await page.getByRole('button', { name: 'Try again' }).click()
  await mainNav(page).waitFor()
})

test('nothing went wrong unseen', () => admin.clean())
