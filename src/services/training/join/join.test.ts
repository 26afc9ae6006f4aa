import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachApp, type TestApp, testApp } from '../../../../test/support/apps/training.ts'
import { OWN } from '../../../../test/support/browser-session.ts'
import { stageEvent } from '../../../../test/support/training.ts'
import { waitFor } from '../../../../test/support/wait.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import { changeEvent } from '../events/event.ts'
import { choicesOf } from '../participants/participant-list.store.ts'
import { replaceParticipants } from '../participants/participant-replace.ts'

const JOIN = '/api/training/join'
const NINE = Date.UTC(2027, 2, 10, 8)
const HOUR = 3_600_000

/** Somebody's page: what it asks with its cookie. */
async function page({ app }: TestApp, key: string, address = '192.0.2.7') {
  const signedIn = await app.inject({
    method: 'POST',
    url: `${JOIN}/sign-in`,
    headers: OWN,
    remoteAddress: address,
    payload: { key },
  })
  const [set = ''] = [signedIn.headers['set-cookie']].flat()
  const cookie = set.split(';')[0] ?? ''
  const call = (method: 'GET' | 'PUT' | 'POST' | 'DELETE', url: string, payload?: object, more = {}) =>
    app.inject({ method, url: JOIN + url, headers: { ...OWN, cookie, ...more }, ...(payload && { payload }) })
  return {
    signedIn,
    set,
    cookie,
    call,
    me: async () => (await call('GET', '/me')).json(),
    choose: (workshopIds: number[], key?: string) =>
      call('PUT', '/me/choice', { workshopIds }, key && { 'idempotency-key': key }),
  }
}

async function week(app: TestApp, more: Partial<Parameters<typeof stageEvent>[1]> = {}) {
  const { training } = app.atelier
  assert.ok(training)
  const { id, workshops } = await stageEvent(training, {
    name: 'Research Skills Week',
    changes: { zone: 'Europe/Brussels' },
    workshops: {
      'Statistics from zero': { moment: 'Wed morning', seats: 2, startsAt: NINE, endsAt: NINE + 2 * HOUR },
      'Figures in R': { moment: 'Wed afternoon', seats: 1, startsAt: NINE + 4 * HOUR, room: 'B204' },
      'Statistics clinic': { moment: 'Wed afternoon', seats: 5, startsAt: NINE + 4 * HOUR },
      Speech: { moment: 'Thu, late; maybe', seats: 3, teacher: 'Samuel' },
      'For others': { moment: 'Wed morning', seats: 3, targetGroup: 'B' },
    },
    links: [['Statistics from zero', 'Statistics clinic', 'exclusive']],
    people: {
      Noor: { key: 'NOORKEY7' },
      Amara: { key: 'AMARAKE2' },
      Birk: { key: 'BIRKKEY3' },
      Else: { key: 'set-by-hand', group: 'B' },
    },
    ...more,
  })
  return { eventId: id, training, idOf: (title: string) => workshops[title] ?? 0 }
}

