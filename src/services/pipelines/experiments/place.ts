import type { ExperimentRow } from '../tables.ts'

/** The three folders of somebody's files; `editing` is for what is not handed in yet. */
export type Part = 'submitted' | 'completed' | 'editing'

/** What the protocol puts before the path of a file in the area. */
export const WIRE_ROOT = '/uploads'

type Owned = Pick<ExperimentRow, 'id' | 'account_id'>

/** Where an experiment's files lie in the area. Those of a person who is gone are under 0. */
export const folderOf = ({ account_id, id }: Owned, part: Part): string => `${account_id ?? 0}/${part}/${id}`

export const pathOf = (experiment: Owned, part: Part, name: string): string =>
  `${folderOf(experiment, part)}/${name}`

/** How the protocol names an input: an identifier, not a place on the disk. */
export const wirePathOf = (experiment: Owned, name: string): string =>
  `${WIRE_ROOT}/${pathOf(experiment, 'submitted', name)}`

/** How it names a folder of results. */
export const wireFolderOf = (experiment: Owned): string => `${WIRE_ROOT}/${folderOf(experiment, 'completed')}`

export type Named =
  | { account: number; experiment: number; part: 'submitted'; name: string }
  | { account: number; experiment: number; part: 'completed' }

const NUMBER = '([1-9]\\d{0,14})'
const INPUT = new RegExp(`^${WIRE_ROOT}/${NUMBER}/submitted/${NUMBER}/([^/]+)$`, 'u')
const RESULTS = new RegExp(`^${WIRE_ROOT}/${NUMBER}/completed/${NUMBER}$`, 'u')

/** What such an identifier names, if it is one to the letter. */
export function namedBy(path: string): Named | undefined {
  const input = INPUT.exec(path)
  if (input?.[3] !== undefined)
    return { account: Number(input[1]), experiment: Number(input[2]), part: 'submitted', name: input[3] }
  const results = RESULTS.exec(path)
  if (results) return { account: Number(results[1]), experiment: Number(results[2]), part: 'completed' }
  return undefined
}
