import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { type Caller, eachApp, type TestApp, testApp } from '../../../../test/support/apps/training.ts'
import { textsOf } from '../../../../test/support/pdf.ts'
import { type StagedEvent, stageEvent } from '../../../../test/support/training.ts'
import { checkInCode } from './attendance-code.ts'

interface Told {
  key: string
  outcome: string
  participant: { id: number; name: string } | null
  at: string | null
  walkIn: boolean
  elsewhere: string[]
  free: number | null
}

const stage = (opened: TestApp, name = 'week') =>
  stageEvent(opened.atelier.training, {
    name,
    workshops: {
      Soldering: { moment: '1. Morning', seats: 2 },
      Welding: { moment: '1. Morning', seats: 5 },
    },
    people: {
      Noor: { userClass: '3B', chosen: ['Soldering'] },
      Mia: { userClass: '3B', chosen: ['Welding'] },
      Ben: { userClass: '4A' },
    },
  })

/** Calls of one who stands at the door. */
async function doorOf(opened: TestApp, event: StagedEvent, name = 'helen') {
  const helper = await opened.as(name, { roles: [`training:helper@${event.id}`] })
  const url = `/api/training/events/${event.id}`
  const send = (items: object[], by: Caller = helper, sentAt = opened.clock.now()) =>
    by.post(`${url}/check-ins`, { sentAt: new Date(sentAt).toISOString(), items })
  const told = async (...given: Parameters<typeof send>): Promise<Told[]> => {
    const answer = await send(...given)
    assert.equal(answer.statusCode, 200, answer.body)
    return answer.json().items
  }
  const seen = (workshop: string, who: object, more: object = {}) => ({
    key: randomUUID(),
    at: new Date(opened.clock.now()).toISOString(),
    workshopId: event.workshops[workshop],
    ...who,
    ...more,
  })
  const person = (who: string) => ({ participantId: event.people[who]?.id ?? 0 })
  const counts = async (workshop: string) => {
    const { workshops } = (await helper.get(`${url}/attendance`)).json()
    const { registered, present, walkIns } = workshops.find(
      ({ title }: { title: string }) => title === workshop,
    )
    return { registered, present, walkIns }
  }
  return { helper, url, send, told, seen, person, counts }
}

const outcomes = (told: Told[]) => told.map(({ outcome }) => outcome)

eachApp((open, name) => {
  test(`a check-in counts once however often and in whatever order it comes, and of two doors the second is told since when; free seats are given once (${name})`, async () => {
    const opened = await open()
    const event = await stage(opened)
    const { told, send, seen, person, counts } = await doorOf(opened, event)
    const noor = seen('Soldering', person('Noor'))
    assert.deepEqual(outcomes(await told([noor])), ['in'])
    opened.clock.advance(60_000)
    assert.deepEqual(outcomes(await told([noor, noor])), ['in', 'in'])
    const [again] = await told([seen('Soldering', person('Noor'))])
    assert.deepEqual([again?.outcome, again?.at], ['already', noor.at])
    assert.deepEqual(await counts('Soldering'), { registered: 1, present: 1, walkIns: 0 })

    const mia = seen('Welding', person('Mia'))
    const back = { ...mia, undoneAt: new Date(opened.clock.now()).toISOString() }
    assert.deepEqual(outcomes(await told([back])), ['out'], 'taken back before it came')
    assert.deepEqual(outcomes(await told([mia])), ['out'], 'it stays taken back')
    assert.deepEqual(await counts('Welding'), { registered: 1, present: 0, walkIns: 0 })

    const doors = Array.from({ length: 8 }, () => send([seen('Welding', person('Mia'))]))
    const answers = (await Promise.all(doors)).map((answer) => answer.json().items[0].outcome)
    assert.deepEqual(answers.sort(), [...Array(7).fill('already'), 'in'])
    assert.equal((await counts('Welding')).present, 1)

    await letInAtOnce(opened)
  })
})

/** Of eight walk-ins at once for the last two free seats two are let in, and one more only over the limit. */
async function letInAtOnce(opened: TestApp): Promise<void> {
  const people = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`P${i}`, {}]))
  const event = await stageEvent(opened.atelier.training, {
    name: 'full week',
    workshops: { Welding: { seats: 3 } },
    people: { ...people, Noor: { chosen: ['Welding'] } },
  })
  const { send, told, seen, person, counts } = await doorOf(opened, event)
  const walkIns = Array.from({ length: 8 }, (_, i) =>
    send([seen('Welding', person(`P${i}`), { walkIn: 'free' })]),
  )
  const answers = (await Promise.all(walkIns)).map((answer) => answer.json().items[0].outcome)
  assert.deepEqual(answers.sort(), [...Array(6).fill('full'), 'in', 'in'])
  const [over] = await told([seen('Welding', person('P9'), { walkIn: 'over' })])
  assert.deepEqual([over?.outcome, over?.walkIn], ['in', true])
  assert.deepEqual(await counts('Welding'), { registered: 1, present: 3, walkIns: 3 })
}

const opened = await testApp()