test('a participant signs in with a key, and a changed key, a foreign page and a wrong key open nothing', async () => {
  const app = await testApp()
  const { eventId, training } = await week(app)
  const noor = await page(app, ' noor key7 ')
  assert.deepEqual(noor.signedIn.json(), { eventId })
  assert.match(noor.set, /^atelier-join=\S+; Max-Age=2592000; Path=\/api\/training; HttpOnly; SameSite=Lax$/)
  assert.ok(!noor.set.includes('NOORKEY7'))
  assert.equal((await noor.me()).participant.name, 'Noor')
  assert.equal((await page(app, 'set-by-hand')).signedIn.statusCode, 200)

  const wrong = await page(app, 'NOORKEY8')
  assert.equal(wrong.signedIn.statusCode, 401)
  assert.equal(wrong.signedIn.json().code, 'key_unknown')
  assert.equal((await wrong.call('GET', '/me')).json().code, 'key_needed')
  const foreign = await noor.call(
    'PUT',
    '/me/choice',
    { workshopIds: [1] },
    { origin: 'https://evil.example' },
  )
  assert.equal(foreign.json().code, 'foreign_origin', 'A10')
  const bare = await noor.call('PUT', '/me/choice', { workshopIds: [1] }, { 'x-atelier': '0' })
  assert.equal(bare.statusCode, 403)
  const bearer = { authorization: `Bearer ${noor.cookie.slice('atelier-join='.length)}` }
  assert.equal((await app.inject({ url: `${JOIN}/me`, headers: bearer })).statusCode, 200)
  const account = await app.as('admin')
  assert.equal((await account.get(`${JOIN}/me`)).statusCode, 401)

  for (let i = 1; i < 150; i += 1) await page(app, `WRONG${i}`, '198.51.100.9')
  assert.equal((await page(app, 'NOORKEY7', '198.51.100.9')).signedIn.statusCode, 200, 'A8: 149 wrong ones')
  await page(app, 'WRONG', '198.51.100.9')
  const slowed = await page(app, 'NOORKEY7', '198.51.100.9')
  assert.equal(slowed.signedIn.statusCode, 429)
  assert.ok(slowed.signedIn.headers['retry-after'])
  assert.equal((await page(app, 'NOORKEY7', '198.51.100.10')).signedIn.statusCode, 200)

  await noor.call('POST', '/sign-out')
  const { db } = training
  const { id } = (await noor.me()).participant
  const rows = () =>
    db.selectFrom('training_participant').select('signed_in_at').where('id', '=', id).execute()
  await waitFor(async () => (await rows())[0]?.signed_in_at === app.clock.now())
  const items = [{ id, full_name: 'Noor', identity: 'ANOTHER9' }]
  await replaceParticipants(training, { via: 'system' }, { eventId, items })
  assert.equal((await noor.call('GET', '/me')).statusCode, 401, 'a changed key')
  assert.equal((await (await page(app, 'ANOTHER9')).me()).participant.name, 'Noor')
})

test('a page shows every workshop with the reason why not, and a refused change keeps the old choice and says so', async () => {
  const app = await testApp()
  const { eventId, idOf, training } = await week(app)
  const noor = await page(app, 'NOORKEY7')
  const [zero, figures, clinic, speech, others] = [
    idOf('Statistics from zero'),
    idOf('Figures in R'),
    idOf('Statistics clinic'),
    idOf('Speech'),
    idOf('For others'),
  ]
  const reasons = async () =>
    Object.fromEntries(
      (await noor.me()).workshops.map((each: { id: number; whyNot: unknown }) => [each.id, each.whyNot]),
    )
  const first = await noor.me()
  assert.deepEqual(
    first.moments.map(({ moment }: { moment: string }) => moment),
    ['Wed morning', 'Wed afternoon', 'Thu, late; maybe'],
    'by the clock, and what has no time behind it',
  )
  assert.deepEqual((await reasons())[others], { rule: 'group', otherId: null })

  const own = (await noor.me()).participant.id
  const chosen = await noor.choose([zero, speech], 'once')
  assert.deepEqual(chosen.json(), { workshopIds: [zero, speech] })
  const inOrder = (await choicesOf(training.db, [own])).map(({ title }) => title)
  assert.deepEqual(inOrder, ['Statistics from zero', 'Speech'], 'by the clock, not by the text of the slot')
  assert.deepEqual((await reasons())[clinic], { rule: 'exclusive', otherId: zero })
  const { entries } = { entries: (await noor.me()).choice }
  assert.equal((await (await page(app, 'AMARAKE2')).choose([figures])).statusCode, 200)
  assert.deepEqual((await reasons())[figures], { rule: 'full', otherId: null })

  const refused = await noor.choose([zero, figures])
  assert.equal(refused.statusCode, 403)
  assert.equal(
    refused.json().detail,
    'Somebody took the last seat of “Figures in R” a moment ago. Your earlier choice still stands.',
  )
  assert.equal(refused.json().workshop, figures)
  const linked = await noor.choose([zero, clinic])
  assert.match(linked.json().detail, /“Statistics (clinic|from zero)” cannot be combined with “Statistics/)
  assert.equal((await noor.choose([zero, others])).json().code, 'outside_group')
  assert.deepEqual((await noor.me()).choice, entries, 'R11: rows and times are the same')

  const many = await Promise.all(Array.from({ length: 20 }, () => noor.choose([speech], 'many')))
  for (const { body } of many) assert.deepEqual(JSON.parse(body), { workshopIds: [speech] }, 'R10')
  const birk = await page(app, 'BIRKKEY3')
  assert.equal((await birk.choose([speech], 'many')).statusCode, 200)
  assert.equal((await birk.me()).choice.length, 1, 'R10: another’s key at the same school is not theirs')
  assert.deepEqual(
    (await noor.choose([zero, speech], 'once')).json(),
    { workshopIds: [zero, speech] },
    'R10: a retry that comes late gives the old answer',
  )
  assert.deepEqual(
    (await noor.me()).choice.map(({ workshopId }: { workshopId: number }) => workshopId),
    [speech],
  )

  assert.deepEqual((await noor.choose([])).json(), { workshopIds: [] }, 'the last place is given back too')
  assert.deepEqual((await noor.me()).choice, [])

  await changeEvent(training, { via: 'system' }, { id: eventId, changes: { available: false } })
  assert.equal((await noor.choose([])).json().code, 'registration_closed')
  assert.deepEqual((await reasons())[zero], { rule: 'closed', otherId: null })
  assert.equal(
    (await noor.choose([zero])).json().detail,
    'Registration is not open now. Your earlier choice still stands.',
  )
})

