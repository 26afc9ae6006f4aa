import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { dataFolder, run } from '../support/program.ts'
import { startServer } from '../support/server-process.ts'
import { waitFor } from '../support/wait.ts'

const TRIES = 20
const STEP_MS = 2

interface Listed {
  items: { id: number; state: string; file: string }[]
}

test('R1: a kill in the middle of a backup leaves nothing half, and the backup is made at the next start', async () => {
  const data = dataFolder()
  const folder = join(data, 'backups')
  let server = await startServer(data)
  const token = (await run(['tokens', 'add', 'admin'], { ATELIER_DATA: data })).out
  const call = async (path: string, method = 'GET') => {
    const headers = { authorization: `Bearer ${token}` }
    return (await fetch(server.url + path, { method, headers })).json()
  }
  const halves = () =>
    existsSync(folder) ? readdirSync(folder).filter((name) => /\.(partial|rows)$/.test(name)) : []
  const stateOf = async (id: number) =>
    ((await call('/api/backups')) as Listed).items.find((each) => each.id === id)?.state

  let id = 0
  for (let tried = 0; halves().length === 0; tried += 1) {
    assert.ok(tried < TRIES, 'no backup was ever seen under way')
    ;({ id } = (await call('/api/backups', 'POST')) as { id: number })
    for (let done = false; !done && halves().length === 0; await pause(STEP_MS))
      done = readdirSync(data).includes('backups') && (await stateOf(id)) === 'good'
  }
  await server.end('SIGKILL')
  assert.ok(halves().length > 0, 'it was killed in the middle')

  server = await startServer(data, { ATELIER_PORT: server.port })
  await waitFor(async () => (await stateOf(id)) === 'good', 30_000)
  const { items } = (await call('/api/backups')) as Listed
  assert.deepEqual(readdirSync(folder).sort(), items.map(({ file }) => file).sort())
  for (const { file } of items)
    assert.equal((await run(['backup', 'verify', join(folder, file)], {})).code, 0)
})
