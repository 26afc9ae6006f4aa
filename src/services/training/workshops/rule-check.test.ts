import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { breachesOf, type Ground } from '../registrations/rules.ts'
import { type CheckedWorkshop, checkRules, type RuleGround } from './rule-check.ts'

const HOUR = 3_600_000
const plain = {
  seats: 10,
  targetGroup: '',
  least: 0,
  startsAt: null,
  endsAt: null,
  room: null,
  teacher: null,
}
const workshop = (id: number, moment: string, more: Partial<CheckedWorkshop> = {}): CheckedWorkshop => ({
  ...plain,
  id,
  title: `W${id}`,
  moment,
  ...more,
})
const found = (ground: Partial<RuleGround>) =>
  checkRules({ workshops: [], links: [], groups: [], ...ground }).map(({ code, workshopIds }) => [
    code,
    workshopIds,
  ])

/** Whether a choice of one workshop for every moment of the group holds, by the rules that registration itself is judged by. */
function isWhole({ workshops, links }: RuleGround, group: string, choice: readonly number[]): boolean {
  const own = workshops.filter(({ targetGroup }) => targetGroup === group)
  const chosen = own.filter(({ id }) => choice.includes(id))
  if (new Set(chosen.map(({ moment }) => moment)).size !== new Set(own.map(({ moment }) => moment)).size)
    return false
  const ground: Ground = {
    targetGroup: group,
    workshops: new Map(
      workshops.map(({ id, moment, seats, targetGroup }) => [
        id,
        { id, moment, seats, target_group: targetGroup, taken: 0 },
      ]),
    ),
    links: links.map((each) => ({
      workshop1_id: each.workshop1Id,
      workshop2_id: each.workshop2Id,
      type: each.type,
    })),
    held: [],
  }
  return [...breachesOf(ground, choice)].length === 0
}

/** The workshops that are in no whole choice: all subsets are tried. */
function uselessOf(ground: RuleGround): number[] {
  const useful = new Set<number>()
  const ids = ground.workshops.map(({ id }) => id)
  for (const group of new Set(ground.workshops.map(({ targetGroup }) => targetGroup)))
    for (let mask = 1; mask < 1 << ids.length; mask += 1) {
      const choice = ids.filter((_, bit) => mask & (1 << bit))
      if (isWhole(ground, group, choice)) for (const id of choice) useful.add(id)
    }
  return ids.filter((id) => !useful.has(id))
}

const anEvent = fc
  .record({
    workshops: fc.array(
      fc.record({
        moment: fc.constantFrom('1', '2', '3'),
        seats: fc.constantFrom(0, 1, 5, 5, 5),
        targetGroup: fc.constantFrom('', '', '', 'app'),
      }),
      { minLength: 1, maxLength: 7 },
    ),
    links: fc.uniqueArray(
      fc.record({
        one: fc.nat(6),
        two: fc.nat(6),
        type: fc.constantFrom('inclusive' as const, 'exclusive' as const),
      }),
      { maxLength: 6, selector: ({ one, two }) => [one, two].sort().join(' ') },
    ),
  })
  .map(
    ({ workshops, links }): RuleGround => ({
      workshops: workshops.map((each, at) => workshop(at + 1, each.moment, each)),
      links: links
        .filter(({ one, two }) => one !== two && Math.max(one, two) < workshops.length)
        .map(({ one, two, type }) => ({ workshop1Id: one + 1, workshop2Id: two + 1, type })),
      groups: [],
    }),
  )

test('the rule check names exactly the workshops that nobody can take and still fill every moment', () => {
  fc.assert(
    fc.property(anEvent, (ground) => {
      const named = checkRules(ground)
        .filter(({ impossible }) => impossible)
        .flatMap(({ workshopIds }) => workshopIds)
      assert.deepEqual([...new Set(named)].sort(), uselessOf(ground).sort())
    }),
    { numRuns: 300 },
  )
})

test('the rule check says why a link cannot hold: one moment, two groups, or never together as well', () => {
  const workshops = [
    workshop(1, 'am'),
    workshop(2, 'am'),
    workshop(3, 'pm'),
    workshop(4, 'pm', { targetGroup: 'x' }),
    workshop(6, 'pm'),
  ]
  const tie = (workshop1Id: number, workshop2Id: number, type: 'inclusive' | 'exclusive' = 'inclusive') => ({
    workshop1Id,
    workshop2Id,
    type,
  })
  assert.deepEqual(found({ workshops, links: [tie(1, 2)] })[0], ['inclusive-moment', [1, 2]])
  // A with B and A with C, both at one moment.
  assert.deepEqual(found({ workshops, links: [tie(3, 1), tie(3, 2)] })[0], ['inclusive-moment', [1, 2, 3]])
  assert.deepEqual(found({ workshops, links: [tie(1, 4)] })[0], ['inclusive-groups', [1, 4]])
  const evening = [...workshops, workshop(5, 'late')]
  assert.deepEqual(found({ workshops: evening, links: [tie(1, 3), tie(3, 5), tie(1, 5, 'exclusive')] })[0], [
    'inclusive-exclusive',
    [1, 3, 5],
  ])
  assert.deepEqual(found({ workshops, links: [tie(1, 3)] }), [])
})

test('the rule check counts seats against people, and finds rooms and teachers that are needed twice', () => {
  const at = (from: number, to: number) => ({ startsAt: from * HOUR, endsAt: to * HOUR })
  const groups = [
    { value: '', people: 12 },
    { value: 'infra', people: 3 },
  ]
  assert.deepEqual(
    found({ workshops: [workshop(1, 'am'), workshop(2, 'pm', { targetGroup: 'app' })], groups }),
    [
      ['few-seats', [1]],
      ['no-workshop', []],
      ['no-workshop', []],
      ['no-people', [2]],
    ],
  )
  const [lost] = checkRules({
    workshops: [workshop(1, 'am', { targetGroup: 'app' })],
    links: [],
    groups,
  }).filter(({ impossible }) => impossible)
  assert.equal(lost?.message, 'People without a group (12) cannot choose anything: no workshop is for them.')
  assert.deepEqual(
    found({ workshops: [workshop(1, 'am', { least: 11 }), workshop(2, 'am', { seats: 0 })] }),
    [
      ['no-seats', [2]],
      ['least-over-seats', [1]],
    ].reverse(),
  )
  const clash = (one: Partial<CheckedWorkshop>, two: Partial<CheckedWorkshop>) =>
    found({ workshops: [workshop(1, 'am', one), workshop(2, 'pm', two)] }).map(([code]) => code)
  assert.deepEqual(clash({ room: 'B1', ...at(9, 11) }, { room: ' b1', ...at(10, 12) }), [
    'room-clash',
    'overlap',
  ])
  assert.deepEqual(clash({ teacher: 'Noor', ...at(9, 10) }, { teacher: 'Noor', ...at(10, 11) }), [])
  assert.deepEqual(
    found({ workshops: [workshop(1, 'am', { teacher: 'Noor' }), workshop(2, 'am', { teacher: 'Noor' })] }),
    [['teacher-clash', [1, 2]]],
  )
})
