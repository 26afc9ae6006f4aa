import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Caller, eachApp, type TestApp, testApp } from '../../../../test/support/apps/training.ts'
import { type StagedEvent, stageEvent } from '../../../../test/support/training.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import { enqueue } from '../../../kernel/jobs/jobs.ts'
import { chooseWorkshops } from '../registrations/registration.ts'
import type { Training } from '../training.ts'
import { forgetParticipants } from './participant-job.ts'
import { listWithKeys, replaceParticipants } from './participant-replace.ts'

const by = { via: 'system' } as const
const DAY = 86_400_000

const WORKSHOPS = {
  Soldering: { moment: '1. Morning', seats: 2, targetGroup: 'app' },
  Statistics: { moment: '2. Noon', seats: 5, targetGroup: 'app' },
}

const PEOPLE = {
  'Ann Peeters': { userClass: '4A', group: 'app', chosen: ['Soldering', 'Statistics'] },
  'Ben Maes': { userClass: '4A', group: 'app', chosen: ['Soldering'] },
  'Cleo Wouters': { userClass: '4B', group: 'app' },
}

interface Opened {
  app: TestApp
  training: Training
  admin: Caller
  event: StagedEvent
  url: string
}

async function open(app: TestApp, name = 'Week'): Promise<Opened> {
  const training = app.atelier.training as Training
  const event = await stageEvent(training, { name, workshops: WORKSHOPS, people: PEOPLE })
  return { app, training, admin: await app.as('admin'), event, url: `/api/training/events/${event.id}` }
}

const peopleOf = async ({ training, event }: Opened) => listWithKeys(training, by, { eventId: event.id })
const nameAndClass = async (opened: Opened) =>
  (await peopleOf(opened)).map(({ row }) => `${row.full_name} ${row.user_class}`)
const base64 = (text: string, encoding: BufferEncoding = 'utf8') =>
  Buffer.from(text, encoding).toString('base64')

