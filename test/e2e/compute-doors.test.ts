import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { WebSocketServer } from 'ws'
import { inTransaction } from '../../src/kernel/db/db.ts'
import { openSession } from '../../src/kernel/identity/session.ts'
import { testApp } from '../support/app.ts'
import { openConsole } from '../support/console.ts'
import { placeSession } from '../support/session.ts'

const sockets = new WebSocketServer({ noServer: true })
const program = createServer((request, response) => {
  if (request.url?.includes('/away')) response.writeHead(307, { location: '/api/me' }).end()
  else if (request.url?.includes('/json')) response.end('its own')
  else
    response
      .setHeader('content-type', 'text/html')
      .end('<!doctype html><title>A program</title><h1>It runs</h1>')
})
program.on('upgrade', (request, socket, head) =>
  sockets.handleUpgrade(request, socket, head, (ws) => ws.send('its own')),
)
await new Promise<void>((resolve) => program.listen(0, '127.0.0.1', resolve))
after(() => {
  for (const socket of sockets.clients) socket.terminate()
  program.close()
  program.closeAllConnections()
})
const { port } = program.address() as AddressInfo
// Browsers know that all names below localhost are this machine.
const house = await openConsole({ ATELIER_COMPUTE_PASSTHROUGH_WILDCARD_DOMAIN: 'sessions.localhost' })
const ada = await house.person('ada', { roles: ['compute:user'] })
await house.person('root', { administrator: true })
const session = await placeSession(house.atelier, ada, { port, helperPort: port })
// Without that domain sessions share the console's origin.
const shared = await testApp()
const { id: owner } = await shared.as('ada', { roles: ['compute:user'] })
const beside = await placeSession(shared, owner, { port })

/** What a program's page tries, as its script. */
const TRY = `async (path) => {
  const read = (address) =>
    fetch(address, { headers: { 'x-atelier': '1' } }).then((answer) => answer.text(), () => 'refused')
  const heard = new Promise((resolve) => {
    const socket = new WebSocket(location.origin.replace('http', 'ws') + path + '/socket')
    socket.onmessage = ({ data }) => resolve(data)
    socket.onerror = () => resolve('refused')
  })
  const look = (seen) => {
    try {
      return seen.document.body.innerText
    } catch {
      return 'refused'
    }
  }
  const frame = document.createElement('iframe')
  frame.src = '/api/me'
  document.body.append(frame)
  await new Promise((resolve) => {
    frame.onload = resolve
  })
  const framed = look(frame.contentWindow)
  const other = window.open('/api/me')
  while (!other.closed && look(other) === '') await new Promise((resolve) => setTimeout(resolve, 10))
  return {
    own: await read(path + '/json'),
    ours: await read('/api/me'),
    away: await read(path + '/away'),
    heard: await heard,
    framed,
    window: other.closed ? 'refused' : look(other),
  }
}`

test('F5: a page of a session reaches its own program, and nothing of ours in the name of who looks at it', async () => {
  const { page } = await house.visit()
  const url = await shared.listen()
  const { secret } = await inTransaction(shared.kernel.db, (tx) =>
    openSession(tx, { accountId: owner, now: shared.clock.now() }),
  )
  await page.context().addCookies([{ name: 'atelier', value: secret, url }])
  await page.goto(`${url}${beside.path}/`)
  await page.getByRole('heading', { name: 'It runs' }).waitFor()
  const found = await page.evaluate<Record<string, string>>(`(${TRY})('${beside.path}')`)
  assert.deepEqual(
    [found.own, found.ours, found.heard, found.framed, found.window],
    ['its own', 'refused', 'its own', 'refused', 'refused'],
  )
  // A redirect to our address has become one to the program's own.
  assert.match(found.away ?? '', /It runs/)
})

test('somebody comes in by a link, its owner sees that, and revokes it; ports are opened and closed', async () => {
  const owner = await house.visit({ as: 'ada' })
  const { page } = owner
  await owner.open(await addressOf())
  await page.getByRole('button', { name: 'Make a link' }).click()
  await page.getByLabel('use it like you').check()
  await page.getByRole('button', { name: 'Make it' }).click()
  const address = await page.locator('code').filter({ hasText: '/app/compute/enter#' }).textContent()
  await page.getByRole('button', { name: 'I have copied it' }).click()
  await page.getByText('Use it', { exact: true }).waitFor()

  const guest = await house.visit()
  await guest.page.goto(address ?? '')
  await guest.page.getByLabel('Your name').fill('Grace')
  assert.ok(!guest.page.url().includes('#'))
  await guest.accessible()
  await guest.page.getByRole('button', { name: 'Come in' }).click()
  await guest.page.getByRole('heading', { name: 'It runs' }).waitFor()
  const { hostname, search } = new URL(guest.page.url())
  assert.equal(hostname, `job-${session.id}-${session.label}.sessions.localhost`)
  assert.equal(search, '')
  await page.getByText(/last used/).waitFor()
  await page.getByRole('button', { name: /^Revoke link/ }).click()
  await page.getByRole('button', { name: 'Revoke it' }).click()
  await page.getByText('Nobody else has a link').waitFor()

  await page.getByRole('button', { name: 'Open a port' }).click()
  await page.getByLabel('Port (required)').fill('8888')
  await page.getByLabel('Name', { exact: true }).fill('Dashboard')
  await page.getByRole('button', { name: 'Open it' }).click()
  await page.getByText('Dashboard').waitFor()
  await owner.accessible()
  await page.getByRole('button', { name: 'Close port 8888' }).click()
  await page.getByText('No further port is open').waitFor()
  owner.clean()
})

test('A12: an administrator opens somebody else’s session with a reason, and not without', async () => {
  const { page, open } = await house.visit({ as: 'root' })
  await open(await addressOf())
  await page.getByRole('button', { name: 'Open with a reason' }).click()
  await page.getByRole('button', { name: 'Open it' }).click()
  await page.getByRole('link', { name: 'Say why: its owner reads it.' }).waitFor()
  await page.getByRole('dialog').getByLabel('Reason (required)').fill('It fills the disk.')
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('button', { name: 'Open it' }).click(),
  ])
  await tab.getByRole('heading', { name: 'It runs' }).waitFor()
})

async function addressOf(): Promise<string> {
  const { workspace_id } = (await house.atelier.kernel.db
    .selectFrom('compute_session' as never)
    .selectAll()
    .executeTakeFirstOrThrow()) as { workspace_id: number }
  return `/app/compute/workspaces/${workspace_id}/sessions/${session.id}`
}
