import type { Actor } from '../../../kernel/identity/actor.ts'
import { beginVisit, isVisiting } from '../../../kernel/identity/visit.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Notices } from '../../../kernel/notices/notices.ts'
import { findExperiment } from '../experiments/experiment.store.ts'
import { requireExperiment } from '../experiments/require.ts'
import { audienceOf } from '../experiments/status.ts'
import { ADMIN_ROLE, type Pipelines, SERVICE } from '../pipelines.ts'
import { problems as common } from '../problems.ts'
import { mayRead, mayReadBatch } from '../sharing/rights.ts'
import type { ExperimentRow } from '../tables.ts'
import { problems } from './result-problems.ts'

const VISIT_NOTICE = 'pipelines.experiment.visited'

export function defineVisits(notices: Notices): void {
  notices.define({
    kind: VISIT_NOTICE,
    service: SERVICE,
    title: 'An administrator looked at an experiment of yours',
    default: { console: true, mail: false },
  })
}

export const objectOf = (experiment: number): string => `pipelines.experiment:${experiment}`
const pageOfExperiment = (experiment: number): string => `/app/pipelines/experiments/${experiment}`

/**
 * As what somebody sees an experiment. An operator sees that it is there and how it stands; a visitor is one who has told its
 * owner why they look at all of it (promises.md, A12).
 */
export type Standing = 'owner' | 'shared' | 'visitor' | 'operator'

export interface Access {
  experiment: ExperimentRow
  standing: Standing
  /** May see results and log. */
  results: boolean
  /** May see the form and the inputs. */
  inputs: boolean
  /** May know of the batch that it belongs to. */
  batch: boolean
}

/** The experiment as far as somebody may see it; for all others it is not there. */
export async function accessTo(
  pipelines: Pipelines,
  actor: Pick<Actor, 'accountId' | 'may'> | undefined,
  id: number,
): Promise<Access> {
  const { db, kernel } = pipelines
  const experiment = await findExperiment(db, id)
  if (!experiment || !actor) throw common.notFound()
  if (experiment.account_id === actor.accountId)
    return { experiment, standing: 'owner', results: true, inputs: true, batch: true }
  const asked = { accountId: actor.accountId, now: kernel.clock.now() }
  if (await mayRead(db, asked, experiment)) {
    const inputs = await mayRead(db, asked, experiment, 'inputs')
    const { batch_id: id } = experiment
    const batch = id !== null && (await mayReadBatch(db, asked, { id, account_id: experiment.account_id }))
    return { experiment, standing: 'shared', results: true, inputs, batch }
  }
  if (!actor.may(ADMIN_ROLE)) throw common.notFound()
  const isHere = await isVisiting(kernel, actor, objectOf(id))
  return {
    experiment,
    standing: isHere ? 'visitor' : 'operator',
    results: isHere,
    inputs: isHere,
    batch: true,
  }
}

/** One of which somebody may see that part; an operator is asked for a reason first. */
export async function requireReadable(
  pipelines: Pipelines,
  actor: Actor | undefined,
  id: number,
  part: 'results' | 'inputs',
): Promise<Access> {
  const access = await accessTo(pipelines, actor, id)
  if (access.standing === 'operator') throw problems.visitNeeded()
  if (!access[part]) throw common.notFound()
  return access
}

/** One's own; for all others it is not there, whatever else they may see. */
export async function requireOwn(
  pipelines: Pipelines,
  actor: Actor | undefined,
  id: number,
): Promise<ExperimentRow> {
  if (!actor) throw common.notFound()
  return requireExperiment(pipelines, actor, id, 'own')
}

/** Lets an administrator look at all of another person's experiment for an hour; that person is told why. */
export async function visitExperiment(
  pipelines: Pipelines,
  { by, actor, id, reason }: { by: By; actor: Actor; id: number; reason: string },
): Promise<{ endsAt: number }> {
  const experiment = await findExperiment(pipelines.db, id)
  if (!experiment) throw common.notFound()
  return beginVisit(pipelines.kernel, {
    by,
    actor,
    object: objectOf(id),
    owner: experiment.account_id,
    reason,
    service: SERVICE,
    action: 'pipelines.experiment.visited',
    notice: {
      kind: VISIT_NOTICE,
      title: `${actor.name} looks at your experiment “${experiment.name || experiment.app}”`,
      text: `They are an administrator, and may open its files, form and log for an hour. The reason: ${reason}`,
      link: pageOfExperiment(id),
    },
  })
}

/** What is opened by anybody but its owner is in the journal, for the owner to read. */
export function noteRead(
  { kernel }: Pipelines,
  by: By,
  { experiment, standing }: Pick<Access, 'experiment' | 'standing'>,
  details: { file?: string; part?: string },
): void {
  if (standing === 'owner') return
  kernel.journal.note({
    by,
    action: 'pipelines.experiment.read-by-other',
    object: objectOf(experiment.id),
    service: SERVICE,
    details: { ...details },
    audience: audienceOf(experiment),
  })
}
