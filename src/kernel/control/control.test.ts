import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { silentLog } from '../log.ts'
import { type Problem, problem } from '../problem.ts'
import { callControl, NoServer, userName } from './client.ts'
import type { ActContext, Acts } from './protocol.ts'
import { serveControl } from './server.ts'

function folderFor(...below: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-control-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  const deep = join(folder, ...below)
  mkdirSync(deep, { recursive: true })
  return deep
}

type Act = (ground: string, args: unknown, context: ActContext) => Promise<unknown>

async function served(acts: Record<string, Act>, folder = folderFor()) {
  const path = join(folder, 'atelier.sock')
  const known: Acts<string> = new Map(Object.entries(acts))
  const server = await serveControl({ path, acts: known, ground: 'the kernel', log: silentLog })
  after(() => server.close())
  return { path, server }
}

test('a command is done by the server, which says how it goes on and who asked', async () => {
  const { path } = await served({
    async greet(ground, args, { by, progress, alone }) {
      progress('half done')
      return { ground, args, by, alone }
    },
  })
  const lines: string[] = []
  const result = await callControl(path, {
    command: 'greet',
    args: { name: 'Zoë\n' },
    progress: (line) => lines.push(line),
  })
  assert.deepEqual(lines, ['half done'])
  assert.deepEqual(result, {
    ground: 'the kernel',
    args: { name: 'Zoë\n' },
    by: { via: 'cli', name: userName() },
    alone: false,
  })
})

test('a refusal keeps its code and its words, and a failure says what failed', async () => {
  const { path } = await served({
    refuse: async () => {
      throw problem('name_taken', 409, 'The name is taken.')
    },
    fail: async () => {
      throw new Error('The disk is gone.')
    },
  })
  const codeOf = (command: string) =>
    callControl(path, { command, args: {} }).then(
      () => 'done',
      (error: Problem) => `${error.code}: ${error.message}`,
    )
  assert.equal(await codeOf('refuse'), 'name_taken: The name is taken.')
  assert.equal(await codeOf('fail'), 'failed: The disk is gone.')
  assert.match(await codeOf('dance'), /^unknown_command: .*"dance"/)
})

test('only the owner may open the socket, and nothing else is left in the folder', async () => {
  const { path } = await served({})
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.deepEqual(readdirSync(join(path, '..')), ['atelier.sock'])
})

test('what a dead server left is replaced, a living one is not', async () => {
  const folder = folderFor()
  const path = join(folder, 'atelier.sock')
  const script = `require('node:net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`
  spawnSync(process.execPath, ['-e', script, path])
  assert.ok(existsSync(path))
  await assert.rejects(callControl(path, { command: 'ping', args: {} }), NoServer)
  await served({ ping: async () => 'pong' }, folder)
  assert.equal(await callControl(path, { command: 'ping', args: {} }), 'pong')
  await assert.rejects(served({}, folder), /Another server answers/)
})

test('a plain file in its place is replaced too', async () => {
  const folder = folderFor()
  writeFileSync(join(folder, 'atelier.sock'), '')
  const { path } = await served({ ping: async () => 'pong' }, folder)
  assert.equal(await callControl(path, { command: 'ping', args: {} }), 'pong')
})

test('a data folder with a path longer than a socket address works', async () => {
  const { path } = await served({ ping: async () => 'pong' }, folderFor('a'.repeat(100), 'ö'.repeat(60)))
  assert.ok(Buffer.byteLength(path) > 200)
  assert.equal(await callControl(path, { command: 'ping', args: {} }), 'pong')
  await assert.rejects(callControl(`${path}.none`, { command: 'ping', args: {} }), NoServer)
})

test('without a server the client says so', async () => {
  await assert.rejects(
    callControl(join(folderFor(), 'atelier.sock'), { command: 'ping', args: {} }),
    NoServer,
  )
  await assert.rejects(callControl('/nowhere/atelier.sock', { command: 'ping', args: {} }), NoServer)
})

test('closing waits for what runs and takes the socket away', async () => {
  const { promise: held, resolve: release } = Promise.withResolvers<string>()
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const { path, server } = await served({
    wait: () => {
      begin()
      return held
    },
  })
  const call = callControl(path, { command: 'wait', args: {} })
  await begun
  const closed = server.close()
  release('done after all')
  assert.equal(await call, 'done after all')
  await closed
  assert.ok(!existsSync(path))
})

test('R7: closing waits for nobody who asks for nothing, or has the answer and does not hang up', async () => {
  const { path, server } = await served({ ping: async () => 'pong' })
  const silent = connect({ path, allowHalfOpen: true })
  await once(silent, 'connect')
  const answered = connect({ path, allowHalfOpen: true })
  answered.write('{"command":"ping","args":{},"user":"ada"}\n')
  assert.equal(String((await once(answered, 'data'))[0]), '{"result":"pong"}\n')
  await server.close()
  silent.destroy()
  answered.destroy()
})

test('whoever asks and goes away is told to the act', async () => {
  const { promise: aborted, resolve } = Promise.withResolvers<void>()
  const { path } = await served({
    wait: (_ground, _args, { signal }) => {
      signal.addEventListener('abort', () => resolve())
      return aborted
    },
  })
  const socket = connect(path)
  socket.write('{"command":"wait","args":{},"user":"ada"}\n', () => socket.destroy())
  await aborted
})

test('what is no command is refused, also when it is endless', async () => {
  const { path } = await served({})
  const ask = (words: string) => text(connect(path).end(words))
  assert.match(await ask('hello\n'), /"bad_command"/)
  assert.match(await ask('{"command":5}\n'), /"bad_command"/)
  assert.match(await ask('x'.repeat(2_000_000)), /"too_large"/)
  assert.equal(await ask(''), '')
})
