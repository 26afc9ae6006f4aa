import assert from 'node:assert/strict'
import { buffer } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { ZipFile } from 'yazl'
import { createTableReader } from './reader.ts'
import { workbook } from './write-xlsx.ts'

const reader = createTableReader()
after(() => reader.close())

const read = (bytes: Buffer, most = 100) => reader.read({ file: bytes.toString('base64') }, most)

function zipOf(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name)
  zip.end()
  return buffer(zip.outputStream)
}

/** A workbook as Excel writes it: texts in a table of their own, its parts in a namespace with a prefix. */
const excel = (sheet: string) => ({
  '[Content_Types].xml': '<Types/>',
  'xl/workbook.xml':
    '<x:workbook xmlns:x="m" xmlns:r="o"><x:sheets><x:sheet name="Leerlingen" sheetId="3" r:id="rId7"/><x:sheet name="Other" sheetId="1" r:id="rId1"/></x:sheets></x:workbook>',
  'xl/_rels/workbook.xml.rels':
    '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId7" Target="/xl/worksheets/sheet9.xml"/></Relationships>',
  'xl/sharedStrings.xml':
    '<sst><si><t>Naam</t></si><si><r><t xml:space="preserve">Ann </t></r><r><t>&amp; Co</t></r></si><si><t>漢</t><rPh sb="0" eb="1"><t>かん</t></rPh></si></sst>',
  'xl/worksheets/sheet1.xml': '<worksheet><sheetData/></worksheet>',
  'xl/worksheets/sheet9.xml': sheet,
})

test('a workbook is read as spreadsheets write it: shared texts, gaps, numbers, results of formulas', async () => {
  const sheet = `<?xml version="1.0"?><!-- by hand --><worksheet><sheetData>
    <row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>Klas</t></is></c></row>
    <row r="2"><c r="A2"/><c r="B2" s="1"></c></row>
    <row r="4"><c r="A4" t="s"><v>1</v></c><c r="C4"><v>6</v></c><c r="D4" t="str"><f>UPPER("x")</f><v>X</v></c><c r="E4" t="e"><v>#REF!</v></c></row>
    <row r="5"><c r="A5" t="s"><v>2</v></c><c r="C5" t="s"><v>99</v></c><c r="AB5" t="str"><v>a_x000D_b</v></c></row>
    </sheetData></worksheet>`
  const rows = await read(await zipOf(excel(sheet)))
  assert.deepEqual(
    rows.map(({ line, cells }) => [line, ...cells.slice(0, 5)]),
    [
      [1, 'Naam', '', 'Klas'],
      [4, 'Ann & Co', '', '6', 'X', ''],
      [5, '漢', '', '', '', ''],
    ],
  )
  assert.equal(rows[2]?.cells[27], 'a\rb')
})

test('rows without a number that a worksheet can have are counted', async () => {
  const row = (r: string) => `<row r="${r}"><c t="str"><v>${r}</v></c></row>`
  const rows = await read(
    await zipOf(excel(`<worksheet>${['x', '1e300', '-4', '7'].map(row).join('')}</worksheet>`)),
  )
  assert.deepEqual(
    rows.map(({ line }) => line),
    [1, 2, 3, 7],
  )
})

test('what a workbook of ours holds comes back letter by letter', async () => {
  const cells = ['=1+1', '<&"\'>', '_x0041_', 'a\u0000b', 'é 漢 🧪']
  const rows = await read(await workbook([{ name: 'One', rows: [cells, [7, '', null]] }]))
  assert.deepEqual(rows, [
    { line: 1, cells: ['=1+1', '<&"\'>', '_x0041_', 'ab', 'é 漢 🧪'] },
    { line: 2, cells: ['7', ''] },
  ])
})

test('I6: a workbook that is a bomb, holds a DTD, leads outside or is torn is refused in words', async () => {
  const refused = (bytes: Promise<Buffer> | Buffer, words: RegExp) =>
    assert.rejects(async () => read(await bytes), { code: 'invalid_import', message: words })
  const bomb = excel(`<worksheet>${'<row/>'.repeat(2_000_000)}</worksheet>`)
  await refused(zipOf(bomb), /unpacks to more than 200 times its size/)
  const entity =
    '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><row><c t="str"><v>&a;</v></c></row></worksheet>'
  await refused(zipOf(excel(entity)), /no plain XML/)
  await refused(zipOf(excel('<worksheet><row')), /no plain XML/)
  await refused(zipOf({ 'word/document.xml': '<x/>' }), /no worksheet/)
  const whole = await zipOf(excel('<worksheet/>'))
  await refused(whole.subarray(0, whole.length - 30), /cannot be read: .*[^.]\. Save it anew/)
  const outside = Buffer.from(
    (await zipOf({ 'aa/b.xml': '<x/>' })).toString('latin1').replaceAll('aa/b', '../b'),
    'latin1',
  )
  await refused(outside, /cannot be read/)

  // Afterwards it reads on.
  assert.deepEqual(await reader.read({ text: 'a;b' }, 10), [{ line: 1, cells: ['a', 'b'] }])
})

test('I4: 100 kB of hostile text in a cell, a quote or a head is read or refused, and the next list is read', async () => {
  for (const text of [
    '"'.repeat(100_000),
    '('.repeat(100_000),
    `${'a;'.repeat(50_000)}\n`,
    '<'.repeat(100_000),
  ])
    await reader.read({ text }, 100).catch((error) => assert.equal(error.code, 'invalid_import'))
  assert.deepEqual(await reader.read({ text: 'a' }, 10), [{ line: 1, cells: ['a'] }])
})
