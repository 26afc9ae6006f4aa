import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Gate } from './gate.ts'

const MB = 1_000_000
const busy = { code: 'busy', status: 503 }

/** Lets one in, which notes how it was stopped. */
function guestOf(gate: Gate, address = '192.0.2.1') {
  const visit = gate.enter(address)
  const stopped: unknown[] = []
  visit.onStop((fault) => stopped.push(fault))
  return { ...visit, stopped }
}

test('past the limit only who holds much is refused: small submissions always pass', () => {
  const gate = new Gate()
  for (let i = 0; i < 16; i += 1) {
    const guest = guestOf(gate)
    guest.belongTo(i)
    guest.hold(16 * MB)
  }
  const small = guestOf(gate)
  small.belongTo(100)
  small.hold(2_000)
  small.hold(200_000)
  const large = guestOf(gate)
  large.belongTo(101)
  assert.throws(() => large.hold(MB), busy)
  large.leave()
  small.hold(250_000)
  assert.deepEqual(small.stopped, [])
})

test('text of those without a known token is held apart, and the longest of them goes when there is too much', () => {
  const gate = new Gate()
  const little = guestOf(gate)
  little.hold(2_000)
  const stalled = Array.from({ length: 6 }, () => guestOf(gate))
  for (const guest of stalled) guest.hold(10 * MB)
  const next = guestOf(gate)
  next.hold(9 * MB)
  assert.deepEqual(
    stalled.map(({ stopped }) => stopped.length),
    [1, 0, 0, 0, 0, 0],
  )
  assert.match(String(stalled[0]?.stopped), /Too many submissions/)
  // What it still hears from its own reading counts no more, and its leaving gives nothing back twice.
  stalled[0]?.hold(20 * MB)
  stalled[0]?.leave()
  next.hold(13 * MB)
  assert.equal(stalled[1]?.stopped.length, 0)
  next.hold(15 * MB)
  assert.equal(stalled[1]?.stopped.length, 1)
  assert.deepEqual([next.stopped, little.stopped], [[], []])
})

test('one whose token turns out good takes its text along, and one that is read whole is not stopped', () => {
  const gate = new Gate()
  const known = guestOf(gate)
  known.hold(60 * MB)
  known.belongTo(1)
  const whole = guestOf(gate)
  whole.hold(20 * MB)
  whole.onStop(undefined)
  const stranger = guestOf(gate)
  stranger.hold(40 * MB)
  assert.deepEqual(stranger.stopped, [])
  stranger.hold(45 * MB)
  assert.equal(stranger.stopped.length, 1)
  assert.deepEqual([known.stopped, whole.stopped], [[], []])
})

test('one address has 200 places for those without a known token, each free again once it is judged or left', () => {
  const gate = new Gate()
  const strangers = Array.from({ length: 200 }, () => guestOf(gate))
  assert.throws(() => gate.enter('192.0.2.1'), busy)
  guestOf(gate, '192.0.2.2').leave()
  strangers[0]?.belongTo(1)
  guestOf(gate)
  assert.throws(() => gate.enter('192.0.2.1'), busy)
  strangers[1]?.leave()
  guestOf(gate)
  assert.throws(() => gate.enter('192.0.2.1'), busy)
  strangers[0]?.leave()
  assert.throws(() => gate.enter('192.0.2.1'), busy)
})

test('600 are inside at once in all', () => {
  const gate = new Gate()
  const guests = Array.from({ length: 600 }, (_, i) => guestOf(gate, `192.0.2.${i % 4}`))
  assert.throws(() => gate.enter('192.0.2.9'), busy)
  guests[0]?.leave()
  guestOf(gate, '192.0.2.9')
})