eachApp((openApp, name) => {
  test(`a list replaces the people of an event, who keep their places, and what was wrong leaves all as it was (${name})`, async () => {
    const opened = await open(await openApp())
    const { training, event } = opened
    const eventId = event.id
    const other = await stageEvent(training, { name: 'Other', workshops: {}, people: { Zoë: {} } })
    const replace = (items: unknown) => replaceParticipants(training, by, { eventId, items })
    const before = await peopleOf(opened)
    const [ann, ben, cleo] = before as [(typeof before)[0], (typeof before)[0], (typeof before)[0]]
    const row = (message: string) => ({ status: 400, message })

    for (const [items, message] of [
      [{}, 'The body is no list of participants.'],
      [[{ full_name: 'A' }, { user_class: '4A' }], 'Row 2: full_name is missing'],
      [[{ full_name: 7 }], 'Row 1: full_name is no text'],
      [[{ full_name: 'x'.repeat(81) }], 'Row 1: full_name is longer than 80 characters'],
      [
        [{ full_name: 'A', user_class: 'a\u0000' }],
        'Row 1: user_class holds a character that cannot be kept',
      ],
      [[{ full_name: 'A', id: 'x' }], 'Row 1: id is no number'],
      [['A'], 'Row 1: it is no participant'],
      [
        [
          { full_name: 'A', identity: 'SAME' },
          { full_name: 'B', identity: 'SAME' },
        ],
        'Duplicate user identity key',
      ],
      [[{ full_name: 'A', identity: other.people.Zoë?.key }], 'Duplicate user identity key'],
      [
        [
          { id: ann.row.id, full_name: 'A' },
          { id: ann.row.id, full_name: 'B' },
        ],
        'Row 2: this is the participant of row 1 already',
      ],
      // The key that Ben keeps, given to Ann.
      [
        [
          { id: ann.row.id, full_name: 'A', identity: ben.key },
          { id: ben.row.id, full_name: 'B' },
        ],
        'Duplicate user identity key',
      ],
    ] as const)
      await assert.rejects(replace(items), row(message))
    assert.deepEqual(await peopleOf(opened), before)

    // Ann and Ben swap their keys; Cleo is found by her key alone; a foreign id is nobody's here.
    await replace([
      { full_name: 'New', id: other.people.Zoë?.id, permission: 100, event_id: other.id },
      { id: ann.row.id, full_name: 'Ann Peeters', user_class: '5A', targetGroup: 'app', identity: ben.key },
      { id: ben.row.id, full_name: 'Ben Maes', user_class: '4A', targetGroup: 'app', identity: ann.key },
      { full_name: 'Cleo W', user_class: '4B', identity: cleo.key },
    ])
    const [a, b, c, d] = await peopleOf(opened)
    assert.deepEqual([a?.row.id, a?.key, a?.row.user_class], [ann.row.id, ben.key, '5A'])
    assert.deepEqual([b?.row.id, b?.key], [ben.row.id, ann.key])
    assert.deepEqual([a?.registrations, b?.registrations], [ann.registrations, ben.registrations])
    assert.deepEqual([c?.row.id, c?.row.full_name, c?.key], [cleo.row.id, 'Cleo W', cleo.key])
    assert.ok((d?.row.id ?? 0) > cleo.row.id && /^[A-Z0-9]{8}$/.test(d?.key ?? ''))
    assert.ok((a?.row.key_version ?? 0) > ann.row.key_version, 'tokens of the old key are dead')

    // Whoever is left out goes, and their seats are free; ids never come back.
    await replace([{ full_name: 'New', identity: d?.key }])
    const [left] = await peopleOf(opened)
    assert.deepEqual(left?.row.id, d?.row.id)
    const taken = await training.db.selectFrom('training_registration').select('id').execute()
    assert.deepEqual(taken, [])
  })

  test(`an import is taken back with keys and places, and what others hold by now is named (${name})`, async () => {
    const opened = await open(await openApp())
    const { training, admin, event, url } = opened
    const before = await peopleOf(opened)
    const text = 'Name;Class;Group\nAnn Peeters;5C;app\nDora Smet;5C;app\n'

    const preview = (await admin.post(`${url}/participants/preview`, { mode: 'replace', text })).json()
    assert.deepEqual(
      [preview.add, preview.change, preview.remove, preview.registrations],
      [1, 1, 2, 1],
      'she changes class and keeps her choice; two go, with one choice',
    )
    assert.deepEqual(preview.items[0].changes, [{ field: 'class', old: '4A', new: '5C' }])
    assert.deepEqual(preview.removed[0], {
      id: event.people['Ben Maes']?.id,
      name: 'Ben Maes',
      userClass: '4A',
      registrations: 1,
    })
    assert.deepEqual(await peopleOf(opened), before)

    const made = (await admin.post(`${url}/participants/import`, { mode: 'replace', text })).json()
    assert.deepEqual(await nameAndClass(opened), ['Ann Peeters 5C', 'Dora Smet 5C'])
    // Ben's seat is given to somebody, and his key too.
    const [ann, dora] = await peopleOf(opened)
    await chooseWorkshops(training, {
      participantId: dora?.row.id ?? 0,
      workshopIds: [event.workshops.Soldering as number],
      by,
    })
    const benKey = event.people['Ben Maes']?.key as string
    assert.equal(
      (await admin.post(`/api/training/participants/${ann?.row.id}/key`, { key: benKey })).statusCode,
      200,
    )
    await admin.post(`${url}/participants`, { name: 'Late', userClass: '4B', targetGroup: 'app' })
    const late = (await peopleOf(opened)).at(-1)
    await chooseWorkshops(training, {
      participantId: late?.row.id ?? 0,
      workshopIds: [event.workshops.Statistics as number],
      by,
    })

    const undone = (await admin.post(`/api/training/imports/${made.importId}/undo`)).json()
    assert.deepEqual([undone.removed, undone.restored, undone.registrations], [1, 2, 1])
    assert.deepEqual(undone.lost, { choices: [], newKeys: ['Ben Maes'] })
    assert.deepEqual(await nameAndClass(opened), [
      'Ann Peeters 4A',
      'Ben Maes 4A',
      'Cleo Wouters 4B',
      'Late 4B',
    ])
    const after = await peopleOf(opened)
    assert.deepEqual(
      after.slice(0, 3).map(({ row }) => row.id),
      before.map(({ row }) => row.id),
    )
    assert.equal(
      after[1]?.registrations.length,
      1,
      'his choice is back: the seat fell free with who was added',
    )
    assert.notEqual(after[1]?.key, benKey)
    assert.equal(after[2]?.key, before[2]?.key)
    assert.equal((await admin.post(`/api/training/imports/${made.importId}/undo`)).json().code, 'import_over')
  })

  test(`R11: a list that is replaced while people choose oversells nothing, and frees the seats of those who go (${name})`, async () => {
    const app = await openApp()
    const training = app.atelier.training as Training
    const names = Array.from({ length: 20 }, (_, at) => `Person ${at}`)
    const event = await stageEvent(training, {
      name: 'Rush',
      workshops: { Soldering: { seats: 7 } },
      people: Object.fromEntries(names.map((each) => [each, {}])),
    })
    const idOf = (each: string) => event.people[each]?.id as number
    const choose = (each: string) =>
      chooseWorkshops(training, {
        participantId: idOf(each),
        workshopIds: [event.workshops.Soldering as number],
        by,
      }).catch((error) => assert.ok(error.status < 500, error))
    const staying = names.filter((_, at) => at % 2 === 0)
    await Promise.all([
      ...names.map(choose),
      replaceParticipants(training, by, {
        eventId: event.id,
        items: staying.map((each) => ({ id: idOf(each), full_name: each })),
      }),
      ...names.map(choose),
    ])
    await Promise.all(staying.map(choose))
    const held = await training.db.selectFrom('training_registration').select('participant_id').execute()
    assert.equal(held.length, 7)
    assert.ok(held.every((each) => staying.some((name) => idOf(name) === each.participant_id)))

    // Lists of two events that give the same keys to people they have already: one of them is told so.
    const other = await stageEvent(training, { name: 'Other', workshops: {}, people: { 'Person 0': {} } })
    const admin = await app.as('admin')
    const given = await Promise.all(
      [event, other].map(({ id }) =>
        admin.post(`/api/training/events/${id}/participants/import`, { text: 'Name;Key\nPerson 0;same-key' }),
      ),
    )
    const codes = given.map(({ statusCode }) => statusCode).sort()
    assert.ok(codes[0] === 201 && (codes[1] === 400 || codes[1] === 409), String(codes))
  })
})

