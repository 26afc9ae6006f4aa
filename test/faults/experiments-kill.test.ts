import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileOf, formOf, type Listed, type Offered } from '../contract/pipelines/portal.ts'
import { dataFolder, run } from '../support/program.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

const long = process.env.ATELIER_TEST_LONG !== undefined
const EXPERIMENTS = long ? 10_000 : 160
const KILLS = long ? 20 : 2
const CLIENTS = 8
const ENV = {
  ATELIER_PIPELINES_SIGNUP: 'open',
  ATELIER_PIPELINES_MAX_FILES: '100000',
}

test(`R1: of ${EXPERIMENTS} experiments under ${KILLS} kills none acknowledged is lost or torn, none is doubled, and none refused leaves a file`, async () => {
  const folder = dataFolder()
  let server: ServerProcess = await startServer(folder, ENV)
  const base = () => `${server.url}/pipelines`
  const account = { email: 'ada@lab.example', password: 'a long password' }
  const made = await fetch(`${base()}/users/new`, { method: 'POST', body: formOf(account) })
  const { token } = (await made.json()) as { token: string }
  const acknowledged = new Map<number, number>()
  const refused = new Set<number>()
  const completed = new Set<number>()
  let next = 0
  let restarting: Promise<void> = Promise.resolve()
  const restart = async () => {
    await server.end('SIGKILL')
    server = await startServer(folder, { ...ENV, ATELIER_PORT: server.port })
  }
  const kills = new Set(
    Array.from({ length: KILLS }, (_, i) => Math.floor((EXPERIMENTS * (i + 0.7)) / KILLS)),
  )

  const submit = async (mark: number) => {
    const bad = mark % 9 === 8
    const fields = {
      token,
      app: 'mass',
      experimentName: `m${mark}`,
      t1: fileOf('scan.nii', bytesOf(mark)),
      ...(mark % 2 === 0 && { t2: fileOf('scan.nii', bytesOf(mark + 1)) }),
      text: bad ? 'inputs/../x' : 'fine',
    }
    const answer = await fetch(`${base()}/experiments/new`, { method: 'POST', body: formOf(fields) })
    await answer.text()
    if (answer.status === 200) acknowledged.set(mark, Number(answer.headers.get('x-experiment-id')))
    else refused.add(mark)
  }
  /** A backend that gives results of whatever it gets. */
  const work = async () => {
    const offered = (await (await fetch(`${base()}/experiments/queue`)).json()) as Offered[]
    for (const { id } of offered) {
      const form = formOf({ results: fileOf('out.nii', bytesOf(id)), log: fileOf('log.txt', 'said') })
      const answer = await fetch(`${base()}/experiments/${id}/results`, { method: 'POST', body: form })
      if ((await answer.text()) === 'true') completed.add(id)
    }
  }
  const client = async () => {
    while (next < EXPERIMENTS) {
      const mark = next++
      if (kills.delete(mark)) restarting = restarting.then(restart)
      // Killed in the middle: it may be there or not, but whole.
      await submit(mark).catch(() => restarting)
      if (mark % CLIENTS === 0) await work().catch(() => restarting)
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, client))
  await restarting
  await restart()

  const answer = await fetch(`${base()}/experiments?token=${token}`)
  const { experiments } = (await answer.json()) as { experiments: Listed[] }
  const byMark = Map.groupBy(experiments, ({ experimentName }) => Number(experimentName.slice(1)))
  assert.deepEqual(
    [...byMark].filter(([mark, all]) => all.length > 1 || refused.has(mark)),
    [],
    'doubled, or kept though refused',
  )
  for (const [mark, id] of acknowledged)
    assert.equal(byMark.get(mark)?.[0]?.id, id, `experiment ${id} is lost`)
  assert.ok(acknowledged.size > EXPERIMENTS / 2 && refused.size > 0 && completed.size > 0)

  const root = join(folder, 'uploads')
  const stored = new Set<string>()
  for (const { id, inputs, outputs, status, experimentName } of experiments) {
    const mark = Number(experimentName.slice(1))
    assert.equal(inputs.length, mark % 2 === 0 ? 2 : 1, experimentName)
    for (const [index, path] of inputs.entries()) {
      const place = path.slice('/uploads/'.length)
      assert.deepEqual(readFileSync(join(root, place)), bytesOf(mark + index), path)
      stored.add(place)
    }
    if (completed.has(id)) assert.equal(status, 'completed', `${id}`)
    assert.deepEqual(outputs, status === 'completed' ? ['log.txt', 'out.nii'] : [], `${id}`)
    for (const name of outputs) {
      const place = `${inputs[0]?.split('/')[2]}/completed/${id}/${name}`
      if (name === 'out.nii') assert.deepEqual(readFileSync(join(root, place)), bytesOf(id))
      stored.add(place)
    }
  }
  const onDisk = readdirSync(root, { recursive: true })
    .map(String)
    .filter((path) => /\.(nii|txt)$/.test(path))
  assert.deepEqual(
    onDisk.filter((path) => !stored.has(path)),
    [],
    'files of nothing',
  )
  assert.deepEqual(readdirSync(join(root, '.incoming')), [])
  assert.equal((await run(['audit', 'verify'], { ATELIER_DATA: folder })).code, 0)
})

const bytesOf = (mark: number): Buffer => Buffer.alloc(1_000 + (mark % 50_000), `${mark} `)
