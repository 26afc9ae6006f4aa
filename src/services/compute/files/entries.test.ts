import assert from 'node:assert/strict'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { whileSwapping } from '../../../../test/support/swap.ts'
import { spellings } from '../../../../test/support/ways-out.ts'
import { Problem } from '../../../kernel/problem.ts'
import { copyFolder } from './copy.ts'
import { type AskedEntries, checkEntries, NOTHING, unionOf } from './entries.ts'
import { ask, openFiles, SECRET } from './files.fixture.ts'
import { removeFolder } from './remove.ts'
import { scanWorkspace } from './scan.ts'
import { writeEntries } from './write.ts'

/** Says where data sets lie, as the original's service does. */
async function resolver(answer: (body: string[], request: IncomingMessage) => [number, unknown]) {
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const body = Buffer.concat(await request.toArray()).toString()
    const [status, value] = answer(JSON.parse(body) as string[], request)
    response.writeHead(status).end(typeof value === 'string' ? value : JSON.stringify(value))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/assets`
}

describe('compute: files and links that come with a request', async () => {
  let reply: [number, unknown] = [200, []]
  const seen: { path?: string; authorization?: string; body: string[] }[] = []
  const address = await resolver((body, request) => {
    seen.push({ path: request.url, authorization: request.headers.authorization, body })
    return reply
  })
  const opened = await openFiles({ env: { ATELIER_COMPUTE_DATASETS_RESOLVER_URL: address } })
  const { app, compute, workspace, folder, data, outside } = opened
  const write = async (asked: AskedEntries) =>
    writeEntries(compute, workspace, await checkEntries(compute, asked))
  const refusal = async (asked: AskedEntries): Promise<string> => {
    try {
      await write(asked)
    } catch (error) {
      if (error instanceof Problem) return `${error.status} ${error.message}`
      throw error
    }
    return 'taken'
  }
  const staged = () => readdirSync(join(app.folder, 'workspaces', '.staging'))

  test('files and links lie where they were asked for, for their owner alone', async () => {
    const d1 = join(data, 'd1')
    await write({
      files: [{ name: 'notebooks/start.ipynb', content: '{}' }, { name: './a//b' }, { name: 'a..b.txt' }],
      symlinks: [
        { name: 'datasets/one', source_path: d1 },
        { name: 'datasets/two', path: join(d1, 'scan.txt') },
      ],
    })
    assert.equal(readFileSync(join(folder, 'notebooks/start.ipynb'), 'utf8'), '{}')
    assert.equal(statSync(join(folder, 'a/b')).size, 0)
    assert.equal(readlinkSync(join(folder, 'datasets/one')), d1)
    assert.equal(readFileSync(join(folder, 'datasets/two'), 'utf8'), 'public data')
    assert.equal(statSync(join(folder, 'notebooks')).mode & 0o777, 0o700)
    assert.equal(statSync(join(folder, 'notebooks/start.ipynb')).mode & 0o777, 0o600)
    if (process.getuid?.() === 0) {
      const user = await compute.executions.userOf(workspace.account_id ?? undefined)
      for (const path of ['notebooks', 'a/b', 'datasets/one'])
        assert.equal(lstatSync(join(folder, path)).uid, user?.uid, path)
    }
    assert.deepEqual(staged(), [])
  })

  test('what exists is replaced; a link is replaced itself, and what it led to stays', async () => {
    symlinkSync(join(outside, 'secret'), join(folder, 'trap'))
    writeFileSync(join(folder, 'plain'), 'old')
    await write({
      files: [{ name: 'trap', content: 'mine' }],
      symlinks: [{ name: 'plain', source_path: data }],
    })
    assert.equal(readFileSync(join(outside, 'secret'), 'utf8'), SECRET)
    assert.ok(lstatSync(join(folder, 'trap')).isFile())
    assert.equal(readlinkSync(join(folder, 'plain')), data)
  })

  test('of a request that is refused nothing stays, and what it would have replaced is as it was', async () => {
    symlinkSync(outside, join(folder, 'way'))
    mkdirSync(join(folder, 'taken'))
    writeFileSync(join(folder, 'kept'), 'old')
    const first = [{ name: 'kept', content: 'new' }, { name: 'fresh/deep/file' }]
    for (const last of ['way/secret', 'taken', 'kept/below'])
      assert.match(await refusal({ files: [...first, { name: last }] }), /^400 Invalid file path specified/)
    assert.equal(
      await refusal({ files: first, symlinks: [{ name: 'taken', path: data }] }),
      '400 Invalid symlink destination path specified taken',
    )
    assert.equal(readFileSync(join(folder, 'kept'), 'utf8'), 'old')
    assert.ok(!existsSync(join(folder, 'fresh')))
    assert.equal(readFileSync(join(outside, 'secret'), 'utf8'), SECRET)
    assert.deepEqual(staged(), [])
  })

  test('names and sources that are not in order are refused in the protocol’s words', async () => {
    const long = 'x'.repeat(256)
    for (const [asked, message] of [
      [{ files: {} }, "'files' index must contain a list."],
      [{ files: {}, symlinks: 'x' }, "'symlinks' index must contain a list."],
      [{ files: ['x'] }, "'files' must be a list of objects."],
      [{ files: [{ name: 5 }] }, "'files.name' must be a string."],
      [{ files: [{ name: 'x', content: 5 }] }, "'files.content' must be a string."],
      [{ symlinks: [{ name: 'x' }] }, "'symlinks.source_path' must be a string."],
      [{ files: [{ name: 'a/../b' }] }, 'File name cannot contain double dots.'],
      [{ symlinks: [{ name: '..', path: data }] }, 'Symlink name cannot contain double dots.'],
      [{ files: [{ name: '' }] }, 'Invalid file path specified '],
      [{ files: [{ name: 'a/' }] }, 'Invalid file path specified a/'],
      [{ files: [{ name: long }] }, `Invalid file path specified ${long}`],
      [{ files: [{ name: 'a\0' }] }, 'Invalid file path specified a?'],
      [{ files: [{ name: '.12/x' }] }, 'Invalid file path specified .12/x'],
      [{ symlinks: [{ name: '.7', path: data }] }, 'Invalid symlink destination path specified .7'],
      [{ files: [{ name: 'a' }, { name: 'a/b' }] }, 'Invalid file path specified a/b'],
      [{ symlinks: [{ name: 'x', path: outside }] }, `Symlink path not found: ${outside}`],
      [{ symlinks: [{ name: 'x', path: `${data}/none` }] }, `Symlink path not found: ${data}/none`],
      [{ symlinks: [{ name: 'x', path: `${data}/../secret` }] }, `Symlink path not found: ${data}/../secret`],
      [{ symlinks: [{ name: 'x', path: 'd1' }] }, 'Symlink path not found: d1'],
    ] as const)
      assert.equal(await refusal(asked), `400 ${message}`)
    symlinkSync(outside, join(data, 'back'))
    assert.match(await refusal({ symlinks: [{ name: 'x', path: join(data, 'back') }] }), /path not found/)
    rmSync(join(data, 'back'))
  })

  test('F1: no spelling of the way out gets a file, a link or a source anywhere', async () => {
    const before = readdirSync(outside, { recursive: true }).length
    for (const name of spellings(join(outside, 'secret'), folder)) {
      await refusal({ files: [{ name, content: 'mine' }] })
      await refusal({ symlinks: [{ name, path: data }] })
      assert.match(await refusal({ symlinks: [{ name: 'x', path: name }] }), /^400 Symlink path not found/)
    }
    assert.equal(readdirSync(outside, { recursive: true }).length, before)
    assert.equal(readFileSync(join(outside, 'secret'), 'utf8'), SECRET)
  })

  test('data sets are found by the catalogue, else by the resolver with the person’s token', async () => {
    const d1 = join(data, 'd1')
    await app
      .as('admin')
      .then((admin) =>
        admin.post('/api/compute/datasets', { key: 'kept-1', title: 'One', description: '', path: d1 }),
      )
    const link = (dataset_uuid: string) => ({
      symlinks: [{ name: `datasets/${dataset_uuid}`, dataset_uuid }],
    })
    assert.equal(await refusal(link('kept-1')), 'taken')
    assert.equal(readlinkSync(join(folder, 'datasets/kept-1')), d1)
    assert.equal(
      await refusal(link('far-1')),
      '400 No globus_groups_token passed when trying to use dataset_uuid.',
    )
    assert.equal(seen.length, 0)
    const asked = { ...link('far-1'), globus_groups_token: 'their-token' }
    reply = [200, [{ uuid: 'far-1', path: d1 }]]
    assert.equal(await refusal(asked), 'taken')
    assert.deepEqual(seen.at(-1), {
      path: '/assets/datasets/file-system-abs-path',
      authorization: 'Bearer their-token',
      body: ['far-1'],
    })
    const failed = 'Errors encountered when attempting to gather UUID information: '
    for (const [answer, status, why] of [
      [[200, [{ uuid: 'far-1', error: 'no access' }]], 400, 'far-1: no access'],
      [[401, 'no'], 400, 'the service refused with 401.'],
      [[500, 'no'], 502, 'the service answered 500.'],
      [[200, 'nonsense'], 502, 'the service gave no JSON.'],
      [[200, {}], 502, 'the service gave no list.'],
      [[200, [{ uuid: 'far-1', path: '../x' }]], 502, 'the service gave no paths.'],
    ] as [[number, unknown], number, string][]) {
      reply = answer
      assert.equal(await refusal(asked), `${status} ${failed}${why}`)
    }
    reply = [200, [{ uuid: 'far-1', path: `${data}/gone` }]]
    assert.equal(await refusal(asked), '400 Symlink path not found: far-1')
    const { requested } = await checkEntries(compute, {
      ...link('kept-1'),
      files: [{ name: 'a', content: 'secret' }],
    })
    assert.deepEqual(requested, {
      files: [{ name: 'a' }],
      symlinks: [{ name: 'datasets/kept-1', dataset_uuid: 'kept-1' }],
    })
  })

  test('what is written counts as being there until the scan has looked', () => {
    const before = { ...NOTHING, files: [{ name: '/a' }], symlinks: [{ name: '/d' }] }
    const entries = {
      files: [
        { parts: ['b'], content: '' },
        { parts: ['d'], content: '' },
        { parts: ['.x', 'y'], content: '' },
      ],
      links: [{ parts: ['a'], target: '/' }],
    }
    assert.deepEqual(unionOf(before, entries), {
      files: [{ name: '/b' }, { name: '/d' }],
      symlinks: [{ name: '/a' }],
    })
  })

  test('a scan counts bytes with dot entries, without links, and names what is not hidden', async () => {
    const { ada, url } = opened
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true })
    mkdirSync(join(folder, 'raw', 'deep'), { recursive: true })
    mkdirSync(join(folder, '.9'))
    writeFileSync(join(folder, 'raw', 'deep', 'a'), 'x'.repeat(100))
    writeFileSync(join(folder, '.bashrc'), 'x'.repeat(10))
    writeFileSync(join(folder, '.9', 'log'), 'x')
    writeFileSync(join(folder, 'sparse'), '')
    truncateSync(join(folder, 'sparse'), 5_000)
    symlinkSync(data, join(folder, 'raw', 'link'))
    chmodSync(join(folder, 'raw'), 0o500)
    // Fifty at once are one after another, and all of them end.
    await Promise.all(Array.from({ length: 50 }, () => scanWorkspace(compute, opened.id)))
    const row = await compute.db.selectFrom('compute_workspace').selectAll().executeTakeFirstOrThrow()
    assert.deepEqual([row.disk_bytes, row.files, row.scan_due], [5_111, 4, 0])
    assert.deepEqual(JSON.parse(row.current), {
      files: [{ name: '/raw/deep/a' }, { name: '/sparse' }],
      symlinks: [{ name: '/raw/link' }],
      folders: { raw: 100, 'raw/deep': 100 },
    })
    assert.equal((await ada.get(`${url}/files`)).json().items[0].size, 100)
    const long = Array.from({ length: 14 }, () => 'n'.repeat(240)).join('/')
    mkdirSync(join(folder, long), { recursive: true })
    for (let at = 0; at < 310; at += 1) writeFileSync(join(folder, long, `${at}`), '')
    await scanWorkspace(compute, opened.id)
    const { current, files } = await compute.db
      .selectFrom('compute_workspace')
      .select(['current', 'files'])
      .executeTakeFirstOrThrow()
    assert.equal(files, 314)
    assert.equal(JSON.parse(current).more, true, 'names that are long together are counted alone')
    rmSync(join(folder, 'n'.repeat(240)), { recursive: true })
  })

  test('a copy has no dot entries and keeps links as links; a removal leaves what links lead to', async () => {
    const copy = join(app.folder, 'copy')
    mkdirSync(copy)
    await copyFolder(folder, copy, { owner: undefined, requireRoom: async () => undefined })
    assert.deepEqual(readdirSync(copy).sort(), ['raw', 'sparse'])
    assert.deepEqual(readdirSync(join(copy, 'raw')).sort(), ['deep', 'link'])
    assert.equal(readFileSync(join(copy, 'raw', 'deep', 'a'), 'utf8').length, 100)
    assert.equal(readlinkSync(join(copy, 'raw', 'link')), data)
    chmodSync(join(copy, 'raw'), 0o000)
    await removeFolder(copy)
    await removeFolder(copy)
    assert.ok(!existsSync(copy))
    assert.equal(readFileSync(join(data, 'd1', 'scan.txt'), 'utf8'), 'public data')
  })

  test('what is no valid text, and what is nested without end, is counted, copied or refused, and removed', async () => {
    const { ada, url } = opened
    const odd = (...names: string[]) => Buffer.from(join(folder, 'odd', ...names), 'latin1')
    mkdirSync(odd('\xff'), { recursive: true })
    writeFileSync(odd('\xff', '\x80'), 'x'.repeat(50))
    await scanWorkspace(compute, opened.id)
    const { disk_bytes } = await compute.db
      .selectFrom('compute_workspace')
      .select('disk_bytes')
      .executeTakeFirstOrThrow()
    assert.equal(disk_bytes, 5_161)
    const { items } = (await ada.get(`${url}/files?path=odd`)).json()
    assert.deepEqual([items[0].name, items[0].kind], ['\uFFFD', 'other'])
    const [one, two] = [join(app.folder, 'odd-copy'), join(app.folder, 'deep-copy')]
    for (const path of [one, two]) mkdirSync(path)
    const options = { owner: undefined, requireRoom: async () => undefined }
    await copyFolder(join(folder, 'odd'), one, options)
    assert.equal(readFileSync(Buffer.from(join(one, '\xff', '\x80'), 'latin1'), 'utf8').length, 50)
    const full = {
      ...options,
      requireRoom: (bytes: number) => Promise.reject(new Error(`no room for ${bytes}`)),
    }
    await assert.rejects(copyFolder(folder, two, full), /no room for/)
    // More levels than a descriptor each would be good for.
    let top = join(folder, 'odd', 'deep')
    mkdirSync(top)
    for (let round = 0; round < 5; round += 1) {
      const above = join(folder, 'odd', `above-${round}`)
      mkdirSync(join(above, 'd/'.repeat(70)), { recursive: true })
      renameSync(top, join(above, 'd/'.repeat(70), 'deep'))
      top = above
    }
    await assert.rejects(copyFolder(join(folder, 'odd'), two, options), /nested too deeply/)
    const open = () => readdirSync('/proc/self/fd').length
    const before = open()
    let most = 0
    const look = setInterval(() => (most = Math.max(most, open())), 1)
    for (const path of [one, two, join(folder, 'odd')]) await removeFolder(path)
    clearInterval(look)
    assert.ok(most < before + 250, `${most} files were open`)
    assert.ok(![one, two, join(folder, 'odd')].some((path) => existsSync(path)))
  })

  test('F2: a file and a folder that are swapped for links give nothing from outside, and take nothing out', async (t) => {
    const { ada, url } = opened
    mkdirSync(join(folder, 'shared'))
    writeFileSync(join(folder, 'shared', 'secret'), 'inside')
    chmodSync(join(folder, 'raw'), 0o700)
    const at = async () => {
      const answers = await Promise.all([
        ada.get(`${url}/files/content?path=shared%2Fsecret`),
        ada.get(`${url}/files/zip?path=shared`),
        ada.get(`${url}/files?path=shared`),
        ask(opened, ada, {
          method: 'PUT',
          url: `${url}/files/content?path=${encodeURIComponent(`shared/new-${Math.random()}`)}`,
          headers: { 'content-type': 'application/json' },
          payload: '{"text":"mine"}',
        }),
        scanWorkspace(compute, opened.id),
      ])
      for (const answer of answers) {
        assert.ok(!answer?.body.includes(SECRET))
        assert.ok((answer?.statusCode ?? 0) < 500, answer?.body)
      }
    }
    await whileSwapping(t, { path: join(folder, 'shared'), target: outside }, at)
    assert.deepEqual(readdirSync(outside).sort(), ['public', 'secret'])
    assert.equal(readFileSync(join(outside, 'secret'), 'utf8'), SECRET)
    writeFileSync(join(folder, 'one'), 'inside')
    await whileSwapping(t, { path: join(folder, 'one'), target: join(outside, 'secret') }, async () => {
      const answer = await ada.get(`${url}/files/content?path=one`)
      assert.ok(!answer.body.includes(SECRET))
    })
  })
})
