import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { handClock } from '../../../test/support/clock.ts'
import { testKernel } from '../../../test/support/kernel.ts'
import { fill, needsRoot, smallVolume } from '../../../test/support/volume.ts'
import { createAccount } from '../identity/account.ts'
import { endAllSessions } from '../identity/session.ts'
import { signIn } from '../identity/sign-in.ts'
import { openArea } from './area.ts'
import { createSpace } from './space.ts'
import { leftovers, openBelow, temporaryFolder } from './temporary.fixture.ts'

const MB = 1024 * 1024
async function* chunks(count: number) {
  for (let index = 0; index < count; index += 1) yield randomBytes(MB)
}

test('an upload that fills the disk is refused with 507, leaves nothing, and the next one fits', {
  skip: needsRoot,
}, async () => {
  const folder = smallVolume(16)
  const area = await openArea({ root: join(folder, 'area'), name: 'tests' })
  await assert.rejects(area.receive(chunks(32)), { code: 'storage_full', status: 507 })
  assert.deepEqual(leftovers(area), [])
  assert.deepEqual(openBelow(area.root), [])
  assert.equal((await area.receive(chunks(4))).size, 4 * MB)
})

test('a small file on a full disk is refused with 507 and the name stays free', {
  skip: needsRoot,
}, async () => {
  const folder = smallVolume(8)
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
  skip: needsRoot,
}, async () => {
  const folder = smallVolume(96)
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
  skip: needsRoot,
}, async () => {
  const folder = smallVolume(64)
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

test('R4: on a full disk people can still sign in, and what they delete goes', {
  skip: needsRoot,
}, async () => {
  const folder = smallVolume(64)
  const kernel = await testKernel({
    env: { ATELIER_DATA: join(folder, 'data'), ATELIER_RESERVE_BYTES: String(512 * MB) },
  })
  await kernel.space.requireRoom()
  const password = 'correct horse battery'
  const { id } = await createAccount(kernel.identity, { via: 'system' }, { name: 'ada', password })
  fill(folder)
  for (let i = 0; i < 20; i += 1) {
    assert.ok('secret' in (await signIn(kernel.identity, { via: 'anonymous' }, { name: 'ada', password })))
  }
  assert.equal(await endAllSessions(kernel.identity, { via: 'system' }, id), 20)
  await assert.rejects(kernel.space.requireRoom(), { code: 'storage_full' })
})

test('R4: uploads that announce nothing are judged together, and stop before the reserve', {
  skip: needsRoot,
}, async () => {
  const folder = smallVolume(64)
  // It stands still: what was asked for since the last look counts all the same.
  const space = createSpace({ folder, clock: handClock() })
  const { reserveBytes } = await space.state()
  const area = await openArea({ root: join(folder, 'area'), name: 'tests' })
  let least = Number.POSITIVE_INFINITY
  async function* endless() {
    for await (const chunk of chunks(64)) {
      const { bavail, bsize } = statfsSync(folder)
      least = Math.min(least, bavail * bsize)
      yield chunk
    }
  }
  const uploads = Array.from({ length: 2 }, () =>
    assert.rejects(area.receive(endless(), { requireRoom: space.requireRoom }), {
      code: 'storage_full',
      status: 507,
    }),
  )
  await Promise.all(uploads)
  // Pieces on their way to the disk while it is looked at are not seen: two of 1 MB each.
  assert.ok(least >= reserveBytes - 4 * MB, `${least} bytes were free`)
  assert.ok(least < reserveBytes + 4 * MB, `${least} bytes were free`)
  assert.deepEqual(leftovers(area), [])
  await space.requireRoom(MB)
})

test('a look at the disk serves for a second', { skip: needsRoot }, async () => {
  const folder = smallVolume(64)
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
