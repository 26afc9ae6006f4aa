import type { Random } from '../../../kernel/sample/random.ts'
import { DAY_MS, HOUR_MS } from '../../../kernel/span.ts'
import { ACTIVITIES, type Activity, answer, pack, type Sitting } from './answers.ts'

const DAYS = 30
const SLICE_BYTES = 10_000_000
/** How many of a full study do each activity: most do all of them, others stop somewhere, and some never open their link. */
const REACH = [160, 158, 152, 139, 131] as const
const FULL = 184
/** Their last zip is large enough for slices, and a slice of it never came. */
const INCOMPLETE = [16, 41] as const
/** Theirs came in slices, and all of them. */
const SLICED = [9] as const
/** Theirs cannot be read. */
const UNREADABLE = 12
/** So many sent one of their zips twice. */
const TWICE_EVERY = 6

/** Something that a browser sends: answers as text, or a file. */
export interface Sending {
  at: number
  person: number
  responses?: string
  file?: { name: string; bytes: Buffer }
}

export const codeOf = (person: number): string => `P-${String(person + 1).padStart(4, '0')}`
export const codesOf = (people: number): string[] =>
  Array.from({ length: people }, (_, person) => codeOf(person))

/** All that comes in over 30 days up to `now`, in the order in which it comes. */
export async function planSendings(
  random: Random,
  { now, people }: { now: number; people: number },
): Promise<Sending[]> {
  const all: Sending[] = []
  for (let person = 0; person < people; person += 1) {
    const reached = REACH.filter((many) => person < (many * people) / FULL).length
    if (reached > 0) all.push(...(await sendingsOf(random, { person, reached, now })))
  }
  return all.filter(({ at }) => at < now).sort((a, b) => a.at - b.at)
}

async function sendingsOf(
  random: Random,
  { person, reached, now }: { person: number; reached: number; now: number },
): Promise<Sending[]> {
  const began = firstAt(random, now, { isLate: person % 11 === 0 })
  const mood = random.next()
  const sitting: Sitting = {
    session: random.uuid(),
    code: codeOf(person),
    language: person % 7 === 0 ? 'nl' : 'en',
    now: began,
    random,
  }
  const sendings: Sending[] = []
  const answered = []
  for (const activity of ACTIVITIES.slice(0, reached)) {
    const answers = answer(sitting, activity, mood)
    answered.push(answers)
    const hasFiles = answers.recordings.length > 0
    const name = `${random.uuid()}-${sitting.code}`
    if (!hasFiles) sendings.push({ at: sitting.now, person, responses: JSON.stringify(answers.entries) })
    else {
      const file = { name: `${name}-activity${answers.index}.zip`, bytes: await pack(name, [answers]) }
      sendings.push({ at: sitting.now, person, file })
      // The page did not hear that it had come, and sent it again.
      if (person % TWICE_EVERY === 3) sendings.push({ at: sitting.now + 4_000, person, file })
    }
  }
  sendings.push(...(await finalOf(sitting, { person, reached, answered })))
  return [...sendings, ...diaryOf(sitting, { person, began, mood })]
}

/** On "Upload": everything once more in one zip. */
async function finalOf(
  { now, code, random }: Sitting,
  of: { person: number; reached: number; answered: Parameters<typeof pack>[1] },
): Promise<Sending[]> {
  const { person, reached, answered } = of
  const isIncomplete = INCOMPLETE.some((each) => each === person)
  const isSliced = isIncomplete || SLICED.some((each) => each === person)
  if (reached < ACTIVITIES.length) return []
  const name = `${random.uuid()}-${code}`
  if (person === UNREADABLE)
    return [{ at: now, person, file: { name: `${name}.zip.000`, bytes: random.bytes(2_000) } }]
  const bytes = await pack(name, answered, isSliced ? random.bytes(SLICE_BYTES + 2_400_000) : undefined)
  const slices = Array.from({ length: Math.ceil(bytes.length / SLICE_BYTES) }, (_, index) => ({
    at: now + index * 1_500,
    person,
    file: {
      name: `${name}.zip.00${index}`,
      bytes: bytes.subarray(index * SLICE_BYTES, (index + 1) * SLICE_BYTES),
    },
  }))
  return isIncomplete ? slices.slice(0, 1) : slices
}

/** Those who take part are asked for their mood again every few days. */
function diaryOf(
  sitting: Sitting,
  { person, began, mood }: { person: number; began: number; mood: number },
): Sending[] {
  const { random } = sitting
  const activity: Activity = 'mood_today'
  return Array.from({ length: person % 5 === 0 ? 2 : 4 }, (_, week) => {
    const again = {
      ...sitting,
      session: random.uuid(),
      now: began + (week + 1) * 5 * DAY_MS + random.between(-5, 5) * HOUR_MS,
    }
    const { entries } = answer(again, activity, mood)
    return { at: again.now, person, responses: JSON.stringify(entries) }
  })
}

/** In the daytime, on weekdays more than on Sundays, and within the 30 days. */
function firstAt(random: Random, now: number, { isLate }: { isLate: boolean }): number {
  const midnight = Math.floor(now / DAY_MS) * DAY_MS
  for (;;) {
    const day = isLate ? random.between(0, 3) : random.between(1, DAYS - 1)
    const start = midnight - day * DAY_MS
    const isSunday = new Date(start).getUTCDay() === 0
    if (isSunday && random.chance(0.7)) continue
    const at = start + random.around(8, 21) * HOUR_MS
    if (at < now - HOUR_MS) return Math.round(at)
  }
}
