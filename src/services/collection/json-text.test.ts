import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isJsonText, membersOf } from './json-text.ts'

test('the members of any object have the text that they were written with', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.constantFrom(undefined, 1, '\t'),
      (object, space) => {
        const members = membersOf(` ${JSON.stringify(object, null, space)}\n`)
        const own = Object.entries(object).map(([name, value]) => [name, JSON.stringify(value)])
        const found = [...(members ?? [])].map(([name, text]) => [name, JSON.stringify(JSON.parse(text))])
        assert.deepEqual(found.sort(), own.sort())
      },
    ),
  )
})

test('numbers and order stay as they were, of equal names the first counts, and what is no object has none', () => {
  const members = membersOf('{ "a" : 1.00 , "b":{"2":1,"1":[ "}" , "\\\\"]}, "a":2, "__proto__": 3 }')
  assert.deepEqual(
    [...(members ?? [])],
    [
      ['a', '1.00'],
      ['b', '{"2":1,"1":[ "}" , "\\\\"]}'],
      ['__proto__', '3'],
    ],
  )
  for (const text of ['[{"a":1}]', '"{}"', '1', 'null']) assert.equal(membersOf(text), undefined)
  assert.deepEqual([...(membersOf('{}') ?? [1])], [])
})

test('the depth counts brackets outside of strings alone', () => {
  assert.equal(isJsonText(`"${'['.repeat(1_000)}"`), true)
  assert.equal(isJsonText(`["${'\\"['.repeat(1_000)}\\\\"]`), true)
  assert.equal(isJsonText('['.repeat(64) + ']'.repeat(64)), true)
  assert.equal(isJsonText(`${'{"a":'.repeat(65)}1${'}'.repeat(65)}`), false)
  assert.equal(isJsonText(`[${'[],'.repeat(1_000)}1]`), true)
})
