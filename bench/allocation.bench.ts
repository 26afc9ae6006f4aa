import { monitorEventLoopDelay } from 'node:perf_hooks'
import { faultsOf } from '../src/services/training/wishes/allocation-check.ts'
import { lots, type Puzzle } from '../src/services/training/wishes/allocation-puzzle.ts'
import { solveBeside } from '../src/services/training/wishes/allocation-thread.ts'
import { median } from './support/rounds.ts'
import type { Row } from './support/table.ts'

const PEOPLE = 1_000
const WORKSHOPS = 60
const ROUNDS = 3
const SECONDS = 60

interface Case {
  what: string
  /** How many wishes each person has at each moment. */
  wishes: readonly number[]
  /** Seats for how many times the people. */
  room: number
  least: number
  links: number
  bar?: number
}

const CASES: readonly Case[] = [
  { what: '5 wishes at one moment', wishes: [5], room: 1.05, least: 0, links: 0, bar: 5 },
  { what: '5 wishes, minima of 15', wishes: [5], room: 1.2, least: 15, links: 0, bar: 5 },
  {
    what: '5 wishes over 3 moments, 10 links, minima of 35',
    wishes: [2, 2, 1],
    room: 1.3,
    least: 35,
    links: 10,
    bar: 5,
  },
  { what: '5 wishes for each of 3 moments', wishes: [5, 5, 5], room: 1.05, least: 0, links: 0, bar: 5 },
  { what: '15 wishes, 10 links, minima of 35', wishes: [5, 5, 5], room: 1.3, least: 35, links: 10 },
]

/** The best distribution of 1,000 people over 60 workshops, with the start of its thread. */
export async function allocation(): Promise<Row[]> {
  const rows: Row[] = []
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  for (const each of CASES) rows.push(await rowOf(each))
  delay.disable()
  const blocked = delay.percentile(99.9) / 1_000_000
  return [
    ...rows,
    {
      what: 'the event loop meanwhile, p99.9',
      product: `${blocked.toFixed(0)} ms`,
      result: { value: blocked, bar: 50, better: 'less', unit: 'ms' },
    },
  ]
}

async function rowOf(each: Case): Promise<Row> {
  const puzzle = puzzleOf(each)
  const seconds: number[] = []
  let gap = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const since = performance.now()
    const { places, gapPpm } = await solveBeside(puzzle, {
      seconds: SECONDS,
      signal: new AbortController().signal,
    })
    seconds.push((performance.now() - since) / 1_000)
    gap = Math.max(gap, gapPpm)
    if (faultsOf(puzzle, places).length > 0) throw new Error('The distribution breaks a rule.')
  }
  const value = median(seconds)
  return {
    what: `distribution of wishes, ${PEOPLE.toLocaleString('en')} people, ${WORKSHOPS} workshops: ${each.what}`,
    product: `${value.toFixed(1)} s, gap ${(gap / 10_000).toFixed(2)} %`,
    result: { value, bar: each.bar, better: 'less', unit: 's' },
  }
}

/** Few workshops are what most wish first. */
function puzzleOf({ wishes, room, least, links }: Case): Puzzle {
  const random = lots(7)
  const moments = wishes.length
  const each = WORKSHOPS / moments
  const pick = () => 1 + Math.floor(random() * WORKSHOPS)
  return {
    seed: 5,
    fill: 'everybody',
    workshops: Array.from({ length: WORKSHOPS }, (_, at) => ({
      id: at + 1,
      moment: `m${at % moments}`,
      group: '',
      seats: Math.ceil((PEOPLE * room) / each),
      least,
    })),
    links: Array.from({ length: links }, (_, at) => ({ a: pick(), b: pick(), kind: at }))
      .filter(({ a, b }) => a !== b)
      .map(({ a, b, kind }) => ({ a, b, inclusive: kind % 2 === 0 && (a - b) % moments !== 0 })),
    people: Array.from({ length: PEOPLE }, (_, at) => ({
      id: 1_000_001 + at,
      group: '',
      places: [],
      wishes: wishes.flatMap((most, moment) => {
        const picked = new Set<number>()
        while (picked.size < most) picked.add(Math.floor(random() ** 2 * each) * moments + moment + 1)
        return [...picked].map((workshop, rank) => ({ workshop, rank: rank + 1 }))
      }),
    })),
  }
}
