import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachApp, type TestApp } from '../../../../test/support/apps/training.ts'
import { OWN } from '../../../../test/support/browser-session.ts'
import { type StagedEvent, stageEvent } from '../../../../test/support/training.ts'
import { changeEvent } from '../events/event.ts'
import type { EventChanges } from '../events/event-settings.ts'
import { chooseWorkshops } from '../registrations/registration.ts'
import type { ParticipantRow } from '../tables.ts'
import type { Training } from '../training.ts'
import { changeWorkshop } from '../workshops/workshop.ts'
import { acceptOffer, joinList, leaveList } from './waiting-list.ts'

const by = { via: 'system' } as const
const MINUTE = 60_000
const code = (expected: string) => (error: unknown) => (error as { code?: string }).code === expected

type Wanted = Parameters<typeof stageEvent>[1]

/** An event with people who act by their names. */
async function stage(app: TestApp, wanted: Omit<Wanted, 'name'>, changes: EventChanges = {}) {
  const training = app.atelier.training as Training
  const name = `Week ${wanted.workshops ? Object.keys(wanted.workshops).join(' ') : ''}`
  const event: StagedEvent = await stageEvent(training, { name, ...wanted })
  await changeEvent(training, by, { id: event.id, changes: { offerMinutes: 0, ...changes } })
  const { db } = training
  const workshop = (title: string) => event.workshops[title] as number
  const person = (name: string): Promise<ParticipantRow> =>
    db
      .selectFrom('training_participant')
      .selectAll()
      .where('id', '=', event.people[name]?.id as number)
      .executeTakeFirstOrThrow()
  const line = async (name: string, title: string) => ({
    participant: await person(name),
    workshopId: workshop(title),
    by,
  })
  return {
    training,
    event,
    workshop,
    choose: async (name: string, ...titles: string[]) =>
      chooseWorkshops(training, {
        participantId: (await person(name)).id,
        workshopIds: titles.map(workshop),
        by,
      }),
    join: async (name: string, title: string, swap = false) =>
      (await joinList(training, { ...(await line(name, title)), swap })).position,
    leave: async (name: string, title: string) => leaveList(training, await line(name, title)),
    accept: async (name: string, title: string, swap = false) =>
      acceptOffer(training, { ...(await line(name, title)), swap }),
    /** Who has a seat, by workshop. */
    async seats() {
      const rows = await db
        .selectFrom('training_registration as r')
        .innerJoin('training_participant as p', 'p.id', 'r.participant_id')
        .innerJoin('training_workshop as w', 'w.id', 'r.workshop_id')
        .select(['w.title', 'p.full_name'])
        .where('r.event_id', '=', event.id)
        .orderBy('p.full_name')
        .execute()
      const of = Object.groupBy(rows, (row) => row.title)
      return Object.fromEntries(
        Object.entries(of).map(([title, each]) => [title, each?.map((row) => row.full_name).join(' ')]),
      )
    },
    /** Who waits, in order; with a `!` those for whom a seat is kept. */
    async waits(title: string) {
      const rows = await db
        .selectFrom('training_waiting as q')
        .innerJoin('training_participant as p', 'p.id', 'q.participant_id')
        .select(['p.full_name', 'q.offer_until'])
        .where('q.workshop_id', '=', workshop(title))
        .orderBy('q.id')
        .execute()
      return rows
        .map((row) => row.full_name + ((row.offer_until ?? 0) > app.clock.now() ? '!' : ''))
        .join(' ')
    },
  }
}

