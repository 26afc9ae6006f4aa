import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRemovals } from './removals.ts'

test('while a backup reads nothing is removed, and all of it afterwards', async () => {
  const removals = createRemovals()
  const removed: string[] = []
  const remove = (name: string) => removals.run(async () => void removed.push(name))
  await remove('before')
  await removals.pause()
  await removals.pause()
  const waiting = [remove('a'), remove('b')]
  removals.resume()
  // Turns of the loop enough for anything that did not wait.
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(removed, ['before'])
  assert.equal(removals.paused, true)
  removals.resume()
  await Promise.all(waiting)
  assert.deepEqual(removed, ['before', 'a', 'b'])
  assert.throws(() => removals.resume(), /more often/)
})

test('a pause waits for the removal that is under way, also for one that fails', async () => {
  const removals = createRemovals()
  const gate = Promise.withResolvers<void>()
  const failing = removals.run(() => gate.promise)
  let paused = false
  const pausing = removals.pause().then(() => {
    paused = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(paused, false)
  gate.reject(new Error('The disk is gone.'))
  await assert.rejects(failing, { message: 'The disk is gone.' })
  await pausing
  assert.equal(paused, true)
})
