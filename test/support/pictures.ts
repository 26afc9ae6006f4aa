import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { inTransaction } from '../../src/kernel/db/db.ts'
import { ensureFirstAdministrator } from '../../src/kernel/identity/first.ts'
import { enqueue } from '../../src/kernel/jobs/jobs.ts'
import type { Automation } from '../../src/services/automation/index.ts'
import { findIncomplete } from '../../src/services/collection/uploads/incomplete-job.ts'
import type { Pipelines } from '../../src/services/pipelines/index.ts'
import { type Console, openConsole, type Visit } from './console.ts'
import { type AutomationMade, automationPictures, furnishAutomation } from './pictures-automation.ts'
import { type ComputeMade, clearCompute, computePictures, furnishCompute } from './pictures-compute.ts'
import { nameTheFolder } from './pictures-folder.ts'
import { furnishPipelines, type PipelinesMade, pipelinesPictures } from './pictures-pipelines.ts'
import { startReceiver } from './receiver.ts'
import { waitFor } from './wait.ts'

/** The pictures of `docs/`, taken of the sample data: `npm run pictures`, with names to take only those. */
const FOLDER = join(import.meta.dirname, '../../docs/pictures')
const WANTED = process.argv.slice(2)
const PHONE = { width: 390, height: 844 }
/** As large as a file of 150 kB allows. */
const DESK = { width: 1360, height: 800 }
/** For the two that hold a drawing: it makes large files. */
const SMALL = { width: 1120, height: 700 }
const FILL_MS = 180_000
/** Fonts, and pictures that are drawn when their numbers are there. */
const SETTLE_MS = 500
const LOOK_MS = 3_000

export interface Picture {
  path: string
  dark?: boolean
  phone?: boolean
  /** It holds a drawing, and would be too large a file else. */
  small?: boolean
  /** What a person does before it is taken. */
  first?: (page: Page) => Promise<unknown>
}

type Made = Record<'project' | 'person' | 'participant' | 'hook' | 'event' | 'allocation', number> & {
  wishes: number
  key: string
  compute: ComputeMade
  pipelines: PipelinesMade
  automation: AutomationMade
}

const picturesOf = (made: Made): Record<string, Picture> => {
  const { project, person, participant, hook } = made
  const study = `/app/collection/projects/${project}`
  const newest = (page: Page) => page.locator('tbody a').first().click()
  return {
    home: { path: '/app' },
    'home-dark': { path: '/app', dark: true },
    'home-phone': { path: '/app', phone: true },
    projects: { path: '/app/collection/projects' },
    overview: { path: study },
    'overview-dark': { path: study, dark: true },
    'overview-phone': { path: study, phone: true },
    participants: { path: `${study}/participants` },
    'participants-phone': { path: `${study}/participants`, phone: true },
    letters: { path: `${study}/participants/letters?ids=${participant}` },
    submissions: { path: `${study}/submissions?state=incomplete`, first: newest },
    'submissions-dark': { path: `${study}/submissions`, dark: true, first: newest },
    'submissions-phone': { path: `${study}/submissions`, phone: true },
    responses: { path: `${study}/responses` },
    exports: { path: `${study}/exports` },
    members: { path: `${study}/members` },
    webhook: { path: `${study}/webhooks/${hook}` },
    withdrawal: {
      path: `${study}/participants?search=P-0142`,
      first: async (page) => {
        await page.getByRole('button', { name: /^More/ }).last().click()
        await page.getByRole('menuitem', { name: /Withdraw/ }).click()
        await page.getByRole('dialog').waitFor()
      },
    },
    study: { path: `${study}/settings` },
    accounts: { path: '/app/operate/accounts' },
    account: { path: `/app/operate/accounts/${person}` },
    journal: {
      path: '/app/operate/journal',
      first: (page) =>
        page
          .getByRole('link', { name: /changed the roles of Samuel/ })
          .first()
          .click(),
    },
    jobs: { path: '/app/operate/jobs' },
    mail: { path: '/app/operate/mail' },
    health: { path: '/app/operate/health', first: nameTheFolder },
    settings: { path: '/app/operate/settings' },
    ...eventPictures(made),
    ...computePictures(made.compute),
    ...pipelinesPictures(made.pipelines),
    ...automationPictures(made.automation),
    me: { path: '/app/me' },
    'me-phone': { path: '/app/me', phone: true },
  }
}

