import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { takeServerLock } from './server-lock.ts'

test('R15: a second server of a data folder is refused and told which is the first', () => {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-lock-'))
  const first = takeServerLock(folder, { pid: 4711, address: 'http://127.0.0.1:8080' })
  assert.throws(
    () => takeServerLock(folder, { pid: 2, address: 'elsewhere' }),
    /process 4711 at http:\/\/127\.0\.0\.1:8080/,
  )
  first.release()
  takeServerLock(folder, { pid: 2, address: 'elsewhere' }).release()
})

test('a killed server leaves no lock behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-lock-'))
  const code = `import { takeServerLock } from ${JSON.stringify(new URL('./server-lock.ts', import.meta.url).href)}
    takeServerLock(${JSON.stringify(folder)}, { pid: process.pid, address: 'x' })
    console.log('held')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  assert.throws(() => takeServerLock(folder, { pid: 1, address: 'y' }), new RegExp(`process ${child.pid}`))
  child.kill('SIGKILL')
  await once(child, 'exit')
  takeServerLock(folder, { pid: 1, address: 'y' }).release()
})
