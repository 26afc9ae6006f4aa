import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eachApp, type TestApp, testApp } from '../../../../test/support/apps/training.ts'
import { cookieOf, OWN } from '../../../../test/support/browser-session.ts'
import { stageEvent } from '../../../../test/support/training.ts'

const API = '/api/training'
const HOUR = 3_600_000

/** Nine people wish for two moments; "Robots" has three seats and everybody wants it first. */
async function stage(app: TestApp) {
  const admin = await app.as('admin')
  const names = ['Ada', 'Ben', 'Cleo', 'Dirk', 'Eva', 'Finn', 'Gus', 'Hana', 'Ivo']
  const event = await stageEvent(app.atelier.training, {
    name: 'Wishes',
    changes: { mode: 'wishes', wishesMost: 2, wishesLeast: 1, wishesUntil: app.clock.now() + HOUR },
    workshops: {
      Robots: { moment: 'Morning', seats: 3 },
      Drawing: { moment: 'Morning', seats: 4 },
      Choir: { moment: 'Morning', seats: 9 },
      Chess: { moment: 'Noon', seats: 9, least: 5 },
      Cooking: { moment: 'Noon', seats: 9 },
      Foreign: { moment: 'Noon', seats: 9, targetGroup: 'others' },
    },
    people: Object.fromEntries(names.map((name, at) => [name, { userClass: at < 5 ? '4A' : '4B' }])),
  })
  const at = (title: string) => event.workshops[title] as number
  const id = (name: string) => event.people[name]?.id as number
  const signIn = async (name: string) => {
    const payload = { key: event.people[name]?.key }
    const answer = await app.inject({ method: 'POST', url: `${API}/join/sign-in`, payload, headers: OWN })
    const cookie = cookieOf(answer)
    return (wishes: [string, number][]) =>
      app.inject({
        method: 'PUT',
        url: `${API}/join/me/wishes`,
        payload: { wishes: wishes.map(([title, rank]) => ({ workshopId: at(title), rank })) },
        headers: { ...OWN, cookie },
      })
  }
  const wishFor = (name: string, wishes: [string, number][]) =>
    admin.put(`${API}/participants/${id(name)}/wishes`, {
      wishes: wishes.map(([title, rank]) => ({ workshopId: at(title), rank })),
    })
  const all = async () => {
    for (const name of names.slice(0, 8)) {
      const noon = name < 'D' ? 'Chess' : 'Cooking'
      const answer = await wishFor(name, [
        ['Robots', 1],
        ['Drawing', 2],
        [noon, 1],
      ])
      assert.equal(answer.statusCode, 200, answer.body)
    }
  }
  const url = `${API}/events/${event.id}`
  const compute = async (body: object = {}) => {
    const asked = await admin.post(`${url}/allocations`, body)
    assert.equal(asked.statusCode, 202, asked.body)
    await app.jobs.drain()
    return (await admin.get(`${API}/allocations/${asked.json().id}`)).json()
  }
  const seats = async () => {
    const rows = await app.atelier.training?.db
      .selectFrom('training_registration as r')
      .innerJoin('training_participant as p', 'p.id', 'r.participant_id')
      .innerJoin('training_workshop as w', 'w.id', 'r.workshop_id')
      .select(['p.full_name', 'w.title', 'r.source', 'r.fixed', 'r.overrides'])
      .where('r.event_id', '=', event.id)
      .orderBy('p.id')
      .orderBy('w.id')
      .execute()
    return rows ?? []
  }
  return { admin, event, at, id, signIn, wishFor, all, url, compute, seats }
}

