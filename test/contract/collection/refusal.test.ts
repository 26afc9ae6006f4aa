import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fill, needsRoot, smallVolume } from '../../support/volume.ts'
import { waitFor } from '../../support/wait.ts'
import {
  eachStudy,
  field,
  filePart,
  MULTIPART,
  multipart,
  type RequestBody,
  refusal,
  type Study,
  sendRaw,
} from './study.ts'

const MB = 1_000_000

const head = (length: number | undefined, more = '') =>
  `POST /collection/submit HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=edge\r\n${
    length === undefined ? 'transfer-encoding: chunked' : `content-length: ${length}`
  }\r\n${more}\r\n`

const chunked = (body: Buffer) =>
  Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n')])

async function ends(study: Study): Promise<void> {
  await waitFor(() => study.everything().every((path) => !path.startsWith('.incoming')))
}

eachStudy((open, database) =>
  describe(`collection: what is refused leaves nothing (${database})`, () => {
    test('R3: a body that is cut at any byte, by an end or a reset, stores nothing and leaves no descriptor', async () => {
      const study = await open()
      const auth_token = await study.issue()
      const body = multipart([
        field('auth_token', auth_token),
        filePart('file', 'recording.wav', 'RIFF and so on'),
        field('responses', '[1]'),
      ])
      const cuts = Array.from({ length: body.length }, (_, at) => at)
      const cut = async (at: number) => {
        const bytes = Buffer.concat([Buffer.from(head(body.length)), body.subarray(0, at)])
        const answer = await sendRaw(study.base, bytes, (socket) =>
          at % 2 === 0 ? socket.end() : socket.resetAndDestroy(),
        )
        assert.doesNotMatch(answer, /^HTTP\/1\.1 (2|5)/, `cut at ${at}`)
      }
      for (let from = 0; from < cuts.length; from += 25)
        await Promise.all(cuts.slice(from, from + 25).map(cut))
      await ends(study)
      assert.deepEqual(study.everything(), [])
      assert.deepEqual(descriptorsBelow(study), [])
      assert.equal((await study.submit(body, MULTIPART)).status, 200)
      assert.equal(study.files().length, 2)
    })

    test('a multipart that is whole for HTTP but ends at any byte is accepted whole or refused, never in part', async () => {
      const study = await open()
      const auth_token = await study.issue()
      const body = multipart([
        field('auth_token', auth_token),
        filePart('file', 'recording.wav', 'RIFF and so on'),
        field('responses', '[1]'),
      ])
      const tokenEnds = body.indexOf(auth_token) + auth_token.length + 2
      let whole = 0
      for (let at = 0; at < body.length; at += 1) {
        const answer = await study.submit(body.subarray(0, at), MULTIPART)
        if (answer.status === 200) {
          whole += 1
          assert.ok(at >= body.length - 4, `accepted when cut at ${at} of ${body.length}`)
        } else if (at > tokenEnds + 8)
          assert.deepEqual(await refusal(answer), [400, 'invalid_multipart'], String(at))
        else assert.ok([400, 403].includes(answer.status), `${answer.status} at ${at}`)
      }
      await ends(study)
      assert.equal(study.files().filter((name) => name.endsWith('.json')).length, whole)
    })

    test('a broken multipart is refused in words', async () => {
      const study = await open()
      const auth_token = await study.issue()
      const good = multipart([field('auth_token', auth_token), field('responses', '1')])
      const post = async (body: RequestBody, type = MULTIPART['content-type']) =>
        refusal(await study.submit(body, { 'content-type': type }))
      assert.deepEqual(await post(good, 'multipart/form-data'), [403, 'Unauthorized'])
      assert.deepEqual(await post(good, 'multipart/form-data; boundary='), [403, 'Unauthorized'])
      assert.deepEqual(await post(good, 'multipart/form-data; boundary=other'), [403, 'Unauthorized'])
      assert.deepEqual(await post(''), [403, 'Unauthorized'])
      assert.deepEqual(await post('--edge--\r\n'), [403, 'Unauthorized'])
      const nameless = { headers: 'content-type: text/plain', content: 'lost' }
      assert.deepEqual(await post(multipart([field('auth_token', auth_token), nameless])), [
        400,
        'invalid_multipart',
      ])
      const bare = {
        headers: 'content-disposition: form-data; name="file"; filename="a\nb"',
        content: 'lost',
      }
      assert.deepEqual(await post(multipart([field('auth_token', auth_token), bare])), [
        400,
        'invalid_multipart',
      ])
      assert.deepEqual(study.everything(), [])
    })

    test('I3: a body over the limit is refused with 413, with a length and without, and others go on', async () => {
      const study = await open({ env: { ATELIER_COLLECTION_MAX_BODY_BYTES: '11000000' } })
      const auth_token = await study.issue()
      const build = (size: number) =>
        multipart([field('auth_token', auth_token), filePart('file', 'a.bin', Buffer.alloc(size))])
      const overhead = build(0).length
      assert.equal((await study.submit(build(11 * MB - overhead), MULTIPART)).status, 200)
      const over = build(11 * MB - overhead + 1)
      assert.deepEqual(await refusal(await study.submit(over, MULTIPART)), [413, 'too_large'])
      const withoutLength = Buffer.concat([
        Buffer.from(head(undefined, 'connection: close\r\n')),
        chunked(over),
        Buffer.from('0\r\n\r\n'),
      ])
      assert.match(await sendRaw(study.base, withoutLength), /^HTTP\/1\.1 413 [\s\S]*"status":"too_large"/)
      await ends(study)
      assert.equal(study.files().length, 1)
    })

    test('100 MB in one field are refused, and nobody else waits', async () => {
      const study = await open({ env: { ATELIER_COLLECTION_MAX_BODY_BYTES: '200000000' } })
      const auth_token = await study.issue()
      const huge = multipart([
        field('auth_token', auth_token),
        field('responses', Buffer.alloc(100 * MB, '1').toString()),
      ])
      const refused = study.submit(huge, MULTIPART)
      assert.equal((await fetch(study.base)).status, 200)
      assert.deepEqual(await refusal(await refused), [413, 'too_large'])
      const many = Array.from({ length: 30 }, (_, i) => field(`f${i}`, 'x'.repeat(MB)))
      assert.deepEqual(
        await refusal(await study.submit(multipart([field('auth_token', auth_token), ...many]), MULTIPART)),
        [413, 'too_large'],
      )
      assert.deepEqual(study.everything(), [])
    })

    test('responses of some megabytes are read beside the others, and checked', async () => {
      const study = await open()
      const auth_token = await study.issue()
      const long = `[${'"answer",'.repeat(400_000)}1]`
      assert.equal((await study.submit(study.form({ auth_token, responses: long }))).status, 200)
      assert.equal(study.read(study.files()[0] ?? '').length, long.length)
      const post = async (responses: string) =>
        refusal(await study.submit(study.form({ auth_token, responses })))
      assert.deepEqual(await post(`${long},`), [400, 'invalid_responses'])
      assert.deepEqual(await post('['.repeat(2 * MB) + ']'.repeat(2 * MB)), [400, 'invalid_responses'])
      assert.equal(study.files().length, 1)
    })

    test('I3: 1,000 parts and names of 255 bytes are taken, one more is not', async () => {
      const study = await open()
      const auth_token = await study.issue()
      const parts = (count: number) =>
        multipart([
          field('auth_token', auth_token),
          ...Array.from({ length: count - 1 }, (_, i) => field(`f${i}`, '')),
        ])
      assert.equal((await study.submit(parts(1_000), MULTIPART)).status, 200)
      assert.deepEqual(await refusal(await study.submit(parts(1_001), MULTIPART)), [413, 'too_large'])
      const named = (length: number) =>
        study.submit(new URLSearchParams({ auth_token, ['n'.repeat(length)]: '1' }))
      assert.equal((await named(255)).status, 200)
      assert.equal((await named(256)).status, 413)
      const fields = (count: number) => {
        const body = new URLSearchParams({ auth_token })
        for (let i = 1; i < count; i += 1) body.append(`f${i}`, '')
        return study.submit(body)
      }
      assert.equal((await fields(1_000)).status, 200)
      assert.equal((await fields(1_001)).status, 413)
    })

    test('a token that stores more than its quota is refused, and what it has stored stays', async () => {
      const study = await open({ env: { ATELIER_COLLECTION_GRANT_QUOTA_BYTES: '11000000' } })
      const auth_token = await study.issue()
      const post = (name: string, size: number) =>
        study.submit(study.form({ auth_token, file: new File([new Uint8Array(size)], name) }))
      assert.equal((await post('a', 6 * MB)).status, 200)
      assert.deepEqual(await refusal(await post('b', 6 * MB)), [413, 'too_large'])
      assert.equal((await post('a', 6 * MB)).status, 200, 'a retry needs no room')
      assert.equal((await post('c', 5 * MB)).status, 200)
      assert.equal(study.files().length, 2)
      assert.equal(
        (await study.submit(study.form({ auth_token: await study.issue(), responses: '1' }))).status,
        200,
      )
    })

    test('one link cannot take every place: it is refused with 503 beyond 200 at once, and others go on', async () => {
      const study = await open()
      const [greedy, modest] = [await study.issue(), await study.issue()]
      const start = multipart([field('auth_token', greedy), filePart('file', 'a', '')])
        .toString()
        .split('--edge--')[0]
      const begun = Buffer.from(head(100_000) + start)
      const sockets: Socket[] = []
      const answers: string[] = []
      const { hostname, port } = new URL(study.base)
      for (let i = 0; i < 210; i += 1) {
        const socket = connect(Number(port), hostname)
        socket.on('data', (chunk) => answers.push(chunk.toString())).on('error', () => undefined)
        socket.write(begun)
        sockets.push(socket)
      }
      await waitFor(() => answers.length === 10)
      for (const answer of answers)
        assert.match(answer, /^HTTP\/1\.1 503 [\s\S]*retry-after: 5[\s\S]*"status":"busy"/i)
      const other = study.form({ auth_token: modest, responses: '1' })
      assert.equal((await study.submit(other)).status, 200)
      for (const socket of sockets) socket.destroy()
      await ends(study)
      const again = study.form({ auth_token: greedy, responses: '2' })
      await waitFor(async () => (await study.submit(again)).status === 200)
      assert.equal(study.files().length, 2)
    })

    test('A8: a hundred wrong tokens from an address stop guessing there, but not a link that was good', async () => {
      const study = await open()
      const [good, fresh] = [await study.issue(), await study.issue()]
      const post = async (auth_token: string, remoteAddress: string) => {
        const answer = await study.test.inject({
          method: 'POST',
          url: '/collection/submit',
          remoteAddress,
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          payload: new URLSearchParams({ auth_token, responses: '1' }).toString(),
        })
        return [answer.statusCode, answer.json().status]
      }
      assert.deepEqual(await post(good, '192.0.2.1'), [200, 'accepted'])
      for (let i = 0; i < 100; i += 1)
        assert.deepEqual(await post(`wrong-${i}`, '192.0.2.1'), [403, 'Unauthorized token'])
      assert.deepEqual(await post('wrong', '192.0.2.1'), [429, 'rate_limited'])
      assert.deepEqual(await post(fresh, '192.0.2.1'), [429, 'rate_limited'])
      assert.deepEqual(await post(good, '192.0.2.1'), [200, 'accepted'])
      assert.deepEqual(await post(fresh, '192.0.2.2'), [200, 'accepted'])
    })

    test('A4, S2: no token is in the database or in a log, and a line of a log cannot be forged', async () => {
      const study = await open()
      const auth_token = await study.issue({ project: 'canary' })
      await study.submit(study.form({ auth_token, responses: '1' }))
      await study.submit(study.form({ auth_token: 'canary-wrong-token', responses: '1' }))
      await fetch(`${study.base}/token?token=canary-secret&client_id=canary-client`)
      await fetch(`${study.base}/token?token=canary-secret&project=x%0ATOKEN=0`)
      await fetch(`${study.base}/canary-path?token=canary-secret`)
      const { collection } = study.test.atelier
      await collection?.logs.flush()
      const folder = join(collection?.area.root ?? '', 'logs')
      const logs = readdirSync(folder)
        .map((name) => readFileSync(join(folder, name), 'utf8'))
        .join('')
      for (const mark of [auth_token, auth_token.slice(-32), 'canary-'])
        assert.equal(logs.includes(mark), false, mark)
      assert.deepEqual(logs.match(/^TOKEN=.*$/gm), [`TOKEN=${study.secret}`])
      const dump = await dumpOf(study)
      for (const mark of [auth_token.slice(-32), study.secret, 'canary-wrong', 'canary-secret'])
        assert.equal(dump.includes(mark), false, mark)
    })
  }),
)

