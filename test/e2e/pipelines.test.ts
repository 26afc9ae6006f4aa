import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleFilesOf } from '../../src/services/pipelines/sample/files.ts'
import { openConsole } from '../support/console.ts'
import { linkOf } from '../support/mails.ts'

const house = await openConsole()
const { kernel, pipelines } = house.atelier
kernel.executions.begin()
await pipelines?.begin()
await house.person('otto', { roles: ['pipelines:admin'], firstName: 'Otto', lastName: 'Berg' })

test('a stranger signs up, proves the address, is let in, uploads an image to a real app, and sees its result', async () => {
  const priya = await house.visit()
  const { page } = priya
  await priya.open('/app/sign-up')
  await page.getByLabel('First name').fill('Priya')
  await page.getByLabel('Last name').fill('Raman')
  await page.getByLabel('E-mail').fill('priya@lab.example')
  await page.getByLabel('Password').fill('a password of nine words or so')
  await page.getByRole('button', { name: 'Ask for the account' }).click()
  await page.getByRole('button', { name: 'Send it again' }).waitFor()
  await priya.open(`/app/verify#${await linkOf(kernel, 'pipelines-verify')}`)
  await page.getByRole('button', { name: 'Yes, it is mine' }).click()
  await page.getByRole('status').waitFor()

  const otto = await house.visit({ as: 'otto' })
  await otto.open('/app/pipelines/people')
  await otto.page.getByRole('button', { name: 'Approve Priya Raman' }).click()
  await otto.page.getByText('Priya Raman may use pipelines').waitFor()

  await priya.open('/')
  await page.getByLabel('Sign-in name or e-mail').fill('priya@lab.example')
  await page.getByLabel('Password').fill('a password of nine words or so')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/app')
  await page.getByRole('link', { name: 'New experiment' }).click()
  await page.getByRole('link', { name: 'Brain extraction' }).first().click()
  const [image] = await sampleFilesOf('volumes')
  await page.getByLabel('Files for T1 image').setInputFiles({
    name: image?.name ?? '',
    mimeType: 'application/gzip',
    buffer: Buffer.from(image?.content ?? ''),
  })
  await page.getByText('Checked, safe here').waitFor()
  await page.getByLabel('Name (required)').fill('First look')
  await page.getByRole('button', { name: 'Submit', exact: true }).click()
  await page.getByRole('heading', { name: 'First look' }).waitFor()
  await page.getByText('White matter').waitFor({ timeout: 60_000 })
  await page.locator('canvas').first().waitFor()
  assert.match((await page.locator('main').textContent()) ?? '', /Brain\D*1,?14\d/)
  for (const visit of [priya, otto]) visit.clean()
})
