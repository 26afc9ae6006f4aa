/** Experiments that a lab has behind it, as they ended. Nothing of it was run. */
export interface PastExperiment {
  person: string
  app: string
  name: string
  batch?: string
  /** Before now. */
  days: number
  seconds: number
  params: readonly (readonly [name: string, value: string])[]
  /** Names of what is made for them, by field; the last one of each is the name that it has. */
  inputs: readonly { field: string; from: string }[]
  outputs: readonly { from: string; name: string }[]
  log: string
  /** Why it failed. */
  failed?: string
  kept?: boolean
}

const EXTRACTION = [
  ['threshold', '0.5'],
  ['write', 'brain'],
  ['write', 'volumes'],
] as const

function extraction(subject: number, more: Partial<PastExperiment>): PastExperiment {
  const stem = `sub-0${subject}_T1w`
  return {
    person: 'p.raman',
    app: 'brain-mask',
    name: `Brain extraction, sub-0${subject}`,
    days: 9,
    seconds: 38 + 7 * subject,
    params: EXTRACTION,
    inputs: [{ field: 't1', from: `${stem}.nii.gz` }],
    outputs: [
      ...[`${stem}_brain.nii.gz`, `${stem}_mask.nii.gz`].map((name) => ({ from: name, name })),
      { from: `sub-0${subject}_volumes.csv`, name: 'volumes.csv' },
    ],
    log: `64 × 76 × 60, 3 × 3 × 3 mm\nWrote ${stem}_mask.nii.gz\nWrote ${stem}_brain.nii.gz\nWrote volumes.csv\n`,
    ...more,
  }
}

const CUT = 'sub-04_T1w.nii.gz: it is cut or damaged: send it again.'

export const PAST: readonly PastExperiment[] = [
  extraction(1, { person: 't.wieczorek', days: 24, kept: true }),
  ...[1, 2, 3].map((subject) => extraction(subject, { batch: 'Wave 2' })),
  extraction(4, {
    batch: 'Wave 2',
    seconds: 2,
    inputs: [{ field: 't1', from: 'sub-04_T1w.nii.gz' }],
    outputs: [],
    log: `${CUT}\n`,
    failed: CUT,
  }),
]

/** Handed in for real: it waits for its turn, and runs where the server runs experiments. */
export const WAITING = { person: 'l.haddad', app: 'image-statistics', name: 'Quality of wave 2' } as const
