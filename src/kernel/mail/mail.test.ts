import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { handClock } from '../../../test/support/clock.ts'
import { eachDatabase } from '../../../test/support/database.ts'
import { smtpServer } from '../../../test/support/smtp.ts'
import type { Database } from '../db/database.ts'
import { inTransaction } from '../db/db.ts'
import { Jobs } from '../jobs/jobs.ts'
import { jobsRoom } from '../jobs/migrations.ts'
import { silentLog } from '../log.ts'
import { Mail, type MailOptions, type NewMail } from './mail.ts'
import { mailRoom } from './migrations.ts'

async function mailOn(database: Database, options: Partial<MailOptions> = {}) {
  const clock = handClock(Date.now())
  const jobs = new Jobs({ database, clock, log: silentLog })
  await jobs.prepare()
  const mail = new Mail({ database, jobs, clock, from: 'Atelier <atelier@example.org>', ...options })
  const send = async (more: Partial<NewMail> = {}) => {
    const values = { address: 'https://lab.example.org', time: 'noon' }
    const prepared = await mail.prepare({ to: 'ada@example.org', template: 'test', values, ...more })
    return inTransaction(database.db, (tx) => mail.send(tx, prepared))
  }
  const requeue = (id: number) => inTransaction(database.db, (tx) => mail.requeue(tx, id))
  return { jobs, mail, clock, send, requeue }
}

eachDatabase('mail', (open) => {
  const openOne = () => open({ rooms: [jobsRoom, mailRoom] })

  test('a mail is delivered once with what is attached, and says so', async (t) => {
    const { url, received } = await smtpServer(t)
    const { jobs, mail, send } = await mailOn(await openOne(), { smtpUrl: url })
    const attachment = { name: 'days.ics', type: 'text/calendar; charset=utf-8', text: 'BEGIN:VCALENDAR' }
    await send({ attachment })
    await jobs.drain()
    await jobs.drain()
    assert.equal(received.length, 1)
    assert.match(received[0] ?? '', /Content-Type: text\/calendar; charset=utf-8; name=days\.ics/)
    assert.match(received[0] ?? '', new RegExp(Buffer.from('BEGIN:VCALENDAR').toString('base64')))
    assert.match(received[0] ?? '', /Subject: Test mail of Atelier at https:\/\/lab\.example\.org/)
    assert.match(received[0] ?? '', /To: ada@example\.org/)
    assert.equal((await mail.list({ limit: 5 }))[0]?.state, 'sent')
  })

  test('a server that says later is asked again; one that never answers ends as failed, with its words', async (t) => {
    let refusals = 1
    const { url, received } = await smtpServer(t, {
      onRcptTo(_address, _session, done) {
        refusals -= 1
        done(refusals >= 0 ? Object.assign(new Error('try later'), { responseCode: 451 }) : null)
      },
    })
    const database = await openOne()
    const { jobs, mail, send } = await mailOn(database, { smtpUrl: url })
    await send()
    await jobs.drain()
    assert.match((await mail.list({ limit: 5 }))[0]?.last_error ?? '', /451/)
    const [waiting] = await jobs.list({ limit: 5 })
    await inTransaction(database.db, (tx) => jobs.retry(tx, waiting?.id ?? ''))
    await jobs.drain()
    assert.equal(received.length, 1)
  })

  test('a mail that cannot be sent at all stays as failed and can be tried again', async () => {
    const { mail, send, requeue } = await mailOn(await openOne(), { smtpUrl: 'smtp://127.0.0.1:1' })
    const id = await send()
    await assert.rejects(mail.deliver(id, true), /ECONNREFUSED|ESOCKET/)
    assert.equal((await mail.list({ limit: 5 }))[0]?.state, 'failed')
    assert.equal(await requeue(id), true)
    assert.equal((await mail.list({ limit: 5 }))[0]?.state, 'queued')
    assert.match((await mail.check()) ?? '', /does not take mail/)
  })

  test('without a server mails are kept', async () => {
    const { jobs, mail, send } = await mailOn(await openOne())
    await send()
    await jobs.drain()
    assert.equal((await mail.list({ state: 'kept', limit: 5 })).length, 1)
    assert.match((await mail.check()) ?? '', /No mail server is set/)
  })

  test('a value with line breaks begins no header, and an operator has their own words', async (t) => {
    const { url, received } = await smtpServer(t)
    const templates = mkdtempSync(join(tmpdir(), 'atelier-mail-'))
    mkdirSync(join(templates, 'en'))
    writeFileSync(join(templates, 'en', 'test.txt'), 'Subject: Ours {{address}}\n\nHello {{time}}\n')
    const { jobs, send } = await mailOn(await openOne(), { smtpUrl: url, templates })
    await send({ values: { address: 'a\r\nBcc: eve@example.org', time: 'x' } })
    await jobs.drain()
    assert.match(received[0] ?? '', /Subject: Ours a Bcc: eve@example\.org\r\n/)
    assert.doesNotMatch(received[0] ?? '', /^Bcc:/m)
  })

  test('a template speaks the language asked for, and refuses what it was not given', async () => {
    const { mail } = await mailOn(await openOne())
    const values = { address: 'x', time: 'y' }
    assert.match(
      (await mail.prepare({ to: 'a@b', template: 'test', values, language: 'nl' })).subject,
      /Testmail/,
    )
    assert.match(
      (await mail.prepare({ to: 'a@b', template: 'test', values, language: 'fr' })).subject,
      /Test mail/,
    )
    await assert.rejects(
      mail.prepare({ to: 'a@b', template: 'test', values: { address: 'x' } }),
      /asks for time/,
    )
    await assert.rejects(mail.prepare({ to: 'a@b', template: '../../secret', values }), /no template/)
  })
})
