import assert from 'node:assert/strict'
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { filesOf } from '../../../../test/support/unzip.ts'
import { spellings } from '../../../../test/support/ways-out.ts'
import { openBelow } from '../../../kernel/files/temporary.fixture.ts'
import { ask, openFiles, SECRET } from './files.fixture.ts'
import type { TreeQuestion } from './look.ts'
import { sweepTrash } from './trash.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const at = (path: string) => `path=${encodeURIComponent(path)}`

describe('compute: the files of a workspace', async () => {
  const opened = await openFiles()
  const { app, compute, ada, workspace, url, folder, outside, data } = opened
  const put = (path: string, text: string, headers: Record<string, string> = {}) =>
    ask(opened, ada, {
      method: 'PUT',
      url: `${url}/files/content?${at(path)}`,
      headers: { 'content-type': 'application/json', ...headers },
      payload: JSON.stringify({ text }),
    })
  const names = (answer: { items: { name: string }[] }) => answer.items.map(({ name }) => name)

  test('a folder is listed folders first, page by page, and a search looks at names', async () => {
    mkdirSync(join(folder, 'list'))
    for (const name of ['b', 'a', '.hidden']) mkdirSync(join(folder, 'list', name))
    for (const name of ['z.txt', 'm.txt', '.bashrc']) writeFileSync(join(folder, 'list', name), name)
    symlinkSync(join(data, 'd1'), join(folder, 'list', 'data'))
    utimesSync(join(folder, 'list', 'm.txt'), 1e12, 1e12)
    const list = `${url}/files?path=list`
    const all = (await ada.get(list)).json()
    assert.deepEqual([names(all), all.count, all.next], [['a', 'b', 'data', 'm.txt', 'z.txt'], 5, null])
    assert.deepEqual(
      [all.items[2].kind, all.items[2].target, all.items[4].size],
      ['link', join(data, 'd1'), 5],
    )
    const first = (await ada.get(`${list}&limit=3`)).json()
    assert.deepEqual(names(first), ['a', 'b', 'data'])
    const second = (await ada.get(`${list}&limit=3&after=${encodeURIComponent(first.next)}`)).json()
    assert.deepEqual([names(second), second.next], [['m.txt', 'z.txt'], null])
    assert.deepEqual(names((await ada.get(`${list}&search=Z.T`)).json()), ['z.txt'])
    const hidden = (await ada.get(`${list}&hidden=true`)).json()
    assert.deepEqual(names(hidden), ['.hidden', 'a', 'b', '.bashrc', 'data', 'm.txt', 'z.txt'])
    assert.equal((await ada.get(`${url}/files?path=nowhere`)).statusCode, 404)
  })

  test('names are in the order in which people count', async () => {
    mkdirSync(join(folder, 'order'))
    for (const name of ['run-10', 'run-2', 'Read', 'b', 'a']) writeFileSync(join(folder, 'order', name), '')
    const all = names((await ada.get(`${url}/files?path=order`)).json())
    assert.deepEqual(all, ['a', 'b', 'Read', 'run-2', 'run-10'])
  })

  test('folders of sessions are not shown, not read and not written', async () => {
    mkdirSync(join(folder, '.12'))
    writeFileSync(join(folder, '.12', 'script.sh'), 'inside')
    assert.ok(!names((await ada.get(`${url}/files?hidden=true`)).json()).includes('.12'))
    assert.equal((await ada.get(`${url}/files/content?${at('.12/script.sh')}`)).statusCode, 400)
    assert.equal((await put('.12/script.sh', 'mine')).statusCode, 400)
    assert.equal((await ada.post(`${url}/files/move`, { from: 'list', to: '.12/list' })).statusCode, 400)
  })

  test('F3: a file is sent as an attachment that no browser runs, by ranges too', async () => {
    writeFileSync(join(folder, 'page.html'), '<script>alert(1)</script>')
    const whole = await ada.get(`${url}/files/content?${at('page.html')}`)
    assert.equal(whole.body, '<script>alert(1)</script>')
    assert.equal(whole.headers['content-type'], 'application/octet-stream')
    assert.equal(whole.headers['content-disposition'], 'attachment; filename="page.html"')
    assert.equal(whole.headers['content-security-policy'], "sandbox; default-src 'none'")
    assert.equal(whole.headers['x-content-type-options'], 'nosniff')
    const headers = { range: 'bytes=8-', 'if-range': String(whole.headers.etag) }
    const rest = await ask(opened, ada, { url: `${url}/files/content?${at('page.html')}`, headers })
    assert.deepEqual([rest.statusCode, rest.body], [206, 'alert(1)</script>'])
    const again = { 'if-none-match': String(whole.headers.etag) }
    const known = await ask(opened, ada, { url: `${url}/files/content?${at('page.html')}`, headers: again })
    assert.equal(known.statusCode, 304)
    writeFileSync(join(folder, 'empty'), '')
    assert.equal((await ada.get(`${url}/files/content?${at('empty')}`)).rawPayload.length, 0)
    assert.deepEqual(openBelow(folder), [])
  })

  test('a preview is a text, an image, the cells of a notebook, or what it is', async () => {
    const preview = async (path: string) => (await ada.get(`${url}/files/preview?${at(path)}`)).json()
    const notebook = {
      metadata: { kernelspec: { display_name: 'Python 3' } },
      cells: [
        { cell_type: 'markdown', source: ['# Head', ' motion'] },
        {
          cell_type: 'code',
          source: '1 + 2',
          execution_count: 13,
          outputs: [
            { output_type: 'stream', text: ['\u001b[31mred\u001b[0m\n'] },
            {
              output_type: 'display_data',
              data: { 'text/html': '<b>no</b>', 'image/png': 'iVBORw0KGgo=\n' },
            },
            { output_type: 'execute_result', data: { 'text/html': '<i>no</i>', 'text/plain': '3' } },
          ],
        },
      ],
    }
    const wide = Buffer.from('\ufeffπ', 'utf16le')
    const files = {
      'a.txt': 'grüße',
      'a.svg': '<svg onload="alert(1)"/>',
      'a.png': PNG,
      'a.bin': Buffer.from([1, 0, 2]),
      'latin.txt': Buffer.from([0x67, 0xfc]),
      'wide.txt': wide,
      'long.txt': 'ü'.repeat(200_000),
      'a.nii.gz': 'x',
      'n.ipynb': JSON.stringify(notebook),
      'broken.ipynb': '{"cells": 3}',
    }
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
    assert.deepEqual(await Promise.all(Object.keys(files).map(async (name) => (await preview(name)).kind)), [
      'text',
      'text',
      'image',
      'other',
      'other',
      'text',
      'text',
      'volume',
      'notebook',
      'text',
    ])
    assert.equal((await preview('a.txt')).text, 'grüße')
    assert.deepEqual(
      [(await preview('wide.txt')).text, (await preview('wide.txt')).encoding],
      ['π', 'utf-16'],
    )
    const long = await preview('long.txt')
    assert.deepEqual([long.cut, long.text.length, long.size], [true, 131_072, 400_000])
    const { kernel, cells, cellCount } = await preview('n.ipynb')
    assert.deepEqual([kernel, cellCount, cells[0].source], ['Python 3', 2, '# Head motion'])
    assert.deepEqual(cells[1].outputs, [
      { text: 'red\n' },
      { image: { type: 'image/png', data: 'iVBORw0KGgo=' } },
      { text: '3' },
    ])
  })

  test('a text is saved over what was read, and never over what somebody else has written', async () => {
    const made = await put('notes.md', 'one')
    assert.equal(made.statusCode, 200)
    assert.equal((await put('notes.md', 'two')).statusCode, 409)
    const { tag } = made.json()
    const saved = await put('notes.md', 'two', { 'if-match': `"${tag}"` })
    assert.deepEqual([saved.statusCode, readFileSync(join(folder, 'notes.md'), 'utf8')], [200, 'two'])
    const late = await put('notes.md', 'three', { 'if-match': `"${tag}"` })
    assert.deepEqual([late.statusCode, late.json().code], [412, 'changed'])
    const mark = { 'if-match': `"${saved.json().tag}"` }
    const both = await Promise.all([put('notes.md', 'four', mark), put('notes.md', 'five', mark)])
    assert.deepEqual(both.map(({ statusCode }) => statusCode).sort(), [200, 412])
    assert.equal(statSync(join(folder, 'notes.md')).mode & 0o777, 0o600)
    assert.equal((await put('new', 'x', mark)).statusCode, 412)
    assert.deepEqual(readdirSync(join(app.folder, 'workspaces', '.staging')), [])
  })

  test('a save through a link or over a folder is refused, and the link leads where it led', async () => {
    symlinkSync(join(outside, 'secret'), join(folder, 'link'))
    symlinkSync(outside, join(folder, 'linked'))
    assert.equal((await put('link', 'mine')).json().code, 'is_link')
    assert.equal((await put('linked/secret', 'mine')).statusCode, 409)
    assert.equal((await put('list', 'mine')).statusCode, 409)
    assert.equal(readFileSync(join(outside, 'secret'), 'utf8'), SECRET)
    assert.ok(lstatSync(join(folder, 'link')).isSymbolicLink())
    for (const path of ['link', 'linked/secret', 'linked'])
      assert.notEqual((await ada.get(`${url}/files/content?${at(path)}`)).statusCode, 200)
  })

  test('files and folders get other names and places; nothing is overwritten', async () => {
    assert.equal((await ada.post(`${url}/folders`, { path: 'made' })).statusCode, 201)
    assert.equal((await ada.post(`${url}/folders`, { path: 'made' })).statusCode, 409)
    assert.equal((await ada.post(`${url}/folders`, { path: 'no/where' })).statusCode, 404)
    writeFileSync(join(folder, 'made', 'a'), 'a')
    writeFileSync(join(folder, 'made', 'b'), 'b')
    const move = async (from: string, to: string) =>
      (await ada.post(`${url}/files/move`, { from, to })).statusCode
    assert.equal(await move('made/a', 'made/b'), 409)
    assert.equal(await move('made/a', 'made/c'), 204)
    assert.equal(await move('made', 'made/below'), 409)
    assert.equal(await move('made', 'moved'), 204)
    assert.equal(await move('made', 'other'), 404)
    assert.deepEqual(readdirSync(join(folder, 'moved')).sort(), ['b', 'c'])
    assert.equal(readFileSync(join(folder, 'moved', 'b'), 'utf8'), 'b')
  })

  test('what is deleted can be put back, and goes for good from the trash or by its time', async () => {
    mkdirSync(join(folder, 'old', 'deep'), { recursive: true })
    writeFileSync(join(folder, 'old', 'deep', 'x'), 'x')
    writeFileSync(join(folder, 'old', 'y'), 'y')
    const gone = await ada.post(`${url}/files/remove`, { paths: ['old/deep', 'old/y', 'old/none'] })
    const { id, paths } = gone.json()
    assert.deepEqual(paths, ['old/deep', 'old/y'])
    assert.deepEqual(readdirSync(join(folder, 'old')), [])
    writeFileSync(join(folder, 'old', 'y'), 'new')
    const back = await ada.post(`${url}/files/restore`, { id, paths: ['old/deep'] })
    assert.deepEqual(back.json().paths, ['old/deep'])
    assert.equal((await ada.post(`${url}/files/restore`, { id, paths: ['old/y'] })).statusCode, 409)
    assert.equal(readFileSync(join(folder, 'old', 'deep', 'x'), 'utf8'), 'x')
    assert.equal(readFileSync(join(folder, 'old', 'y'), 'utf8'), 'new')
    assert.equal((await ada.post(`${url}/files/remove`, { paths: [`.trash/${id}`] })).json().id, null)
    assert.deepEqual(readdirSync(join(folder, '.trash')), [])
    const { paths: last } = (await ada.post(`${url}/files/remove`, { paths: ['old'] })).json()
    assert.deepEqual(last, ['old'])
    app.clock.advance(15 * 86_400_000)
    assert.ok(await sweepTrash(compute, workspace))
    assert.deepEqual(readdirSync(join(folder, '.trash')), [])
  })

  test('a folder comes as a zip without links; one that is too large is refused in words', async () => {
    mkdirSync(join(folder, 'zip', 'sub'), { recursive: true })
    writeFileSync(join(folder, 'zip', 'one.txt'), '1')
    writeFileSync(join(folder, 'zip', 'sub', 'zwei — ü.txt'), '2')
    symlinkSync(join(outside, 'secret'), join(folder, 'zip', 'link'))
    symlinkSync(outside, join(folder, 'zip', 'linked'))
    const zip = await ada.get(`${url}/files/zip?path=zip`)
    assert.equal(zip.headers['content-disposition'], 'attachment; filename="zip.zip"')
    assert.deepEqual(await filesOf(zip.rawPayload), { 'one.txt': '1', 'sub/zwei — ü.txt': '2' })
    mkdirSync(join(folder, 'huge'))
    writeFileSync(join(folder, 'huge', 'a'), '')
    writeFileSync(join(folder, 'huge', 'b'), '')
    truncateSync(join(folder, 'huge', 'b'), 11e9)
    const refused = await ada.get(`${url}/files/zip?path=huge`)
    assert.deepEqual([refused.statusCode, refused.json().code], [413, 'too_large'])
    const question: TreeQuestion = { kind: 'tree', root: folder, parts: ['huge'], entries: 1, bytes: 20e9 }
    assert.equal((await compute.files.look(question))?.fault, 'entries')
    await ada.post(`${url}/files/remove`, { paths: ['huge'] })
  })

  test('F1: no spelling of the way out leads anywhere, on any route that takes a path', async () => {
    const before = readdirSync(outside, { recursive: true }).length
    mkdirSync(join(folder, 'f1'))
    for (const path of spellings(join(outside, 'secret'), folder)) {
      writeFileSync(join(folder, 'f1', 'mine'), 'mine')
      const asks = [
        ada.get(`${url}/files?${at(path)}`),
        ada.get(`${url}/files/content?${at(path)}`),
        ada.get(`${url}/files/preview?${at(path)}`),
        ada.get(`${url}/files/zip?${at(path)}`),
        put(path, 'mine'),
        ada.post(`${url}/folders`, { path }),
        ada.post(`${url}/files/move`, { from: path, to: 'f1/taken' }),
        ada.post(`${url}/files/move`, { from: 'f1/mine', to: path }),
        ada.post(`${url}/files/remove`, { paths: [path] }),
        ada.post(`${url}/files/restore`, { id: '1-0123456789ab', paths: [path] }),
      ]
      for (const answer of await Promise.all(asks)) {
        assert.ok(!answer.body.includes(SECRET), path)
        assert.ok(answer.statusCode < 500, `${path}: ${answer.statusCode} ${answer.body}`)
      }
    }
    assert.equal(readdirSync(outside, { recursive: true }).length, before)
    assert.equal(readFileSync(join(outside, 'secret'), 'utf8'), SECRET)
  })

  test('A12: an administrator sees another’s files only for a reason that the person is told', async () => {
    const boss = await app.as('boss', { roles: ['compute:admin'] })
    const eve = await app.as('eve', { roles: ['compute:user'] })
    assert.equal((await eve.get(`${url}/files`)).statusCode, 404)
    const refused = await boss.get(`${url}/files/content?${at('a.txt')}`)
    assert.deepEqual([refused.statusCode, refused.json().code], [403, 'reason_needed'])
    assert.equal((await eve.post(`${url}/visits`, { reason: 'I want to' })).statusCode, 403)
    assert.equal((await boss.post(`${url}/visits`, { reason: 'Disk is full, ticket 12' })).statusCode, 201)
    assert.equal((await boss.get(`${url}/files/content?${at('a.txt')}`)).body, 'grüße')
    assert.equal((await boss.post(`${url}/files/remove`, { paths: ['a.txt'] })).statusCode, 404)
    const notices = (await ada.get('/api/me/notices')).json()
    assert.match(notices.items[0].text, /ticket 12/)
    app.clock.advance(3_600_001)
    assert.equal((await boss.get(`${url}/files`)).statusCode, 403)
    const entries = await app.kernel.journal.list({ limit: 50 })
    const visit = entries.find(({ action }) => action === 'compute.workspace.visited')
    assert.equal(visit?.reason, 'Disk is full, ticket 12')
    assert.ok(entries.some(({ action }) => action === 'compute.file.read-by-other'))
  })
})