test('a list is read whatever program wrote it, and each line that is wrong is named', async () => {
  const opened = await open(await testApp())
  const { admin, url } = opened
  const preview = async (file: string) => {
    const answer = await admin.post(`${url}/participants/preview`, { file })
    return answer.json()
  }
  const lines =
    'Klas;Naam;Identificatie (laat leeg);Doelgroep\r\n5A;"Zoë; de ""kleine""";;app\r\n5A;Åse Bø;;app'
  for (const file of [
    base64(lines),
    base64(`\ufeff${lines}`),
    base64(`\ufeff${lines}`, 'utf16le'),
    Buffer.from(lines, 'latin1').toString('base64'),
    base64(lines.replaceAll('\r\n', '\r')),
    base64(lines.replaceAll(';', '\t').replace('Zoë\t', 'Zoë;')),
    base64('Name,Class,Group,Key\n"Zoë; de ""kleine""",5A,app,\nÅse Bø,5A,app,'),
    base64('"Zoë; de ""kleine""";5A;app\nÅse Bø;5A;app'),
  ]) {
    const { add, broken, items } = await preview(file)
    assert.deepEqual([add, broken], [2, 0])
    assert.deepEqual(
      items.map((each: { name: string; userClass: string; targetGroup: string }) => [
        each.name,
        each.userClass,
        each.targetGroup,
      ]),
      [
        ['Zoë; de "kleine"', '5A', 'app'],
        ['Åse Bø', '5A', 'app'],
      ],
    )
  }

  const { errors, warnings, broken, same } = await preview(
    base64(
      [
        'Naam;Klas;Doelgroep;Identificatie;E-mail;Taal',
        'Ann Peeters;4A;app;;;',
        ';4A;app;;;',
        `${'x'.repeat(81)};4A;app;;;`,
        'Dirk;4A;app;abcd-1;;',
        'Els;4A;app;abcd-1;;',
        'Frans;4A;app;;fr(ans)@x.example;',
        'Gust;4A;app;;;constructor',
        'Ann Peeters;6C;app;;;',
      ].join('\r\n'),
    ),
  )
  assert.deepEqual([broken, same], [5, 1])
  assert.deepEqual(
    errors.map((each: { line: number; message: string }) => `${each.line}: ${each.message}`),
    [
      '3: The name is missing.',
      '4: The name is longer than 80 characters.',
      '6: The key “abcd-1” is taken by Dirk (line 5).',
      '7: “fr(ans)@x.example” is no e-mail address.',
      '8: Write en or nl.',
    ],
  )
  assert.ok(
    warnings.some((each: { message: string }) => /Dirk is short and easily guessed/.test(each.message)),
  )
  assert.ok(
    warnings.some((each: { message: string }) => /Ann Peeters stands on line 2 too/.test(each.message)),
  )

  // Half a letter, which no database keeps.
  const half = await admin.post(`${url}/participants/preview`, { text: 'Name\n\ud800' })
  assert.match(half.json().errors[0].message, /sign that cannot be kept/)
  const before = await nameAndClass(opened)
  const refused = await admin.post(`${url}/participants/import`, { text: 'Name;Class\nNew;1A\n;1A' })
  assert.equal(refused.statusCode, 400)
  assert.deepEqual(refused.json().errors, [{ field: 'line 3, name', message: 'The name is missing.' }])
  assert.deepEqual(await nameAndClass(opened), before)
})

