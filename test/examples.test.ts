import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { judge, readLanded } from '../examples/collection/landed.ts'
import { sha256 } from '../examples/collection/participant.ts'
import { dataFolder } from './support/program.ts'
import { environment, type ServerProcess, startServer } from './support/server-process.ts'

interface Ran {
  code: number | null
  lines: string[]
}

/** Runs the example study; `heard` is told each of its lines as it comes. */
async function runStudy(
  folder: string,
  { url }: ServerProcess,
  args: readonly string[],
  heard: (line: string) => void = () => undefined,
): Promise<Ran> {
  const child = spawn(
    process.execPath,
    ['examples/collection/study.ts', '--base', `${url}/collection`, ...args],
    { stdio: ['ignore', 'pipe', 'inherit'], env: environment(folder) },
  )
  const exited = once(child, 'exit')
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    heard(line)
  }
  return { code: (await exited)[0], lines }
}

test('the example study lands on disk as it was sent', async () => {
  const folder = dataFolder()
  const server = await startServer(folder)
  const { code, lines } = await runStudy(folder, server, ['--participants', '2'])
  const text = lines.join('\n')
  assert.equal(code, 0, text)
  // Two activities as zips, their answers as JSON, and three slices of the last zip: seven a participant.
  assert.match(text, /14 submissions sent, 14 acknowledged, 14 of them found, 0 missing, 0 doubled, 0 torn/)
  assert.equal(lines.filter((line) => line.includes('hung up halfway')).length, 2)
  assert.equal(lines.filter((line) => /3 slices joined are the zip that was cut/.test(line)).length, 2)
  assert.equal(lines.filter((line) => /^ {2}[0-9a-f]{16}…/.test(line)).length, 14, 'nothing else lies there')
  assert.equal(await server.end(), 0)
})

test('the example study sees what is missing, doubled or torn', async () => {
  const folder = dataFolder()
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  const sent = (name: string, text: string) => ({
    participant: 'sub-001',
    name,
    size: text.length,
    sha256: sha256(Buffer.from(text)),
    acknowledged: true,
  })
  write('20270301T090000.000001Z0000-twice.zip', 'twice')
  write('20270301T090000.000002Z0000-twice.zip', 'twice')
  write('20270301T090000.000003Z0000-half.zip', 'ha')
  write('20270301T090000.000004Z0000-messages.json', '[1]')
  const cut = [{ name: 'half', sha256: sha256(Buffer.from('half')), slices: ['half.zip'] }]
  const all = ['twice.zip twice', 'half.zip half', 'responses [1]', 'responses [2]'].map((each) => {
    const [name = '', text = ''] = each.split(' ')
    return sent(name, text)
  })
  const found = await judge(folder, await readLanded(folder), [{ sent: all, cut }])
  assert.deepEqual(
    found.missing.map(({ name, size }) => `${name} ${size}`),
    ['half.zip 4', 'responses 3'],
  )
  assert.deepEqual(found.doubled, ['twice.zip'])
  assert.deepEqual(found.torn, ['20270301T090000.000003Z0000-half.zip'])
  assert.deepEqual(
    found.joined.map(({ isWhole }) => isWhole),
    [false],
  )
})

const KILLS = 20

test('R1: a study whose server is killed twenty times loses nothing that was acknowledged, and doubles nothing', async () => {
  const folder = dataFolder()
  let server = await startServer(folder)
  let kills = 0
  let restarting: Promise<void> | undefined
  const { port } = server

  async function killAndRestart(): Promise<void> {
    kills++
    await server.end('SIGKILL')
    server = await startServer(folder, { ATELIER_PORT: port })
  }

  // What has happened decides when the next kill comes, never the time: then all twenty fall into the study.
  let accepted = 0
  const heard = (line: string) => {
    if (!line.includes('accepted') || restarting || kills === KILLS) return
    if (++accepted % 3 !== 0) return
    restarting = killAndRestart().finally(() => {
      restarting = undefined
    })
  }
  const args = ['--participants', '14', '--at-once', '4', '--extra-bytes', '12000000', '--pause-ms', '300']
  for (let round = 1; kills < KILLS; round++) {
    const { code, lines } = await runStudy(folder, server, [...args, '--project', `round-${round}`], heard)
    await restarting
    const text = lines.join('\n')
    assert.equal(code, 0, text)
    assert.match(text, /, 0 missing, 0 doubled, 0 torn$/)
    assert.ok(
      lines.some((line) => line.includes('accepted at try')),
      'a retry went through',
    )
  }
  assert.equal(kills, KILLS)
  assert.equal(await server.end(), 0)
})
