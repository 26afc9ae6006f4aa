import type { Answer } from '@atelier/client'
import { count, counted } from '../../../ui/time.tsx'

export type Preview = Answer<'/api/training/events/{id}/places/preview', 'post'>
export type Line = Preview['items'][number]
type Broken = Line['breaks'][number]
export type Rule = Broken['rule']

/** What an organiser agrees to, by rule. */
export const ASIDE: Readonly<Record<Rule, string>> = {
  full: 'Go over the limit',
  group: 'Take people of another group',
  moment: 'Let two be at the same time',
  inclusive: 'Leave out what belongs together',
  exclusive: 'Take both that cannot be combined',
  fixed: 'Give up fixed places',
}

/** What a placement breaks, in a sentence. */
function breakWords({ rule, workshop, other }: Broken): string {
  const [one, two] = [`“${workshop.title}”`, `“${other?.title ?? ''}”`]
  switch (rule) {
    case 'full':
      return `${one} is full.`
    case 'group':
      return `${one} is for another group.`
    case 'moment':
      return `${one} is at the same time as ${two}.`
    case 'inclusive':
      return `${one} goes only together with ${two}.`
    case 'exclusive':
      return `${one} cannot be combined with ${two}.`
    case 'fixed':
      return `The place at ${one} is fixed.`
  }
}

const DOES: Readonly<Record<Line['does'], (line: Line) => string>> = {
  place: () => 'Gets a place.',
  move: ({ leaves }) => `Moves from ${leaves.map(({ title }) => `“${title}”`).join(' and ')}.`,
  change: () => 'Keeps the place; who may change it is another.',
  remove: () => 'Loses the place.',
  nothing: () => 'Stays as it is.',
}

/** What happens to one person, and which rules that breaks. */
export const lineWords = (line: Line): string =>
  [DOES[line.does](line), ...line.breaks.map(breakWords)].join(' ')

/** What happens to many, in one sentence. */
export function totalWords(lines: readonly Line[]): string {
  const n = (does: Line['does']) => lines.filter((line) => !line.stopped && line.does === does).length
  const stopped = lines.filter((line) => line.stopped).length
  const parts = [
    [n('place'), 'get a place'],
    [n('move'), 'move'],
    [n('change'), 'keep their place with another rule for changing it'],
    [n('remove'), 'lose their place'],
    [n('nothing'), 'stay as they are'],
    [stopped, 'are kept out by a rule'],
  ] as const
  const said = parts.filter(([many]) => many > 0).map(([many, words]) => `${count(many)} ${words}`)
  return `Of ${counted(lines.length, 'person', 'people')} ${new Intl.ListFormat('en').format(said)}.`
}

/** The rules that some of these break, each once. */
export const rulesOf = (lines: readonly Line[]): Rule[] => [
  ...new Set(lines.flatMap(({ breaks }) => breaks.map(({ rule }) => rule))),
]
