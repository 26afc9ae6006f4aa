import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { findConfigOf } from '../../src/services/automation/configs/config.store.ts'
import { keepReading } from '../../src/services/automation/configs/keep.ts'
import type { Automation } from '../../src/services/automation/index.ts'
import { makeRun, planGround } from '../../src/services/automation/schedules/plan.fixture.ts'
import type { Pipelines } from '../../src/services/pipelines/index.ts'
import { pair } from '../support/answers.ts'
import { openConsole } from '../support/console.ts'
import { giveBatch, giveExperiment } from '../support/experiments.ts'
import { startReceiver } from '../support/receiver.ts'
import { giveAsked, giveEnded, giveRun } from '../support/runs.ts'
import { waitFor } from '../support/wait.ts'

/** Names as long as they may be, that cannot be broken, from right to left, and of more than one code point a letter. */
const LONG = 'Tromsøkunstforening'.repeat(8).slice(0, 148)
const RTL = 'دراسة الصوت والمزاج في الصباح'
const FAMILY = '👩‍👩‍👧‍👦'
const MARKUP = '<img src=x onerror=alert(1)>'
const API = '/api/collection'

const house = await openConsole({ ATELIER_WEBHOOKS_ALLOW: '127.0.0.1' })
await house.person('ada', { administrator: true, firstName: LONG, lastName: RTL, email: 'ada@example.org' })
const other = await house.person('grace', { firstName: `${FAMILY}${MARKUP}`, lastName: LONG })
const visit = await house.visit({ as: 'ada', reducedMotion: 'reduce' })
const { page } = visit

async function post<T = { id: number }>(url: string, data: object): Promise<T> {
  const headers = { origin: house.url, 'x-atelier': '1' }
  const answer = await page.request.post(url, { headers, data })
  assert.ok(answer.ok(), `${url}: ${await answer.text()}`)
  return (await answer.json()) as T
}

const { id: project } = await post(`${API}/projects`, { name: 'mood', title: `${RTL} ${FAMILY} ${LONG}` })
const codes = ['P-1', `P-${'9'.repeat(60)}`, RTL.replaceAll(' ', '-')]
const rows = codes.map((code) => `${code},p@example.org,${FAMILY}${LONG}${LONG.slice(0, 100)}`)
await post(`${API}/projects/${project}/participants/import`, {
  text: ['code,email,note', ...rows].join('\n'),
})
for (const [at, value] of [LONG.repeat(3), RTL, FAMILY, MARKUP, 4].entries()) {
  const { token } = await post<{ token: string }>(`${API}/projects/${project}/grants`, { participant: 'P-1' })
  const form = new FormData()
  form.append('auth_token', token)
  form.append('responses', JSON.stringify(pair({ item: `${LONG}${at}`, value, subject: 'P-1' })))
  form.append('file', new Blob(['RIFF']), `${RTL}${LONG}.wav`)
  assert.equal((await fetch(`${house.url}/collection/submit`, { method: 'POST', body: form })).status, 200)
}
const hookAt = async (url: string, event: string) => {
  const wanted = { address: `${(await startReceiver()).url}/${LONG}`, events: [event] }
  return (await post<{ webhook: { id: number } }>(`${url}/webhooks`, wanted)).webhook.id
}
const hook = await hookAt(`${API}/projects/${project}`, 'submission.received')
await post(`${API}/webhooks/${hook}/ping`, {}).catch(() => undefined)
const TRAINING = '/api/training/events'
const { id: event } = await post(TRAINING, { name: `${RTL} ${FAMILY}${MARKUP}${LONG}`.slice(0, 80) })
const [workshop] = await Promise.all(
  [LONG.slice(0, 80), RTL, MARKUP].map((title) =>
    post(`${TRAINING}/${event}/workshops`, {
      title,
      moment: `${FAMILY} ${LONG.slice(0, 60)}`,
      description: LONG.repeat(4),
      room: LONG.slice(0, 80),
      teacher: RTL,
      seats: 3,
    }),
  ),
)
await post(`${TRAINING}/${event}/participants/import`, {
  text: ['Name;Class;Group', `${LONG.slice(0, 80)};${LONG.slice(0, 80)};`, `${RTL};${MARKUP};`].join('\n'),
})
const change = async (url: string, method: 'PATCH' | 'PUT', data: object) => {
  const headers = { origin: house.url, 'x-atelier': '1' }
  const answer = await page.request.fetch(url, { method, headers, data })
  assert.ok(answer.ok(), `${url}: ${await answer.text()}`)
}
await change(`${TRAINING}/${event}`, 'PATCH', { mode: 'wishes' })
const listed = await page.request.get(`${TRAINING}/${event}/participants`)
for (const { id } of ((await listed.json()) as { items: { id: number }[] }).items)
  await change(`/api/training/participants/${id}/wishes`, 'PUT', {
    wishes: [{ workshopId: workshop?.id, rank: 1 }],
  })
