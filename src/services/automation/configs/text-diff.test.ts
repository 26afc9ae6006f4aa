import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diffTexts } from './text-diff.ts'

test('two texts show what came and went, with the lines around it and where that is', () => {
  const older = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'].join('\n')
  const newer = ['a', 'b', 'c', 'd', 'E', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm'].join('\r\n')
  assert.deepEqual(diffTexts(older, newer), {
    added: 2,
    removed: 1,
    hunks: [
      { oldStart: 2, newStart: 2, lines: [' b', ' c', ' d', '-e', '+E', ' f', ' g', ' h'] },
      { oldStart: 10, newStart: 10, lines: [' j', ' k', ' l', '+m'] },
    ],
    isExact: true,
    isCut: false,
  })
})

test('texts that differ in nothing but their last line break, or in nothing, have no hunks', () => {
  for (const [a, b] of [
    ['x\ny\n', 'x\ny'],
    ['', ''],
    ['same', 'same'],
  ] as const)
    assert.deepEqual(diffTexts(a, b), { added: 0, removed: 0, hunks: [], isExact: true, isCut: false })
})

test('a text that is all new, or gone, is one hunk', () => {
  assert.deepEqual(diffTexts('', 'x\ny').hunks, [{ oldStart: 1, newStart: 1, lines: ['+x', '+y'] }])
  assert.deepEqual(diffTexts('x\ny', '').hunks, [{ oldStart: 1, newStart: 1, lines: ['-x', '-y'] }])
})

test('huge and wholly different texts are compared as a whole, and shown in part', () => {
  const many = (word: string) => Array.from({ length: 60_000 }, (_, at) => `${word} ${at}`).join('\n')
  const { added, removed, isExact, isCut, hunks } = diffTexts(
    `top\n${many('a')}\nend`,
    `top\n${many('b')}\nend`,
  )
  assert.deepEqual(
    { added, removed, isExact, isCut },
    { added: 60_000, removed: 60_000, isExact: false, isCut: true },
  )
  assert.equal(hunks[0]?.lines.length, 10_000)
  const small = (word: string) => Array.from({ length: 5_000 }, (_, at) => `${word} ${at}`).join('\n')
  assert.equal(diffTexts(small('a'), small('b')).isExact, false)
})
