import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, realpathSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { handClock } from '../../../test/support/clock.ts'
import { testKernel } from '../../../test/support/kernel.ts'
import { createAccount } from '../identity/account.ts'
import { endAllSessions } from '../identity/session.ts'
import { signIn } from '../identity/sign-in.ts'
import { openArea } from './area.ts'
import { createSpace } from './space.ts'
import { leftovers, openBelow, temporaryFolder } from './temporary.fixture.ts'

const MB = 1024 * 1024
const skip = process.getuid?.() === 0 ? false : 'only root may mount a small volume'

function smallVolume(t: TestContext, megabytes: number): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'atelier-volume-')))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder])
  t.after(() => {
    execFileSync('umount', ['--lazy', folder])
    rmSync(folder, { recursive: true })
  })
  return folder
}

/** Fills the volume to the last byte. */
function fill(folder: string): string {
  const path = join(folder, 'filler')
  for (let size = 4 * MB; size >= 1_024; ) {
    try {
      writeFileSync(path, randomBytes(size), { flag: 'a' })
    } catch {
      size /= 2
    }
  }
  return path
}

async function* chunks(count: number) {
  for (let index = 0; index < count; index += 1) yield randomBytes(MB)
}

test('an upload that fills the disk is refused with 507, leaves nothing, and the next one fits', {
  skip,
}, async (t) => {
  const folder = smallVolume(t, 16)
  const area = await openArea({ root: join(folder, 'area'), name: 'tests' })
  await assert.rejects(area.receive(chunks(32)), { code: 'storage_full', status: 507 })
  assert.deepEqual(leftovers(area), [])
  assert.deepEqual(openBelow(area.root), [])
  assert.equal((await area.receive(chunks(4))).size, 4 * MB)
})

test('a small file on a full disk is refused with 507 and the name stays free', { skip }, async (t) => {
  const folder = smallVolume(t, 8)
  const area = await openArea({ root: join(folder, 'area'), name: 'tests' })
  const filler = fill(folder)
  await assert.rejects(area.write('a', randomBytes(8_192), { sync: true }), {
    code: 'storage_full',
    status: 507,
  })
  assert.deepEqual(leftovers(area), [])
  rmSync(filler)
  await area.write('a', 'x', { sync: true })
  assert.deepEqual(await area.list(), [{ path: 'a' }])
})

test('room is refused before the disk is full, and given the moment there is some again', {
  skip,
}, async (t) => {
  const folder = smallVolume(t, 96)
  const clock = handClock()
  const space = createSpace({ folder, clock })
  const state = await space.state()
  // 512 MB would be more than the volume has: an eighth of it is kept instead.
  assert.equal(state.reserveBytes, 12 * MB)
  assert.equal(state.ballast, true)
  assert.equal(statSync(join(folder, 'ballast')).size, 8 * MB)
  await space.requireRoom(70 * MB)
  await assert.rejects(space.requireRoom(80 * MB), { code: 'storage_full', status: 507 })
  const filler = fill(folder)
  clock.advance(1_001)
  await assert.rejects(space.requireRoom(), (error: { headers?: Record<string, string> }) => {
    assert.equal(error.headers?.['retry-after'], '60')
    return true
  })
  assert.equal((await space.state()).full, true)
  rmSync(filler)
  // The clock has not moved: a "no" is never answered from memory.
  await space.requireRoom()
})

test('the ballast gives its room to what must still be written, and comes back when there is some', {
  skip,
}, async (t) => {
  const folder = smallVolume(t, 64)
  const space = createSpace({ folder, clock: handClock() })
  await space.requireRoom()
  const filler = fill(folder)
  assert.throws(() => writeFileSync(join(folder, 'sign-in'), randomBytes(65_536)), { code: 'ENOSPC' })
  await space.releaseBallast()
  writeFileSync(join(folder, 'sign-in'), randomBytes(65_536))
  assert.equal((await space.state()).ballast, false)
  assert.equal(existsSync(join(folder, 'ballast')), false)
  rmSync(filler)
  assert.equal((await space.state()).ballast, true)
  assert.equal(statSync(join(folder, 'ballast')).size, 8 * MB)
})

test('R4: on a full disk people can still sign in, and what they delete goes', { skip }, async (t) => {
  const folder = smallVolume(t, 64)
  const kernel = await testKernel({
    env: { ATELIER_DATA: join(folder, 'data'), ATELIER_RESERVE_BYTES: String(512 * MB) },
  })
  await kernel.space.requireRoom()
  const password = 'correct horse battery'
  const { id } = await createAccount(kernel.identity, { via: 'system' }, { name: 'ada', password })
  fill(folder)
  for (let i = 0; i < 20; i += 1) {
    const { secret } = await signIn(kernel.identity, { via: 'anonymous' }, { name: 'ada', password })
    assert.ok(secret)
  }
  assert.equal(await endAllSessions(kernel.identity, { via: 'system' }, id), 20)
  await assert.rejects(kernel.space.requireRoom(), { code: 'storage_full' })
})

test('a look at the disk serves for a second', { skip }, async (t) => {
  const folder = smallVolume(t, 64)
  const clock = handClock()
  const space = createSpace({ folder, clock })
  await space.requireRoom()
  fill(folder)
  await space.requireRoom()
  clock.advance(1_000)
  await assert.rejects(space.requireRoom(), { code: 'storage_full' })
})

test('the reserve of a large volume is 512 MB or 2 %, whichever is more, but never over an eighth', async (t) => {
  const folder = temporaryFolder(t)
  const { blocks, bsize } = statfsSync(folder)
  const total = blocks * bsize
  const { reserveBytes, totalBytes } = await createSpace({ folder, clock: handClock() }).state()
  assert.equal(totalBytes, total)
  assert.equal(reserveBytes, Math.floor(Math.min(Math.max(512 * MB, total * 0.02), total / 8)))
})
