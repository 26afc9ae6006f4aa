import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { BASE, pair, study } from '../../../../test/support/answers.ts'
import { type Caller, eachApp } from '../../../../test/support/apps/collection.ts'
import { waitFor } from '../../../../test/support/wait.ts'

const PREFIX = '/api/collection'
const BOM = '\ufeff'

type Row = Record<string, string>
async function take(owner: Caller, project: number, what: string): Promise<string> {
  const answer = await owner.get(`${PREFIX}/projects/${project}/exports/${what}`)
  assert.equal(answer.statusCode, 200, answer.body)
  assert.match(String(answer.headers['content-disposition']), /^attachment; filename="Voice-/)
  return answer.body
}

const rowsOf = (csv: string): Row[] => parse(csv, { columns: true, relax_column_count: false })

eachApp((open, database) =>
  describe(`collection: exports (${database})`, () => {
    test('the long CSV holds every value as it was answered, with its place and times', async () => {
      const app = await open()
      const { owner, project, send } = await study(app)
      const values: unknown[] = [
        'McDonald',
        'a "quote", a; line\r\nbreak',
        -3,
        2.5,
        true,
        null,
        [1, 3],
        'é 漢 🙂 ‏',
      ]
      await send(
        'P-01',
        values.map((value, i) => ({ item: `item_${i}`, value })),
      )
      const csv = await take(owner, project, 'long.csv')
      const rows = rowsOf(csv)
      assert.deepEqual(
        rows.map((row) => row.value),
        ['McDonald', 'a "quote", a; line\r\nbreak', '-3', '2.5', 'true', '', '[1,3]', 'é 漢 🙂 ‏'],
      )
      const { submission_id, received_at, response_id, ...first } = rows[0] as Row
      assert.deepEqual([submission_id, received_at], ['1', '2027-03-01T10:00:00.000Z'])
      assert.match(response_id ?? '', /^uuid:/)
      assert.deepEqual(first, {
        project: 'Voice',
        participant: 'P-01',
        session: 's1',
        protocol: 'pilot_schema',
        protocol_url: `${BASE}/pilot_schema`,
        activity: 'phq2_schema',
        activity_url: `${BASE}/activities/phq2/phq2_schema`,
        item: 'item_0',
        item_url: `${BASE}/activities/phq2/items/item_0`,
        value: 'McDonald',
        unit: '',
        missing_code: '',
        file: '',
        started_at: '2027-03-01T09:00:00.000Z',
        ended_at: '2027-03-01T09:00:11.000Z',
        duration_ms: '11000',
        language: 'en',
        ui_version: '1.0.0',
        ui_url: 'https://study.example.org/ui/',
        superseded: 'false',
      })
      assert.ok(!csv.startsWith(BOM))
      assert.ok((await take(owner, project, 'long.csv?bom=true')).startsWith(`${BOM}project,`))
    })

    test('numbers stay as they were written, units and missing codes stand apart', async () => {
      const app = await open()
      const { owner, project, send } = await study(app)
      const skipped = 'http://schema.repronim.org/Skipped'
      const text = JSON.stringify([
        ...pair({ item: 'big', value: '@' }),
        ...pair({ item: 'unit', value: { value: 72.5, unitCode: 'kg' } }),
        ...pair({ item: 'skip', value: skipped }),
      ]).replace('"@"', '12345678901234567890')
      await send('P-01', text)
      const rows = rowsOf(await take(owner, project, 'long.csv'))
      assert.deepEqual(
        rows.map(({ value, unit, missing_code }) => [value, unit, missing_code]),
        [
          ['12345678901234567890', '', ''],
          ['72.5', 'kg', ''],
          ['', '', 'skipped'],
        ],
      )
      const jsonLd = await take(owner, project, 'answers.jsonld')
      assert.ok(jsonLd.includes('"value":12345678901234567890}'))
      const values = JSON.parse(jsonLd).flatMap((each: { value?: unknown }) => each.value ?? [])
      assert.deepEqual(values.slice(1), [{ value: 72.5, unitCode: 'kg' }, skipped])
    })

    test('I7: no export holds a formula, and a negative number is none', async () => {
      const app = await open()
      const { owner, project, send } = await study(app)
      const formulas = ['=HYPERLINK("http://x")', '+1+cmd', '-2+3', '@SUM(A1)', '\tx', '\r=1', '＝1+1']
      await send('=P-01', [
        ...formulas.map((value, i) => ({ item: `=item_${i}`, value })),
        { item: 'list', value: ['=1+1', 'plain'] },
        { item: 'number', value: -5 },
      ])
      for (const what of ['long.csv', 'wide.csv', 'redcap.csv', 'redcap-dictionary.csv']) {
        const cells = parse(await take(owner, project, what)) as string[][]
        for (const cell of cells.flat())
          assert.ok(!/^[=+\-@\t\r＝]/.test(cell) || cell === '-5', `${what}: ${cell}`)
      }
      const [first] = rowsOf(await take(owner, project, 'long.csv'))
      assert.deepEqual([first?.value, first?.participant], ['\'=HYPERLINK("http://x")', "'=P-01"])
    })

    test('the wide CSV has a row for each activity and session, and a column for each item', async () => {
      const app = await open()
      const { owner, project, send } = await study(app)
      await send('P-01', [
        {
          item: 'mood',
          value: 'McDonald',
          start: '2027-03-01T09:00:00.500Z',
          end: '2027-03-01T09:00:02.000Z',
        },
        {
          item: 'hobbies',
          value: [1, 10],
          start: '2027-03-01T09:00:02.000Z',
          end: '2027-03-01T09:00:11.500Z',
        },
        { item: 'sleep', value: 7, activity: 'night' },
      ])
      await send('P-01', [{ item: 'mood', value: 'better', session: 'a0', start: '2027-03-02T09:00:00.000Z', end: '2027-03-02T09:00:01.000Z' }]) // biome-ignore format: one answer
      await send('P-02', [{ item: 'hobbies', value: 2, session: 's9' }])
      const csv = await take(owner, project, 'wide.csv')
      const [columns] = parse(csv) as string[][]
      assert.deepEqual(columns, [
        'record_id',
        'redcap_repeat_instrument',
        'redcap_repeat_instance',
        'sleep',
        'night_schema_start_time',
        'night_schema_end_time',
        'night_schema_duration',
        'night_schema_sessionId',
        'hobbies___1',
        'hobbies___10',
        'hobbies___2',
        'mood',
        'phq2_schema_start_time',
        'phq2_schema_end_time',
        'phq2_schema_duration',
        'phq2_schema_sessionId',
      ])
      const found = rowsOf(csv).map((row) => [
        row.record_id,
        row.redcap_repeat_instrument,
        row.redcap_repeat_instance,
        row.mood,
        row.sleep,
        row.hobbies___1,
        row.hobbies___2,
        row.phq2_schema_duration,
        row.phq2_schema_sessionId,
      ])
      assert.deepEqual(found, [
        ['P-01', 'night_schema', '1', '', '7', '', '', '', ''],
        ['P-01', 'phq2_schema', '1', 'McDonald', '', 'Checked', 'Unchecked', '11000', 's1'],
        ['P-01', 'phq2_schema', '2', 'better', '', '', '', '1000', 'a0'],
        ['P-02', 'phq2_schema', '1', '', '', 'Unchecked', 'Checked', '11000', 's9'],
      ])
    })

    test('items of one name in two activities have columns of their own, and nothing vanishes', async () => {
      const app = await open()
      const { owner, project, send } = await study(app)
      await send('P-01', [
        { item: 'note', value: 'one', activity: 'a' },
        { item: 'note', value: 'two', activity: 'b' },
        { item: 'constructor', value: 'three', activity: 'a' },
        { item: '__proto__', value: 'four', activity: 'a' },
      ])
      const rows = rowsOf(await take(owner, project, 'wide.csv'))
      assert.deepEqual([rows[0]?.a_schema_note, rows[1]?.b_schema_note], ['one', 'two'])
      const cells = (parse(await take(owner, project, 'wide.csv')) as string[][]).flat()
      for (const value of ['one', 'two', 'three', 'four']) assert.ok(cells.includes(value), value)
    })

    test('REDCap gets names that it takes, and a dictionary of eighteen columns that fits them', async () => {
      const app = await open()
      const { owner, project, send } = await study(app)
      await send('P-01', [
        { item: 'Größe (cm)', value: { value: 170, unitCode: 'cm' }, activity: 'Körper' },
        { item: 'yes', value: true },
        { item: 'many', value: ['a b', 'a-b'] },
        { item: 'weight', value: 70.5 },
        { item: 'story', value: 'x'.repeat(200) },
      ])
      const [columns = [], ...data] = parse(await take(owner, project, 'redcap.csv')) as string[][]
      for (const column of columns) assert.match(column, /^[a-z][a-z0-9_]*$/)
      assert.equal(new Set(columns).size, columns.length)
      const cell = (name: string) =>
        data.flatMap((row) => row[columns.indexOf(name)] ?? []).filter((each) => each !== '')
      assert.deepEqual(cell('yes'), ['1'])
      assert.deepEqual([cell('many___a_b'), cell('many___a_b_2')], [['1'], ['1']])
      const [head = [], ...entries] = parse(await take(owner, project, 'redcap-dictionary.csv')) as string[][]
      assert.equal(head.length, 18)
      assert.equal(head[0], 'Variable / Field Name')
      const types = Object.fromEntries(entries.map((row) => [row[0], [row[3], row[5], row[7]]]))
      assert.deepEqual(types.gro_e_cm, ['text', '', 'integer'])
      assert.deepEqual(types.yes, ['yesno', '', ''])
      assert.deepEqual(types.many, ['checkbox', 'a_b, a b | a_b_2, a-b', ''])
      assert.deepEqual(types.weight, ['text', '', 'number'])
      assert.deepEqual(types.story, ['notes', '', ''])
      const variables = new Set(entries.map(([name]) => name))
      for (const column of columns.filter((each) => !each.startsWith('redcap_')))
        assert.ok(variables.has(column.replace(/___.*$/, '')), `${column} is in the dictionary`)
      assert.equal(entries[0]?.[0], 'record_id')
    })

    test('earlier answers are left out unless they are asked for', async () => {
      const app = await open()
      const { owner, project, send } = await study(app)
      await send('P-01', [
        { item: 'mood', value: 'first', end: '2027-03-01T09:00:05.000Z' },
        { item: 'mood', value: 'second', end: '2027-03-01T09:00:09.000Z' },
      ])
      const values = (csv: string) => rowsOf(csv).map(({ value, superseded }) => `${value} ${superseded}`)
      assert.deepEqual(values(await take(owner, project, 'long.csv')), ['second false'])
      assert.deepEqual(values(await take(owner, project, 'long.csv?superseded=true')), [
        'first true',
        'second false',
      ])
    })

    test('filters by days in a zone, by activity, item and person', async () => {
      const app = await open({ start: Date.UTC(2027, 2, 1, 22, 30) })
      const { owner, project, send } = await study(app)
      await send('P-01', [{ item: 'early', value: 1 }, { item: 'other', value: 1, activity: 'b' }]) // biome-ignore format: short
      app.clock.advance(3_600_000)
      await send('p-02', [{ item: 'late', value: 1 }])
      const items = async (query: string) =>
        rowsOf(await take(owner, project, `long.csv?${query}`)).map(({ item }) => item)
      assert.deepEqual(await items('from=2027-03-01&to=2027-03-01'), ['early', 'other', 'late'])
      assert.deepEqual(await items('from=2027-03-02&zone=Europe/Amsterdam'), ['late'])
      assert.deepEqual(await items('to=2027-03-01&zone=Europe/Amsterdam'), ['early', 'other'])
      assert.deepEqual(await items('activity=b_schema'), ['other'])
      assert.deepEqual(await items('item=early&item=late'), ['early', 'late'])
      assert.deepEqual(await items('participant=P-02'), ['late'])
      assert.deepEqual(await items('participant=nobody'), [])
      const refused = async (query: string) =>
        (await owner.get(`${PREFIX}/projects/${project}/exports/long.csv?${query}`)).json()
      for (const [query, field] of [
        ['from=2027-02-30', 'from'],
        ['zone=Mars', 'zone'],
        ['from=2027-03-02&to=2027-03-01', 'to'],
      ] as const) {
        const { errors, status } = await refused(query)
        assert.deepEqual([status, errors[0].field], [422, field], query)
      }
    })

    test('before an export it says how many answers it will hold', async () => {
      const app = await open()
      const { owner, project, send } = await study(app)
      await send('P-01', [{ item: 'a', value: 1 }, { item: 'b', value: 2 }]) // biome-ignore format: short
      await send('P-02', [{ item: 'a', value: 1, session: 's2' }])
      const url = `${PREFIX}/projects/${project}/exports/preview`
      const { items, ...counts } = (await owner.get(url)).json()
      assert.deepEqual(counts, {
        answers: 3,
        participants: 2,
        uploads: 2,
        recordings: { count: 0, bytes: 0 },
        over: false,
      })
      assert.deepEqual(items, [
        { activity: 'phq2_schema', item: 'a', answers: 2, recordings: 0 },
        { activity: 'phq2_schema', item: 'b', answers: 1, recordings: 0 },
      ])
      assert.equal((await owner.get(`${url}?participant=P-01`)).json().answers, 2)
    })

    test('S5: an export is in the journal with its filter and number of answers, without a code of a person', async () => {
      const app = await open()
      const { owner, project, send } = await study(app)
      await send('P-01', [{ item: 'a', value: 1 }])
      await take(owner, project, 'long.csv?participant=P-01&activity=phq2_schema')
      const exported = () => app.kernel.journal.list({ action: 'collection.answers.exported', limit: 5 })
      await waitFor(async () => (await exported()).length > 0)
      const [entry] = await exported()
      assert.equal(entry?.account_id, owner.id)
      const { filter, ...details } = JSON.parse(entry?.details ?? '')
      assert.deepEqual(details, { format: 'long.csv', answers: 1 })
      assert.deepEqual(filter.activity, ['phq2_schema'])
      assert.ok(!JSON.stringify(entry).includes('P-01'))
    })

    test('an empty project exports heads alone, and whoever only gives out links exports nothing', async () => {
      const app = await open()
      const { owner, project } = await study(app)
      for (const what of ['long.csv', 'wide.csv', 'redcap.csv', 'redcap-dictionary.csv'])
        assert.equal((parse(await take(owner, project, what)) as unknown[]).length > 0, true)
      assert.deepEqual(JSON.parse(await take(owner, project, 'answers.jsonld')), [])
      const coordinator = await app.as('cora', { roles: ['collection:coordinator'] })
      assert.equal((await coordinator.get(`${PREFIX}/projects/${project}/exports/long.csv`)).statusCode, 403)
      assert.equal((await coordinator.get(`${PREFIX}/projects/${project}/exports/preview`)).statusCode, 403)
    })
  }),
)