const eventPictures = ({ event, wishes, allocation, key }: Made): Record<string, Picture> => {
  const week = `/app/training/events/${event}`
  const choose = async (page: Page) => {
    await page.getByRole('button', { name: 'Change my choice' }).click()
    await page.getByText(/^choose 1 of/).waitFor()
  }
  return {
    events: { path: '/app/training/events' },
    'event-overview': { path: week },
    'event-overview-dark': { path: week, dark: true },
    'event-workshops': { path: `${week}/workshops` },
    'event-participants': { path: `${week}/participants` },
    'event-rules': { path: `${week}/rules` },
    'event-wishes': { path: `/app/training/events/${wishes}/wishes/${allocation}` },
    'event-attendance-phone': { path: `${week}/attendance`, phone: true },
    'event-letters': { path: `${week}/letters` },
    'join-timetable-phone': { path: `/app/join/${event}#k=${key}`, phone: true },
    'join-phone': { path: `/app/join/${event}`, phone: true, first: choose },
  }
}

async function take({ page, open }: Visit, name: string, picture: Picture): Promise<void> {
  const { path, first, dark = false, phone = false, small = false } = picture
  await page.setViewportSize(phone ? PHONE : small || !path.startsWith('/app') ? SMALL : DESK)
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce' })
  await open(path)
  await first?.(page)
  await page.locator('main [aria-busy=true]').first().waitFor({ state: 'detached' })
  await pause(SETTLE_MS)
  await page.screenshot({ path: join(FOLDER, `${name}.png`) })
}

/** A house with the sample data, and what the sample leaves to people: a webhook, mails, a backup. */
async function furnish(house: Console): Promise<Made & { clear: () => Promise<void> }> {
  await house.person('ada', {
    administrator: true,
    firstName: 'Ada',
    lastName: 'Brandt',
    email: 'ada@example.org',
  })
  const { page } = await house.visit({ as: 'ada' })
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, read once
  const call = async (method: string, url: string, data?: object): Promise<any> => {
    const headers = { origin: house.url, 'x-atelier': '1' }
    const answer = await page.request.fetch(`/api${url}`, { method, headers, ...(data && { data }) })
    if (!answer.ok()) throw new Error(`${method} ${url}: ${await answer.text()}`)
    const text = await answer.text()
    return text ? JSON.parse(text) : undefined
  }
  await call('PATCH', '/settings', { name: 'Kestrel Lab' })
  await call('POST', '/demo', {})
  await waitFor(async () => (await call('GET', '/demo')).state === 'there', FILL_MS)
  const [{ id: project }] = (await call('GET', '/collection/projects')).items
  const [{ id: participant }] = (await call('GET', `/collection/projects/${project}/participants`)).items
  const accounts = (await call('GET', '/accounts?limit=50')).items
  const { id: person } = accounts.find(({ name }: { name: string }) => name === 'n.haugen')
  const { url: address } = await startReceiver()
  const hook = await call('POST', `/collection/projects/${project}/webhooks`, {
    address,
    events: ['submission.received', 'upload.complete'],
  })
  await call('POST', `/collection/webhooks/${hook.webhook.id}/ping`)
  await call('POST', '/invitations', { email: 'kari@example.org', firstName: 'Kari', lastName: 'Moen' })
  await call('POST', '/mails/test')
  // What the server looks for every few minutes.
  await inTransaction(house.atelier.kernel.db, (tx) => enqueue(tx, findIncomplete, {}))
  await waitFor(async () => {
    const summary = await call('GET', `/collection/projects/${project}/uploads/summary`)
    return summary.states.incomplete > 0
  }, FILL_MS)
  const training = await furnishEvents(call)
  const compute = await furnishCompute(house.atelier.kernel, call)
  const ada = accounts.find(({ name }: { name: string }) => name === 'ada').id
  const pipelines = await furnishPipelines(house.atelier.pipelines as Pipelines, ada)
  const automation = await furnishAutomation(house.atelier.automation as Automation, call)
  await call('POST', '/me/notices/read', {})
  const { id: backup } = await call('POST', '/backups')
  await waitFor(async () => {
    const { items } = await call('GET', '/backups')
    return items.some(({ id, state }: { id: number; state: string }) => id === backup && state === 'good')
  }, FILL_MS)
  await waitFor(async () => {
    await call('POST', '/health/look')
    await pause(LOOK_MS)
    const { parts } = await call('GET', '/health')
    return parts.filter(({ level }: { level: string }) => level === 'warning').length === 1
  }, FILL_MS)
  const samuel = accounts.find(({ name }: { name: string }) => name === 's.adeyemi')
  await call('PUT', `/accounts/${samuel.id}/roles`, { roles: ['collection:manager'] })
  const clear = () => clearCompute(call, compute)
  return {
    project,
    person,
    participant,
    hook: hook.webhook.id,
    ...training,
    compute,
    pipelines,
    automation,
    clear,
  }
}

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, read once
type Call = (method: string, url: string, data?: object) => Promise<any>

