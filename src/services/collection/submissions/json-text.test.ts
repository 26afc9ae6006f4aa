import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DEEPEST, membersOf, readJsonText } from './json-text.ts'

/** The members of these names, each with its own text. */
function textsOf(text: string, names: readonly string[]) {
  const members = membersOf(text, names)
  return members && [...members.at].map(([name, place]) => [name, text.slice(...place).trim()] as const)
}

const isJsonText = (text: string) => readJsonText({ text, deepest: DEEPEST }) !== undefined

test('the members of any object have the text that they were written with', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.constantFrom(undefined, 1, '\t'),
      (object, space) => {
        const members = textsOf(` ${JSON.stringify(object, null, space)}\n`, Object.keys(object))
        const own = Object.entries(object).map(([name, value]) => [name, JSON.stringify(value)])
        const found = (members ?? []).map(([name, text]) => [name, JSON.stringify(JSON.parse(text))])
        assert.deepEqual(found.sort(), own.sort())
      },
    ),
  )
})

test('numbers and order stay as they were, of equal names the first counts, and what is no object has none', () => {
  const text = '{ "a" : 1.00 , "b":{"2":1,"1":[ "}" , "\\\\"]}, "a":2, "__proto__": 3 }'
  assert.deepEqual(textsOf(text, ['a', 'b', '__proto__']), [
    ['a', '1.00'],
    ['b', '{"2":1,"1":[ "}" , "\\\\"]}'],
    ['__proto__', '3'],
  ])
  assert.equal(membersOf(text, ['a', 'b', '__proto__'])?.others, false)
  assert.equal(membersOf(text, ['a', 'b'])?.others, true)
  for (const other of ['[{"a":1}]', '"{}"', '1', 'null']) assert.equal(membersOf(other, ['a']), undefined)
  assert.deepEqual(textsOf('{}', ['a']), [])
})

test('the depth counts brackets outside of strings alone', () => {
  assert.equal(isJsonText(`"${'['.repeat(1_000)}"`), true)
  assert.equal(isJsonText(`["${'\\"['.repeat(1_000)}\\\\"]`), true)
  assert.equal(isJsonText('['.repeat(64) + ']'.repeat(64)), true)
  assert.equal(isJsonText(`${'{"a":'.repeat(65)}1${'}'.repeat(65)}`), false)
  assert.equal(isJsonText(`[${'[],'.repeat(1_000)}1]`), true)
})
