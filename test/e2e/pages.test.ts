import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Pipelines } from '../../src/services/pipelines/index.ts'
import { pair } from '../support/answers.ts'
import { openConsole } from '../support/console.ts'
import { giveBatch, giveExperiment } from '../support/experiments.ts'
import { startReceiver } from '../support/receiver.ts'
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

const IDS: Readonly<Record<string, number | string>> = {
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
const open = async (path: string) => {
  await visit.open(path)
  await page.locator('main [aria-busy=true]').first().waitFor({ state: 'detached' })
}

for (const path of all.filter((each) => !SIGNED_OUT.includes(each)).sort()) {
  test(`${path} holds the longest names, in light and dark and at every width, without an error`, async () => {
    await open(path)
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
