import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Measured } from './support/load.ts'
import { interleave, median, ratio } from './support/rounds.ts'
import { meets, type Row, tableOf } from './support/table.ts'

const rate = (perSecond: number): Measured => ({ perSecond, p50: 1, p99: 2, cpuMicros: 50 })
const row = (value: number, bar: number | undefined, better: 'more' | 'less'): Row => ({
  what: 'a thing',
  product: '10/s',
  result: { value, bar, better, unit: '×' },
})

test('a bench tells a bar that is met from one that is missed, whichever way is better', () => {
  assert.equal(meets(row(0.6, 0.6, 'more')), true)
  assert.equal(meets(row(0.59, 0.6, 'more')), false)
  assert.equal(meets(row(30, 30, 'less')), true)
  assert.equal(meets(row(30.1, 30, 'less')), false)
  assert.equal(meets(row(0, undefined, 'more')), true)
  assert.equal(meets(row(Number.NaN, 30, 'less')), false)
})

test('contestants run in turn, and one busy round does not move the ratio', async () => {
  const order: string[] = []
  const speeds = { ours: [1, 50, 5, 60], theirs: [100, 100, 10, 100] }
  const run = (name: 'ours' | 'theirs') => async () => {
    order.push(name)
    return rate(speeds[name].shift() ?? 0)
  }
  const rounds = await interleave({ ours: run('ours'), theirs: run('theirs') }, 3)
  assert.deepEqual(order, ['ours', 'theirs', 'ours', 'theirs', 'ours', 'theirs', 'ours', 'theirs'])
  assert.equal(rounds.ours.length, 3)
  assert.equal(ratio(rounds.ours, rounds.theirs), 0.5)
  assert.equal(median([9, 1, 5]), 5)
})

test('the table names each missed bar', () => {
  const lines = tableOf([row(0.7, 0.6, 'more'), row(0.5, 0.6, 'more')]).split('\n')
  assert.equal(lines.length, 4)
  assert.match(lines[2] ?? '', /0\.70 × +\| ≥ 0\.6 × +\|$/)
  assert.match(lines[3] ?? '', /0\.50 × +\| ≥ 0\.6 ×, MISSED \|$/)
})
