import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openConsole } from '../support/console.ts'
import { waitFor } from '../support/wait.ts'

const opened = await openConsole()
await opened.person('jonas', { roles: ['automation:superuser'] })
const keeper = await opened.visit({ as: 'jonas' })
const { root } = opened.atelier.automation ?? assert.fail()

const NETBOX = {
  results: [
    ...Array.from({ length: 60 }, (_, at) => ({
      name: `sw-${at}`,
      site: { slug: at % 2 ? 'bern' : 'zrh' },
      role: { slug: 'access' },
      platform: { slug: 'cisco-ios' },
      primary_ip: { address: `192.0.2.${at}/24` },
      tags: [],
    })),
    { name: 'no-address', primary_ip: null },
  ],
}

test('hosts of NetBox are imported after a look, found, and each says where its values come from', async () => {
  const { page } = keeper
  await keeper.open('/app/automation/inventories')
  await page.getByText('No inventories yet').waitFor()
  await page.getByRole('link', { name: 'Import hosts' }).first().click()
  await page.getByLabel('Devices as JSON, or a table').fill(JSON.stringify(NETBOX))
  await page.getByRole('button', { name: 'Look at the preview' }).click()
  await page.getByText('Name the new inventory.', { exact: true }).waitFor()
  await page.getByLabel('Name of the new inventory').fill('Campus')
  await page.getByRole('button', { name: 'Look at the preview' }).click()
  await page.getByText('Add 60, change 0, 1 with errors.').waitFor()
  await page.getByText('It has no primary address in NetBox.').waitFor()
  await keeper.accessible()
  await keeper.fits()
  await page.getByRole('button', { name: 'Leave out 1, import the other 60' }).click()
  await page.getByText('60 hosts added').waitFor()
  await page.getByRole('link', { name: 'See the hosts' }).click()

  await page.getByRole('heading', { name: 'Campus', level: 1 }).waitFor()
  await page.getByText('1 to 50 of 60').waitFor()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByText('51 to 60 of 60').waitFor()
  await page.getByRole('button', { name: 'Group', exact: true }).click()
  await page.getByRole('menuitemradio', { name: /site__bern/ }).click()
  await page.getByText('1 to 30 of 30').waitFor()
  await page.getByLabel('Name or address').fill('sw-1')
  await page.getByText('1 to 6 of 6').waitFor()
  await page.getByRole('link', { name: 'sw-11', exact: true }).click()
  const panel = page.getByRole('table', { name: 'Data' })
  await panel.getByRole('row', { name: /site bern the host/ }).waitFor()
  await keeper.accessible()
  await keeper.fits()
  // What is chosen goes along to a new run.
  await page.getByLabel('Select sw-11', { exact: true }).check()
  await page.getByRole('button', { name: 'New run on 1 host' }).click()
  await page.waitForURL(/runs\/new\?inventory=1&hosts=sw-11$/)
  await page.goBack()
  keeper.clean()
})

test('a file is edited with its faults beside it, and an older version comes back', async () => {
  const { page } = keeper
  await keeper.open('/app/automation/inventories/1/files?file=groups')
  const text = page.getByLabel(/^Text of/)
  const before = await text.inputValue()
  await text.fill(`${before}core:\n  port: none\n`)
  const line = before.split('\n').length + 1
  await page.getByText('The port of group core must be a number from 1 to 65535.').waitFor()
  await page.getByRole('button', { name: `Line ${line}`, exact: true }).click()
  await page.getByText('It can be saved once its faults are mended.').waitFor()
  await keeper.accessible()
  await keeper.fits()
  await text.fill(
    `core:\n  data: {tier: 1}\n${before.replace('site__bern: {}', 'site__bern: {groups: [core]}')}`,
  )
  await page.getByText('In order: the inventory has 60 hosts with it.').waitFor()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('web_nornir/nornir_config/campus/groups.yaml is saved').waitFor()
  await page.getByRole('link', { name: 'Groups' }).click()
  await page.getByRole('link', { name: 'core' }).waitFor()
  await page.getByText('30 hosts, 0 of them its own').waitFor()
  await keeper.accessible()
  await page.getByRole('link', { name: 'Files' }).click()
  await page.getByRole('radiogroup', { name: 'File' }).getByText('Groups').click()
  await page.getByRole('button', { name: 'Compare' }).last().click()
  await page.getByRole('region', { name: 'Changes of the file' }).getByText('+core:').waitFor()
  await keeper.accessible()
  await page.getByRole('button', { name: 'Go back to this version' }).click()
  await page.getByText('The older version is the newest one again').waitFor()
  assert.equal(await text.inputValue(), before)

  // Somebody breaks a file on the machine: what was last in order stays, and the page says what is wrong.
  writeFileSync(join(root, 'web_nornir/nornir_config/campus/hosts.yaml'), 'sw-1:\n  groups: [nobody]\n')
  // A list may be a second old.
  await waitFor(async () => {
    const answer = await page.request.get(`${opened.url}/api/automation/inventories/1`)
    return ((await answer.json()) as { faults: unknown[] }).faults.length > 0
  })
  await keeper.open('/app/automation/inventories/1/hosts')
  await page.getByText('hosts.yaml, line 2: sw-1 is in the group nobody, which does not exist.').waitFor()
  await page.getByText('1 to 50 of 60').waitFor()
  await keeper.accessible()
  await keeper.fits()
  keeper.clean()
})
