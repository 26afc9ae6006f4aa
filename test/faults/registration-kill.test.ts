import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PASSWORD, schoolAt } from '../contract/training/school.ts'
import { dataFolder } from '../support/program.ts'
import { startServer } from '../support/server-process.ts'

const PEOPLE = 60
const CHOICES = 400
const KILLED_AT = 200

test('R1: of choices under a kill none that was answered is lost, none is half there, and no seat is sold twice', async () => {
  const folder = dataFolder()
  const env = { ATELIER_ADMIN_PASSWORD: PASSWORD }
  let server = await startServer(folder, env)
  let school = await schoolAt(server.url)
  const { event, ids, users } = await school.event({
    workshops: Array.from({ length: 6 }, (_, i) => ({ moment: String(i % 2), limit: 25 })),
    users: Array.from({ length: PEOPLE }, (_, i) => ({ full_name: `Person ${i}`, identity: `key-${i}` })),
  })
  const people = await Promise.all(
    users.map(async ({ id, identity }) => ({ id, client: await school.login(identity) })),
  )
  // Two of different moments each time; what was told last is what counts.
  const wanted = (turn: number) => [ids[(turn * 2) % 6], ids[(turn * 4 + 1) % 6]]
  const told = new Map<number, { sure: (number | undefined)[]; open?: (number | undefined)[] }>()
  let asked = 0
  let killing: Promise<unknown> | undefined
  const clicking = people.map(async ({ id, client }, i) => {
    for (let turn = i; asked < CHOICES && !killing; turn += 1) {
      asked += 1
      if (asked === KILLED_AT) killing = server.end('SIGKILL')
      const choice = wanted(turn)
      const before = told.get(id)?.sure ?? []
      told.set(id, { sure: before, open: choice })
      try {
        const { status } = await client.put(`/registrations/user/${id}`, { workshop_ids: choice })
        told.set(id, { sure: status === 200 ? choice : before })
      } catch {
        // Cut off: it may be there or not, but whole.
        return
      }
    }
  })
  await Promise.all(clicking)
  await killing
  assert.ok([...told.values()].some(({ sure }) => sure.length === 2))

  server = await startServer(folder, { ...env, ATELIER_PORT: server.port })
  school = await schoolAt(server.url)
  const choices = [wanted(0), wanted(1), wanted(2)].map((each) => JSON.stringify(each.toSorted()))
  for (const { id, client } of people) {
    const { body } = await client.get(`/registrations/user/${id}`)
    const held = body.registrations.map(({ workshop_id }) => workshop_id).sort()
    const { sure, open } = told.get(id) ?? { sure: [] }
    const may = [sure, ...(open ? [open] : [])].map((each) => JSON.stringify(each.toSorted()))
    assert.ok(may.includes(JSON.stringify(held)), `${id}: ${JSON.stringify(held)} of ${may.join(' or ')}`)
    assert.ok(held.length === 0 || choices.includes(JSON.stringify(held)), 'both or none')
  }
  for (const { limit, _registrationCount } of (await school.nobody.get(`/events/${event.id}`)).body.workshops)
    assert.ok(_registrationCount <= limit)
})
