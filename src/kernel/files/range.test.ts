import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type ByteRange, parseRange } from './range.ts'

const TABLE: [string | undefined, number, ByteRange | 'unsatisfiable' | undefined][] = [
  [undefined, 100, undefined],
  ['bytes=0-0', 100, { start: 0, end: 0 }],
  ['bytes=0-99', 100, { start: 0, end: 99 }],
  ['bytes=0-100', 100, { start: 0, end: 99 }],
  ['bytes=10-', 100, { start: 10, end: 99 }],
  ['bytes=99-', 100, { start: 99, end: 99 }],
  ['bytes=100-', 100, 'unsatisfiable'],
  ['bytes=-10', 100, { start: 90, end: 99 }],
  ['bytes=-1000', 100, { start: 0, end: 99 }],
  ['bytes=-0', 100, 'unsatisfiable'],
  ['bytes=5-4', 100, undefined],
  ['bytes=-', 100, undefined],
  ['bytes=a-b', 100, undefined],
  ['bytes=1-2,5-6', 100, undefined],
  ['items=1-2', 100, undefined],
  ['BYTES=1-2', 100, { start: 1, end: 2 }],
  ['bytes=0-', 0, 'unsatisfiable'],
  ['bytes=-5', 0, 'unsatisfiable'],
  ['bytes=0-99999999999999999999', 100, { start: 0, end: 99 }],
  ['bytes=99999999999999999999-', 100, 'unsatisfiable'],
]

for (const [header, size, expected] of TABLE) {
  test(`the range ${header} of ${size} bytes is ${JSON.stringify(expected)}`, () => {
    assert.deepEqual(parseRange(header, size), expected)
  })
}

test('a range that is given always lies within the file', () => {
  const part = fc.oneof(fc.constant(''), fc.nat(200).map(String))
  fc.assert(
    fc.property(part, part, fc.nat(100), (first, last, size) => {
      const range = parseRange(`bytes=${first}-${last}`, size)
      if (range === undefined || range === 'unsatisfiable') return true
      return range.start >= 0 && range.start <= range.end && range.end < size
    }),
  )
})
