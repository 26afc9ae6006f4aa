import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { dataFolder, run } from '../support/program.ts'
import { type StudyServer, startStudyServer } from '../support/study-server.ts'
import { waitFor } from '../support/wait.ts'

const long = process.env.ATELIER_TEST_LONG !== undefined
const SUBMISSIONS = long ? 10_000 : 600
const KILLS = long ? 20 : 4
const CLIENTS = 16

/** Fixed, so that a run that fails can be run again. */
const SEED = 20270301

test(`R1: of ${SUBMISSIONS} submissions under ${KILLS} kills none acknowledged is lost or torn, and none refused is kept`, async () => {
  const folder = dataFolder()
  let server = await startStudyServer(folder)
  const auth_token = await server.issue()
  const acknowledged = new Set<number>()
  const refused = new Set<number>()
  const starts: number[] = []
  let next = 0
  let restarting: Promise<StudyServer> = Promise.resolve(server)

  const restart = async (): Promise<StudyServer> => {
    await server.end('SIGKILL')
    const since = performance.now()
    server = await startStudyServer(folder, { ATELIER_PORT: server.port })
    starts.push(performance.now() - since)
    return server
  }
  // At places that a seed chooses, with submissions under way.
  const kills = placesOf(KILLS, SUBMISSIONS)
  const client = async () => {
    while (next < SUBMISSIONS) {
      const mark = next++
      if (kills.delete(mark)) {
        // Two that come close together are two kills, one after the other.
        restarting = restarting.then(restart)
      }
      // Every ninth is refused, and must leave nothing.
      const bad = mark % 9 === 8
      const fields = {
        auth_token,
        responses: bad ? `{"mark":${mark}` : `{"mark":${mark},"text":"${'x'.repeat(mark % 700)}"}`,
        ...(mark % 3 === 0 && { file: new File([bytesOf(mark)], `${mark}.bin`) }),
      }
      try {
        const { status } = await server.submit(fields)
        if (status === 200) acknowledged.add(mark)
        else refused.add(mark)
      } catch {
        // Killed in the middle: it may be there or not, but whole.
        await restarting
      }
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, client))
  await restarting
  // What the last kill cut off is mended at the start; documents are made again from their rows by a job of it.
  await restart()
  const token = (await run(['tokens', 'add', 'admin'], { ATELIER_DATA: folder })).out
  const rows = await countRows(server.url, token)
  const project = join(folder, 'collection/uploads/responses/study')
  const documents = () => readdirSync(project).filter((name) => name.endsWith('-messages.json'))
  // The job looks at every document that it has not synced yet, the newest last.
  await waitFor(() => documents().length >= rows, 120_000)

  const stored = new Map<number, number>()
  for (const name of documents()) {
    const { mark } = JSON.parse(readFileSync(join(project, name), 'utf8')) as { mark: number }
    stored.set(mark, (stored.get(mark) ?? 0) + 1)
  }
  for (const name of readdirSync(project).filter((each) => each.endsWith('.bin'))) {
    const mark = Number(/-(\d+)\.bin$/.exec(name)?.[1])
    assert.deepEqual(readFileSync(join(project, name)), bytesOf(mark), name)
    assert.ok(stored.has(mark), 'a file without its document')
  }
  assert.deepEqual(
    [...acknowledged].filter((mark) => !stored.has(mark)),
    [],
    'lost',
  )
  assert.deepEqual(
    [...refused].filter((mark) => stored.has(mark)),
    [],
    'kept though refused',
  )
  assert.deepEqual(
    [...stored].filter(([, count]) => count > 1),
    [],
    'doubled',
  )
  assert.ok(refused.size > 0 && acknowledged.size > SUBMISSIONS / 2)
  assert.equal(starts.length, KILLS + 1)
  assert.equal(rows, stored.size, 'a row for each document, a document for each row')
  assert.equal((await run(['audit', 'verify'], { ATELIER_DATA: folder })).code, 0)
  if (long) {
    starts.sort((a, b) => a - b)
    assert.ok((starts[KILLS >> 1] ?? 0) < 5_000 && (starts.at(-1) ?? 0) < 15_000, `ready after ${starts} ms`)
  }
})

function bytesOf(mark: number): Buffer {
  return Buffer.alloc(1_000 + (mark % 50_000), `${mark} `)
}

/** Different places in the run, from a linear congruential generator (Numerical Recipes' constants). */
function placesOf(count: number, most: number): Set<number> {
  const places = new Set<number>()
  for (let state = SEED; places.size < count; ) {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    places.add(CLIENTS + (state % (most - 2 * CLIENTS)))
  }
  return places
}

async function countRows(url: string, token: string): Promise<number> {
  let count = 0
  for (let before: number | null = 0; before !== null; ) {
    const query: string = before === 0 ? '' : `&before=${before}`
    const answer = await fetch(`${url}/api/collection/projects/1/submissions?limit=200${query}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const page = (await answer.json()) as { items: unknown[]; next: number | null }
    count += page.items.length
    before = page.next
  }
  return count
}
