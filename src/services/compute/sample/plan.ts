import { Random } from '../../../kernel/sample/random.ts'
import { DAY_MS, HOUR_MS } from '../../../kernel/span.ts'

const NOTEBOOK = (title: string, code: string): string =>
  `${JSON.stringify(
    {
      cells: [
        { cell_type: 'markdown', id: 'a1', metadata: {}, source: [`# ${title}`] },
        { cell_type: 'code', id: 'a2', execution_count: null, metadata: {}, outputs: [], source: [code] },
      ],
      metadata: { kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' } },
      nbformat: 4,
      nbformat_minor: 5,
    },
    null,
    1,
  )}\n`

/** Work of a lab as there is much of. */
export const WORKSPACES = [
  {
    person: 't.wieczorek',
    name: 'Tapping speed',
    description: 'How fast fingers tap in the morning and in the evening.',
    kind: 'jupyter_lab',
    files: [
      {
        name: 'tapping.ipynb',
        content: NOTEBOOK('Tapping speed', 'rates = [5.1, 5.4, 4.9]\nsum(rates) / len(rates)'),
      },
      { name: 'README.md', content: '# Tapping speed\n\nRun `tapping.ipynb` from the top.\n' },
    ],
  },
  {
    person: 'l.haddad',
    name: 'Speech features',
    description: 'Pauses and pitch of the reading task.',
    kind: 'jupyter_notebook',
    files: [
      {
        name: 'features.ipynb',
        content: NOTEBOOK('Speech features', 'import statistics\nstatistics.mean([0.4, 0.6])'),
      },
    ],
  },
  {
    person: 'l.haddad',
    name: 'Cleaning scripts',
    description: '',
    kind: 'terminal',
    files: [{ name: 'clean.sh', content: '#!/bin/sh\nset -eu\nsort -u "$1"\n' }],
  },
] as const

/** So far back their sessions go. */
export const DAYS = 35

/** The sessions that a workspace has had, oldest first. */
export function planPast(seed: number, now: number) {
  // Numbers of its own: with those of all others a further workspace would change every other sample.
  const random = new Random(seed)
  const planned: {
    startedAt: number
    ms: number
    cpus: number
    /** The share of its cores and of its memory that it used. */
    load: number
    isFailed: boolean
  }[] = []
  for (let day = DAYS; day > 0; day -= 1) {
    if (!random.chance(0.4)) continue
    const isFailed = random.chance(0.1)
    planned.push({
      startedAt: now - day * DAY_MS + random.between(0, 6) * HOUR_MS,
      ms: isFailed ? 3_000 : random.between(20, 170) * 60_000,
      cpus: random.between(1, 4),
      load: random.between(5, 90) / 100,
      isFailed,
    })
  }
  return planned
}
