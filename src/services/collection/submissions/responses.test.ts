import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createResponsesCheck } from './responses.ts'

test('the members of a long text are looked for on another thread, however many there are', async (t) => {
  const check = createResponsesCheck()
  t.after(() => check.close())
  const text = `{${'"":0,'.repeat(400_000)}"auth_token":"x"}`
  const scanned = await countParses(() => check.requireAround(text, ['auth_token']))
  assert.equal(scanned.value?.others, true)
  assert.equal(text.slice(...(scanned.value?.at.get('auth_token') ?? [0, 0])), '"x"')
  assert.equal(scanned.parsed, 0)
  const short = await countParses(() => check.requireAround('{"auth_token":"x"}', ['auth_token']))
  assert.ok(short.parsed > 0)
})

/** How often this thread reads JSON meanwhile. */
async function countParses<R>(act: () => Promise<R>): Promise<{ value: R; parsed: number }> {
  const { parse } = JSON
  let parsed = 0
  JSON.parse = (...values: Parameters<typeof parse>) => {
    parsed += 1
    return parse(...values)
  }
  try {
    return { value: await act(), parsed }
  } finally {
    JSON.parse = parse
  }
}
