import assert from 'node:assert/strict'
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { FAKETIME } from '../support/needs.ts'
import { dataFolder, run } from '../support/program.ts'
import { startStudyServer } from '../support/study-server.ts'
import { waitFor } from '../support/wait.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

test('R13: a clock that jumps a day on and back ends no process, revives no token and no sign-in, and makes no backup twice', {
  skip: FAKETIME === undefined ? 'libfaketime is not there' : false,
}, async () => {
  const folder = dataFolder()
  const clock = join(dataFolder(), 'clock')
  const write = (hours: number) => {
    writeFileSync(`${clock}.new`, `+${hours}h\n`)
    renameSync(`${clock}.new`, clock)
  }
  write(0)
  const noon = new Date(Date.now() + 12 * HOUR_MS)
  const server = await startStudyServer(folder, {
    LD_PRELOAD: FAKETIME ?? '',
    FAKETIME_TIMESTAMP_FILE: clock,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    ATELIER_ADMIN_PASSWORD: 'a long way round',
    ATELIER_BACKUP_ENABLED: 'true',
    ATELIER_BACKUP_TIMEZONE: 'UTC',
    ATELIER_BACKUP_CRON: `${noon.getUTCMinutes()} ${noon.getUTCHours()} * * *`,
  })
  /** Resolves once the server's clock says so. */
  const put = async (hours: number) => {
    write(hours)
    await waitFor(async () => {
      const { headers } = await fetch(`${server.url}/healthz`)
      const ahead = Date.parse(headers.get('date') ?? '') - Date.now()
      return Math.abs(ahead - hours * HOUR_MS) < MINUTE_MS
    })
  }
  const env = { ATELIER_DATA: folder }
  const admin = (await run(['tokens', 'add', 'admin'], env)).out
  const short = (await run(['tokens', 'add', 'admin', '--expires', '1h'], env)).out
  const signedIn = await fetch(`${server.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url, 'x-atelier': '1' },
    body: JSON.stringify({ name: 'admin', password: 'a long way round' }),
  })
  assert.equal(signedIn.status, 201)
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
  const statusWith = async (headers: Record<string, string>) =>
    (await fetch(`${server.url}/api/me`, { headers })).status
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
  const backups = async () => {
    const answer = await fetch(`${server.url}/api/backups`, { headers: bearer(admin) })
    return ((await answer.json()) as { items: { state: string }[] }).items.map(({ state }) => state)
  }
  const submits = async () =>
    (await server.submit({ auth_token: await server.issue(), responses: '{"at":1}' })).status
  assert.deepEqual(
    [await statusWith(bearer(short)), await statusWith({ cookie }), await submits()],
    [200, 200, 200],
  )

  await put(25)
  assert.deepEqual(
    [await statusWith(bearer(short)), await statusWith({ cookie }), await submits()],
    [401, 401, 200],
  )
  await waitFor(async () => (await backups())[0] === 'good', 60_000)
  assert.match((await run(['doctor'], env)).out, /^WARNING\tclock\tThe clock was put on by/m)
  await put(0)
  assert.deepEqual(
    [await statusWith(bearer(short)), await statusWith({ cookie }), await submits()],
    [401, 401, 200],
  )
  await put(25)
  assert.equal(await submits(), 200)
  await put(49)
  await waitFor(async () => (await backups()).length > 1, 60_000)
  assert.equal((await backups()).length, 2, 'one for each noon')
  assert.equal(await server.end(), 0)
  assert.equal((await run(['audit', 'verify'], env)).code, 0)
})
