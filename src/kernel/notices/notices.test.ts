import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachApp, type TestApp } from '../../../test/support/apps/kernel.ts'
import { cookieOf, signIn } from '../../../test/support/browser-session.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { inTransaction } from '../db/db.ts'
import { createAccount } from '../identity/account.ts'
import { createGroup, setMember, setRoles } from '../identity/group.ts'
import type { NewNotice } from './notices.ts'

const PASSWORD = 'correct horse battery'
const system = { via: 'system' } as const

/** An installation with a service whose notices these are. */
async function withNotices(opened: TestApp) {
  const { notices, db, identity } = opened.kernel
  const kind = { kind: 'study.arrived', service: 'study', title: 'Something arrived' }
  notices.define({ ...kind, default: { console: true, mail: false } })
  identity.ladders.set('study', ['owner', 'manager', 'coordinator'])
  const send = (more: Partial<NewNotice> & Pick<NewNotice, 'to'>) =>
    inTransaction(db, (tx) =>
      notices.send(tx, {
        kind: kind.kind,
        title: 'It is here',
        text: 'Look at it.',
        link: '/app/x',
        ...more,
      }),
    )
  const mails = () => db.selectFrom('kernel_mail').selectAll().orderBy('id').execute()
  return { send, mails }
}

eachApp((open, name) => {
  test(`a notice reaches those it is for, once, and is read once (${name})`, async () => {
    const opened = await open()
    const { send } = await withNotices(opened)
    const [ada, ben] = [await opened.as('ada'), await opened.as('ben')]
    await send({ to: [ada.id, ada.id] })
    const page = (await ada.get('/api/me/notices?unread=true')).json()
    const [first] = page.items
    assert.equal(page.items.filter((each: { kind: string }) => each.kind === 'study.arrived').length, 1)
    assert.equal(first.title, 'It is here')
    assert.equal(first.link, '/app/x')
    assert.equal((await ben.post(`/api/me/notices/${first.id}/read`)).statusCode, 404)
    assert.equal((await ada.post(`/api/me/notices/${first.id}/read`)).statusCode, 204)
    assert.equal((await ada.get('/api/me/notices')).json().unread, page.unread - 1)
    assert.ok((await ada.get('/api/me/notices')).json().items[0].readAt)
  })

  test(`reading all up to one leaves what came meanwhile (${name})`, async () => {
    const opened = await open()
    const { send } = await withNotices(opened)
    const ada = await opened.as('ada')
    await send({ to: [ada.id] })
    const [seen] = (await ada.get('/api/me/notices')).json().items
    await send({ to: [ada.id], title: 'Another' })
    assert.equal((await ada.post('/api/me/notices/read', { upTo: seen.id })).statusCode, 204)
    const left = (await ada.get('/api/me/notices?unread=true')).json()
    assert.deepEqual(
      left.items.map(({ title }: { title: string }) => title),
      ['Another'],
    )
    await ada.post('/api/me/notices/read', {})
    assert.equal((await ada.get('/api/me/notices')).json().unread, 0)
  })

  test(`a role is told: those who have it for the thing, for all, a higher one, or by a group; not the disabled (${name})`, async () => {
    const opened = await open()
    const { send } = await withNotices(opened)
    const { identity, db } = opened.kernel
    const holders = {
      forIt: ['study:coordinator@7'],
      forAll: ['study:coordinator'],
      higher: ['study:owner@7'],
      other: ['study:coordinator@8'],
      none: [],
      off: ['study:coordinator'],
    }
    for (const [who, roles] of Object.entries(holders)) await opened.as(who, { roles })
    const grouped = await opened.as('grouped')
    const group = await createGroup(identity, system, 'Team')
    await setRoles(identity, system, { group: group.id }, ['study:manager@7'])
    await setMember(identity, system, group.id, grouped.id, true)
    const admin = await opened.as('admin')
    await admin.patch(`/api/accounts/${(await opened.as('off')).id}`, { disabled: true })
    await send({ to: { role: 'study:coordinator@7' } })
    const rows = await db
      .selectFrom('kernel_notice as n')
      .innerJoin('kernel_account as a', 'a.id', 'n.account_id')
      .select('a.name')
      .where('n.kind', '=', 'study.arrived')
      .orderBy('a.name')
      .execute()
    assert.deepEqual(
      rows.map((row) => row.name),
      ['forAll', 'forIt', 'grouped', 'higher'],
    )
    await send({ to: { role: 'administrator' }, title: 'For the operator' })
    assert.equal((await admin.get('/api/me/notices')).json().items[0].title, 'For the operator')
  })

  test(`people choose what comes by mail and in which language; a choice about an unknown kind is refused (${name})`, async () => {
    const opened = await open()
    const { send, mails } = await withNotices(opened)
    const ada = await opened.as('ada', { roles: ['study:owner'] })
    const { identity } = opened.kernel
    const cor = await createAccount(identity, system, { name: 'cor', email: 'cor@x.org', password: PASSWORD })
    const before = (await mails()).length
    await send({ to: [cor.id] })
    await opened.jobs.drain()
    assert.equal((await mails()).length, before, 'of this kind no mail comes by itself')
    const by = { account: cor.id, via: 'session' } as const
    const { notices } = opened.kernel
    const kinds = [{ kind: 'study.arrived', console: false, mail: true }]
    await notices.saveSettings(by, cor.id, { language: 'nl', kinds })
    await send({
      to: [cor.id],
      title: { en: 'It is here', nl: 'Het is er' },
      text: { en: 'Look.', nl: 'Kijk.' },
    })
    await opened.jobs.drain()
    await opened.jobs.drain()
    const sent = (await mails()).slice(before)
    assert.equal(sent.length, 1)
    assert.equal(sent[0]?.to_address, 'cor@x.org')
    assert.equal(sent[0]?.subject, 'Het is er')
    assert.match(sent[0]?.text ?? '', /Beste cor,\n\nKijk\.\n\nhttp:\/\/\S+\/app\/x\n/)
    assert.equal(await notices.countUnread(cor.id), 1, 'not below the bell')
    const shown = (await ada.get('/api/me/notice-settings')).json()
    assert.ok(shown.kinds.some(({ kind }: { kind: string }) => kind === 'study.arrived'))
    const stranger = (await (await opened.as('ben')).get('/api/me/notice-settings')).json()
    assert.ok(stranger.kinds.every(({ service }: { service: string }) => service === 'kernel'))
    const unknown = { language: 'en', kinds: [{ kind: 'x.y', console: true, mail: true }] }
    assert.equal((await ada.put('/api/me/notice-settings', unknown)).json().code, 'unknown_kind')
    const saved = await ada.put('/api/me/notice-settings', { language: 'nl', kinds })
    assert.equal(saved.json().language, 'nl')
  })

  test(`what is rolled back tells nobody, and a kind that nobody defined is a mistake (${name})`, async () => {
    const opened = await open()
    const { send } = await withNotices(opened)
    const { notices, db } = opened.kernel
    const ada = await opened.as('ada')
    const { unread } = (await ada.get('/api/me/notices')).json()
    await assert.rejects(
      inTransaction(db, async (tx) => {
        await notices.send(tx, { to: [ada.id], kind: 'study.arrived', title: 'x', text: 'y' })
        throw new Error('no')
      }),
    )
    await assert.rejects(send({ to: [ada.id], kind: 'study.unknown' }), /not defined/)
    assert.equal((await ada.get('/api/me/notices')).json().unread, unread)
  })

  test(`A2: the live feed tells of a notice only the one it is for (${name})`, async () => {
    const opened = await open()
    const { send } = await withNotices(opened)
    const ada = await opened.as('ada')
    const { journal } = opened.kernel
    await send({ to: [ada.id] })
    await waitFor(async () => {
      const rows = await journal.list({ action: 'notice.sent', limit: 50 })
      return rows.some(
        (row) => row.audience === `account:${ada.id}` && row.details === '{"kind":"study.arrived"}',
      )
    })
    const told = await journal.list({ action: 'notice.sent', limit: 50 })
    assert.ok(told.every((row) => !JSON.stringify(row).includes('It is here')))
  })

  test(`a sign-in from a browser that the account never used is told to it, and no other is (${name})`, async () => {
    const opened = await open()
    const { identity, db } = opened.kernel
    await createAccount(identity, system, { name: 'ada', password: PASSWORD })
    const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' }
    const enter = (cookie = '') =>
      signIn(opened, { name: 'ada', password: PASSWORD, headers: { ...headers, ...(cookie && { cookie }) } })
    const told = () =>
      db.selectFrom('kernel_notice').select('text').where('kind', '=', 'account.new-browser').execute()
    const first = await enter()
    assert.equal((await told()).length, 0, 'the first one is no news')
    const known = [first.headers['set-cookie']].flat().find((each) => each?.startsWith('atelier-browser='))
    assert.match(known ?? '', /^atelier-browser=\w{43}; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Lax$/)
    await enter(known?.split(';')[0])
    assert.equal((await told()).length, 0)
    await enter()
    const [notice] = await told()
    assert.match(notice?.text ?? '', /with Firefox on Linux \(192\.0\.2\.1\)/)
    assert.ok(cookieOf(first))
  })
})