const allocation = await post(`${TRAINING}/${event}/allocations`, {})
const { id: resource } = await post('/api/compute/resources', {
  key: 'long',
  name: LONG.slice(0, 64),
  settings: { driver: 'rest', url: `http://127.0.0.1:9/${LONG}`, mayExtend: false, parameters: {} },
})
const { id: group } = await post('/api/groups', { name: LONG.slice(0, 100) })
const receipt = await post(`${API}/projects/${project}/withdrawals`, {
  participant: codes[1],
  mode: 'erase',
  reason: `${RTL} ${LONG}`,
})
await waitFor(async () => {
  const answer = await page.request.get(`${API}/projects/${project}/responses`)
  return ((await answer.json()) as { items: unknown[] }).items.length === 5
}, 30_000)

const COMPUTE = '/api/compute'
await post(`${COMPUTE}/datasets`, { key: 'x'.repeat(128), title: `${RTL} ${FAMILY}${MARKUP}`, path: '/usr' })
await post(`${COMPUTE}/templates`, { name: LONG, description: `${RTL} ${FAMILY}` })
const { id: workspace } = await post(`${COMPUTE}/workspaces`, {
  name: `${RTL}${MARKUP}`.slice(0, 64),
  description: `${LONG} ${FAMILY}`,
  template: 2,
  datasets: ['x'.repeat(128)],
})
for (const name of [LONG.slice(0, 64), FAMILY]) await post(`${COMPUTE}/workspaces`, { name })
const { id: kind } = (
  (await (await page.request.get(`${COMPUTE}/kinds`)).json()) as { items: { id: number }[] }
).items[0] ?? { id: 0 }
const { id: session } = await post(`${COMPUTE}/workspaces/${workspace}/sessions`, { kind: 'local_test_job' })

const eventHook = await hookAt(`${TRAINING}/${event}`, 'event.opened')
const ownHook = await hookAt(COMPUTE, 'compute.session.failed')
const PIPELINES = '/api/pipelines'
const pipelinesHook = await hookAt(PIPELINES, 'pipelines.experiment.failed')
const given = await giveExperiment(house.atelier.pipelines as Pipelines, {
  ...{ account: 1, name: `${RTL} ${FAMILY}${MARKUP}${LONG}`, inputs: { t1: 'x' }, log: LONG.repeat(9) },
  outputs: { [`${RTL}${LONG}.csv`]: `${LONG},${RTL}\n${FAMILY},${MARKUP}\n` },
})
const pipelinesBatch = await giveBatch(house.atelier.pipelines as Pipelines, {
  account: 1,
  name: `${RTL} ${LONG}`,
})
const shared = await post<{ address: string }>(`${PIPELINES}/experiments/${given}/shares`, {
  link: true,
  inputs: true,
})
const { id: link } = await post(`${PIPELINES}/links/open`, { link: shared.address.split('#')[1] })

