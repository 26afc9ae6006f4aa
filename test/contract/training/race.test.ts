import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachSchool, type School } from './school.ts'

const people = (count: number) => Array.from({ length: count }, (_, i) => ({ full_name: `Person ${i}` }))
const FULL = 'Limit reached. Refresh the page.'

/** Whatever was answered: who holds a place is who was told so, once, and never more than there are. */
async function counted(school: School, eventId: number): Promise<Map<number, number[]>> {
  const { workshops } = (await school.nobody.get(`/events/${eventId}`)).body
  const { users } = (await school.admin.get(`/events/${eventId}/users`)).body
  const rows = users.flatMap(({ registrations }) => registrations)
  assert.equal(new Set(rows).size, rows.length)
  assert.equal(
    rows.length,
    workshops.reduce((sum, each) => sum + each._registrationCount, 0),
  )
  for (const { limit, _registrationCount } of workshops) assert.ok(_registrationCount <= limit)
  return new Map(users.map(({ id, registrations }) => [id, registrations]))
}

eachSchool((open, database) => {
  test(`R11: of 50 people for 7 places 7 get one, of 1,000 for 100 get 100, and nobody is told anything else (${database})`, async () => {
    const school = await open()
    for (const [rounds, count, limit] of [
      [5, 50, 7],
      [1, 1_000, 100],
    ] as const) {
      const { event, users } = await school.event({ users: people(count) })
      const crowd = school.crowd(users)
      for (let round = 0; round < rounds; round += 1) {
        // Another workshop each time: the one of before goes with its places.
        const { body } = await school.admin.put(`/events/${event.id}`, { workshops: [{ limit }] })
        const ids = body.workshops.map(({ id }) => id)
        const answers = await Promise.all(
          crowd.map(async ({ id, choose }) => ({ id, ...(await choose(ids)) })),
        )
        assert.equal(answers.filter(({ status }) => status === 200).length, limit)
        for (const { status, text } of answers)
          if (status !== 200) assert.deepEqual([status, JSON.parse(text).description], [403, FULL])
        const held = await counted(school, event.id)
        for (const { id, status } of answers) assert.equal(held.get(id)?.length, status === 200 ? 1 : 0)
      }
    }
  })

  test(`R11: a change of choice gives up the old place for the new one or keeps it, whoever else changes (${database})`, async () => {
    const school = await open()
    const { event, ids, users } = await school.event({
      workshops: ['1', '2'].flatMap((moment) =>
        ['a', 'b', 'c'].map((title) => ({ title, moment, limit: 11 })),
      ),
      users: people(30),
    })
    const crowd = school.crowd(users)
    const [a1, b1, c1, a2, b2, c2] = ids as [number, number, number, number, number, number]
    const pairs = [
      [a1, a2],
      [b1, b2],
      [c1, c2],
      [a1, c2],
      [b1, a2],
    ] as const
    for (const [i, { choose }] of crowd.entries())
      assert.equal((await choose(pairs[i % 3] ?? [])).status, 200)
    for (let round = 0; round < 4; round += 1) {
      const statuses = await Promise.all(
        crowd.flatMap(({ choose }, i) =>
          // Each twice at once: a double click is one choice.
          [round, round].map(async (each) => (await choose(pairs[(i + each) % 5] ?? [])).status),
        ),
      )
      for (const status of statuses) assert.ok(status === 200 || status === 403, String(status))
      const held = await counted(school, event.id)
      for (const { id } of crowd) assert.equal(held.get(id)?.length, 2, 'one for each moment, as before')
    }
  })

  test(`from the answer on that it is closed nothing is taken or given back, whatever is under way (${database})`, async () => {
    const school = await open()
    const { event, ids, users } = await school.event({ workshops: [{ limit: 40 }], users: people(40) })
    let isClosed = false
    const clicking = school.crowd(users).map(async ({ choose, drop }, i) => {
      // Who is in goes out again and so on, until the door is shut in front of them.
      for (let turn = i; ; turn += 1) {
        const wasClosed = isClosed
        const { status } = turn % 2 === 0 ? await choose(ids) : await drop(ids[0])
        if (wasClosed) return status
      }
    })
    const closed = await school.admin.put(`/events/${event.id}`, { available: false })
    assert.equal(closed.status, 200)
    const inside = await counted(school, event.id)
    isClosed = true
    for (const status of await Promise.all(clicking))
      assert.ok(status === 403 || status === 404, String(status))
    assert.deepEqual(await counted(school, event.id), inside)
  })
})
