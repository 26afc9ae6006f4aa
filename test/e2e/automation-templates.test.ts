import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { stageTemplate } from '../../src/services/automation/templates/stage.ts'
import { openConsole } from '../support/console.ts'

const opened = await openConsole()
await opened.person('jonas', { roles: ['automation:superuser'] })
await opened.person('stefan', { roles: ['automation:support'] })
const keeper = await opened.visit({ as: 'jonas' })
const { automation } = opened.atelier
assert.ok(automation)
const jobs = join(automation.root, 'web_nornir/job_templates')

writeFileSync(
  join(jobs, 'restart.py'),
  `"""Restarts a service."""\n\ndef job_function(task, service: str, mode: "Literal['soft', 'hard']" = "soft", password=""):\n    """Restarts a service of each host.\n\n    :param service: Such as nginx\n    """\n    return service\n`,
)
writeFileSync(join(jobs, 'broken.py'), 'def job_function(task:\n')

test('a file in the folder of templates is registered with one click, and its form is made better', async () => {
  const { page } = keeper
  await keeper.open('/app/automation/templates')
  await page.getByText('No templates yet').waitFor()
  await page.getByText('Restarts a service of each host. Asks for service, mode, password.').waitFor()
  await page.getByText(/It cannot be read\. Line 1:/).waitFor()
  await keeper.accessible()
  await keeper.fits()
  await page.getByRole('button', { name: 'Register restart.py' }).click()
  await page.getByText('restart.py is a template now').waitFor()
  await page.getByRole('link', { name: 'Restart', exact: true }).click()

  await page.getByRole('heading', { name: 'Restart', level: 1 }).waitFor()
  await page.getByText('Ready', { exact: true }).waitFor()
  await page.getByLabel('service (required)').waitFor()
  await page.getByLabel('mode').waitFor()
  await page.getByRole('textbox', { name: 'password' }).waitFor()
  await keeper.accessible()
  await keeper.fits()

  await page.getByRole('link', { name: 'Edit' }).click()
  await page.getByRole('heading', { name: 'Edit Restart', level: 1 }).waitFor()
  await page.getByLabel('It changes its hosts').check()
  await page.getByLabel('Label').first().fill('Service to restart')
  await page.getByRole('button', { name: 'Add a variable' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('alert').getByText('Each variable needs a name of letters, digits and _.').waitFor()
  await page.getByLabel('Name (required)').last().fill('count')
  await page.getByLabel('Type').last().selectOption('Whole number')
  await page.getByLabel('Least').fill('1')
  await page.getByRole('button', { name: 'Move count up' }).click()
  await page.getByRole('complementary').getByLabel('Service to restart (required)').waitFor()
  // The file does not know it: what it asks for is offered.
  await page.getByText('Its function takes service, mode, password.').waitFor()
  await keeper.accessible()
  await keeper.fits()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Restart is changed').waitFor()
  await page.getByLabel('Service to restart (required)').waitFor()
  await page.getByText('changes hosts').waitFor()
  await page.getByRole('link', { name: 'Run', exact: true }).click()
  await page.waitForURL(/runs\/new\?template=1$/)
  keeper.clean()
})

test('a template shows its source, and what has changed since it ran', async () => {
  const { page } = keeper
  const template = {
    package_path: '/web_nornir/job_templates/',
    file_name: 'restart.py',
    function_name: 'job_function',
  }
  await stageTemplate(automation, template, join(automation.kernel.config.data, 'staged'))
  writeFileSync(join(jobs, 'restart.py'), 'def job_function(task, service):\n    return "other"\n')
  await keeper.open('/app/automation/templates/1/source')
  await page.getByRole('region', { name: 'Text of restart.py' }).getByText('return "other"').waitFor()
  await page.getByRole('button', { name: /^Compare revision/ }).click()
  await page
    .getByRole('region', { name: 'Changes since that revision' })
    .getByText('-    return service')
    .waitFor()
  await keeper.accessible()
  await page.keyboard.press('Escape')
  await keeper.fits()
  keeper.clean()
})

test('who only reads sees templates and changes none', async () => {
  const reader = await opened.visit({ as: 'stefan' })
  const { page } = reader
  await reader.open('/app/automation/templates')
  await page.getByRole('link', { name: 'Restart', exact: true }).waitFor()
  assert.equal(await page.getByRole('button', { name: /^Register/ }).count(), 0)
  assert.equal(await page.getByRole('link', { name: 'New template' }).count(), 0)
  await reader.open('/app/automation/templates/1')
  assert.equal(await page.getByRole('link', { name: 'Edit' }).count(), 0)
  await reader.open('/app/automation/templates/1/edit')
  await page.getByRole('heading', { name: 'There is no such page for you' }).waitFor()
  reader.clean()
})