test('I4: 100,000 lines, an unclosed quote and files that are no list are told in words, and nobody waits', async () => {
  const { admin, url } = await open(await testApp())
  const message = async (body: object) => {
    const answer = await admin.post(`${url}/participants/preview`, body)
    assert.equal(answer.statusCode, 400, answer.body.slice(0, 200))
    return answer.json().detail ?? answer.json().message
  }
  const many = `Naam;Klas\n${Array.from({ length: 100_000 }, (_, at) => `Person ${at};1A`).join('\n')}`
  assert.match(await message({ text: many }), /20,000 lines at most/)
  assert.match(await message({ text: 'Naam;Klas\n"Ann;1A\nBen;1A' }), /line 2 on: a quotation mark/)
  assert.match(await message({ text: '' }), /holds nobody/)
  assert.match(await message({ file: base64('PK\u0003\u0004 no zip', 'latin1') }), /workbook cannot be read/)
  assert.match(
    await message({ file: Buffer.from('d0cf11e0a1b11ae1', 'hex').toString('base64') }),
    /old Excel/,
  )
})

test('keys are shown to managers alone, made anew and set by hand, and the old ones are dead at once', async () => {
  const opened = await open(await testApp())
  const { app, admin, event, url, training } = opened
  const ann = event.people['Ann Peeters'] as { id: number; key: string }
  const shown = (await admin.get(`/api/training/participants/${ann.id}/key`)).json()
  assert.equal(shown.key, ann.key)
  assert.match(shown.link, new RegExp(`/app/join/${event.id}#k=${ann.key}$`))
  const helper = await app.as('helper', { roles: [`training:helper@${event.id}`] })
  assert.equal((await helper.get(`/api/training/participants/${ann.id}/key`)).statusCode, 403)
  assert.equal((await (await app.as('eve')).get(`/api/training/participants/${ann.id}/key`)).statusCode, 404)

  const signIn = async (key: string) =>
    (
      await app.inject({
        method: 'POST',
        url: '/api/training/join/sign-in',
        headers: { origin: 'http://localhost', 'x-atelier': '1' },
        payload: { key },
      })
    ).statusCode
  assert.deepEqual((await admin.post(`/api/training/participants/${ann.id}/key`, { key: 'ann' })).json(), {
    weak: true,
  })
  assert.notEqual(await signIn(ann.key), 200)
  const taken = await admin.post(`/api/training/participants/${event.people['Ben Maes']?.id}/key`, {
    key: 'ann',
  })
  assert.deepEqual([taken.statusCode, taken.json().code], [409, 'key_taken'])

  for (const nobody of [{}, { search: '' }])
    assert.equal((await admin.post(`${url}/keys`, nobody)).json().code, 'nobody_chosen')
  assert.deepEqual((await admin.post(`${url}/keys`, { class: '4A' })).json(), { count: 2 })
  const [a, , cleo] = await peopleOf(opened)
  assert.notEqual(a?.key, 'ann')
  assert.equal(cleo?.key, event.people['Cleo Wouters']?.key)

  // In the database lies no key in clear, and the journal holds none.
  await training.kernel.journal.stop()
  const rows = await training.db.selectFrom('training_participant').selectAll().execute()
  const entries = await training.kernel.journal.list({ limit: 200 })
  for (const { key } of await peopleOf(opened)) assert.ok(!JSON.stringify([rows, entries]).includes(key))
})