test('codes of letters and of timetables are understood; whoever is not registered is told where they belong', async () => {
  const event = await stage(opened, 'codes')
  const other = await stage(opened, 'not codes')
  const { training } = opened.atelier
  assert.ok(training)
  const { told, seen, person } = await doorOf(opened, event, 'codes')
  const { Noor, Mia } = event.people
  assert.ok(Noor && Mia)
  const link = `https://x.example.org/app/join/${event.id}#k=${Noor.key}`
  const [noor] = await told([seen('Soldering', { code: link })])
  assert.deepEqual([noor?.outcome, noor?.participant?.name], ['in', 'Noor'])
  assert.deepEqual(outcomes(await told([seen('Welding', { code: checkInCode(training, Mia.id) })])), ['in'])
  const [lost] = await told([seen('Soldering', { code: ` ${Mia.key} ` })])
  assert.deepEqual([lost?.outcome, lost?.elsewhere, lost?.free], ['not-registered', ['Welding'], 1])
  const foreign = [
    seen('Soldering', { code: checkInCode(training, Mia.id).replace(/.$/, (c) => (c === 'A' ? 'B' : 'A')) }),
    seen('Soldering', { code: other.people.Noor?.key }),
    seen('Soldering', { participantId: other.people.Noor?.id }),
    seen('Soldering', { code: 'https://x.example.org/#k=%' }),
  ]
  assert.deepEqual(outcomes(await told(foreign)), Array(4).fill('unknown'))
  assert.deepEqual(outcomes(await told([{ ...seen('Soldering', person('Noor')), workshopId: 987_654 }])), [
    'no-workshop',
  ])
})

test('A8: whoever tries keys at the door has to wait after ten wrong ones', async () => {
  const event = await stage(opened, 'guesses')
  const { send, seen } = await doorOf(opened, event, 'guesses')
  for (let i = 0; i < 10; i += 1) await send([seen('Soldering', { code: `GUESS${i}` })])
  const answer = await send([seen('Soldering', { code: event.people.Noor?.key })])
  assert.equal(answer.statusCode, 429)
  assert.ok(Number(answer.headers['retry-after']) > 0)
  opened.clock.advance(61_000)
  assert.deepEqual(
    outcomes((await send([seen('Soldering', { code: event.people.Noor?.key })])).json().items),
    ['in'],
  )
})

test('A2: a helper sees names, classes and who is there, at their own event, and no key or address', async () => {
  const event = await stage(opened, 'helpers')
  const other = await stage(opened, 'not helpers')
  const { helper, url, told, seen, person } = await doorOf(opened, event, 'helpers')
  await told([seen('Soldering', person('Noor'))])
  const people = (await helper.get(`${url}/attendance/people`)).json()
  const [first] = people.items
  assert.deepEqual(first, {
    id: event.people.Noor?.id,
    name: 'Noor',
    userClass: '3B',
    workshops: [event.workshops.Soldering],
  })
  const rest = (await helper.get(`${url}/attendance/people?after=${first.id}&limit=1`)).json()
  assert.deepEqual([rest.items.length, rest.items[0].name], [1, 'Mia'])
  const list = (await helper.get(`${url}/check-ins?workshop=${event.workshops.Soldering}`)).json()
  assert.deepEqual(Object.keys(list.items[0]), ['id', 'key', 'participantId', 'at'])
  const foreign = `/api/training/events/${other.id}`
  for (const path of ['/attendance', '/attendance/people', `/check-ins?workshop=${other.workshops.Welding}`])
    assert.equal((await helper.get(foreign + path)).statusCode, 404)
  assert.equal((await helper.get(`${url}/check-ins?workshop=${other.workshops.Welding}`)).statusCode, 404)
  assert.equal((await helper.post(`${foreign}/check-ins`, {})).statusCode, 400)
  const { Noor } = other.people
  const sent = { sentAt: new Date().toISOString(), items: [seen('Soldering', { participantId: Noor?.id })] }
  assert.equal((await helper.post(`${foreign}/check-ins`, sent)).statusCode, 404)
  const made = (await opened.kernel.journal.since(0, 500)).filter(
    ({ action, account_id }) => action.startsWith('training.check-in') && account_id === helper.id,
  )
  assert.deepEqual(
    made.map(({ action, audience }) => [action, audience]),
    [['training.check-in.made', `training:helper@${event.id}`]],
  )
})

test('R13: times of a device whose clock is wrong are set right by when it believes to send', async () => {
  const event = await stage(opened, 'clocks')
  const { told, helper, seen, person } = await doorOf(opened, event, 'clocks')
  const now = opened.clock.now()
  const wrong = now + 5 * 3_600_000
  const at = (ms: number) => ({ at: new Date(ms).toISOString() })
  const [noor] = await told([seen('Soldering', person('Noor'), at(wrong - 90_000))], helper, wrong)
  assert.equal(noor?.at, new Date(now - 90_000).toISOString())
  const [mia] = await told([seen('Welding', person('Mia'), at(wrong))])
  assert.equal(mia?.at, new Date(now).toISOString(), 'nobody comes in the future')
})

test('certificates name those who were there and what they took part in, and nobody else', async () => {
  const event = await stage(opened, 'certificates')
  const { told, seen, person, url, helper } = await doorOf(opened, event, 'ceremony')
  await told([seen('Soldering', person('Noor')), seen('Welding', person('Noor'), { walkIn: 'free' })])
  const manager = await opened.as('ceremony-manager', { roles: [`training:manager@${event.id}`] })
  const texts = textsOf((await manager.get(`${url}/certificates.pdf`)).rawPayload)
  for (const text of ['Noor', 'certificates', 'Soldering', 'Welding']) assert.ok(texts.includes(text), text)
  assert.ok(!texts.includes('Mia'))
  assert.equal((await manager.get(`${url}/certificates.pdf?class=4A`)).statusCode, 400)
  assert.equal((await helper.get(`${url}/certificates.pdf`)).statusCode, 403)
})
