import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dataFolder, run } from '../support/program.ts'
import { answerPair, archiveOf } from '../support/study.ts'
import { startStudyServer } from '../support/study-server.ts'
import { waitFor } from '../support/wait.ts'

const ZIPS = 2
const ANSWERS = 1_200

interface Uploads {
  items: { state: string; answers: number; superseded: number; duplicates: number }[]
  total: number
}

test('R9: kills while answers are being read lose none and store none twice', async () => {
  const folder = dataFolder()
  let server = await startStudyServer(folder)
  const auth_token = await server.issue()
  const token = (await run(['tokens', 'add', 'admin'], { ATELIER_DATA: folder })).out
  const read = async (path: string): Promise<Uploads> => {
    const answer = await fetch(`${server.url}/api/collection/projects/1/${path}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    assert.equal(answer.status, 200)
    return (await answer.json()) as Uploads
  }
  for (let index = 0; index < ZIPS; index += 1) {
    const entries = Array.from({ length: ANSWERS }, (_, i) =>
      answerPair({ value: i, item: `item_${i}`, session: `page-${index}` }),
    ).flat()
    const name = `7896a213-0000-4000-8000-00000000000${index}-P-${index}`
    const zip = await archiveOf(name, [entries])
    const { status } = await server.submit({
      auth_token,
      file: new File([new Uint8Array(zip)], `${name}.zip.000`),
    })
    assert.equal(status, 200)
  }
  const restart = async () => {
    await server.end('SIGKILL')
    server = await startStudyServer(folder, { ATELIER_PORT: server.port })
  }
  await restart()
  // In the middle, if it is still to be caught there.
  await waitFor(async () => (await read('responses?limit=1')).total > 0, 60_000)
  await restart()
  await waitFor(
    async () => (await read('uploads?state=whole')).items.every((each) => each.answers > 0),
    60_000,
  )
  await waitFor(async () => (await read('uploads?state=whole')).total === ZIPS, 60_000)
  await waitFor(async () => (await read('responses?limit=1')).total === ZIPS * ANSWERS, 60_000)
  const { items } = await read('uploads')
  assert.deepEqual(
    items.map(({ state, answers, superseded, duplicates }) => [state, answers, superseded, duplicates]),
    Array.from({ length: ZIPS }, () => ['whole', ANSWERS, 0, 0]),
  )
  assert.equal((await read('responses?limit=1&superseded=show')).total, ZIPS * ANSWERS)
})