test('the list is searched, filtered and counted, and who was removed comes back with their places', async () => {
  const opened = await open(await testApp())
  const { app, admin, event, url, training } = opened
  const names = async (query: string) => {
    const answer = (await admin.get(`${url}/participants?${query}`)).json()
    return answer.items.map((each: { name: string }) => each.name)
  }
  const all = (await admin.get(`${url}/participants`)).json()
  assert.deepEqual(all.counts, { none: 1, partial: 1, complete: 1, neverSignedIn: 3 })
  assert.deepEqual(all.classes, [
    { value: '4A', count: 2 },
    { value: '4B', count: 1 },
  ])
  assert.deepEqual(
    all.items[0].choices.map((each: { title: string }) => each.title),
    ['Soldering', 'Statistics'],
  )
  assert.deepEqual(await names('search=PEET'), ['Ann Peeters'])
  assert.deepEqual(await names('class=4A&progress=partial'), ['Ben Maes'])
  assert.deepEqual(await names('progress=none'), ['Cleo Wouters'])
  assert.deepEqual(await names(`limit=1&after=${event.people['Ann Peeters']?.id}`), ['Ben Maes'])

  const ann = event.people['Ann Peeters']?.id
  const one = await admin.get(`/api/training/participants/${ann}`)
  const patch = (version: string, body: object) =>
    app.inject({
      method: 'PATCH',
      url: `/api/training/participants/${ann}`,
      headers: { authorization: `Bearer ${admin.token}`, 'if-match': version },
      payload: body,
    })
  assert.equal((await patch(one.headers.etag as string, { email: 'ann@x.org' })).json().email, 'ann@x.org')
  assert.equal((await patch(one.headers.etag as string, { name: 'Anna' })).statusCode, 412)

  const removed = (await admin.post(`${url}/participants/remove`, { class: '4A' })).json()
  assert.deepEqual(removed.registrations, 3)
  assert.deepEqual(await names(''), ['Cleo Wouters'])
  const back = (await admin.post(`${url}/participants/restore`, { ids: removed.ids })).json()
  assert.deepEqual(back, { restored: 2, lost: { choices: [], newKeys: [] } })
  const [first] = (await admin.get(`${url}/participants`)).json().items
  assert.deepEqual([first.id, first.email, first.progress], [ann, 'ann@x.org', 'complete'])
  assert.equal((await peopleOf(opened))[0]?.key, event.people['Ann Peeters']?.key)

  // Somebody takes her seat meanwhile: that is told, and the rest comes back.
  await admin.post(`${url}/participants/remove`, { ids: [ann] })
  await chooseWorkshops(training, {
    participantId: event.people['Cleo Wouters']?.id as number,
    workshopIds: [event.workshops.Soldering as number],
    by,
  })
  const part = (await admin.post(`${url}/participants/restore`, { ids: [ann] })).json()
  assert.deepEqual(part.lost, { choices: [{ name: 'Ann Peeters', workshop: 'Soldering' }], newKeys: [] })
  assert.deepEqual(await names('progress=partial'), ['Ann Peeters', 'Ben Maes', 'Cleo Wouters'])

  await admin.post(`${url}/participants/remove`, { ids: [ann] })
  app.clock.advance(15 * DAY)
  await inTransaction(training.db, (tx) => enqueue(tx, forgetParticipants, {}))
  await app.jobs.drain()
  assert.deepEqual(await training.db.selectFrom('training_removed').select('id').execute(), [])
  assert.equal((await admin.post(`${url}/participants/restore`, { ids: [ann] })).json().code, 'removal_over')
})

test('2,000 people are replaced in seconds', async () => {
  const { training, event } = await open(await testApp())
  const items = Array.from({ length: 2_000 }, (_, at) => ({
    full_name: `Person ${at}`,
    user_class: `${at % 40}`,
  }))
  await replaceParticipants(training, by, { eventId: event.id, items })
  const made = await listWithKeys(training, by, { eventId: event.id })
  assert.deepEqual(
    made.map(({ row }) => row.full_name),
    items.map((each) => each.full_name),
  )
  assert.equal(new Set(made.map(({ key }) => key)).size, 2_000)
})
