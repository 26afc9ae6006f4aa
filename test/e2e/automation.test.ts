import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { openConsole } from '../support/console.ts'
import { needsSshd, startSshd } from '../support/sshd.ts'

const HOSTS = 9
const LATE = 'node10'
const JOBS = 'web_nornir/job_templates'
const CONFIG = 'web_nornir/nornir_config/lab'

const house = await openConsole()
const { kernel, automation } = house.atelier
kernel.executions.begin()
await automation?.begin()
await house.person('nora', { roles: ['automation:superuser'], firstName: 'Nora', lastName: 'Vik' })

/** Hosts that answer with one real sshd, each at an address of its own, and one where nobody listens yet. */
async function givenLab(page: Page): Promise<{ bringLate(): Promise<void>; letGo(): void }> {
  const sshd = await startSshd({ address: '0.0.0.0' })
  after(() => sshd.stop())
  const late = await startSshd({ address: '127.0.0.200' })
  after(() => late.stop())
  const root = automation?.root ?? ''
  mkdirSync(join(root, CONFIG), { recursive: true })
  const hosts = Array.from(
    { length: HOSTS },
    (_, n) =>
      `node0${n + 1}: { hostname: 127.0.1.${n + 1}, port: ${sshd.port}, platform: linux, groups: [nodes] }`,
  )
  const closed = (port: number) =>
    `${LATE}: { hostname: ${late.address}, port: ${port}, platform: linux, groups: [late] }`
  const write = (port: number) =>
    writeFileSync(join(root, CONFIG, 'hosts.yaml'), [...hosts, closed(port), ''].join('\n'))
  // Nobody listens on the port of a service that is reserved and unused.
  write(1)
  writeFileSync(join(root, CONFIG, 'groups.yaml'), 'nodes: {}\nlate: {}\n')
  const post = async (path: string, data: object) => {
    const answer = await page.request.post(`/api/automation/${path}`, {
      headers: { origin: house.url, 'x-atelier': '1' },
      data,
    })
    assert.equal(answer.status(), 201, await answer.text())
    return (await answer.json()) as { id: number }
  }
  const inventory = await post('inventories', {
    name: 'Lab network',
    hostsFile: `${CONFIG}/hosts.yaml`,
    groupsFile: `${CONFIG}/groups.yaml`,
    unknownKeys: 'accept',
  })
  for (const each of [sshd, late])
    await post('credentials', {
      name: `Of ${each.address}`,
      kind: 'password',
      username: each.user,
      secret: { password: each.password },
      uses: [{ inventoryId: inventory.id, group: each === late ? 'late' : 'nodes' }],
    })
  await post('templates', {
    name: 'Run a command',
    packagePath: `/${JOBS}/`,
    fileName: 'run_command.ts',
    form: [{ name: 'command', type: 'text', label: 'Command', required: true }],
  })
  return {
    bringLate: async () => write(late.port),
    letGo() {
      for (const { home } of [sshd, late]) writeFileSync(join(home, 'go'), '')
    },
  }
}

const pill = (page: Page, word: string) => page.locator('header').getByText(word, { exact: true })

/** From the wizard's first step to the page of the run. */
async function startRun(page: Page, command: string): Promise<void> {
  await page.getByLabel('Inventory (required)').selectOption('Lab network')
  await page.getByText('10 of 10 hosts').waitFor()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('radio', { name: 'Run a command' }).check()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByLabel('Command (required)').fill(command)
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByText('10 of 10 hosts').waitFor()
  await page.getByRole('button', { name: 'Run it now' }).click()
  await page.getByRole('heading', { name: 'Run a command' }).waitFor()
}

test('a command runs on real SSH hosts and is watched live, another is stopped, and failed hosts are repeated', {
  skip: needsSshd,
}, async () => {
  const nora = await house.visit({ as: 'nora' })
  const { page } = nora
  const lab = await givenLab(page)

  await nora.open('/app/automation/runs/new')
  await startRun(page, 'echo "up on $(id -un)"; until [ -e go ]; do sleep 0.1; done; echo "went on"')
  await page.locator('[data-host=node01][data-state=running]').click({ timeout: 20_000 })
  // What it writes is there while it is at work.
  const output = page.getByRole('log', { name: 'What node01 printed' })
  await output.getByText('up on tester').waitFor()
  assert.equal(await output.getByText('went on').count(), 0)
  lab.letGo()
  await output.getByText('went on').waitFor()
  await page.locator('[data-host=node01][data-state=ok]').waitFor({ timeout: 20_000 })
  await page.locator(`[data-host=${LATE}][data-state=unreachable]`).waitFor()
  await pill(page, 'Failed').waitFor({ timeout: 20_000 })
  await page.getByText('9 ok').waitFor()

  // Along the grid by keys: the next that is not well, and what it says.
  await page.locator('[data-host=node01]').focus()
  await page.keyboard.press('n')
  await page.getByText('It refuses the connection').waitFor()
  await page.keyboard.press('ArrowLeft')
  await page.locator('[data-host=node09][data-chosen]').waitFor()
  await page.getByRole('tab', { name: 'Result' }).click()
  await page.getByText('up on tester').waitFor()

  await lab.bringLate()
  await page.getByRole('button', { name: 'Repeat failed' }).click()
  await page.getByText('like #1').waitFor()
  await pill(page, 'Finished').waitFor({ timeout: 20_000 })
  await page.locator(`[data-host=${LATE}][data-state=ok]`).click()
  assert.equal(await page.locator('[data-host]').count(), 1)
  await page.getByRole('tab', { name: 'Earlier runs' }).click()
  await page.getByRole('link', { name: '#1 Run a command' }).waitFor()

  await nora.open('/app/automation/runs/new')
  await startRun(page, 'sleep 120')
  await page.locator('[data-host=node01][data-state=running]').waitFor({ timeout: 20_000 })
  await page.getByRole('button', { name: 'Stop the run' }).click()
  await page.getByText(/at work and get 10 s to finish/).waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop the run' }).click()
  await pill(page, 'Stopped').waitFor({ timeout: 20_000 })
  await page.locator('[data-host=node01][data-state=aborted]').waitFor()

  await nora.open('/app/automation/runs')
  await page.getByRole('row').filter({ hasText: 'Stopped' }).waitFor()
  assert.equal(await page.getByRole('row').count(), 4)

  // No name would be all hosts: the wizard does not take it. What a run chose by data stays as it was when it is run again.
  await nora.open('/app/automation/runs/new?from=1&step=hosts')
  await page.getByText('These', { exact: true }).click()
  await page.getByText('Name at least one host.').waitFor()
  const chosen = await page.request.post('/api/automation/runs/1/copy', {
    headers: { origin: house.url, 'x-atelier': '1' },
    data: { filters: { name: LATE } },
  })
  const { id } = (await chosen.json()) as { id: number }
  await nora.open(`/app/automation/runs/new?from=${id}&preset=yes`)
  await page.getByText('1 of 10 hosts').waitFor()
  await page.getByRole('button', { name: 'Save the preset' }).click()
  await page.getByRole('heading', { name: 'Presets' }).waitFor()
  await page.getByRole('link', { name: 'Run a command' }).click()
  await page.getByRole('heading', { name: 'Change a preset' }).waitFor()
  await page.getByText('1 of 10 hosts').waitFor()
  await page.getByRole('link', { name: 'Change Name' }).click()
  await page.getByLabel('Name (required)').fill('The late one')
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('button', { name: 'Save the preset' }).click()
  await page.getByRole('link', { name: 'The late one' }).waitFor()
  nora.clean()
})
