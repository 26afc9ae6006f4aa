import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { removeDataFolder } from '../../support/data-folder.ts'
import { waitFor } from '../../support/wait.ts'
import { spellings } from '../../support/ways-out.ts'
import { eachPortal, errorOf, fileOf, formOf, idOf } from './portal.ts'

const MINUTE = 60_000

eachPortal((open, name) => {
  test(`pipelines: experiments (${name})`, async (all) => {
    const portal = await open()
    const ada = await portal.signUp('ada@lab.example')
    const submit = async (fields: Parameters<typeof formOf>[0], person = ada) =>
      idOf(await person.submit(formOf({ token: person.token, ...fields })))

    await all.test(
      'the front-end signs in, hands in files of several, and gets results by their links',
      async () => {
        assert.deepEqual(await ada.list(), [])
        const answer = await ada.submit(
          formOf({
            token: ada.token,
            app: 'mass',
            experimentName: 'MASS run',
            experimentDescription: '',
            subjectImage1: [fileOf('sub-01_T1w.nii.gz', 'one'), fileOf('sub-01_T1w.nii.gz', 'two')],
            mask: fileOf('', ''),
            numTemp: '15',
            label: 'baseline',
            host: 'cubic',
          }),
        )
        const id = await idOf(answer.clone())
        assert.equal(await answer.text(), 'true')
        assert.equal(answer.headers.get('location'), `/pipelines/experiments/${id}`)
        const [first] = await ada.list()
        const uid = /^\/uploads\/(\d+)\//.exec(first?.inputs[0] ?? '')?.[1]
        const folder = `/uploads/${uid}/submitted/${id}`
        assert.deepEqual(first, {
          id,
          label: 'baseline',
          created: new Date(portal.test.clock.now()).toISOString().slice(0, 19).replace('T', ' '),
          status: 'submitted',
          app: 'mass',
          experimentName: 'MASS run',
          experimentDescription: '',
          inputs: [`${folder}/sub-01_T1w.nii.gz`, `${folder}/sub-01_T1w-1.nii.gz`],
          outputs: [],
          params: { subjectImage1: `${folder}/sub-01_T1w.nii.gz`, numTemp: '15', label: 'baseline' },
        })
        await portal.queue()
        assert.equal(await (await portal.results(id, { [`${id}.zip`]: 'a zip' })).text(), 'true')
        const done = await ada.one(id)
        assert.deepEqual([done.status, done.outputs], ['completed', [`${id}.zip`]])

        const output = await ada.file(id, `${id}.zip`)
        assert.equal(await output.text(), 'a zip')
        assert.equal(output.headers.get('content-disposition'), `attachment; filename="${id}.zip"`)
        assert.equal(output.headers.get('x-content-type-options'), 'nosniff')
        assert.equal(output.headers.get('content-length'), '5')
        assert.ok(output.headers.get('last-modified') && output.headers.get('etag'))
        const tag = { 'if-none-match': output.headers.get('etag') ?? '' }
        assert.equal((await ada.file(id, `${id}.zip`, tag)).status, 304)
        const input = await ada.file(id, `${folder}/sub-01_T1w-1.nii.gz`, { range: 'bytes=1-' })
        assert.deepEqual([input.status, await input.text()], [206, 'wo'])
      },
    )

    await all.test('nobody reads what is of somebody else, or lies outside of the experiment', async () => {
      const eve = await portal.signUp('eve@lab.example')
      const id = await submit({ t1: fileOf('a.nii', 'a') })
      const [path = ''] = (await ada.one(id)).inputs
      assert.deepEqual(await errorOf(await eve.file(id, path)), [404, 'not found'])
      const nobody = { ...eve, token: 'x' }
      const asked = await fetch(`${portal.base}/experiments?token=${nobody.token}`)
      assert.deepEqual(await errorOf(asked), [200, 'must be logged in'])
      const sent = await eve.submit(formOf({ token: 'wrong', t1: fileOf('a', 'a') }))
      assert.deepEqual(await errorOf(sent), [200, 'must be logged in'])
      for (const way of [
        '../../../../etc/passwd',
        '/etc/passwd',
        `${path}/..`,
        'params.json',
        '.',
        path.slice(1),
      ])
        assert.equal((await ada.file(id, way)).status, 404, way)
      assert.equal((await ada.file(id, '')).status, 400)
      const other = await submit({ t1: fileOf('b.nii', 'b') })
      assert.equal((await ada.file(other, path)).status, 404)
      for (const odd of ['0', '01', '-1', '1.0', '%2e%2e', '99999999999999999'])
        assert.equal(
          (await fetch(`${portal.base}/experiments/${odd}/file?token=${ada.token}&path=x`)).status,
          404,
          odd,
        )
    })

    await all.test('F1: no path and no name of a file leads out of its folder', async () => {
      const id = await submit({ t1: fileOf('a.nii', 'a') })
      const [path = ''] = (await ada.one(id)).inputs
      const folder = path.slice(0, path.lastIndexOf('/'))
      const ways = spellings('/etc/passwd', join(portal.root, folder.slice('/uploads/'.length)))
      for (const way of [...ways, ...ways.map((each) => `${folder}/${each}`)]) {
        assert.equal((await ada.file(id, way)).status, 404, way)
        const body = new URLSearchParams({ path: way })
        const removed = await fetch(`${portal.base}/files/delete`, { method: 'POST', body })
        assert.ok([400, 404].includes(removed.status), way)
      }
      const named = await submit({ t1: ways.map((way) => fileOf(way.replace('\0', ''), 'x')) })
      const { inputs } = await ada.one(named)
      assert.equal(inputs.length, ways.length)
      for (const each of inputs) assert.match(each, new RegExp(`^/uploads/\\d+/submitted/${named}/[^/]+$`))
      const stored = inputs.map((each) => each.slice('/uploads/'.length))
      assert.deepEqual(
        stored.filter((each) => !portal.onDisk().includes(each)),
        [],
      )
      await fetch(`${portal.base}/experiments/${named}/delete`, { method: 'DELETE' })
    })

    await all.test(
      'the backend takes what waits in order, finds its inputs by name, and gives results back',
      async () => {
        await portal.queue()
        const first = await submit({
          app: 'thickness',
          t1: [fileOf('脳 scan.nii.gz', 'brain'), fileOf('second.nii', 'more')],
          smooth: '6',
          empty: '',
          imitates: '/uploads/1/submitted/1/x.nii',
        })
        const second = await submit({ app: 'thickness', experimentName: 'no files' })
        const offered = await portal.queue()
        assert.deepEqual(
          offered.map(({ id }) => id),
          [first, second],
        )
        assert.deepEqual(await portal.queue(), [])
        const [own] = offered
        assert.deepEqual(own, {
          id: first,
          user: own?.user,
          host: 'localhost',
          app: 'thickness',
          experimentName: '',
          experimentDescription: '',
          params: {
            t1: `inputs/uploads/${own?.user}/submitted/${first}/脳_scan.nii.gz`,
            smooth: '6',
            empty: '',
            imitates: '/uploads/1/submitted/1/x.nii',
          },
        })
        assert.equal((await ada.one(first)).status, 'queued')

        // As the backend unpacks it: the value of the field is the place of the file.
        const folder = unpack(await portal.zip(first))
        const { journal } = portal.test.kernel
        const seen = async () =>
          (await journal.list({ limit: 20 })).map(({ action, object }) => `${action} ${object}`)
        const read = `pipelines.experiment.read-by-other pipelines.experiment:${first}`
        await waitFor(async () => (await seen()).includes(read))
        const value = own?.params.t1 ?? ''
        assert.equal(readFileSync(join(folder, value.slice('inputs'.length)), 'utf8'), 'brain')
        assert.equal(execFileSync('find', [folder, '-type', 'f']).toString().trim().split('\n').length, 2)
        assert.equal((await portal.zip(second)).length, 22)

        const remove = async () =>
          (await fetch(`${portal.base}/experiments/${first}/delete`, { method: 'DELETE' })).text()
        assert.deepEqual([await remove(), await remove()], ['true', 'false'])
        assert.deepEqual((await ada.one(first)).inputs, [])
        assert.equal((await portal.zip(first)).length, 22)
        const results = await portal.results(first, { 'output.txt': 'said', 'out.nii': 'image' })
        assert.equal(await results.text(), 'true')
        assert.deepEqual((await ada.one(first)).outputs, ['out.nii', 'output.txt'])

        // The version in shell calls its field `file`, and sends again.
        assert.equal(
          await (await portal.results(second, { [`${second}.zip`]: 'zip' }, 'file')).text(),
          'true',
        )
        assert.equal(
          await (await portal.results(second, { [`${second}.zip`]: 'zip 2' }, 'file')).text(),
          'true',
        )
        assert.equal(await (await ada.file(second, `${second}.zip`)).text(), 'zip 2')
        assert.deepEqual((await ada.one(second)).outputs, [`${second}.zip`])
        assert.equal((await portal.fail(second, '1')).status, 409)
        assert.equal((await ada.one(second)).status, 'completed')
      },
    )

    await all.test('an experiment that failed is listed as failed, and results may still come', async () => {
      const id = await submit({ app: 'mass' })
      await portal.queue()
      assert.equal(await (await portal.fail(id, 'Failed')).text(), 'true')
      assert.equal((await ada.one(id)).status, 'failed')
      assert.equal(await (await portal.fail(id, 'Failed')).text(), 'true')
      assert.equal(await (await portal.results(id, {})).text(), 'true')
      assert.deepEqual([(await ada.one(id)).status, (await ada.one(id)).outputs], ['completed', []])
      for (const [method, path] of [
        ['GET', 'files'],
        ['POST', 'results'],
        ['POST', 'failed'],
        ['DELETE', 'delete'],
      ]) {
        const answer = await fetch(`${portal.base}/experiments/999999/${path}`, { method: method ?? '' })
        assert.deepEqual(await errorOf(answer), [404, 'not found'], path)
      }
    })

    await all.test(
      'R1: of two polls at once none gets what the other got, and nothing is left out',
      async () => {
        await portal.queue()
        const count = 30
        const taken: number[] = []
        let open = true
        const poll = async () => {
          while (open) taken.push(...(await portal.queue()).map(({ id }) => id))
        }
        const polls = [poll(), poll()]
        const ids = await Promise.all(Array.from({ length: count }, () => submit({ app: 'mass' })))
        open = false
        await Promise.all(polls)
        taken.push(...(await portal.queue()).map(({ id }) => id))
        assert.deepEqual(
          taken.sort((a, b) => a - b),
          ids.sort((a, b) => a - b),
        )
      },
    )

    await all.test('what a backend took and did not fetch waits again after 15 minutes', async () => {
      await portal.queue()
      const lost = await submit({ t1: fileOf('a', 'a') })
      const fetched = await submit({ t1: fileOf('b', 'b') })
      await portal.queue()
      await portal.zip(fetched)
      const again = async () => (await portal.queue()).map(({ id }) => id).filter((id) => id >= lost)
      portal.test.clock.advance(14 * MINUTE)
      assert.deepEqual(await again(), [])
      portal.test.clock.advance(MINUTE)
      assert.deepEqual(await again(), [lost])
    })

    await all.test(
      'R10: a submission that is sent again under its key is the same one, also at once',
      async () => {
        const send = (content: string) =>
          ada.submit(formOf({ token: ada.token, t1: fileOf('k.nii', content) }), { 'idempotency-key': 'k1' })
        const before = (await ada.list()).length
        const ids = await Promise.all(Array.from({ length: 12 }, async () => idOf(await send('same'))))
        assert.equal(new Set(ids).size, 1)
        assert.equal((await ada.list()).length, before + 1)
        assert.equal((await send('other')).status, 422)
        assert.equal(portal.onDisk().filter((path) => path.endsWith('/k.nii')).length, 1)
      },
    )

    await all.test('beside the inputs lies what backends on the same file system read', async () => {
      const id = await submit({ app: 'mass', t1: fileOf('x.nii', 'x'), numTemp: '15' })
      const { experiments } = portal.test.atelier.pipelines ?? assert.fail()
      await experiments.notes.settle()
      const [input = ''] = (await ada.one(id)).inputs
      const uid = Number(input.split('/')[2])
      const folder = join(portal.root, `${uid}/submitted/${id}`)
      const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'))
      assert.deepEqual(read('status.json'), { status: 'pending' })
      const [date, time] = new Date(portal.test.clock.now()).toISOString().split('T')
      assert.deepEqual(read('params.json'), {
        t1: input,
        numTemp: '15',
        app: 'mass',
        host: 'localhost',
        experimentName: '',
        experimentDescription: '',
        ownerId: uid,
        _id: id,
        createdAt: `${date?.split('-').reverse().join('/')} ${time?.slice(0, 8)}`,
      })
      // Results that such a backend writes are listed at once, and are the end of it once it is silent.
      const results = join(portal.root, `${uid}/completed/${id}`)
      assert.ok(existsSync(results))
      writeFileSync(join(results, '.part'), 'hidden')
      writeFileSync(join(results, 'no\nname'), 'left out')
      mkdirSync(join(results, 'no\nfolder'))
      mkdirSync(join(results, 'taken.txt'))
      assert.equal((await portal.results(id, { 'taken.txt': 'x' })).status, 409)
      writeFileSync(join(results, 'out.txt'), 'half')
      assert.deepEqual([(await ada.one(id)).outputs, (await ada.one(id)).status], [['out.txt'], 'submitted'])
      assert.equal(await (await ada.file(id, 'out.txt')).text(), 'half')
      await experiments.watch.look()
      portal.test.clock.advance(4_000)
      writeFileSync(join(results, 'out.txt'), 'whole now')
      await experiments.watch.look()
      portal.test.clock.advance(4_999)
      await experiments.watch.look()
      assert.equal((await ada.one(id)).status, 'submitted')
      portal.test.clock.advance(1)
      await experiments.watch.look()
      const done = await ada.one(id)
      assert.deepEqual([done.status, done.outputs], ['completed', ['out.txt']])
      assert.equal(await (await ada.file(id, 'out.txt')).text(), 'whole now')
      await experiments.notes.settle()
      assert.deepEqual(read('status.json'), { status: 'completed' })
      // Some write more after a while.
      writeFileSync(join(results, 'out.txt'), 'written anew')
      writeFileSync(join(results, 'late.txt'), 'late')
      assert.deepEqual((await ada.one(id)).outputs, ['out.txt', 'late.txt'])
      assert.equal(await (await ada.file(id, 'out.txt')).text(), 'written anew')
      await experiments.watch.look()
      portal.test.clock.advance(5_000)
      await experiments.watch.look()
      portal.test.clock.advance(2 * 60 * MINUTE)
      await experiments.watch.look()
      assert.deepEqual((await ada.one(id)).outputs, ['late.txt', 'out.txt'])
      assert.equal(await (await ada.file(id, 'late.txt')).text(), 'late')
      const path = `/uploads/${uid}/completed/${id}`
      await fetch(`${portal.base}/files/delete`, { method: 'POST', body: new URLSearchParams({ path }) })
      await experiments.notes.settle()
      assert.ok(!existsSync(results), 'with all that nobody has a row of')
    })

    await all.test('the administrator’s script finds what is old, and deletes path by path', async () => {
      const id = await submit({ a: fileOf('a', 'a'), b: fileOf('b', 'b') })
      const waiting = await submit({})
      await portal.results(id, { out: 'out' })
      const old = async (days: string) =>
        (await (await fetch(`${portal.base}/files/old?days=${days}`)).json()) as string[]
      const mine = async (days: string) => (await old(days)).filter((path) => path.includes(`ed/${id}`))
      const inputs = (await ada.one(id)).inputs
      const [, , uid] = inputs[0]?.split('/') ?? []
      assert.deepEqual(await mine('0'), [`/uploads/${uid}/completed/${id}`])
      portal.test.clock.advance(2 * 24 * 60 * MINUTE)
      assert.deepEqual(await mine('1'), [...inputs, `/uploads/${uid}/completed/${id}`])
      assert.deepEqual(await mine('3'), [])
      const remove = (path: string) =>
        fetch(`${portal.base}/files/delete`, { method: 'POST', body: new URLSearchParams({ path }) })
      for (const path of await mine('1')) assert.equal(await (await remove(path)).text(), 'true', path)
      assert.deepEqual(await mine('1'), [])
      for (const path of [
        inputs[0] ?? '',
        `/uploads/${uid}`,
        '/etc',
        `/uploads/${uid}/submitted/${id}`,
        // No results are there yet, and a backend may be about to bring some.
        `/uploads/${uid}/completed/${waiting}`,
        '../x',
      ])
        assert.deepEqual(await errorOf(await remove(path)), [404, 'not found'], path)
      assert.equal((await remove('')).status, 400)
      assert.deepEqual(await errorOf(await fetch(`${portal.base}/files/old`)), [200, 'must specify days'])
      for (const days of ['-1', 'x', '1.5', '36501', "1' union select 1"])
        assert.equal(
          (await fetch(`${portal.base}/files/old?${new URLSearchParams({ days })}`)).status,
          400,
          days,
        )
      await portal.test.jobs.drain()
      assert.deepEqual(
        portal.onDisk().filter((path) => path.includes(`ed/${id}/`)),
        [],
      )
    })
  })
})

function unpack(zip: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-inputs-'))
  after(() => removeDataFolder(folder))
  writeFileSync(join(folder, 'inputs.zip'), zip)
  execFileSync('unzip', ['-q', 'inputs.zip', '-d', 'unpacked'], { cwd: folder, env: { LANG: 'C.UTF-8' } })
  return join(folder, 'unpacked')
}
