import { fold } from '../../../kernel/db/db.ts'
import type { CheckedWorkshop, Finding } from './rule-check.ts'

/** Rooms and teachers that are needed twice at one time, and moments that overlap. Of each sort so many are told. */
const MOST = 100

/** Who and what is in two places at once: an end that is another's beginning is no clash. */
export function clashesOf(workshops: readonly CheckedWorkshop[]): Finding[] {
  return [
    ...twice(workshops, 'room-clash', ({ room }) => room, 'share the room'),
    ...twice(workshops, 'teacher-clash', ({ teacher }) => teacher, 'have the teacher'),
    ...overlaps(workshops),
  ]
}

function twice(
  workshops: readonly CheckedWorkshop[],
  code: 'room-clash' | 'teacher-clash',
  of: (workshop: CheckedWorkshop) => string | null,
  words: string,
): Finding[] {
  const by = new Map<string, CheckedWorkshop[]>()
  for (const workshop of workshops) {
    const key = fold((of(workshop) ?? '').trim())
    if (key !== '') by.set(key, [...(by.get(key) ?? []), workshop])
  }
  return [...by.values()].flatMap((same) =>
    [
      ...pairsOf(same)
        .filter(([one, two]) => isAtOnce(one, two))
        .take(MOST),
    ].map(([one, two]) => ({
      code,
      impossible: false,
      message: `“${one.title}” and “${two.title}” ${words} ${of(one)} at the same time.`,
      workshopIds: [one.id, two.id],
    })),
  )
}

/** Two moments that overlap on the clock: the rules let people choose in both. One pair stands for all of two moments. */
function overlaps(workshops: readonly CheckedWorkshop[]): Finding[] {
  const found = new Map<string, Finding>()
  for (const [one, two] of overlappingPairs(workshops.filter(hasTime))) {
    if (found.size >= MOST) break
    if (one.moment === two.moment || one.targetGroup !== two.targetGroup) continue
    const key = [one.moment, two.moment].sort().join('\n')
    if (found.has(key)) continue
    found.set(key, {
      code: 'overlap',
      impossible: false,
      message: `“${one.title}” (${one.moment}) and “${two.title}” (${two.moment}) overlap, and one person can choose both.`,
      workshopIds: [one.id, two.id],
    })
  }
  return [...found.values()]
}

/** By their beginnings, so that only those are compared that may overlap. */
function* overlappingPairs(workshops: Timed[]): Generator<[Timed, Timed]> {
  const sorted = [...workshops].sort((one, two) => one.startsAt - two.startsAt || one.id - two.id)
  for (const [at, one] of sorted.entries())
    for (let next = at + 1; next < sorted.length; next += 1) {
      const two = sorted[next]
      if (!two || two.startsAt >= one.endsAt) break
      yield [one, two]
    }
}

function* pairsOf(workshops: readonly CheckedWorkshop[]): Generator<[CheckedWorkshop, CheckedWorkshop]> {
  for (const [at, one] of workshops.entries()) for (const two of workshops.slice(at + 1)) yield [one, two]
}

type Timed = CheckedWorkshop & { startsAt: number; endsAt: number }
const hasTime = (workshop: CheckedWorkshop): workshop is Timed =>
  workshop.startsAt !== null && workshop.endsAt !== null

const isOverlap = (one: Timed, two: Timed): boolean => one.startsAt < two.endsAt && two.startsAt < one.endsAt

/** By the clock where both have times, else by the text of their moment. */
const isAtOnce = (one: CheckedWorkshop, two: CheckedWorkshop): boolean =>
  hasTime(one) && hasTime(two) ? isOverlap(one, two) : one.moment === two.moment
