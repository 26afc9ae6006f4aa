import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Caller, eachApp } from '../../../../test/support/apps/training.ts'
import { eraseDue } from './erasure-job.ts'

const API = '/api/training/events'
const HOUR = 3_600_000
const at = (iso: string) => new Date(iso).toISOString()

eachApp((open, database) =>
  describe(`training: those who run events (${database})`, async () => {
    const opened = await open()
    const mara = await opened.as('mara', { roles: ['training:user'] })
    const noor = await opened.as('noor')

    let made = 0
    /** A new event of Mara's with workshops, given as [title, moment, more]. */
    async function event(
      by: Caller,
      workshops: readonly [title: string, moment: string, more?: object][] = [],
    ): Promise<{ id: number; url: string; ids: number[] }> {
      made += 1
      const { id } = (await by.post(API, { name: `event-${made}`, zone: 'Europe/Brussels' })).json()
      const url = `${API}/${id}`
      const ids: number[] = []
      for (const [title, moment, more] of workshops)
        ids.push((await by.post(`${url}/workshops`, { title, moment, ...more })).json().id)
      return { id, url, ids }
    }

    /** Adds somebody to an event; gives their id. */
    const person = async (url: string, name: string): Promise<number> => {
      const made = await mara.post(`${url}/participants`, { name, userClass: '4A' })
      assert.equal(made.statusCode, 201, made.body)
      return made.json().id
    }

    const patch = (by: Caller, url: string, payload: object, match: string) =>
      opened.inject({
        method: 'PATCH',
        url,
        headers: { authorization: `Bearer ${by.token}`, 'if-match': match },
        payload,
      })

    test('whoever makes an event manages it; for others it is not there, and a helper may not change it', async () => {
      const { id, url } = await event(mara)
      const [listed] = (await mara.get(API)).json().items
      assert.deepEqual(
        [listed.id, listed.role, listed.state, listed.participants, listed.zone],
        [id, 'manager', 'closed', 0, 'Europe/Brussels'],
      )
      assert.equal((await noor.post(API, { name: 'mine' })).statusCode, 403)
      assert.deepEqual((await noor.get(API)).json().items, [])
      assert.equal((await noor.get(url)).statusCode, 404)
      assert.equal((await noor.patch(url, { place: 'x' })).statusCode, 404)
      const added = await mara.put(`${url}/members`, { account: noor.id, role: 'helper' })
      assert.deepEqual(
        added.json().items.map((each: { name: string; role: string }) => [each.name, each.role]),
        [
          ['mara', 'manager'],
          ['noor', 'helper'],
        ],
      )
      assert.deepEqual(
        [(await noor.get(url)).json().role, (await noor.patch(url, { place: 'x' })).json().code],
        ['helper', 'role_needed'],
      )
      const alone = await mara.put(`${url}/members`, { account: mara.id, role: null })
      assert.deepEqual([alone.statusCode, alone.json().code], [409, 'last_manager'])
      assert.equal(
        (await noor.get('/api/me/notices')).json().items[0].title,
        `You are helper of ${listed.name}`,
      )
      await mara.put(`${url}/members`, { account: noor.id, role: null })
      assert.equal((await noor.get(url)).statusCode, 404)
    })

    test('A2: a helper changes nothing of an event and sees no rules; what nobody may set is refused', async () => {
      const { id, url, ids } = await event(mara, [['Soldering', 'am']])
      const eve = await opened.as('eve')
      await mara.put(`${url}/members`, { account: eve.id, role: 'helper' })
      const { body } = await mara.get(url)
      const workshop = `${url}/workshops/${ids[0]}`
      for (const answer of await Promise.all([
        eve.patch(url, { contact: 'eve' }),
        eve.post(`${url}/open`),
        eve.post(`${url}/close`),
        eve.post(`${url}/copy`, { name: 'mine' }),
        eve.post(`${url}/erase`, { name: 'event' }),
        eve.delete(url),
        eve.post(`${url}/workshops`, { title: 'mine' }),
        eve.patch(workshop, { seats: 1 }),
        eve.delete(workshop),
        eve.put(`${url}/links`, { items: [] }),
        eve.put(`${url}/members`, { account: eve.id, role: 'manager' }),
        ...['links', 'check', 'members', 'people-counts'].map((page) => eve.get(`${url}/${page}`)),
      ]))
        assert.deepEqual([answer.statusCode, answer.json().code], [403, 'role_needed'])
      assert.equal((await mara.get(url)).body, body)
      assert.equal((await eve.get(`${url}/workshops`)).json().items.length, 1)
      for (const field of ['id', 'available', 'version', 'erasedAt', 'role', 'createdAt'])
        assert.equal((await mara.patch(url, { [field]: 1 })).statusCode, 400, field)
      assert.equal((await mara.patch(workshop, { eventId: id + 1 })).statusCode, 400)
    })

    test('settings that contradict each other are refused with their field, and a stale version with 412', async () => {
      const { url } = await event(mara)
      const times = { opensAt: at('2027-03-02T08:00Z'), closesAt: at('2027-03-01T08:00Z') }
      for (const [body, field] of [
        [times, 'closesAt'],
        [{ zone: 'Mars/Olympus' }, 'zone'],
        [{ wishesLeast: 5, wishesMost: 2 }, 'wishesLeast'],
        [{ opensAt: '2016-12-31T23:59:60Z' }, 'opensAt'],
        [{ closesAt: '9999-12-31T23:59:59Z' }, 'closesAt'],
        [
          {
            openings: [
              { kind: 'class', value: '4A', opensAt: times.opensAt },
              { kind: 'class', value: '4A', opensAt: times.opensAt },
            ],
          },
          'openings',
        ],
      ] as const) {
        const refused = await mara.patch(url, body)
        assert.deepEqual(
          [refused.statusCode, refused.json().errors[0].field],
          [400, field],
          JSON.stringify(body),
        )
      }
      const { etag } = (await mara.get(url)).headers
      const first = await patch(mara, url, { place: 'Aula', offerMinutes: 0, language: 'nl' }, String(etag))
      assert.deepEqual(
        [first.json().place, first.json().offerMinutes, first.json().language],
        ['Aula', 0, 'nl'],
      )
      const second = await patch(mara, url, { place: 'Hall' }, String(etag))
      assert.deepEqual([second.statusCode, (await mara.get(url)).json().place], [412, 'Aula'])
      const same = await patch(mara, url, { place: 'Aula' }, String(first.headers.etag))
      assert.equal(same.headers.etag, first.headers.etag)
    })

    test('an event opens and closes by the clock, class by class, and by hand; the last word counts', async () => {
      const { url } = await event(mara)
      const now = opened.clock.now()
      const iso = (ms: number) => new Date(now + ms).toISOString()
      const state = async () => {
        const { state, nextAt } = (await mara.get(url)).json()
        return [state, nextAt]
      }
      const openings = [
        { kind: 'class', value: '4A', opensAt: iso(HOUR) },
        { kind: 'class', value: '4B', opensAt: iso(2 * HOUR) },
      ]
      await mara.patch(url, { openings, closesAt: iso(5 * HOUR) })
      assert.deepEqual(await state(), ['scheduled', iso(HOUR)])
      opened.clock.set(now + HOUR + 1)
      assert.deepEqual(await state(), ['partly', iso(2 * HOUR)])
      // Closed by hand it is closed for that class too; taken back, it is as it was.
      const { hand } = (await mara.get(url)).json()
      assert.equal((await mara.post(`${url}/close`)).json().state, 'scheduled')
      assert.equal((await mara.patch(url, { hand })).json().state, 'partly')
      assert.equal((await mara.patch(url, { hand: { open: true, at: iso(9 * HOUR) } })).statusCode, 400)
      opened.clock.set(now + 2 * HOUR)
      assert.deepEqual(await state(), ['open', iso(5 * HOUR)])
      opened.clock.set(now + 3 * HOUR)
      assert.equal((await mara.post(`${url}/close`)).json().state, 'closed')
      assert.equal((await mara.post(`${url}/open`)).json().state, 'open')
      opened.clock.set(now + 5 * HOUR)
      assert.deepEqual(await state(), ['closed', null])
      const { items } = (await (await opened.as('admin')).get('/api/journal?kind=training.event')).json()
      const actions = items.map((each: { action: string }) => each.action)
      assert.deepEqual(actions.slice(0, 2), ['training.event.opened', 'training.event.closed'])
    })

    test('a change of one workshop never touches another; removing one tells what goes', async () => {
      const { url, ids } = await event(mara, [
        ['Soldering', '1. Morning', { seats: 12, targetGroup: 'app' }],
        ['Welding', '1. Morning'],
      ])
      const [one, two] = ids
      const start = { startsAt: at('2027-03-09T09:00Z'), endsAt: at('2027-03-09T12:00Z') }
      const changed = await mara.patch(`${url}/workshops/${one}`, {
        ...start,
        room: 'B1.07',
        teacher: 'Noor',
        least: 4,
      })
      assert.deepEqual(
        [changed.json().title, changed.json().seats, changed.json().room, changed.json().startsAt],
        ['Soldering', 12, 'B1.07', start.startsAt],
      )
      const wrong = await mara.patch(`${url}/workshops/${one}`, { endsAt: at('2027-03-09T08:00Z') })
      assert.deepEqual([wrong.statusCode, wrong.json().errors[0].field], [400, 'endsAt'])
      const { headers, ...listed } = await mara.get(`${url}/workshops`)
      const etag = String(headers.etag)
      assert.deepEqual(
        listed
          .json()
          .items.map((each: { title: string; seats: number; taken: number }) => [
            each.title,
            each.seats,
            each.taken,
          ]),
        [
          ['Soldering', 12, 0],
          ['Welding', 1_000, 0],
        ],
      )
      const theirs = await patch(mara, `${url}/workshops/${two}`, { seats: 8 }, etag)
      assert.equal(theirs.statusCode, 200)
      assert.equal((await patch(mara, `${url}/workshops/${one}`, { seats: 9 }, etag)).statusCode, 412)
      const again = await patch(mara, `${url}/workshops/${one}`, { seats: 9 }, String(theirs.headers.etag))
      assert.equal(again.json().seats, 9)
      const link = await mara.post(`${url}/links`, { workshop1Id: one, workshop2Id: two, type: 'exclusive' })
      assert.equal(link.statusCode, 201)
      assert.equal((await mara.delete(`${url}/workshops/${two}`)).statusCode, 204)
      assert.deepEqual((await mara.get(`${url}/links`)).json().items, [])
      assert.equal((await mara.delete(`${url}/workshops/${two}`)).statusCode, 404)
      const pair = await event(mara, [
        ['One', 'x'],
        ['Two', 'x'],
      ])
      // Ten at once, each of one field of one workshop: all of them count.
      const fields = [{ seats: 5 }, { room: 'B1' }, { teacher: 'Noor' }, { least: 2 }, { title: 'Named' }]
      const all = pair.ids.flatMap((id) =>
        fields.map((body) => mara.patch(`${pair.url}/workshops/${id}`, body)),
      )
      for (const { statusCode } of await Promise.all(all)) assert.equal(statusCode, 200)
      for (const each of (await mara.get(`${pair.url}/workshops`)).json().items)
        assert.deepEqual(
          [each.seats, each.room, each.teacher, each.least, each.title],
          [5, 'B1', 'Noor', 2, 'Named'],
        )
      const other = await event(mara, [['Foreign', 'x']])
      assert.equal((await mara.patch(`${url}/workshops/${other.ids[0]}`, { seats: 1 })).statusCode, 404)
    })

    test('links are added and taken away one by one, or replaced; a refused list keeps the old one', async () => {
      const { url, ids } = await event(mara, [
        ['A', 'am', { targetGroup: 'x' }],
        ['B', 'pm', { targetGroup: 'x' }],
        ['C', 'pm', { targetGroup: 'y' }],
      ])
      const [a, b, c] = ids
      const link = (workshop1Id = 0, workshop2Id = 0, type = 'inclusive') => ({
        workshop1Id,
        workshop2Id,
        type,
      })
      const first = await mara.post(`${url}/links`, link(a, b))
      for (const wrong of [link(b, a, 'exclusive'), link(a, a), link(a, c), link(a, 999_999)])
        assert.deepEqual((await mara.post(`${url}/links`, wrong)).json().code, 'invalid_link')
      const refused = await mara.put(`${url}/links`, { items: [link(a, c, 'exclusive'), link(a, c)] })
      assert.equal(refused.statusCode, 400)
      assert.deepEqual((await mara.get(`${url}/links`)).json().items, [
        { id: first.json().id, ...link(a, b) },
      ])
      const replaced = await mara.put(`${url}/links`, { items: [link(a, c, 'exclusive'), link(a, b)] })
      assert.equal(replaced.json().items.length, 2)
      const [gone] = replaced.json().items
      assert.equal((await mara.delete(`${url}/links/${gone.id}`)).statusCode, 204)
      assert.equal((await mara.delete(`${url}/links/${gone.id}`)).statusCode, 404)
      assert.equal((await mara.get(`${url}/links`)).json().items.length, 1)
    })

    test('a copy has workshops, links and settings at later times of the same clock, and no people', async () => {
      const { url, ids } = await event(mara, [
        [
          'A',
          'am',
          { startsAt: at('2027-03-20T08:00Z'), endsAt: at('2027-03-20T10:00Z'), room: 'B1', seats: 7 },
        ],
        ['B', 'pm'],
      ])
      await mara.post(`${url}/links`, { workshop1Id: ids[1], workshop2Id: ids[0], type: 'inclusive' })
      const closesAt = at('2027-03-19T17:00Z')
      await mara.patch(url, { contact: 'Mara', closesAt, opensAt: at('2020-01-01T00:00Z'), waiting: false })
      await person(url, 'Ada')
      const mails = { confirmations: false, lastDay: true }
      await mara.put(`${url}/mails`, mails)
      const copied = await mara.post(`${url}/copy`, { name: 'next year', days: 14 })
      assert.equal(copied.statusCode, 201)
      const copy = copied.json()
      // The clocks of Brussels go forward in between: 9 o'clock stays 9 o'clock.
      assert.deepEqual(
        [
          copy.contact,
          copy.waiting,
          copy.opensAt,
          copy.closesAt,
          copy.startsAt,
          copy.participants,
          copy.state,
        ],
        ['Mara', false, null, at('2027-04-02T16:00Z'), at('2027-04-03T07:00Z'), 0, 'closed'],
      )
      assert.deepEqual((await mara.get(`${API}/${copy.id}/mails`)).json(), { ...mails, server: false })
      const workshops = (await mara.get(`${API}/${copy.id}/workshops`)).json().items
      assert.deepEqual(
        workshops.map((each: { title: string; seats: number; room: string | null }) => [
          each.title,
          each.seats,
          each.room,
        ]),
        [
          ['A', 7, 'B1'],
          ['B', 1_000, null],
        ],
      )
      const [link] = (await mara.get(`${API}/${copy.id}/links`)).json().items
      assert.deepEqual([link.workshop1Id, link.workshop2Id], [workshops[1].id, workshops[0].id])
      const taken = await mara.post(`${url}/copy`, { name: 'next year' })
      assert.deepEqual([taken.statusCode, taken.json().code], [409, 'name_taken'])
    })

    test('an archived event leaves the list and opens no more; a removed one is gone once its name was sent', async () => {
      const { id, url } = await event(mara)
      const listed = async (state: string) =>
        (await mara.get(`${API}?state=${state}`)).json().items.some((each: { id: number }) => each.id === id)
      await mara.patch(url, { archived: true })
      assert.deepEqual([await listed('current'), await listed('archived')], [false, true])
      assert.equal((await mara.post(`${url}/open`)).json().code, 'archived')
      await mara.patch(url, { archived: false })
      assert.equal((await mara.delete(url)).json().code, 'name_needed')
      const { name } = (await mara.get(url)).json()
      const hook = { address: 'https://hook.example.org/x', events: ['event.opened'] }
      assert.equal((await mara.post(`${url}/webhooks`, hook)).statusCode, 201)
      assert.equal((await mara.delete(`${url}?name=${encodeURIComponent(name)}`)).statusCode, 204)
      assert.equal((await mara.get(url)).statusCode, 404)
      const hooks = opened.kernel.db.selectFrom('kernel_webhook').select('id')
      assert.deepEqual(await hooks.where('owner', '=', `training.event:${id}`).execute(), [])
    })

    test('choices that a later change makes invalid are named with their people, and so is a workshop over its limit', async () => {
      const { url, ids } = await event(mara, [
        ['Soldering', 'am', { seats: 2 }],
        ['Welding', 'pm', { seats: 2 }],
        ['Casting', 'pm'],
      ])
      const [soldering = 0, welding = 0, casting = 0] = ids
      const ada = await person(url, 'Ada')
      const bob = await person(url, 'Bob')
      for (const workshopId of [soldering, welding])
        for (const id of [ada, bob]) {
          const placed = await mara.post(`${url}/places`, { ids: [id], workshopId, reason: 'test' })
          assert.equal(placed.statusCode, 200, placed.body)
        }
      const check = async () => (await mara.get(`${url}/check`)).json()
      assert.deepEqual(await check(), { findings: [], invalid: { count: 0, items: [] }, over: [] })
      await mara.post(`${url}/links`, { workshop1Id: soldering, workshop2Id: casting, type: 'inclusive' })
      await mara.patch(`${url}/workshops/${welding}`, { seats: 1 })
      const { findings, invalid, over } = await check()
      assert.deepEqual(
        findings.map((each: { code: string }) => each.code),
        ['dead-end', 'inclusive-seats'],
      )
      assert.deepEqual(
        [invalid.count, invalid.items[0]],
        [
          2,
          {
            participantId: ada,
            fullName: 'Ada',
            userClass: '4A',
            breaches: [{ rule: 'inclusive', workshopId: soldering, otherId: casting }],
          },
        ],
      )
      assert.deepEqual(over, [{ workshopId: welding, seats: 1, registrations: 2 }])
      const { items } = (await mara.get(`${url}/workshops`)).json()
      assert.deepEqual(
        items.map((each: { taken: number; registrations: number }) => [each.taken, each.registrations]),
        [
          [2, 2],
          [2, 2],
          [0, 0],
        ],
      )
      assert.equal((await noor.get(`${url}/check`)).statusCode, 404)
    })

    test('S8: participants are erased so many days after the end, a week after their managers were told; numbers stay', async () => {
      const { training } = opened.atelier
      assert.ok(training)
      const now = opened.clock.now()
      const DAY = 24 * HOUR
      const iso = (ms: number) => new Date(now + ms).toISOString()
      const { id, url, ids } = await event(mara, [
        ['Soldering', 'am', { startsAt: iso(-HOUR), endsAt: iso(0) }],
      ])
      const ada = await person(url, 'Ada Zyx')
      const bob = { name: 'Bob Zyx', email: 'bob@zyx.example' }
      assert.equal((await mara.post(`${url}/participants`, bob)).statusCode, 201)
      await mara.post(`${url}/places`, { ids: [ada], workshopId: ids[0], reason: 'Zyx is ill' })
      await mara.post(`${url}/open`)
      assert.equal((await mara.post(`${url}/reminders`, { all: true })).json().mailed, 1)
      const admin = await opened.as('admin')
      const mails = async () => (await admin.get('/api/mails?search=zyx.example')).json().items.length
      assert.equal(await mails(), 1)
      await admin.get(`/api/mails/${(await admin.get('/api/mails?search=zyx.example')).json().items[0].id}`)
      // Of somebody whom the list before the last took away no row is left; a retry is told whom a rule stopped.
      await person(url, 'Cy Zyx')
      for (const userClass of ['4A', '4B'])
        await mara.post(`${url}/participants/import`, {
          text: `Name;Class\nAda Zyx;${userClass}\nBob Zyx;`,
          mode: 'replace',
        })
      const full = (await mara.post(`${url}/workshops`, { title: 'Full', moment: 'pm', seats: 0 })).json()
      const stopped = await opened.inject({
        method: 'POST',
        url: `${url}/places`,
        headers: { authorization: `Bearer ${mara.token}`, 'idempotency-key': 'once' },
        payload: { ids: [ada], workshopId: full.id, reason: 'test', skip: true },
      })
      assert.equal(stopped.json().stopped[0].name, 'Ada Zyx')
      await mara.patch(url, { eraseDays: 10 })
      assert.equal((await mara.get(url)).json().erasesAt, iso(10 * DAY))
      const told = async (): Promise<string[]> =>
        (await mara.get('/api/me/notices'))
          .json()
          .items.map((each: { text: string }) => each.text)
          .filter((text: string) => text.includes('are erased'))
      const people = async () => (await mara.get(`${url}/participants`)).json().items.length
      const after = async (days: number) => {
        opened.clock.set(now + days * DAY)
        // The job alone: all that is due in days of the whole product takes seconds.
        await eraseDue.run({}, training, { signal: new AbortController().signal, attempt: 1, id: 'a test' })
        return [(await told()).length, await people()]
      }
      assert.deepEqual(await after(2), [0, 2])
      assert.deepEqual(await after(5), [1, 2])
      assert.match(
        (await told())[0] ?? '',
        /of 2 participants of event-\d+ are erased. Export what you still need/,
      )
      assert.deepEqual(await after(11), [1, 2])
      assert.deepEqual(await after(13), [1, 0])
      const erased = (await mara.get(url)).json()
      assert.deepEqual(
        [erased.participants, erased.registered, erased.taken, erased.erasesAt],
        [2, 1, 1, null],
      )
      assert.ok(erased.erasedAt)
      assert.equal((await mara.get(`${url}/workshops`)).json().items[0].registrations, 1)
      assert.equal(await mails(), 0)
      const journal = await admin.get(`/api/journal?object=training.event:${id}&limit=100`)
      assert.ok(journal.json().items.length > 3)
      const { db } = opened.kernel
      const left = [
        await db.selectFrom('kernel_journal').selectAll().execute(),
        await db.selectFrom('kernel_journal_personal').selectAll().execute(),
        await db.selectFrom('kernel_idempotency').select('body').execute(),
      ]
      assert.doesNotMatch(JSON.stringify(left), /zyx/i)
      // Who comes later is erased in their turn.
      await person(url, 'Eve')
      const again = (await mara.get(url)).json()
      assert.deepEqual([again.participants, again.erasedAt, again.erasesAt], [1, null, iso(10 * DAY)])
    })
  }),
)
