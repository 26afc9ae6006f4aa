import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { openConsole } from '../support/console.ts'
import { linkOf } from '../support/mails.ts'
import { waitFor } from '../support/wait.ts'

const house = await openConsole()
const { kernel } = house.atelier
await house.person('hedda', { roles: ['pipelines:admin'], firstName: 'Hedda', lastName: 'Vik' })
const PASSWORD = 'a long word for it'

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })

const mailedTo = async (to: string, words: RegExp) => {
  const read = () => kernel.db.selectFrom('kernel_mail').select('text').where('to_address', '=', to).execute()
  await waitFor(async () => (await read()).some(({ text }) => words.test(text)))
}

test('somebody new signs up, proves the address, waits, is let in with a word, and comes in', async () => {
  const visitor = await house.visit()
  const { page } = visitor
  await visitor.open('/')
  await page.getByRole('link', { name: 'Ask for one' }).click()
  await heading(page, 'Ask for an account').waitFor()
  await visitor.accessible()
  await visitor.fits()
  await page.getByLabel('First name').fill('Ada')
  await page.getByLabel('Last name').fill('Lovelace')
  await page.getByLabel('E-mail').fill('no address')
  await page.getByLabel('Institution').fill('Test Institute')
  await page.getByLabel('What you want to do here').fill('Thickness of the cortex,\nin forty people')
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Ask for the account' }).click()
  await page.getByRole('alert').getByText('This is no e-mail address').waitFor()
  await page.getByLabel('E-mail').fill('ada@lab.example')
  await page.getByRole('button', { name: 'Ask for the account' }).click()
  await heading(page, 'Look at your mail').waitFor()
  await visitor.accessible()
  await page.getByRole('button', { name: 'Send it again' }).click()
  await page.getByText('If five minutes have passed').waitFor()

  const secret = await linkOf(kernel, 'pipelines-verify')
  await page.goto(`/app/verify#${secret}`)
  await heading(page, 'Is this your address?').waitFor()
  assert.equal(new URL(page.url()).hash, '')
  await visitor.accessible()
  await page.getByRole('button', { name: 'Yes, it is mine' }).click()
  await page.getByText('Somebody here looks at what you wrote').waitFor()
  await page.getByRole('link', { name: 'Back to sign-in' }).click()
  await page.getByLabel('Sign-in name or e-mail').fill('ada@lab.example')
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByText('Your account is waiting for approval').waitFor()
  await visitor.accessible()
  await visitor.fits()

  const operator = await house.visit({ as: 'hedda' })
  await operator.open('/app/pipelines/people')
  await operator.page.getByText('Thickness of the cortex').waitFor()
  await operator.page.getByText('Test Institute').waitFor()
  await operator.accessible()
  await operator.fits()
  await operator.page.getByRole('button', { name: 'Decline Ada Lovelace' }).click()
  await operator.page.getByRole('dialog').getByText('they reach nothing of it').waitFor()
  await operator.accessible()
  await operator.page.keyboard.press('Escape')
  await operator.page.getByRole('button', { name: 'More acts on Ada Lovelace' }).click()
  await operator.page.getByRole('menuitem', { name: 'Approve with a word' }).click()
  await operator.page.getByLabel('A word to them').fill('Welcome, Ada.')
  await operator.page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click()
  await operator.page.getByText('Nobody waits').waitFor()
  await mailedTo('ada@lab.example', /Your account was approved\.\s+Welcome, Ada\./)

  await page.getByText('You may use pipelines now').waitFor()
  await page.getByRole('button', { name: 'Show them' }).click()
  await page.getByRole('link', { name: 'Pipelines', exact: true }).first().waitFor()

  await operator.page.getByText('All', { exact: true }).click()
  await operator.page.getByRole('row', { name: /Ada Lovelace/ }).waitFor()
  await operator.accessible()
  await operator.page.getByRole('button', { name: 'More acts on Ada Lovelace' }).click()
  await operator.page.getByRole('menuitem', { name: 'Take the right away' }).click()
  await operator.page.getByLabel('A word to them').fill('The project is over.')
  await operator.page.getByRole('button', { name: 'Take it away' }).click()
  await mailedTo('ada@lab.example', /The project is over/)
  await page.reload()
  await page.getByText('Your account may not use pipelines. The project is over.').waitFor()
  visitor.clean()
  operator.clean()
})

test('the two pages of the protocol work in a browser on the machine itself, and their links do what they say', async () => {
  const { page } = await house.visit()
  await house.person('bea', { email: 'bea@lab.example' })
  const answer = await page.goto('/pipelines/api/admin/groups')
  assert.equal(answer?.status(), 200)
  const name = '<b>Brains & co</b>'
  await page.locator('form[action$="/groups/create"] input[name=group]').fill(name)
  await page.getByRole('button', { name: 'Create' }).click()
  await page.waitForURL('**/pipelines/api/admin/groups')
  const names = page.locator('input[name=group]')
  assert.ok(
    (await names.evaluateAll((all) => all.map((each) => (each as { value?: string }).value))).includes(name),
  )
  await page.goto('/pipelines/admin/users')
  const row = page.getByRole('row', { name: /ada@lab\.example/ })
  const save = async () => {
    const loaded = page.waitForEvent('load')
    await row.getByRole('button', { name: 'Save' }).click()
    await loaded
  }
  await row.getByLabel(name).check()
  await save()
  assert.ok(await row.getByLabel(name).isChecked())
  await row.getByLabel(name).uncheck()
  await save()
  assert.ok(!(await row.getByLabel(name).isChecked()), 'clearing a box takes the membership away')
  await row.getByRole('link', { name: 'Approve' }).click()
  await page.waitForURL(/\/users\/approve\/\d+$/)
  assert.equal((await page.locator('body').textContent())?.trim(), 'true')
})
