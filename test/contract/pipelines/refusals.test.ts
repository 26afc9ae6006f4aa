import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openRaw } from '../../support/raw.ts'
import { waitFor } from '../../support/wait.ts'
import { eachPortal, errorOf, fileOf, formOf, idOf } from './portal.ts'

const MB = 1_048_576

eachPortal((open, name) => {
  test(`pipelines: refused submissions and results (${name})`, async (all) => {
    const portal = await open({ env: { ATELIER_PIPELINES_MAX_FILE_BYTES: String(MB) } })
    const ada = await portal.signUp('ada@lab.example')
    const send = (fields: Parameters<typeof formOf>[0]) => ada.submit(formOf({ token: ada.token, ...fields }))
    /** What was cut may still be on its way out of the folder of what comes in: `noLeftovers` waits for that. */
    const inputs = () => portal.onDisk().filter((path) => !/\.json$|^\.incoming\//.test(path))
    /** What lies beside the inputs is written under such names too, a moment later. */
    const noLeftovers = () => waitFor(() => readdirSync(join(portal.root, '.incoming')).length === 0)
    /** Nothing is kept, and the next number is not that of what was refused. */
    const keepsNothing = async (what: string) => {
      assert.deepEqual([await ada.list(), inputs()], [[], []], what)
      const folders = readdirSync(portal.root, { recursive: true }).map(String)
      assert.deepEqual(
        folders.filter((path) => /\/submitted\/\d+$/.test(path)),
        [],
        what,
      )
      await noLeftovers()
    }

    await all.test(
      'what is over the quota, too large or odd is refused in words, and leaves nothing',
      async () => {
        const files = (count: number) => Array.from({ length: count }, (_, i) => fileOf(`${i}.nii`, 'x'))
        assert.deepEqual(await errorOf(await send({ t1: files(51) })), [
          200,
          'The 51 files you tried to upload exceed the 50 remaining files you have left in your quota',
        ])
        await keepsNothing('quota')
        const big = fileOf('big "1".nii', Buffer.alloc(MB + 1))
        assert.deepEqual(await errorOf(await send({ t1: big, t2: files(1) })), [
          200,
          'The file "big \\"1\\".nii" exceeds the 1GB file size limit'.replaceAll('\\"', '%22'),
        ])
        await keepsNothing('size')
        const bad: Record<string, string>[] = [
          { app: '../x' },
          { app: '.x' },
          { app: 'a'.repeat(129) },
          { host: 'a/b' },
          { a: 'inputs/../x' },
          { a: '$experdir/a/../../x' },
          { a: '/uploads/../1' },
          { a: 'inputs\\..\\x' },
          { experimentName: 'a\0b' },
          { 'a\0b': 'x' },
          { a: 'a\0b' },
        ]
        for (const fields of bad)
          assert.equal((await send({ ...fields, t1: files(1) })).status, 400, JSON.stringify(fields))
        assert.equal((await send({ a: 'x'.repeat(MB + 1), t1: files(1) })).status, 413)
        assert.equal((await send({ ['n'.repeat(201)]: 'x', t1: files(1) })).status, 413)
        const many = Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`f${i}`, 'x']))
        assert.equal((await send({ t1: files(1), ...many })).status, 413)
        await keepsNothing('odd')
        assert.equal((await ada.submit(formOf({ t1: files(1), token: 'wrong' }))).status, 200)
        await keepsNothing('token behind the file')
      },
    )

    await all.test(
      'R3: a submission that is cut leaves nothing, and its number is not given again',
      async () => {
        for (let cut = 0; cut < 8; cut += 1) {
          const body = [
            `--edge\r\ncontent-disposition: form-data; name="token"\r\n\r\n${ada.token}\r\n`,
            `--edge\r\ncontent-disposition: form-data; name="t1"; filename="a.nii"\r\n\r\n${'x'.repeat(200_000)}\r\n`,
            '--edge--\r\n',
          ].join('')
          const part = body.slice(0, Math.floor((body.length / 8) * cut))
          const head = [
            'POST /pipelines/experiments/new HTTP/1.1',
            'host: localhost',
            'content-type: multipart/form-data; boundary=edge',
            `content-length: ${body.length}`,
          ]
          const raw = await openRaw(portal.base, `${head.join('\r\n')}\r\n\r\n${part}`)
          if (cut % 2 === 0) raw.socket.resetAndDestroy()
          else raw.socket.end()
          await raw.closed
        }
        await keepsNothing('cut')
        const whole = new Response(formOf({ token: ada.token, app: 'mass', t1: fileOf('a.nii', 'x') }))
        const type = whole.headers.get('content-type') ?? ''
        const bytes = Buffer.from(await whole.arrayBuffer())
        const unclosed = await fetch(`${portal.base}/experiments/new`, {
          method: 'POST',
          headers: { 'content-type': type },
          body: new Uint8Array(bytes.subarray(0, bytes.length - 6)),
        })
        assert.equal(unclosed.status, 400)
        await keepsNothing('no closing boundary')
      },
    )

    await all.test('the quota counts what is stored: deleted inputs free it', async () => {
      const files = (count: number) => Array.from({ length: count }, (_, i) => fileOf(`${i}.nii`, 'x'))
      const first = await idOf(await send({ t1: files(40) }))
      const [, , uid] = (await ada.one(first)).inputs[0]?.split('/') ?? []
      const [status, text] = await errorOf(await send({ t1: files(11) }))
      assert.deepEqual(
        [status, text],
        [200, 'The 11 files you tried to upload exceed the 10 remaining files you have left in your quota'],
      )
      const folders = () => readdirSync(join(portal.root, `${uid}/submitted`)).length
      assert.equal(folders(), 1, 'no folder of what was refused')
      const tries = await Promise.all([send({ t1: files(6) }), send({ t1: files(6) })])
      const answers = await Promise.all(tries.map((answer) => answer.text()))
      assert.deepEqual(answers.filter((answer) => answer === 'true').length, 1, 'only one of two at once')
      await fetch(`${portal.base}/experiments/${first}/delete`, { method: 'DELETE' })
      await idOf(await send({ t1: files(20) }))
    })

    await all.test(
      'R3: results that are cut change nothing, and results again replace the old ones whole',
      async () => {
        const id = await idOf(await send({ app: 'mass' }))
        await portal.queue()
        const head = [
          `POST /pipelines/experiments/${id}/results HTTP/1.1`,
          'host: localhost',
          'content-type: multipart/form-data; boundary=edge',
          'content-length: 1000000',
        ]
        const part = `--edge\r\ncontent-disposition: form-data; name="file"; filename="out.nii"\r\n\r\n${'x'.repeat(90_000)}`
        const cut = async () => {
          const raw = await openRaw(portal.base, `${head.join('\r\n')}\r\n\r\n${part}`)
          raw.socket.resetAndDestroy()
          await raw.closed
          await noLeftovers()
        }
        await cut()
        assert.deepEqual([(await ada.one(id)).status, (await ada.one(id)).outputs], ['queued', []])
        await portal.results(id, { 'out.nii': 'first', 'a b.txt': 'kept' })
        await cut()
        assert.equal(await (await ada.file(id, 'out.nii')).text(), 'first')
        const form = new FormData()
        form.append('r', fileOf('out.nii', 'second'))
        form.append('r', fileOf('out.nii', 'third'))
        const again = await fetch(`${portal.base}/experiments/${id}/results`, { method: 'POST', body: form })
        assert.equal(await again.text(), 'true')
        assert.deepEqual((await ada.one(id)).outputs, ['a_b.txt', 'out-1.nii', 'out.nii'])
        assert.equal(await (await ada.file(id, 'out.nii')).text(), 'second')
        assert.equal(await (await ada.file(id, 'a_b.txt')).text(), 'kept')
        await noLeftovers()
        assert.equal((await portal.results(id, { '..': 'x' })).status, 400)
        assert.deepEqual((await ada.one(id)).outputs, ['a_b.txt', 'out-1.nii', 'out.nii'])
        const other = await idOf(await send({ app: 'mass' }))
        const atOnce = ['one', 'two', 'three', 'four'].map((content) =>
          portal.results(other, { new: content }),
        )
        for (const answer of await Promise.all(atOnce)) assert.equal(await answer.text(), 'true')
        assert.match(await (await ada.file(other, 'new')).text(), /^(one|two|three|four)$/)
      },
    )
  })
})
