import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../../../../test/support/apps/training.ts'
import { smtpServer } from '../../../../test/support/smtp.ts'
import { stageEvent } from '../../../../test/support/training.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import { changeEvent } from '../events/event.ts'
import { chooseWorkshops } from '../registrations/registration.ts'
import type { Training } from '../training.ts'
import { joinList } from '../waiting/waiting-list.ts'

const by = { via: 'system' } as const
const MINUTE = 60_000
const DAY = 86_400_000

test('participants with an address hear what they have, what is free for them, and what they miss', async (t) => {
  const smtp = await smtpServer(t)
  const app = await testApp({ env: { ATELIER_SMTP_URL: smtp.url } })
  const { clock, jobs, kernel } = app
  const training = app.atelier.training as Training
  const start = clock.now()
  const slot = { moment: '1. Morning', seats: 1, startsAt: start + 9 * DAY, endsAt: start + 9 * DAY + MINUTE }
  const week = await stageEvent(training, {
    name: 'Skills Week',
    workshops: {
      Lab: { ...slot, room: 'B204', least: 3 },
      Paper: { moment: '2. Noon', seats: 20 },
    },
    people: { Ada: {}, Ben: {}, Cleo: { userClass: '4A' }, Dan: { userClass: '4A' }, Eve: {} },
  })
  const { id } = week
  const idOf = (name: string) => week.people[name]?.id as number
  const address = (name: string, language?: 'nl') =>
    inTransaction(training.db, (tx) =>
      tx
        .updateTable('training_participant')
        .set({ email: `${name.toLowerCase()}@school.example`, language: language ?? null })
        .where('id', '=', idOf(name))
        .execute(),
    )
  for (const name of ['Ada', 'Cleo', 'Eve']) await address(name)
  await address('Ben', 'nl')
  const choose = (name: string, ...titles: string[]) =>
    chooseWorkshops(training, {
      participantId: idOf(name),
      workshopIds: titles.map((title) => week.workshops[title] as number),
      by,
    })
  /** What has come since the last look, as `to: subject`. */
  let seen = 0
  const arrived = () => {
    const fresh = smtp.received.slice(seen)
    seen = smtp.received.length
    return fresh
      .map((mail) => `${/^To: (\w+)@/m.exec(mail)?.[1]}: ${/^Subject: (.*)$/m.exec(mail)?.[1]?.trim()}`)
      .sort()
  }
  const zone = { zone: 'Europe/Brussels', offerMinutes: 30, contact: 'Ask Jonas.' }
  await changeEvent(training, by, { id, changes: { ...zone, closesAt: start + 3 * DAY } })
  await jobs.drain()

  // Two clicks within two minutes are one mail, with the calendar beside it.
  await choose('Ada', 'Paper')
  clock.advance(MINUTE)
  await choose('Ada', 'Paper', 'Lab')
  clock.advance(1.5 * MINUTE)
  await jobs.drain()
  assert.deepEqual(arrived(), [])
  clock.advance(MINUTE)
  await jobs.drain()
  await jobs.drain()
  assert.deepEqual(arrived(), ['ada: Skills Week: your timetable'])
  const [confirmation = ''] = smtp.received
  assert.match(confirmation, /2\. Noon: Paper/)
  assert.match(confirmation, /Lab \(B204\)/)
  assert.match(confirmation, new RegExp(`/app/join/${id}`))
  assert.match(confirmation, /Ask Jonas\./)
  const [, calendar = ''] = /filename=timetable\.ics\r\n\r\n([\s\S]+?)\r\n--/.exec(confirmation) ?? []
  assert.match(Buffer.from(calendar, 'base64').toString(), /SUMMARY:Lab/)
  for (const { key } of Object.values(week.people)) assert.ok(!confirmation.includes(key), 'no key in a mail')

  const person = (name: string) =>
    training.db
      .selectFrom('training_participant')
      .selectAll()
      .where('id', '=', idOf(name))
      .executeTakeFirstOrThrow()
  const lab = week.workshops.Lab as number
  await joinList(training, { participant: await person('Ben'), workshopId: lab, by })
  await joinList(training, { participant: await person('Dan'), workshopId: lab, by })
  await choose('Ada', 'Paper')
  await jobs.drain()
  assert.match(arrived().join(), /^ben: Skills Week: er is een plaats in Lab voor je vrij tot ma 1 mrt/)
  await changeEvent(training, by, { id, changes: { offerMinutes: 0 } })
  await joinList(training, { participant: await person('Eve'), workshopId: lab, by })
  clock.advance(31 * MINUTE)
  await jobs.drain()
  await jobs.drain()
  // Ben let it pass, Dan has the seat but no address; Ada hears of her change.
  assert.deepEqual(arrived(), ['ada: Skills Week: your timetable'])
  await inTransaction(training.db, (tx) =>
    tx.updateTable('training_workshop').set({ seats: 2 }).where('id', '=', lab).execute(),
  )
  clock.advance(2 * MINUTE)
  await jobs.drain()
  assert.deepEqual(arrived(), ['eve: Skills Week: you have a seat in Lab'])

  const manager = await app.as('vera', { roles: [`training:manager@${id}`] })
  const at = `/api/training/events/${id}`
  assert.deepEqual((await manager.get(`${at}/reminders`)).json(), {
    mailed: 2,
    withoutAddress: 0,
    today: 0,
    done: 3,
  })
  assert.equal((await manager.post(`${at}/reminders`, {})).json().code, 'no_selection')
  const toClass = await manager.post(`${at}/reminders`, { classes: ['4A'] })
  assert.deepEqual(toClass.json(), { mailed: 1, withoutAddress: 0, today: 0, done: 1 })
  const toAll = await manager.post(`${at}/reminders`, { all: true })
  assert.deepEqual(toAll.json(), { mailed: 1, withoutAddress: 0, today: 1, done: 3 })
  await jobs.drain()
  assert.deepEqual(arrived(), [
    'ben: Skills Week: je hebt nog niet gekozen',
    'cleo: Skills Week: you have not chosen yet',
  ])

  assert.deepEqual((await manager.get(`${at}/messages?workshop=${lab}`)).json(), {
    mailed: 1,
    withoutAddress: 1,
  })
  const message = { subject: 'Bring goggles', text: 'For the lab.\nWe have ten.', workshopId: lab }
  const written = await manager.post(`${at}/messages`, message)
  assert.equal(written.statusCode, 202, written.body)
  await jobs.drain()
  assert.deepEqual(arrived(), ['eve: Skills Week: Bring goggles'])

  // By the clock: the last day, a workshop under its minimum, and closing; each told once.
  const mails = { confirmations: false, lastDay: true }
  assert.deepEqual((await manager.put(`${at}/mails`, mails)).json(), { ...mails, server: true })
  clock.set(start + 2 * DAY + MINUTE)
  await jobs.drain()
  clock.advance(5 * MINUTE)
  await jobs.drain()
  assert.deepEqual(arrived(), [
    'ben: Skills Week: de laatste dag om te kiezen',
    'cleo: Skills Week: the last day to choose',
  ])
  clock.set(start + 3 * DAY)
  await jobs.drain()
  clock.advance(5 * MINUTE)
  await jobs.drain()
  const notices = await kernel.notices.list({ accountId: manager.id, unread: true, limit: 20 })
  const told = notices.filter((each) => each.kind.startsWith('training.')).map((each) => each.title)
  assert.deepEqual(told.reverse(), [
    'Workshops of Skills Week under their minimum: 1',
    'Skills Week is closed',
  ])
  assert.equal((await (await app.as('eli')).post(`${at}/reminders`, { all: true })).statusCode, 404, 'A2')
  const failed = await jobs.list({ state: 'failed', limit: 10 })
  assert.deepEqual(failed, [])
})