/** The key of a participant of the sample event, and a second event whose wishes are distributed. */
async function furnishEvents(call: Call) {
  const [{ id: event }] = (await call('GET', '/training/events')).items
  const [noor] = (await call('GET', `/training/events/${event}/participants?search=noor haugen`)).items
  const { key } = await call('GET', `/training/participants/${noor.id}/key`)
  const { id: wishes } = await call('POST', `/training/events/${event}/copy`, { name: 'Project days' })
  await call('PATCH', `/training/events/${wishes}`, { mode: 'wishes', wishesUntil: null })
  const lines = Array.from({ length: 96 }, (_, at) => `Student ${at + 1};${CLASSES[at % CLASSES.length]}`)
  await call('POST', `/training/events/${wishes}/participants/import`, { text: lines.join('\n') })
  const workshops = (await call('GET', `/training/events/${wishes}/workshops`)).items
  const people = (await call('GET', `/training/events/${wishes}/participants?limit=100`)).items
  for (const [at, { id }] of people.entries())
    await call('PUT', `/training/participants/${id}/wishes`, {
      wishes: [0, 4, 8].flatMap((slot) =>
        wishedBy(at + slot).map((place, index) => ({
          workshopId: workshops[slot + place].id,
          rank: index + 1,
        })),
      ),
    })
  const { id: allocation } = await call('POST', `/training/events/${wishes}/allocations`, {})
  await waitFor(
    async () => (await call('GET', `/training/allocations/${allocation}`)).state === 'draft',
    FILL_MS,
  )
  return { event, wishes, allocation, key }
}

const CLASSES = ['3A', '3B', '4A', '4C', '5B']
/** Which of four workshops people like best: the first most of all. */
const LIKED = [0, 2, 0, 1, 0, 3, 1, 0] as const

/** Three different ones of four, dearest first. */
function wishedBy(person: number): number[] {
  const first = LIKED[(person * 5) % LIKED.length] as number
  return [first, (first + 1 + (person % 3)) % 4, (first + 1 + ((person + 1) % 3)) % 4]
}

const WAYS = { timezoneId: 'Europe/Oslo', locale: 'en-GB' }

test('pictures for the documentation', { timeout: 600_000 }, async () => {
  mkdirSync(FOLDER, { recursive: true })
  const isWanted = (name: string) => WANTED.length === 0 || WANTED.includes(name)
  if (isWanted('first-run')) {
    const empty = await openConsole()
    const printed = await ensureFirstAdministrator(empty.atelier.kernel.identity)
    const first = (page: Page) => page.getByLabel('New password (required)').waitFor()
    await take(await empty.visit(WAYS), 'first-run', { path: `/#first=${printed?.password}`, first })
  }
  const house = await openConsole({
    // The page about letters names the address of the server.
    ATELIER_PORT: '8080',
    ATELIER_WEBHOOKS_ALLOW: '127.0.0.1',
    ATELIER_RESERVE_BYTES: '512000000',
  })
  const made = await furnish(house)
  const pictures = picturesOf(made)
  const visit = await house.visit({ as: 'ada', ...WAYS })
  for (const [name, picture] of Object.entries(pictures)) if (isWanted(name)) await take(visit, name, picture)
  const stranger = await house.visit(WAYS)
  for (const [name, phone] of [
    ['sign-in', false],
    ['sign-in-phone', true],
  ] as const)
    if (isWanted(name)) await take(stranger, name, { path: '/', phone })
  await made.clear()
})
