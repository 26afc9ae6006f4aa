import assert from 'node:assert/strict'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { test } from 'node:test'
import { dataFolder, run } from '../support/program.ts'
import { openRaw } from '../support/raw.ts'
import { startStudyServer } from '../support/study-server.ts'
import { waitFor } from '../support/wait.ts'

const long = process.env.ATELIER_TEST_LONG !== undefined
const MB = 1_000_000

const memoryOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_024
const openFilesOf = (pid: number, name: string): number =>
  readdirSync(`/proc/${pid}/fd`).filter((fd) => targetOf(pid, fd).endsWith(name)).length
/** A server that has just begun looks at its database in another thread, with descriptors that it closes again. */
const socketsOf = (pid: number): number =>
  readdirSync(`/proc/${pid}/fd`).filter((fd) => targetOf(pid, fd).startsWith('socket:')).length
const descriptorsOf = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length

/** Where a descriptor leads; one that was closed meanwhile leads nowhere. */
function targetOf(pid: number, fd: string): string {
  try {
    return readlinkSync(`/proc/${pid}/fd/${fd}`)
  } catch {
    return ''
  }
}

test('L3: idle connections cost little memory, keep nobody from being answered, and leave nothing behind', async () => {
  const count = long ? 2_000 : 400
  const server = await startStudyServer(dataFolder())
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
  const before = {
    memory: memoryOf(server.pid),
    sockets: socketsOf(server.pid),
    descriptors: descriptorsOf(server.pid),
  }
  const held = await Promise.all(
    Array.from({ length: count }, () => openRaw(server.url, 'GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n')),
  )
  await waitFor(() => held.every((each) => each.read().startsWith('HTTP/1.1 200')))
  assert.ok(socketsOf(server.pid) >= before.sockets + count)
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
  assert.ok(memoryOf(server.pid) - before.memory < 300 * MB)
  for (const { socket } of held) socket.destroy()
  await waitFor(() => descriptorsOf(server.pid) <= before.descriptors + 5)
})

test('L4: who asks for a large file and does not read it holds back the server, not its memory', async () => {
  const bytes = (long ? 1_000 : 60) * MB
  const folder = dataFolder()
  const server = await startStudyServer(folder, { ATELIER_COLLECTION_MAX_BODY_BYTES: String(2 * bytes) })
  const auth_token = await server.issue()
  const sent = await server.submit({ auth_token, file: new File([Buffer.alloc(bytes)], 'large.bin') })
  assert.equal(sent.status, 200)
  const token = (await run(['tokens', 'add', 'admin'], { ATELIER_DATA: folder })).out
  const before = { memory: memoryOf(server.pid), descriptors: descriptorsOf(server.pid) }
  const ask = `GET /api/collection/files/1 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n\r\n`
  const held = await Promise.all(
    Array.from({ length: 100 }, async () => {
      const raw = await openRaw(server.url)
      raw.socket.pause()
      raw.socket.write(ask)
      return raw
    }),
  )
  // Each has its file open, and its socket is full.
  await waitFor(() => openFilesOf(server.pid, 'large.bin') === held.length, 30_000)
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
  const cost = memoryOf(server.pid) - before.memory
  assert.ok(cost < 200 * MB, `${Math.round(cost / MB)} MB for 100 readers of ${bytes / MB} MB`)
  for (const { socket } of held) socket.destroy()
  await waitFor(() => descriptorsOf(server.pid) <= before.descriptors + 5)
})
