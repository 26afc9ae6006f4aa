import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachApp, type TestApp } from '../../../test/support/apps/kernel.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { inTransaction } from '../db/db.ts'

async function send({ kernel }: TestApp, to: string, state?: 'failed'): Promise<number> {
  const values = { address: 'http://atelier.test', time: 'now' }
  const prepared = await kernel.mail.prepare({ to, template: 'test', values })
  return inTransaction(kernel.db, async (tx) => {
    const id = await kernel.mail.send(tx, prepared)
    if (state) await tx.updateTable('kernel_mail').set({ state }).where('id', '=', id).execute()
    return id
  })
}

eachApp((open, name) => {
  test(`mails that are kept because there is no server can be found and read, and who read one is in the journal (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    const id = await send(opened, 'P1@x.org')
    await send(opened, 'p2@x.org')
    await send(opened, 'p3@y.org', 'failed')
    const page = (await admin.get('/api/mails?limit=1&state=kept')).json()
    assert.deepEqual([page.items[0].to, page.server, page.counts.kept], ['p2@x.org', false, 2])
    assert.equal('text' in page.items[0], false)
    const rest = (await admin.get(`/api/mails?limit=1&state=kept&before=${page.next}`)).json()
    assert.deepEqual([rest.items[0].to, rest.next], ['P1@x.org', null])
    const found = (await admin.get('/api/mails?search=p1@X')).json().items
    assert.deepEqual(
      found.map((each: { id: number }) => each.id),
      [id],
    )
    assert.match((await admin.get(`/api/mails/${id}`)).json().text, /can send mail/)
    const entries = () => opened.kernel.journal.list({ action: 'mail.read', object: `mail:${id}`, limit: 2 })
    await waitFor(async () => (await entries()).length === 1)
    const ada = await opened.as('ada')
    assert.equal((await ada.get(`/api/mails/${id}`)).statusCode, 403)
  })

  test(`what cannot be sent is tried again or thrown away; what was sent is neither (${name})`, async () => {
    const opened = await open({ env: { ATELIER_SMTP_URL: 'smtp://127.0.0.1:1' } })
    const admin = await opened.as('admin')
    const ids = [await send(opened, 'a@x.org', 'failed'), await send(opened, 'b@x.org', 'failed')]
    const queued = await send(opened, 'c@x.org')
    assert.equal((await admin.post(`/api/mails/${ids[0]}/retry`)).statusCode, 204)
    assert.equal((await admin.post(`/api/mails/${ids[0]}/retry`)).json().code, 'mail_not_waiting')
    assert.equal((await admin.delete(`/api/mails/${queued}`)).json().code, 'mail_not_waiting')
    assert.deepEqual((await admin.post('/api/mails/retry', { state: 'failed' })).json(), { retried: 1 })
    const other = await send(opened, 'd@x.org', 'failed')
    assert.equal((await admin.delete(`/api/mails/${other}`)).statusCode, 204)
    assert.equal((await admin.get(`/api/mails/${other}`)).statusCode, 404)
    assert.equal((await admin.post('/api/mails/999999/retry')).statusCode, 404)
  })

  test(`a test mail goes to whoever asks, if they have an address (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    assert.equal((await admin.post('/api/mails/test')).json().code, 'no_address')
    assert.equal((await admin.patch(`/api/accounts/${admin.id}`, { email: 'root@x.org' })).statusCode, 200)
    const sent = await admin.post('/api/mails/test')
    assert.equal(sent.statusCode, 202)
    assert.deepEqual([sent.json().to, sent.json().state], ['root@x.org', 'kept'])
    assert.equal((await admin.post('/api/mails/retry', { state: 'kept' })).json().code, 'no_mail_server')
  })
})
