import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { Problem } from '../problem.ts'
import { partsOf } from './name.ts'

const isInvalid = (error: unknown) =>
  error instanceof Problem && error.code === 'invalid_name' && error.status === 400

const REFUSED = [
  '../etc/passwd',
  '..',
  '.',
  'a/../../b',
  'a/./b',
  '..\\..\\windows',
  'a\\b',
  '/etc/passwd',
  '//etc/passwd',
  '....//....//etc/passwd',
  'a//b',
  'a/',
  '',
  'a\0.txt',
  'a\nb',
  'a\x7fb',
  'a\x85b',
  '\ud800',
  'a/\udfff.txt',
  '.incoming/x',
  '.INCOMING/x',
  'x'.repeat(256),
  `${'ä'.repeat(127)}bc`,
  `${'x/'.repeat(1_000)}x`,
]

for (const name of REFUSED) {
  test(`the name ${JSON.stringify(name.slice(0, 30))} (${name.length} long) is refused in words`, () => {
    assert.throws(() => partsOf(name), isInvalid)
  })
}

const TAKEN: [string, string[]][] = [
  ['a', ['a']],
  ['a/b.txt', ['a', 'b.txt']],
  ['...', ['...']],
  ['name.', ['name.']],
  // Nothing decodes a name a second time, so these are letters like others.
  ['%2e%2e', ['%2e%2e']],
  ['%2e%2e%2fetc', ['%2e%2e%2fetc']],
  ['\uff0e\uff0e\u2215etc', ['\uff0e\uff0e\u2215etc']],
  ['\u2024\u2024\u2044etc', ['\u2024\u2024\u2044etc']],
  ['proc/self/environ', ['proc', 'self', 'environ']],
  ['x'.repeat(255), ['x'.repeat(255)]],
  [`${'ä'.repeat(127)}b`, [`${'ä'.repeat(127)}b`]],
  ['mine/.incoming/x', ['mine', '.incoming', 'x']],
]

for (const [name, parts] of TAKEN) {
  test(`the name ${JSON.stringify(name.slice(0, 30))} (${name.length} long) is taken letter by letter`, () => {
    assert.deepEqual(partsOf(name), parts)
  })
}

test('whatever the name, it is refused in words or lies below the root', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '..',
      '.',
      '/',
      '\\',
      '\0',
      '%2e',
      '....',
      '~',
      ' ',
      'a',
      '\u2215',
      '\uff0f',
      ':',
      '\ud800',
    ),
    fc.string({ unit: 'binary', maxLength: 8 }),
  )
  const names = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))
  fc.assert(
    fc.property(names, (name) => {
      let parts: string[]
      try {
        parts = partsOf(name)
      } catch (error) {
        return isInvalid(error)
      }
      const path = resolve('/root/area', ...parts)
      return path.startsWith('/root/area/') && path === `/root/area/${name}`
    }),
    { numRuns: 5_000 },
  )
})