const AUTOMATION = '/api/automation'
const automation = house.atelier.automation as Automation
const asked = await giveAsked(automation, { name: `${RTL} ${FAMILY} ${LONG.slice(0, 80)}`, by: other })
const { items: inventories } = (await (await page.request.get(`${AUTOMATION}/inventories`)).json()) as {
  items: { id: number }[]
}
const { id: credential } = await post(`${AUTOMATION}/credentials`, {
  ...{ name: `${RTL} ${FAMILY}${MARKUP}${LONG}`.slice(0, 200), kind: 'password', username: LONG },
  ...{ note: LONG.repeat(3), secret: { password: LONG } },
  uses: [{ inventoryId: inventories[0]?.id, group: `${RTL}${LONG}` }],
})
const { inventoryId } = await post<{ inventoryId: number }>(`${AUTOMATION}/inventories/import`, {
  name: `${RTL} ${MARKUP}${LONG}`.slice(0, 200),
  text: `name;ip;group;site\n${LONG.slice(0, 200)};192.0.2.1;${LONG.slice(0, 90)};${RTL}\n${RTL};192.0.2.2;;${MARKUP}\n`,
  isTrial: false,
})
await post(`${AUTOMATION}/host-keys/import`, {
  text: `${'switch-'.repeat(20)}1 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHkUkZqfOkeyzJ2t3n1s4Jm2Zg5Yk3mB5f5qv0V9bG1T`,
})
await post(`${AUTOMATION}/triggers`, {
  name: `${RTL} ${MARKUP}${LONG}`.slice(0, 200),
  presetId: await giveRun(automation, { name: `${LONG}-${RTL}`.slice(0, 120), isPreset: true }),
  hostsPointer: `/${LONG}`,
})
const { id: template } = await post(`${AUTOMATION}/templates`, {
  ...{ name: `${RTL} ${MARKUP}${LONG}`.slice(0, 200), description: LONG.repeat(4), fileName: `${LONG}.py` },
  form: [
    {
      name: 'a'.repeat(100),
      type: 'choice',
      label: LONG,
      help: RTL + LONG,
      choices: [LONG, MARKUP],
      default: MARKUP,
    },
    { name: 'b', type: 'multiline', label: `${FAMILY}${MARKUP}`, default: LONG.repeat(3) },
  ],
})

const { id: schedule } = await post(`${AUTOMATION}/schedules`, {
  name: `${RTL} ${MARKUP}${LONG}`.slice(0, 200),
  presetId: (await makeRun(automation, { name: LONG, isPreset: true, ...(await planGround(automation)) })).id,
  ...{ cron: '7 3 1 2 *', timezone: 'America/Argentina/ComodRivadavia' },
})
const about = {
  inventory: inventoryId,
  host: `${RTL}${MARKUP}${LONG}`,
  platform: LONG,
  attempt: null,
  failure: LONG,
}
for (const at of [1, 2])
  await keepReading(automation, { ...about, at, text: `${LONG.repeat(at)}\n${MARKUP}` })
await keepReading(automation, { ...about, at: 3, text: undefined })
const backup = (await findConfigOf(automation.db, about))?.id ?? 0
await change(`${AUTOMATION}/configs/${backup}/intended`, 'PUT', { text: `${LONG}\n${RTL}`, ignored: [LONG] })
await post(`${AUTOMATION}/channels`, {
  name: LONG,
  kind: 'mail',
  address: `${LONG.slice(0, 60)}@example.org`,
})
const automationHook = await hookAt(AUTOMATION, 'automation.run.failed')

const ended = await giveEnded(automation, {
  name: `${RTL} ${LONG.slice(0, 100)}`,
  hosts: {
    [`${RTL}${MARKUP}`]: 'failed',
    [LONG.slice(0, 200)]: 'unreachable',
    node: 'ok',
    other: 'timed-out',
  },
})

