import { Type } from 'typebox'
import type { Compute } from '../compute.ts'
import { type CurrentDetails, currentDetails, metricsOf } from '../sessions/session.ts'
import type { SessionRow } from '../tables.ts'
import { isoOf, isoOrNull } from './workspace-view.ts'

const HOURS = 100_000

const MaybeTime = Type.Union([Type.String({ format: 'date-time' }), Type.Null()])
const Anything = Type.Record(Type.String(), Type.Unknown())

export const Job = Type.Object({
  id: Type.Integer(),
  workspace_id: Type.Integer(),
  resource_job_id: Type.Integer(),
  job_type: Type.String(),
  status: Type.Enum(['pending', 'running', 'stopping', 'complete', 'failed']),
  datetime_created: Type.String({ format: 'date-time' }),
  datetime_start: MaybeTime,
  datetime_end: MaybeTime,
  core_hours: Type.String(),
  job_details: Type.Object({
    metrics: Anything,
    request_job_details: Anything,
    current_job_details: Anything,
  }),
})

/** A session as the protocol tells it: a job. */
export const jobView = (compute: Compute, session: SessionRow) => ({
  ...fieldsOf(session, currentDetails(compute, session)),
  core_hours: (session.core_hours / HOURS).toFixed(5),
})

/** The same in the answer to its start, where the hours are a number. */
export const startedView = (session: SessionRow) => ({ ...fieldsOf(session, {}), core_hours: 0 })

const fieldsOf = (session: SessionRow, current: CurrentDetails | Record<string, never>) => ({
  id: session.id,
  workspace_id: session.workspace_id,
  resource_job_id: session.resource_job_id,
  job_type: session.kind_key,
  status: session.status,
  datetime_created: isoOf(session.created_at),
  datetime_start: isoOrNull(session.started_at),
  datetime_end: isoOrNull(session.ended_at),
  job_details: {
    metrics: metricsOf(session),
    request_job_details: askedOf(session),
    current_job_details: { ...current },
  },
})

/** What was sent along, with the options that were taken: a known client renews a session by these. */
function askedOf({ details, options }: SessionRow): Record<string, unknown> {
  const taken = JSON.parse(options)
  return { ...JSON.parse(details), ...(Object.keys(taken).length > 0 && { resource_options: taken }) }
}
