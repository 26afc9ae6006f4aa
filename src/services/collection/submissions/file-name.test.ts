import assert from 'node:assert/strict'
import { test } from 'node:test'
import { distinct, kindOf, storedName } from './file-name.ts'

test('no name leads outside, hides, or is longer than 180 bytes', () => {
  const odd = [
    '',
    '.',
    '..',
    '/',
    '\\',
    'a/..',
    '\0',
    '\ud800',
    'x'.repeat(10_000),
    `.${'é'.repeat(200)}`,
    'a\u0000b/..\\c',
  ]
  for (const name of odd) {
    const stored = storedName(name)
    assert.doesNotMatch(stored, /[/\\\p{Cc}]|^\.{0,2}$/u)
    assert.ok(Buffer.byteLength(stored) <= 180 && stored.isWellFormed(), JSON.stringify(name))
  }
})

test('equal names in one request are told apart, also from those that a number made', () => {
  assert.deepEqual(distinct(['a.wav', 'a-2.wav', 'a.wav', 'a.wav', 'b', 'b']), [
    'a.wav',
    'a-2.wav',
    'a-3.wav',
    'a-4.wav',
    'b',
    'b-2',
  ])
})

test('a thousand equal names cost no time to speak of', () => {
  assert.equal(new Set(distinct(Array.from({ length: 1_000 }, () => 'a.wav'))).size, 1_000)
})

test('the name tells a slice, a zip, a recording and JSON apart', () => {
  const names = ['N.zip.000', 'N.zip.0010', 'N-activity3.zip', 'a.WAV', 'b.jsonld', 'c.pdf']
  assert.deepEqual(names.map(kindOf), ['slice', 'slice', 'zip', 'audio', 'json', 'other'])
})