const IDS: Readonly<Record<string, number | string>> = {
  '/app/automation/runs/$id': ended,
  '/app/automation/schedules/$id': schedule,
  '/app/automation/backups/$id': backup,
  '/app/automation/webhooks/$hook': automationHook,
  '/app/automation/approvals/$id': asked,
  '/app/automation/inventories/$id': inventoryId,
  '/app/automation/credentials/$id': credential,
  '/app/automation/templates/$id': template,
  '/app/compute/workspaces/$id': workspace,
  '/app/compute/kinds/$id': kind,
  '/app/compute/sessions/$id': session,
  $session: session,
  $path: 'first.ipynb',
  '/app/collection/projects/$id': project,
  '/app/training/events/$id': event,
  $workshop: workshop?.id ?? 0,
  $allocation: allocation.id,
  '/app/compute/resources/$id': resource,
  '/app/operate/accounts/$id': other,
  '/app/operate/groups/$id': group,
  'settings/webhooks/$hook': eventHook,
  '/app/compute/webhooks/$hook': ownHook,
  '/app/pipelines/webhooks/$hook': pipelinesHook,
  '/app/pipelines/apps/$key': 'image-statistics',
  '/app/pipelines/batches/$id': pipelinesBatch,
  '/app/pipelines/experiments/$id': given,
  '/app/shared/$link': link,
  [`/app/shared/${link}/$id`]: given,
  $hook: hook,
  $receipt: receipt.id,
}

/** Every address of the console, as its sources name them. */
function addresses(): string[] {
  const paths = globSync('console/src/pages/*/routes.tsx').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/path: (?:'([^']+)'|`([^`]+)`|(project|event)),/g)].map(
      ([, plain, built, base]) =>
        plain ??
        (built ?? `\${${base}}`)
          .replace(`\${project}`, '/app/collection/projects/$id')
          .replace(`\${event}`, '/app/training/events/$id'),
    ),
  )
  const filled = paths.map((path) =>
    Object.entries(IDS).reduce(
      (text, [name, id]) => text.replace(name, name.replace(/\$\w+$/, String(id))),
      path,
    ),
  )
  assert.deepEqual(
    filled.filter((path) => path.includes('$')),
    [],
    'this test has a thing for each kind of address',
  )
  return filled
}

const SIGNED_OUT = ['/', '/app/forgot', '/app/reset', '/app/invitation', '/app/sign-up', '/app/verify']
const all = addresses()

for (const path of all.filter((each) => !SIGNED_OUT.includes(each)).sort()) {
  test(`${path} holds the longest names, in light and dark and at every width, without an error`, async () => {
    await visit.open(path)
    assert.equal(await page.locator('h1').count(), 1)
    const heading = ((await page.locator('h1').textContent()) ?? '').trim()
    const title = await page.title()
    assert.match(title, / – Atelier$/)
    assert.ok(heading !== '' && (title.includes(heading.slice(0, 20)) || path === '/app'), title)
    await visit.accessible()
    await page.emulateMedia({ colorScheme: 'dark' })
    await visit.accessible(['color-contrast'])
    await page.emulateMedia({ colorScheme: 'light' })
    await visit.fits()
    await page.setViewportSize({ width: 1440, height: 900 })
    visit.clean()
  })
}

test('pages before signing in are whole at every width too', async () => {
  const stranger = await house.visit({ reducedMotion: 'reduce' })
  for (const path of SIGNED_OUT) {
    assert.ok(all.includes(path), path)
    await stranger.open(path)
    await stranger.accessible()
    await stranger.fits()
  }
  stranger.clean()
})

test('at 200 % zoom, and with forced colours, lists and forms stay whole', async () => {
  const zoomed = await house.visit({
    as: 'ada',
    viewport: { width: 640, height: 450 },
    deviceScaleFactor: 2,
    forcedColors: 'active',
    reducedMotion: 'reduce',
  })
  const study = `/app/collection/projects/${project}`
  for (const path of [`${study}/participants`, `${study}/settings`, '/app/operate/journal']) {
    await zoomed.open(path)
    await zoomed.fits([640])
  }
  const ring = await zoomed.page.evaluate(
    'getComputedStyle(document.querySelector("svg[data-look], main svg")).animationName',
  )
  assert.equal(ring, 'none', 'with reduced motion nothing turns')
  zoomed.clean()
})
