import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { dataFolder } from '../../support/program.ts'
import { startServer } from '../../support/server-process.ts'
import { waitFor } from '../../support/wait.ts'

/** From where the operators look for the master TOKEN. */
async function issueAt(base: string, folder: string): Promise<string> {
  const secret = /^TOKEN=(.+)$/m.exec(readFileSync(join(folder, 'collection/logs/console.log'), 'utf8'))?.[1]
  const answer = await fetch(`${base}/token?token=${secret}`)
  return ((await answer.json()) as { auth_token: string }).auth_token
}

async function serverOn(folder: string, command: readonly string[] = []) {
  const server = await startServer(folder, {}, command)
  return { base: `${server.url}/collection`, kill: () => server.end('SIGKILL') }
}

const has = (command: string) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0

const post = (base: string, fields: Record<string, string | File>, headers: Record<string, string> = {}) => {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  return fetch(`${base}/submit`, { method: 'POST', body, headers })
}

const project = (folder: string) => join(folder, 'collection/uploads/responses/unknown')

describe('collection: what was accepted is on disk', () => {
  test('R2: every sync of a submission comes before its answer', {
    skip: has('strace') ? false : 'strace is not there',
  }, async () => {
    const folder = dataFolder()
    const trace = join(dataFolder(), 'trace')
    const calls = 'trace=fsync,fdatasync,link,linkat,write,writev'
    const server = await serverOn(folder, ['strace', '-D', '-f', '-y', '-s', '40', '-e', calls, '-o', trace])
    const auth_token = await issueAt(server.base, folder)
    for (let i = 0; i < 50; i += 1) {
      assert.equal((await post(server.base, { auth_token, responses: `[${i}]` })).status, 200)
      assert.equal(
        (await post(server.base, { auth_token, file: new File([`${i}`], `${i}.bin`) })).status,
        200,
      )
    }
    await waitFor(
      () => eventsOf(readFileSync(trace, 'utf8')).filter((each) => each === 'answer').length >= 101,
    )
    await server.kill()
    const steps = splitAt(eventsOf(readFileSync(trace, 'utf8')), 'answer').slice(-100)
    assert.equal(steps.length, 100)
    for (const [index, step] of steps.entries()) {
      const order: Event[] =
        index % 2 === 0 ? ['log synced'] : ['bytes synced', 'named', 'folder synced', 'log synced']
      assert.deepEqual(missing(step, order), [], `submission ${index}: ${step.join(', ')}`)
    }
  })

  test('R1, R10: after kill -9 in the middle of submissions nothing acknowledged is missing, and a retry by its key is the same record', async () => {
    const folder = dataFolder()
    let server = await serverOn(folder)
    const auth_token = await issueAt(server.base, folder)
    const acknowledged = new Map<number, string>()
    const send = async (i: number, base: string) => {
      const fields = { auth_token, responses: `{"mark":${i}}`, file: new File([`bytes of ${i}`], `${i}.wav`) }
      const answer = await post(base, fields, { 'idempotency-key': `key-${i}` })
      assert.equal(answer.status, 200)
      acknowledged.set(i, await answer.text())
    }
    for (let round = 0; round < 3; round += 1) {
      const at = server
      const posts = Array.from({ length: 40 }, (_, i) => send(round * 100 + i, at.base))
      await Promise.any(posts)
      await waitFor(() => acknowledged.size >= round * 40 + 10 + 7 * round)
      await server.kill()
      // Those that were under way have failed: that is what the test is about.
      await Promise.allSettled(posts)
      server = await serverOn(folder)
      const before = new Map(acknowledged)
      await Promise.all(Array.from({ length: 40 }, (_, i) => send(round * 100 + i, server.base)))
      for (const [i, answer] of before) assert.equal(acknowledged.get(i), answer, `submission ${i}`)
    }
    const sent = [0, 1, 2].flatMap((round) => Array.from({ length: 40 }, (_, i) => round * 100 + i))
    const stored = () =>
      readdirSync(project(folder)).map((name) => readFileSync(join(project(folder), name), 'utf8'))
    const wanted = sent.flatMap((i) => [`{"mark":${i}}`, `bytes of ${i}`]).sort()
    await waitFor(() => stored().length >= wanted.length)
    assert.deepEqual(stored().sort(), wanted)
    // A file that is made again is seen a moment before its temporary name goes.
    await waitFor(() => readdirSync(join(folder, 'collection/.incoming')).length === 0)
    await server.kill()
  })
})

type Event = 'bytes synced' | 'named' | 'folder synced' | 'log synced' | 'answer'

/** What the calls of a trace mean, in the order in which they ended (an answer: began). */
function eventsOf(trace: string): Event[] {
  const begun = new Map<string, string>()
  return trace.split('\n').flatMap((line) => {
    const pid = line.slice(0, line.indexOf(' '))
    if (line.includes('<unfinished ...>')) {
      begun.set(pid, line)
      return isAnswer(line) ? ['answer' as const] : []
    }
    const resumed = line.includes(' resumed>')
    const call = resumed ? `${begun.get(pid)}` : line
    const event = resumed && isAnswer(call) ? undefined : eventOf(call)
    return event && (/= 0$/.test(line) || event === 'answer') ? [event] : []
  })
}

const isAnswer = (call: string): boolean =>
  /writev?\(\d+<(TCP|socket)/.test(call) && call.includes('"HTTP/1.1 200')

function eventOf(call: string): Event | undefined {
  if (isAnswer(call)) return 'answer'
  if (/fdatasync\(\d+<[^>]*atelier\.db-wal>/.test(call)) return 'log synced'
  if (/f(data)?sync\(\d+<[^>]*\/\.incoming\//.test(call)) return 'bytes synced'
  if (/fsync\(\d+<[^>]*\/uploads\/responses\/unknown>/.test(call)) return 'folder synced'
  if (/link(at)?\(.*\.incoming\//.test(call)) return 'named'
  return undefined
}

function splitAt(events: Event[], end: Event): Event[][] {
  const steps: Event[][] = [[]]
  for (const event of events) {
    if (event === end) steps.push([])
    else steps.at(-1)?.push(event)
  }
  return steps.slice(0, -1)
}

/** What of `order` does not come, in that order. */
function missing(step: Event[], order: Event[]): Event[] {
  let from = 0
  return order.filter((event) => {
    const at = step.indexOf(event, from)
    if (at !== -1) from = at + 1
    return at === -1
  })
}
