import assert from 'node:assert/strict'
import { test } from 'node:test'
import readWorkbook from 'read-excel-file/node'
import { encode } from 'uqr'
import { testApp } from '../../../../test/support/apps/training.ts'
import { textsOf } from '../../../../test/support/pdf.ts'
import { stageEvent } from '../../../../test/support/training.ts'
import { filesOf } from '../../../../test/support/unzip.ts'
import { replaceParticipants } from '../participants/participant-replace.ts'
import { chooseWorkshops } from '../registrations/registration.ts'
import type { Training } from '../training.ts'
import { workbookOf } from './workbook.ts'

const by = { via: 'system' } as const
const FORMULA = '=HYPERLINK("http://x","y")'
const WORKSHOPS = {
  'A/B? [1]: "x"': { moment: '1. Morning', seats: 5, room: '+R1' },
  'a/b? [1]: "X"': { moment: '2. Noon', seats: 5 },
  "'": { moment: '2. Noon', seats: 5 },
  '@sum': { moment: '3. Late', seats: 5, teacher: '-1+1' },
}

async function open() {
  const app = await testApp({ env: { ATELIER_PUBLIC_URL: 'https://lab.example.org' } })
  const training = app.atelier.training as Training
  const chosen = ['A/B? [1]: "x"', '@sum']
  const event = await stageEvent(training, {
    name: 'Week',
    workshops: WORKSHOPS,
    people: {
      [FORMULA]: { userClass: '@4A', chosen },
      'Ann; "Å"': { userClass: '4A', chosen },
      'שלום Ben': { userClass: '4B' },
      محمد: { userClass: '4B' },
      王小明: { userClass: '10C' },
    },
  })
  const admin = await app.as('admin')
  const get = async (path: string) => {
    const answer = await admin.get(`/api/training/events/${event.id}/${path}`)
    assert.equal(answer.statusCode, 200, answer.body.slice(0, 300))
    return answer
  }
  return { app, training, event, admin, get }
}

test('the workbook has a sheet for each workshop, cell by cell as the original, in names that Excel takes', async () => {
  const { training, event, get } = await open()
  // One who registered first stands first, whatever their id.
  await replaceParticipants(training, by, {
    eventId: event.id,
    items: [
      ...Object.entries(event.people).map(([full_name, { id }]) => ({
        id,
        full_name,
        user_class: '5\u00a0A',
      })),
    ],
  })
  await chooseWorkshops(training, {
    participantId: event.people['שלום Ben']?.id as number,
    workshopIds: [event.workshops['@sum'] as number],
    by,
  })
  const bytes = (await get('workbook.xlsx')).rawPayload
  const sheets = await readWorkbook(bytes)
  assert.deepEqual(
    sheets.map(({ sheet }) => sheet),
    ['A_B_ _1__ "x"', 'a_b_ _1__ "X" (2)', 'Sheet', '@sum'],
  )
  assert.deepEqual(
    sheets.map(({ data }) => data[0]?.[0]),
    Object.keys(WORKSHOPS),
  )
  assert.deepEqual(sheets[3]?.data.slice(2), [
    ['Naam', 'Klas'],
    [FORMULA, '5\u00a0A'],
    ['Ann; "Å"', '5\u00a0A'],
    ['שלום Ben', '5\u00a0A'],
  ])
  const xml = (await filesOf(bytes))['xl/worksheets/sheet4.xml'] ?? ''
  assert.match(xml, /<row r="2"><c r="A2" t="inlineStr"><is><t xml:space="preserve"><\/t><\/is><\/c><\/row>/)

  const empty = await stageEvent(training, { name: 'Empty', workshops: {}, people: {} })
  const [only, ...others] = await readWorkbook(await workbookOf(training, empty.id))
  assert.deepEqual([only?.data, others], [[], []])
})

