import { test } from 'node:test'
import type { Pipelines } from '../../src/services/pipelines/index.ts'
import { openConsole } from '../support/console.ts'
import { giveExperiment } from '../support/experiments.ts'

const opened = await openConsole()
const pipelines = opened.atelier.pipelines as Pipelines
const ada = await opened.person('ada', { roles: ['pipelines:user'] })
await opened.person('otto', { roles: ['pipelines:admin'] })
const of = { account: ada, app: 'image-statistics' }
const open = { runner: 'own', host: 'localhost' } as const
await giveExperiment(pipelines, {
  ...{ ...of, name: 'Wave 1', status: 'running' },
  set: { ...open, host_key: 'localhost', started_at: opened.atelier.kernel.clock.now() },
})
for (const name of ['Wave 2', 'Wave 3', 'Wave 4'])
  await giveExperiment(pipelines, { ...of, name, status: 'submitted', set: open })
const visit = await opened.visit({ as: 'otto' })
const { page } = visit
const button = (name: string | RegExp) => page.getByRole('button', { name })
const row = (name: string) => page.getByRole('row').filter({ hasText: name })

test('an operator holds a host, adds one outside, moves an experiment there and ends others with a reason', async () => {
  await visit.open('/app/pipelines/hosts')
  await row('This machine').getByText('Answers').waitFor()
  await button('More acts on This machine').click()
  await page.getByRole('menuitem', { name: 'Switch off' }).click()
  await row('This machine').getByText('Switched off').waitFor()
  await page.getByText('No host that runs experiments itself is switched on: they wait.').waitFor()
  await button('Add a host').click()
  await button('Add the host').click()
  await page.getByText('Give it a name.').first().waitFor()
  await page.getByLabel('Name (required)').fill('CUBIC')
  await page.getByLabel('Key (required)').fill('cubic')
  await page.getByRole('combobox', { name: 'What runs there' }).click()
  await page.getByRole('option', { name: 'a program outside' }).click()
  await visit.accessible()
  await button('Add the host').click()
  await row('CUBIC').getByText('Nobody asks').waitFor()
  await visit.accessible()
  await visit.fits()

  await visit.open('/app/pipelines/queue')
  await row('Wave 2').getByText('This machine is switched off.').waitFor()
  await row('Wave 4').getByText('2 experiments are ahead of it.').waitFor()
  await page.getByText('1 at work. 3 experiments wait, the oldest first.').waitFor()
  await visit.accessible()
  await visit.fits()
  await button('More acts on Wave 3').click()
  await page.getByRole('menuitem', { name: 'Put back, or elsewhere' }).click()
  await page.getByRole('combobox', { name: 'Host' }).click()
  await page.getByRole('option', { name: 'CUBIC' }).click()
  await button('Put it back').click()
  await row('Wave 3').getByText('CUBIC').waitFor()
  await row('Wave 3').getByText('It waits for a program outside').waitFor()

  for (const name of ['Wave 2', 'Wave 4']) await row(name).getByRole('checkbox').check()
  await button('Cancel 2 experiments').click()
  await button('Cancel them').click()
  await page.getByText('Say why: their owners read it.').first().waitFor()
  await page.getByLabel('Reason (required)').fill('The machine is needed')
  await button('Cancel them').click()
  await row('Wave 4').waitFor({ state: 'detached' })
  await page.getByText('1 at work. 1 experiment waits').waitFor()
  visit.clean()
})