test('the timetable is a calendar of RFC 5545, with what has no time left out', async () => {
  const app = await testApp()
  const title = 'Räume; und, \\ „Zeiten“ — a title that is longer than a line of a calendar may be 👩‍🔬'
  const { idOf } = await week(app, {
    workshops: {
      [title]: {
        moment: 'Wed',
        seats: 5,
        startsAt: NINE,
        endsAt: NINE + HOUR,
        room: 'B2',
        description: 'One\nTwo',
      },
      'Some day': { moment: 'later', seats: 5 },
    },
    links: [],
  })
  const noor = await page(app, 'NOORKEY7')
  await noor.choose([idOf('Some day')])
  assert.equal((await noor.call('GET', '/me/timetable.ics')).json().code, 'no_times')
  await noor.choose([idOf('Some day'), idOf(title)])
  const { body, headers } = await noor.call('GET', '/me/timetable.ics')
  assert.equal(headers['content-type'], 'text/calendar; charset=utf-8')
  const lines = body.split('\r\n')
  assert.equal(lines.pop(), '')
  assert.ok(lines.every((line) => Buffer.byteLength(line) <= 75 && line.isWellFormed()))
  const unfolded = body.replaceAll('\r\n ', '').split('\r\n')
  assert.equal(unfolded.filter((line) => line === 'BEGIN:VEVENT').length, 1)
  const { participant } = await noor.me()
  for (const line of [
    'VERSION:2.0',
    'DTSTART:20270310T080000Z',
    'DTEND:20270310T090000Z',
    'LOCATION:B2',
    'DESCRIPTION:One\\nTwo',
    'X-WR-TIMEZONE:Europe/Brussels',
    'SUMMARY:Räume\\; und\\, \\\\ „Zeiten“ — a title that is longer than a line of a calendar may be 👩‍🔬',
  ])
    assert.ok(unfolded.includes(line), `${line}\n${body}`)
  const uid = `UID:training-${idOf(title)}-${participant.id}@`
  assert.ok(unfolded.some((line) => line.startsWith(uid)))
  app.clock.advance(HOUR)
  const again = (await noor.call('GET', '/me/timetable.ics')).body
  assert.deepEqual(
    again.match(/UID:.*/g),
    body.match(/UID:.*/g),
    'a second import changes, and does not double',
  )
})

