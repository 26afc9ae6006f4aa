import { type Breach, breachesOf, type Ground } from '../registrations/rules.ts'

/** What taking one workshop would mean for somebody. */
export interface Plan {
  /** Their complete choice afterwards. */
  choice: number[]
  /** What they would give back, for being in the way. */
  drops: number[]
  /** It, and what has to be taken with it. */
  takes: number[]
}

/**
 * How somebody could take a workshop, whatever they have to give back for it; undefined when no rule would let them. Its own
 * seat is the caller's to count. With `whole` what has to be taken with it needs a free seat, too.
 */
export function planOf(ground: Ground, id: number, { whole }: { whole: boolean }): Plan | undefined {
  const held = new Map(ground.held.map((place) => [place.workshop_id, place]))
  const choice = new Set([...held.keys(), id])
  const takes = new Set([id])
  const drops = new Set<number>()
  // Each round adds or drops one workshop, and none comes back.
  for (let rounds = 0; rounds <= ground.workshops.size; rounds += 1) {
    const breach = [...breachesOf(ground, [...choice])].find((each) => concerns(each, { takes, drops }))
    if (!breach) return { choice: [...choice], drops: [...drops], takes: [...takes] }
    const step = stepOf(breach, takes)
    if (!step) return undefined
    if ('take' in step) {
      if (drops.has(step.take) || !ground.workshops.has(step.take)) return undefined
      takes.add(step.take)
      choice.add(step.take)
    } else {
      if (held.get(step.drop)?.fixed === 1) return undefined
      drops.add(step.drop)
      choice.delete(step.drop)
    }
  }
  return undefined

  /** What somebody held before, and what was wrong with it, is not looked at. */
  function concerns({ rule, workshopId, otherId }: Breach, parts: Record<'takes' | 'drops', Set<number>>) {
    if (rule === 'full') return workshopId !== id && whole
    return [workshopId, otherId].some(
      (each) => each !== undefined && (parts.takes.has(each) || parts.drops.has(each)),
    )
  }
}

function stepOf(
  { rule, workshopId, otherId }: Breach,
  takes: ReadonlySet<number>,
): { take: number } | { drop: number } | undefined {
  if (otherId === undefined) return undefined
  if (rule === 'inclusive') return takes.has(workshopId) ? { take: otherId } : { drop: workshopId }
  if (takes.has(workshopId) && takes.has(otherId)) return undefined
  return { drop: takes.has(workshopId) ? otherId : workshopId }
}