/** All that the database holds, as text. */
async function dumpOf({ test: { kernel } }: Study): Promise<string> {
  const { sql } = await import('kysely')
  const list =
    kernel.database.dialect === 'sqlite'
      ? sql<{ name: string }>`select name from sqlite_master where type = 'table'`
      : sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'public'`
  const { rows } = await list.execute(kernel.db as never)
  const tables = await Promise.all(
    rows.map(({ name }) => sql`select * from ${sql.table(name)}`.execute(kernel.db as never)),
  )
  return JSON.stringify(tables.map((each) => each.rows))
}

/** What this process holds open below the base directory. */
function descriptorsBelow({ test: { atelier } }: Study): string[] {
  const root = `${atelier.collection?.area.root}/`
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const target = execFileSync('readlink', [`/proc/${process.pid}/fd/${descriptor}`], { encoding: 'utf8' })
      return target.startsWith(root) ? [target] : []
    } catch {
      return []
    }
  })
}

eachStudy((open, database) =>
  test(`R4: on a full disk a submission is refused with 507, reading goes on, and with room it works again (${database})`, {
    skip: needsRoot,
  }, async () => {
    const folder = smallVolume(96)
    const study = await open({ folder: join(folder, 'data'), env: { ATELIER_RESERVE_BYTES: '' } })
    const auth_token = await study.issue()
    const post = (size: number) =>
      study.submit(
        study.form({ auth_token, file: new File([randomBytes(size)], `${size}.bin`), responses: '1' }),
      )
    assert.equal((await post(MB)).status, 200)
    const filler = fill(folder)
    study.test.clock.advance(2_000)
    for (const size of [1, 1_000, 5 * MB]) {
      const answer = await post(size)
      assert.equal(answer.headers.get('retry-after'), '60')
      assert.deepEqual(await refusal(answer), [507, 'storage_full'])
    }
    assert.equal((await fetch(study.base)).status, 200)
    await ends(study)
    assert.equal(study.files().length, 2)
    rmSync(filler)
    assert.equal((await post(2 * MB)).status, 200)
    await study.test.jobs.drain()
    assert.equal(study.files().length, 4)
  }),
)