test('whoever waits for a full workshop sees their place, and takes the seat that falls free', async () => {
  const app = await testApp()
  const { idOf } = await week(app)
  const figures = idOf('Figures in R')
  const [noor, amara, birk] = [
    await page(app, 'NOORKEY7'),
    await page(app, 'AMARAKE2'),
    await page(app, 'BIRKKEY3'),
  ]
  await amara.choose([figures, idOf('Speech')])
  await noor.choose([idOf('Statistics clinic')])
  const wait = (who: typeof noor) => who.call('POST', `/me/waiting/${figures}`, { swap: false })
  assert.deepEqual((await wait(noor)).json(), { position: 1 })
  assert.deepEqual((await wait(birk)).json(), { position: 2 })
  const seen = (await birk.me()).workshops.find(({ id }: { id: number }) => id === figures)
  assert.equal(seen.waiting, 2)
  assert.deepEqual((await birk.me()).line, [{ workshopId: figures, position: 2, offerUntil: null }])
  assert.equal((await birk.call('DELETE', `/me/waiting/${figures}`)).statusCode, 204)

  await amara.choose([idOf('Speech')])
  const [offer] = (await noor.me()).line
  assert.ok(offer.offerUntil, JSON.stringify(offer))
  const mine = (await noor.me()).workshops.find(({ id }: { id: number }) => id === figures)
  assert.deepEqual([mine.taken, mine.whyNot], [1, null], 'the kept seat is taken, and theirs')
  const inTheWay = await noor.call('POST', `/me/offers/${figures}/accept`, { swap: false })
  assert.equal(inTheWay.statusCode, 409, inTheWay.body)
  const taken = await noor.call('POST', `/me/offers/${figures}/accept`, { swap: true })
  assert.equal(taken.statusCode, 204, taken.body)
  assert.deepEqual(
    (await noor.me()).choice.map(({ workshopId }: { workshopId: number }) => workshopId),
    [figures],
  )
})

/** What a stream has said so far. */
async function listen(app: TestApp, eventId: number) {
  const gone = new AbortController()
  const url = `${await app.listen()}${JOIN}/events/${eventId}/live`
  const answer = await fetch(url, { signal: gone.signal })
  const said: { event: string; data: Record<string, [taken: number, waiting: number]> }[] = []
  const reading = (async () => {
    let text = ''
    for await (const part of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += part
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? []
        if (event) said.push({ event, data: JSON.parse(data ?? '{}') })
      }
    }
  })().catch((error) => {
    if (!gone.signal.aborted) throw error
  })
  return { answer, said, reading, leave: () => gone.abort() }
}

eachApp((open, name) => {
  test(`a page hears live how many seats are taken and nothing about people, also by another node (${name})`, async () => {
    const app = await open()
    const { eventId, idOf, training } = await week(app)
    const speech = idOf('Speech')
    const amara = await page(app, 'AMARAKE2')
    await amara.choose([idOf('Figures in R')])
    const live = await listen(app, eventId)
    await waitFor(() => live.said.length === 1)
    assert.equal(live.said[0]?.data[idOf('Figures in R')]?.[0], 1)
    assert.equal(live.said[0]?.data[speech]?.[0], 0)

    await amara.choose([speech])
    await (await page(app, 'BIRKKEY3')).choose([speech])
    await waitFor(() => live.said.findLast(({ data }) => speech in data)?.data[speech]?.[0] === 2)
    const figures = idOf('Figures in R')
    const back = live.said.findLast(({ data }) => figures in data)?.data[figures]
    assert.deepEqual(back, [0, 0], 'the seat that was given back')
    assert.ok(!JSON.stringify(live.said).includes('Birk'))

    if (name === 'PostgreSQL') {
      const { id } = (await (await page(app, 'NOORKEY7')).me()).participant
      const row = { event_id: eventId, workshop_id: speech, participant_id: id, source: 'self' as const }
      await inTransaction(training.db, async (tx) => {
        await tx
          .insertInto('training_registration')
          .values({ ...row, fixed: 0 })
          .execute()
        const entry = { by: {}, action: 'training.registration.made', service: 'training' }
        await app.kernel.journal.record(tx, { ...entry, details: { event: eventId } })
      })
      await waitFor(() => live.said.findLast(({ data }) => speech in data)?.data[speech]?.[0] === 3)
    }
    await changeEvent(training, { via: 'system' }, { id: eventId, changes: { available: false } })
    await waitFor(() => live.said.at(-1)?.event === 'changed')

    assert.equal((await app.inject({ url: `${JOIN}/events/987654321/live` })).statusCode, 404)
    await app.close()
    await live.reading
    assert.equal(live.said.at(-1)?.event, 'end', 'R7')
  })
})