test('I7: no export holds a formula, and the files for an import hold names as they are', async () => {
  const { get } = await open()
  for (const list of ['classes', 'timetables', 'doors', 'attendance', 'registrations']) {
    const csv = (await get(`lists/${list}/csv`)).body
    for (const cell of csv.split(/\r\n|,/))
      assert.doesNotMatch(cell.replace(/^"/, ''), /^[=+\-@\t\r]/, `${list}: ${cell}`)
    const files = await filesOf((await get(`lists/${list}/xlsx`)).rawPayload)
    for (const [name, xml] of Object.entries(files)) assert.doesNotMatch(xml, /<f[ >]/, name)
    assert.ok(csv.includes("'=HYPERLINK(") || list === 'doors', list)
    assert.ok((await get(`lists/${list}/pdf`)).rawPayload.length > 1_000)
  }
  assert.ok((await get('lists/doors/csv?bom=true')).body.startsWith('\ufeff'))
  for (const file of ['studenten.csv', 'participants.csv']) {
    const text = (await get(`files/${file}`)).body
    assert.ok(
      text.includes(
        file === 'studenten.csv' ? `\r\n${FORMULA};@4A;` : '"=HYPERLINK(""http://x"",""y"")";@4A;',
      ),
    )
  }
})

test('the list of people is the original’s file letter by letter, and comes back unchanged, as the honest one does', async () => {
  const { admin, event, get } = await open()
  const [, ann] = Object.values(event.people)
  const original = (await get('files/studenten.csv')).rawPayload.toString()
  const lines = original.split('\r\n')
  assert.equal(lines[0], 'Naam;Klas;Doelgroep;Identificatie')
  assert.equal(lines[2], `"Ann; ""Å""";4A;;${ann?.key}`)
  assert.equal(lines.length, 6)
  assert.equal(
    (await get('files/startbestand.csv')).body,
    'Naam;Klas;Doelgroep;Identificatie (laat leeg)\r\nVoorbeeld naam;1A;intern;',
  )
  for (const name of ['studenten.csv', 'participants.csv?bom=true', 'participants.csv?bom=false']) {
    const file = (await get(`files/${name}`)).rawPayload.toString('base64')
    const preview = (
      await admin.post(`/api/training/events/${event.id}/participants/preview`, { mode: 'replace', file })
    ).json()
    assert.deepEqual([preview.same, preview.add, preview.change, preview.remove], [5, 0, 0, 0])
  }
  const book = (await get('lists/classes/xlsx')).rawPayload.toString('base64')
  const read = await admin.post(`/api/training/events/${event.id}/participants/preview`, { file: book })
  assert.equal(read.statusCode, 200)
})

test('letters stand by class and name with key, link and code, in any script, and many pages are streamed', async () => {
  const { training, event, get, admin } = await open()
  const pdf = (await get('letters.pdf')).rawPayload
  const texts = textsOf(pdf)
  const at = (text: string) => texts.findIndex((each) => each.includes(text))
  assert.ok(at('Ann; "Å"') < at('שלום'.split('').reverse().join('')), '4A before 4B')
  assert.ok(at('4B') < at('10C · Week'))
  for (const { key } of Object.values(event.people)) assert.ok(texts.includes(key))
  assert.ok(texts.join('').includes(`lab.example.org/app/join/${event.id}`))
  // The code that the page draws is the one of the link.
  const ann = event.people['Ann; "Å"'] as { id: number; key: string }
  const link = `https://lab.example.org/app/join/${event.id}#k=${ann.key}`
  assert.equal((await admin.get(`/api/training/participants/${ann.id}/key`)).json().link, link)
  const dark = encode(link, { ecc: 'M', border: 0 }).data.flat().filter(Boolean).length
  assert.ok(dark > 300)

  const one = textsOf((await get(`letters.pdf?ids=${ann.id}`)).rawPayload)
  assert.deepEqual(
    one.filter((text) => /^[A-Z0-9]{8}$/.test(text)),
    [ann.key],
  )
  // Also the longest that somebody can choose is printed to its end.
  const long = `W${'w'.repeat(78)}W`
  await admin.post(`/api/training/participants/${ann.id}/key`, { key: long })
  assert.ok(
    textsOf((await get(`letters.pdf?ids=${ann.id}`)).rawPayload)
      .join('')
      .includes(long),
  )
  const nobody = await admin.get(`/api/training/events/${event.id}/letters.pdf?class=none`)
  assert.equal(nobody.json().code, 'nobody_chosen')

  const items = Array.from({ length: 200 }, (_, at) => ({ full_name: `Person ${at}`, user_class: '1A' }))
  await replaceParticipants(training, by, { eventId: event.id, items })
  const many = (await get('letters.pdf')).rawPayload
  assert.equal(many.toString('latin1').match(/\/Type \/Page /g)?.length, 25)
  assert.ok(many.length < 400_000)
})
