import type { CheckedWorkshop, RuleGround } from './rule-check.ts'

/** Workshops that can only be taken together. */
export interface Block {
  workshops: CheckedWorkshop[]
  /** Why nobody can take any of them. */
  fault?: { code: 'inclusive-moment' | 'inclusive-groups' | 'inclusive-exclusive'; pair: [number, number] }
}

/** After so many steps it is not said whether a combination exists. Small events need a few hundred. */
const MOST_STEPS = 50_000

/** Workshops that inclusive links tie, however long the chain is; one without such a link is alone. */
export function blocksOf({ workshops, links }: RuleGround): Block[] {
  const root = new Map(workshops.map(({ id }) => [id, id]))
  const rootOf = (id: number): number => {
    const above = root.get(id) ?? id
    return above === id ? id : rootOf(above)
  }
  for (const { workshop1Id, workshop2Id, type } of links)
    if (type === 'inclusive') root.set(rootOf(workshop1Id), rootOf(workshop2Id))
  const blocks = new Map<number, Block>()
  for (const workshop of workshops) {
    const key = rootOf(workshop.id)
    const block = blocks.get(key) ?? { workshops: [] }
    blocks.set(key, block)
    block.workshops.push(workshop)
  }
  for (const block of blocks.values()) block.fault = faultOf(block, links)
  return [...blocks.values()]
}

function faultOf({ workshops }: Block, links: RuleGround['links']): Block['fault'] {
  const moments = new Map<string, number>()
  for (const { id, moment } of workshops) {
    const other = moments.get(moment)
    if (other !== undefined) return { code: 'inclusive-moment', pair: [other, id] }
    moments.set(moment, id)
  }
  const [first] = workshops
  const foreign = workshops.find(({ targetGroup }) => targetGroup !== first?.targetGroup)
  if (first && foreign) return { code: 'inclusive-groups', pair: [first.id, foreign.id] }
  const ids = new Set(workshops.map(({ id }) => id))
  const against = links.find(
    ({ workshop1Id, workshop2Id, type }) =>
      type === 'exclusive' && ids.has(workshop1Id) && ids.has(workshop2Id),
  )
  return against && { code: 'inclusive-exclusive', pair: [against.workshop1Id, against.workshop2Id] }
}

/**
 * Of the blocks of one group, those with which a workshop can be had at every moment at which the group has any. `whole` is
 * false when there were too many combinations to look at all.
 */
export function usableBlocks(
  blocks: readonly Block[],
  links: RuleGround['links'],
  group: string,
): { usable: Set<Block>; whole: boolean } {
  const all = blocks.flatMap(({ workshops }) => workshops)
  const moments = [
    ...new Set(all.filter(({ targetGroup }) => targetGroup === group).map(({ moment }) => moment)),
  ]
  const takeable = blocks.filter((each) => !each.fault && each.workshops.every(({ seats }) => seats > 0))
  const enemies = enemiesOf(takeable, links)
  const at = new Map(moments.map((moment) => [moment, takeable.filter((block) => covers(block, moment))]))
  const usable = new Set<Block>()
  let steps = 0
  // Chosen blocks never share a moment, and none excludes another.
  const complete = (chosen: readonly Block[], open: readonly string[]): readonly Block[] | undefined => {
    const [moment] = open
    if (moment === undefined) return chosen
    for (const block of at.get(moment) ?? []) {
      steps += 1
      if (steps > MOST_STEPS) return undefined
      if (!fits(block, open) || chosen.some((each) => enemies.get(block)?.has(each))) continue
      const found = complete([...chosen, block], without(open, block))
      if (found) return found
    }
    return undefined
  }
  for (const block of takeable) {
    if (usable.has(block)) continue
    for (const each of complete([block], without(moments, block)) ?? []) usable.add(each)
  }
  return { usable, whole: steps <= MOST_STEPS }
}

const covers = ({ workshops }: Block, moment: string): boolean =>
  workshops.some((each) => each.moment === moment)
const fits = ({ workshops }: Block, open: readonly string[]): boolean =>
  workshops.every(({ moment }) => open.includes(moment))
const without = (open: readonly string[], block: Block): string[] =>
  open.filter((moment) => !covers(block, moment))

function enemiesOf(blocks: readonly Block[], links: RuleGround['links']): Map<Block, Set<Block>> {
  const home = new Map(blocks.flatMap((block) => block.workshops.map(({ id }) => [id, block] as const)))
  const enemies = new Map<Block, Set<Block>>(blocks.map((block) => [block, new Set()]))
  for (const { workshop1Id, workshop2Id, type } of links) {
    const [one, two] = [home.get(workshop1Id), home.get(workshop2Id)]
    if (type !== 'exclusive' || !one || !two) continue
    enemies.get(one)?.add(two)
    enemies.get(two)?.add(one)
  }
  return enemies
}