eachApp((open, database) =>
  describe(`training: wishes (${database})`, () => {
    test('wishes are ranked for each moment until their time is over; a refused list leaves the old one', async () => {
      const app = await open()
      const { admin, signIn, wishFor, url } = await stage(app)
      const wish = await signIn('Ada')
      const refused = async (wishes: [string, number][], words: RegExp) => {
        const answer = await wish(wishes)
        assert.equal(answer.statusCode, 422, answer.body)
        assert.match(answer.json().detail, words)
      }
      const right: [string, number][] = [
        ['Robots', 1],
        ['Choir', 2],
        ['Chess', 1],
      ]
      assert.equal((await wish(right)).json().wishes.length, 3)
      await refused(
        [
          ['Robots', 2],
          ['Choir', 1],
        ],
        /at least 1 wishes at “Noon”/,
      )
      await refused(
        [
          ['Robots', 1],
          ['Choir', 3],
          ['Chess', 1],
        ],
        /1, 2, 3 and so on/,
      )
      await refused(
        [
          ['Robots', 1],
          ['Choir', 2],
          ['Drawing', 3],
          ['Chess', 1],
        ],
        /2 wishes at most/,
      )
      await refused(
        [
          ['Robots', 1],
          ['Robots', 2],
          ['Chess', 1],
        ],
        /twice/,
      )
      await refused(
        [
          ['Robots', 1],
          ['Foreign', 1],
        ],
        /another group/,
      )
      await wishFor('Ben', [['Robots', 1]])
      const counts = (await admin.get(`${url}/wishes`)).json()
      assert.deepEqual(counts.people, { none: 7, partial: 1, complete: 1 })
      assert.deepEqual(
        counts.workshops.find((each: { title: string }) => each.title === 'Robots').ranks,
        [2, 0],
      )
      assert.deepEqual(counts.classes[0], { name: '4A', people: 5, wished: 2 })
      const missing = (await admin.get(`${url}/wishes/people?wished=none&search=i`)).json()
      assert.deepEqual(
        missing.items.map((each: { name: string }) => each.name),
        ['Dirk', 'Finn', 'Ivo'],
      )
      app.clock.advance(HOUR)
      const late = await wish([
        ['Choir', 1],
        ['Chess', 1],
      ])
      assert.deepEqual([late.statusCode, late.json().code], [409, 'wishes_over'])
      assert.equal((await wishFor('Ada', right)).statusCode, 200)
    })

    test('a distribution is computed, adjusted with its faults told, published as a whole and taken back', async () => {
      const app = await open()
      const { admin, all, at, compute, id, seats, url, wishFor } = await stage(app)
      assert.equal((await admin.post(`${url}/allocations`, {})).json().code, 'nobody_wished')
      await all()
      const fixed = { ids: [id('Ivo')], workshopId: at('Robots'), fixed: true, reason: 'Helps there' }
      const placed = await admin.post(`${url}/places`, fixed)
      assert.ok(placed.statusCode < 300, placed.body)
      const draft = await compute()
      assert.deepEqual([draft.state, draft.optimal, draft.gapPpm, draft.faults], ['draft', true, 0, []])
      // Chess needs five: better two who wished to cook play with the three than three cook with the five.
      assert.deepEqual(
        draft.all.ranks.reduce((sum: number, n: number) => sum + n),
        12,
      )
      assert.deepEqual([draft.all.other, draft.all.none], [4, 0])
      const people = (await admin.get(`${API}/allocations/${draft.id}/people?got=1`)).json().items
      const [lucky] = people.filter((each: { seats: { workshopId: number }[] }) =>
        each.seats.some((seat) => seat.workshopId === at('Robots')),
      )
      const other = (await admin.get(`${API}/allocations/${draft.id}/people?got=other`)).json().items[0]
      const move = { moment: 'Morning', workshopId: at('Robots') }
      const moved = await admin.put(`${API}/allocations/${draft.id}/people/${other.id}`, move)
      assert.deepEqual(moved.json().faults, [
        { rule: 'full', workshopId: at('Robots'), participantId: null, otherId: null },
      ])
      await admin.put(`${API}/allocations/${draft.id}/people/${lucky.id}`, { ...move, workshopId: null })
      const second = await compute({ keep: draft.id })
      assert.deepEqual(second.faults, [])
      const kept = (await admin.get(`${API}/allocations/${second.id}/people?got=held`)).json().items
      assert.deepEqual(
        kept.map((each: { id: number }) => each.id),
        [other.id],
      )
      const compared = (await admin.get(`${API}/allocations/${second.id}/compare/${draft.id}`)).json()
      assert.equal(compared.better + compared.worse + compared.equal + compared.same, 9)

      await wishFor('Hana', [
        ['Choir', 1],
        ['Cooking', 1],
      ])
      const stale = await admin.post(`${API}/allocations/${second.id}/publish`, {})
      assert.deepEqual([stale.statusCode, stale.json().code], [409, 'event_changed'])
      assert.match(stale.json().detail, /changes of: wishes/)
      assert.deepEqual((await admin.get(`${API}/allocations/${second.id}`)).json().changed, ['wishes'])
      const third = await compute({ keep: second.id })
      const before = await seats()
      const guest = { ids: [id('Ada')], workshopId: at('Foreign'), overrides: ['group'], reason: 'A guest' }
      assert.equal((await admin.post(`${url}/places`, guest)).statusCode, 200)
      const publish = `${API}/allocations/${third.id}/publish`
      const both = await Promise.all([
        admin.post(publish, { open: true }),
        admin.post(publish, { open: true }),
      ])
      assert.deepEqual(both.map((each) => each.statusCode).sort(), [200, 409])
      const after = await seats()
      assert.equal(after.filter(({ title }) => title === 'Robots').length, 3)
      assert.ok(after.every(({ source, overrides }) => source !== 'wishes' || overrides === null))
      assert.equal((await admin.get(url)).json().mode, 'choice')
      // The guest's place cannot come back: its workshop is gone.
      assert.equal((await admin.delete(`${url}/workshops/${at('Foreign')}`)).statusCode, 204)
      const undone = await admin.post(`${API}/allocations/${third.id}/undo`)
      assert.deepEqual([undone.statusCode, undone.json().state], [200, 'draft'])
      assert.deepEqual(await seats(), before)
      assert.equal((await admin.get(url)).json().mode, 'wishes')
    })
  }),
)

test('of two distributions asked for at once one is computed; it can be cancelled, and a restart does not lose it', async () => {
  const app = await testApp()
  const { admin, all, event, url } = await stage(app)
  await all()
  const both = await Promise.all([admin.post(`${url}/allocations`, {}), admin.post(`${url}/allocations`, {})])
  assert.deepEqual(both.map(({ statusCode }) => statusCode).sort(), [202, 409])
  const [first] = both.filter(({ statusCode }) => statusCode === 202)
  const { id } = first?.json() ?? {}
  const cancelled = await admin.post(`${API}/allocations/${id}/discard`)
  assert.equal(cancelled.json().state, 'discarded')
  await app.jobs.drain()
  const gone = (await admin.get(`${API}/allocations/${id}`)).json()
  assert.deepEqual([gone.state, gone.all], ['discarded', null])

  const helper = await app.as('hugo', { roles: [`training:helper@${event.id}`] })
  const stranger = await app.as('sam')
  assert.equal((await helper.get(`${url}/wishes`)).statusCode, 403)
  assert.equal((await helper.get(`${API}/allocations/${id}`)).statusCode, 403)
  assert.equal((await stranger.get(`${API}/allocations/${id}`)).statusCode, 404)

  const asked = await admin.post(`${url}/allocations`, {})
  await app.close()
  const again = await testApp({ folder: app.folder, start: app.clock.now() })
  await again.jobs.drain()
  const found = await (await again.as('admin')).get(`${API}/allocations/${asked.json().id}`)
  assert.deepEqual([found.json().state, found.json().optimal], ['draft', true])
})
