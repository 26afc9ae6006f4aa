import assert from 'node:assert/strict'
import { cpSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { dataFolder, run } from '../support/program.ts'
import { type StudyServer, startStudyServer } from '../support/study-server.ts'
import { waitFor } from '../support/wait.ts'

const PAGE = 4096

test('R14: a damaged database is found at the start, takes no changes, and everybody is told', async () => {
  const folder = dataFolder()
  const before = await startStudyServer(folder)
  const auth_token = await before.issue()
  const { status } = await before.submit({ auth_token, responses: '{"mark":1}' })
  assert.equal(status, 200)
  const token = (await run(['tokens', 'add', 'admin'], { ATELIER_DATA: folder })).out
  await before.end()
  const whole = dataFolder()
  cpSync(folder, whole, { recursive: true })
  // A table that a start reads nothing of: nobody but the look at the file finds it.
  overwrite(join(folder, 'atelier.db'), 'kernel_disk_sample')
  const server = await startStudyServer(folder, { ATELIER_LOG_LEVEL: 'silent' })
  const ask = (path: string) => fetch(server.url + path, { headers: { authorization: `Bearer ${token}` } })
  await waitFor(async () => (await ask('/readyz')).status === 503)
  assert.deepEqual(((await (await ask('/readyz')).json()) as { failing: string[] }).failing, ['database'])
  const refused = await server.submit({ auth_token, responses: '{"mark":2}' })
  assert.equal(refused.status, 503)
  assert.match(refused.body, /The database is damaged and takes no changes/)
  assert.equal((await ask('/healthz')).status, 200)
  assert.equal((await ask('/api/collection/projects')).status, 200, 'what is whole can be read')
  const doctor = await run(['doctor', '--strict'], { ATELIER_DATA: folder })
  assert.equal(doctor.code, 3)
  assert.match(doctor.out, /^FAILING\tdatabase\tThe database is damaged: .*restore the last good backup/m)
  await server.end()

  const header = readFileSync(join(whole, 'atelier.db')).fill('x', 0, 16)
  writeFileSync(join(whole, 'atelier.db'), header)
  const unopened = await run(['doctor', '--strict'], { ATELIER_DATA: whole })
  assert.equal(unopened.code, 3)
  assert.match(unopened.err, /The database is damaged: .*\.\/atelier restore FILE --replace/)
  assert.equal((await run(['serve'], { ATELIER_DATA: whole })).code, 1)
})

test('R14: a stored file whose bytes were changed is not given out as whole, and health says so until it is whole again', async () => {
  const folder = dataFolder()
  const server = await startStudyServer(folder, { ATELIER_LOG_LEVEL: 'silent' })
  const bytes = Buffer.alloc(400_000, 'a recording ')
  await submitFile(server, bytes)
  const token = (await run(['tokens', 'add', 'admin'], { ATELIER_DATA: folder })).out
  const read = async () => {
    const answer = await fetch(`${server.url}/api/collection/files/1`, {
      headers: { authorization: `Bearer ${token}` },
    })
    return answer.arrayBuffer()
  }
  const doctor = () => run(['doctor'], { ATELIER_DATA: folder })
  assert.equal((await read()).byteLength, bytes.length)
  const [path = ''] = globSync(join(folder, 'collection/uploads/responses/study/*.wav'))
  writeFileSync(path, Buffer.from(bytes).fill(0, 200_000, 200_100))
  await assert.rejects(read())
  assert.match(
    (await doctor()).out,
    /^FAILING\tfiles\t1 stored file is damaged: collection\/.*\.wav.*backup/m,
  )
  const health = await fetch(`${server.url}/api/health`, { headers: { authorization: `Bearer ${token}` } })
  assert.equal(((await health.json()) as { level: string }).level, 'failing')
  writeFileSync(path, bytes)
  assert.match((await doctor()).out, /^ok\tfiles\t/m)
  await server.end()
})

async function submitFile(server: StudyServer, bytes: Buffer<ArrayBuffer>): Promise<void> {
  const file = new File([bytes], 'one.wav')
  assert.equal((await server.submit({ auth_token: await server.issue(), file })).status, 200)
}

/** Writes over the first page of a table. */
function overwrite(path: string, table: string): void {
  const database = new DatabaseSync(path)
  database.exec('pragma wal_checkpoint(truncate)')
  const { page } = database
    .prepare('select rootpage as page from sqlite_master where name = ?')
    .get(table) as {
    page: number
  }
  database.close()
  writeFileSync(path, readFileSync(path).fill(0x5a, (page - 1) * PAGE, page * PAGE))
}