eachApp((open, name) => {
  const opened = open()

  test(`a freed seat goes at once to the first who waits and may have it, and theirs to the next (${name})`, async () => {
    const app = await opened
    const morning = { moment: '1. Morning', seats: 1 }
    const week = await stage(app, {
      workshops: {
        Lab: morning,
        Speech: morning,
        Paper: { ...morning, seats: 9 },
        Noon: { moment: '2. Noon', seats: 9 },
      },
      people: {
        Ada: { chosen: ['Lab'] },
        Ben: { chosen: ['Speech'] },
        Cleo: {},
        Dan: { chosen: ['Paper'] },
        Eve: {},
        Fay: { group: 'others' },
      },
    })
    await assert.rejects(week.join('Cleo', 'Paper'), code('seat_free'))
    await assert.rejects(week.join('Ada', 'Lab'), code('already_in'))
    await assert.rejects(week.join('Fay', 'Lab'), code('cannot_take'), 'another group')
    // Dan came first, but has something else then and has not said that it may go: he is passed over and keeps his place.
    assert.equal(await week.join('Dan', 'Lab'), 1)
    assert.equal(await week.join('Ben', 'Lab', true), 2)
    assert.equal(await week.join('Ben', 'Lab', true), 2, 'joining twice is joining once')
    assert.equal(await week.join('Cleo', 'Lab'), 3)
    assert.equal(await week.join('Cleo', 'Speech'), 1)
    assert.equal(await week.join('Eve', 'Speech'), 2)

    await week.choose('Ada', 'Noon')
    // Ada leaves the lab, Ben moves there from Speech, and Cleo gets that seat, in one transaction.
    assert.deepEqual(await week.seats(), { Lab: 'Ben', Speech: 'Cleo', Paper: 'Dan', Noon: 'Ada' })
    assert.equal(await week.waits('Lab'), 'Dan Cleo')
    assert.equal(await week.waits('Speech'), 'Eve')
    const made = await week.training.db
      .selectFrom('training_registration')
      .select('source')
      .where('event_id', '=', week.event.id)
      .where('source', '=', 'waiting')
      .execute()
    assert.equal(made.length, 2)

    // More seats are given on as well, and whoever has said meanwhile that something may go is no longer passed over.
    await week.join('Dan', 'Lab', true)
    const more = { eventId: week.event.id, id: week.workshop('Lab'), changes: { seats: 2 } }
    await changeWorkshop(week.training, by, more)
    assert.deepEqual(await week.seats(), { Lab: 'Ben Dan', Speech: 'Cleo', Noon: 'Ada' })
    await week.leave('Cleo', 'Lab')
    await assert.rejects(week.leave('Cleo', 'Lab'), code('not_waiting'))

    const pair = await stage(app, {
      workshops: {
        Theory: { moment: '1', seats: 1 },
        Practice: { moment: '2', seats: 1 },
        Choir: { moment: '2', seats: 9 },
      },
      people: { Ada: { chosen: ['Theory', 'Practice'] }, Ben: {}, Cleo: { chosen: ['Choir'] } },
      links: [['Theory', 'Practice', 'inclusive']],
    })
    await pair.join('Cleo', 'Theory')
    await pair.join('Ben', 'Practice')
    await pair.choose('Ada', 'Choir')
    // What has to be taken together is given together; Cleo's choir is in the way of the practice.
    assert.deepEqual(await pair.seats(), { Theory: 'Ben', Practice: 'Ben', Choir: 'Ada Cleo' })
    assert.equal(await pair.waits('Theory'), 'Cleo')
  })

  test(`a kept seat is nobody else's until its time is over, and then the next one's in line (${name})`, async () => {
    const app = await opened
    const slot = { moment: '1. Morning', seats: 1 }
    const week = await stage(
      app,
      {
        workshops: { Solder: slot, Weave: { ...slot, seats: 3 }, Late: { moment: '2. Noon', seats: 3 } },
        people: {
          Ada: { chosen: ['Solder'] },
          Ben: { chosen: ['Weave', 'Late'] },
          Cleo: {},
          Dan: {},
          Eve: { userClass: '5A' },
        },
      },
      { offerMinutes: 30 },
    )
    for (const who of ['Ben', 'Cleo', 'Dan']) await week.join(who, 'Solder')
    await week.choose('Ada', 'Weave')
    assert.equal(await week.waits('Solder'), 'Ben! Cleo Dan')
    await assert.rejects(week.choose('Eve', 'Solder'), code('limit_reached'), 'a kept seat is taken')
    await assert.rejects(week.accept('Cleo', 'Solder'), code('offer_over'))
    await assert.rejects(week.accept('Ben', 'Solder'), (error: Error & { extra?: unknown }) => {
      assert.match(error.message, /give back “Weave”/)
      return true
    })
    await week.accept('Ben', 'Solder', true)
    assert.deepEqual(await week.seats(), { Solder: 'Ben', Weave: 'Ada', Late: 'Ben' })

    await week.choose('Ben', 'Late')
    assert.equal(await week.waits('Solder'), 'Cleo! Dan')
    await week.leave('Cleo', 'Solder')
    assert.equal(await week.waits('Solder'), 'Dan!', 'a declined seat goes on')
    await week.join('Cleo', 'Solder')
    await app.jobs.drain()
    app.clock.advance(30 * MINUTE)
    // Before any job has run: Eve comes first now, but Cleo waits.
    await assert.rejects(week.choose('Eve', 'Solder'), code('limit_reached'))
    await assert.rejects(week.accept('Dan', 'Solder'), code('offer_over'))
    await app.jobs.drain()
    assert.equal(await week.waits('Solder'), 'Cleo!', 'who let it pass is out')

    await changeEvent(week.training, by, { id: week.event.id, changes: { available: false } })
    assert.equal(await week.waits('Solder'), 'Cleo', 'closing takes the offer back, and not the place')
    await assert.rejects(week.join('Eve', 'Solder'), code('registration_closed'))
    // Opened again after its time of closing: that time is over, and ends no offer.
    const again = { available: true, closesAt: app.clock.now() - MINUTE }
    await changeEvent(week.training, by, { id: week.event.id, changes: again })
    assert.equal(await week.waits('Solder'), 'Cleo!')
    await week.choose('Cleo', 'Solder')
    assert.equal(await week.waits('Solder'), '', 'choosing it takes the offer')

    // Whose class opens later is passed over and keeps the place; the clock serves them when it does.
    await week.join('Eve', 'Solder')
    const now = app.clock.now()
    const openings = [{ kind: 'class' as const, value: '5A', opensAt: now + 60 * MINUTE }]
    const staggered = { available: false, opensAt: now + MINUTE, closesAt: null, openings }
    await changeEvent(week.training, by, { id: week.event.id, changes: staggered })
    app.clock.advance(2 * MINUTE)
    await week.choose('Cleo', 'Late')
    assert.equal(await week.waits('Solder'), 'Eve')
    app.clock.advance(60 * MINUTE)
    await app.jobs.drain()
    assert.equal(await week.waits('Solder'), 'Eve!')
  })

  test(`R11: 24 leave, 24 choose and 24 wait at once, and no seat is sold twice nor anybody passed (${name})`, async () => {
    const app = await opened
    const names = (letter: string) =>
      Array.from({ length: 24 }, (_, at) => `${letter}${String(at).padStart(2, '0')}`)
    const [inside, outside, waiting] = [names('in'), names('out'), names('wait')]
    const week = await stage(app, {
      workshops: { Glass: { moment: '1', seats: 24 }, Other: { moment: '1', seats: 999 } },
      people: Object.fromEntries([
        ...inside.map((each) => [each, { chosen: ['Glass'] }]),
        ...[...outside, ...waiting].map((each) => [each, {}]),
      ]),
    })
    const manager = await app.as('vera', { roles: [`training:manager@${week.event.id}`] })
    for (const each of waiting.slice(0, 12)) await week.join(each, 'Glass')
    const notices = await app.kernel.notices.list({ accountId: manager.id, unread: true, limit: 20 })
    const growth = notices.filter(({ kind }) => kind === 'training.waiting-grows')
    assert.deepEqual(
      growth.map(({ title }) => title),
      ['10 people wait for “Glass”'],
    )
    const outcomes = await Promise.allSettled([
      ...inside.flatMap((each, at) => [
        week.choose(each, 'Other'),
        week.choose(outside[at] as string, 'Glass'),
        ...(at < 12 ? [week.join(waiting[12 + at] as string, 'Glass')] : []),
      ]),
    ])
    const refusals = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []))
    assert.deepEqual(
      refusals.filter((each) => !['limit_reached', 'seat_free'].includes(each)),
      [],
    )
    const { Glass = '' } = await week.seats()
    const seated = Glass.split(' ')
    assert.equal(seated.length, 24, 'all seats are taken, each by one')
    assert.equal(new Set(seated).size, 24)
    const joined = await week.training.db
      .selectFrom('kernel_journal')
      .select('object')
      .where('action', '=', 'training.waiting.joined')
      .where(
        'object',
        'in',
        waiting.map((each) => `training.participant:${week.event.people[each]?.id}`),
      )
      .orderBy('id')
      .execute()
    const moved = await week.training.db
      .selectFrom('training_registration')
      .select('participant_id')
      .where('event_id', '=', week.event.id)
      .where('source', '=', 'waiting')
      .execute()
    assert.ok(moved.length >= 12)
    // Those who have moved up are the first of the line, with nobody left between them.
    assert.deepEqual(
      new Set(joined.slice(0, moved.length).map((row) => row.object)),
      new Set(moved.map((row) => `training.participant:${row.participant_id}`)),
    )
  })

  test(`a manager sees the lines, gives a seat past them with a reason, and takes somebody out (${name})`, async () => {
    const app = await opened
    const slot = { moment: '1. Morning', seats: 1 }
    const week = await stage(app, {
      workshops: { Clay: slot, Wood: { ...slot, seats: 5 } },
      people: { Ada: { chosen: ['Clay'] }, Ben: {}, Cleo: { chosen: ['Wood'] }, Dan: {} },
    })
    const manager = await app.as('vera', { roles: [`training:manager@${week.event.id}`] })
    const at = `/api/training/events/${week.event.id}`
    for (const who of ['Ben', 'Cleo', 'Dan']) await week.join(who, 'Clay')
    const lists = (await manager.get(`${at}/waiting-lists`)).json()
    assert.deepEqual(lists.items, [
      {
        workshopId: week.workshop('Clay'),
        title: 'Clay',
        moment: '1. Morning',
        seats: 1,
        taken: 1,
        waits: 3,
        offers: 0,
      },
    ])
    const page = (await manager.get(`${at}/waiting?limit=2`)).json()
    assert.deepEqual(
      page.items.map((row: { participant: { name: string }; position: number }) => [
        row.participant.name,
        row.position,
      ]),
      [
        ['Ben', 1],
        ['Cleo', 2],
      ],
    )
    const [ben, cleo] = page.items
    assert.equal((await manager.get(`${at}/waiting?after=${page.next}`)).json().items.length, 1)
    assert.equal((await manager.get(`${at}/waiting?search=cleo`)).json().items.length, 1)

    const give = (body: object) =>
      manager.post(`${at}/waiting/${cleo.id}/seat`, { reason: 'Wheelchair', ...body })
    assert.equal((await give({})).json().code, 'full')
    assert.equal((await give({ over: true })).json().code, 'in_the_way')
    assert.equal((await give({ over: true, swap: true })).statusCode, 204)
    assert.deepEqual(await week.seats(), { Clay: 'Ada Cleo' })
    assert.equal((await manager.delete(`${at}/waiting/${ben.id}`)).statusCode, 204)
    assert.equal((await manager.delete(`${at}/waiting/${ben.id}`)).statusCode, 404)
    assert.equal(await week.waits('Clay'), 'Dan')
    // The seat above the limit is not given on.
    await week.choose('Ada', 'Wood')
    assert.deepEqual(await week.seats(), { Clay: 'Cleo', Wood: 'Ada' })
    const entries = (await (await app.as('admin')).get(`/api/journal?service=training&limit=50`)).json().items
    const given = entries.find((entry: { reason?: string }) => entry.reason === 'Wheelchair')
    assert.equal(given?.action, 'training.registration.made')
    const stranger = await app.as('eli', { roles: [] })
    assert.equal((await stranger.get(`${at}/waiting`)).statusCode, 404, 'A2')

    const key = week.event.people.Dan?.key
    const signedIn = await app.inject({
      method: 'POST',
      url: '/api/training/join/sign-in',
      headers: OWN,
      payload: { key },
    })
    const cookie = [signedIn.headers['set-cookie']].flat()[0]?.split(';')[0]
    const me = await app.inject({ url: '/api/training/join/me', headers: { cookie } })
    assert.match(me.body, /"position":1/)
  })
})
