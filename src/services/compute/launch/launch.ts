import { availableParallelism, totalmem } from 'node:os'
import type { FieldError } from '../../../kernel/problem.ts'
import { Problem } from '../../../kernel/problem.ts'
import { MINUTE_MS } from '../../../kernel/span.ts'
import type { Compute } from '../compute.ts'
import type { Definition, Parameter } from '../kinds/definition.ts'
import { type Kind, listKindsFor, requireKind } from '../kinds/kind.ts'
import { checkFields, checkOptions, GPU, type Wanted } from '../kinds/parameters.ts'
import { coreHoursOf, monthOf, PER_CORE_HOUR } from '../quotas/figures.ts'
import { checkRoom, type Limits, limitsOf } from '../quotas/quota.ts'
import { hoursInMonth, runningOf } from '../quotas/use.ts'
import { grantedBy, hasGpu } from '../resources/granted.ts'
import { listResourcesFor } from '../sessions/session-start.ts'
import type { Db, ResourceRow } from '../tables.ts'
import type { Values } from './profile.ts'

const MB = 1_048_576

/** What counts for somebody now: their limits, and how much of them is used; core hours in 1/100,000. */
export interface Room {
  limits: Limits
  running: number
  /** Used this month, and what running sessions can still take. */
  coreHours: number
}

export async function roomOf({ db, kernel }: Compute, account: number): Promise<Room> {
  const now = kernel.clock.now()
  const [limits, running, { used, kept }] = await Promise.all([
    limitsOf(db, account),
    runningOf(db, account),
    hoursInMonth(db, account, now, monthOf(now)),
  ])
  return { limits, running, coreHours: used + kept }
}

export interface LaunchKind extends Kind {
  parameters: Parameter[]
  places: Place[]
}

/** Where it can run. */
export interface Place extends ResourceRow {
  hasGpu: boolean
}

/** What somebody may start, each with the bounds that hold for them now. */
export async function listLaunchKinds(compute: Compute, account: number, room: Room): Promise<LaunchKind[]> {
  const kinds = await listKindsFor(compute, account)
  const choices = await Promise.all(
    kinds.map(async (kind) => {
      const places = await listPlaces(compute, kind.definition)
      const parameters = narrowed(kind.definition, room)
      return {
        ...kind,
        // Nobody is offered what no place has.
        parameters: places.some((each) => each.hasGpu)
          ? parameters
          : parameters.filter(({ name }) => name !== GPU),
        places,
      }
    }),
  )
  return choices.filter(({ places }) => places.length > 0)
}

async function listPlaces(compute: Compute, definition: Definition): Promise<Place[]> {
  const rows = await listResourcesFor(compute, definition)
  return Promise.all(rows.map(async (row) => ({ ...row, hasGpu: await hasGpu(row) })))
}

/** No slider leads to what would be refused whatever the others say. */
function narrowed({ parameters, maxMinutes }: Definition, { limits, coreHours }: Room): Parameter[] {
  const least = (name: string) => Math.max(1, parameters.find((each) => each.name === name)?.min ?? 1)
  const left =
    limits.coreHours === null ? undefined : Math.max(0, ((limits.coreHours - coreHours) * 60) / PER_CORE_HOUR)
  const most: Readonly<Record<string, number | undefined>> = {
    time_limit_minutes: smallest(
      maxMinutes ?? undefined,
      left === undefined ? undefined : Math.floor(left / least('num_cpus')),
    ),
    num_cpus: left === undefined ? undefined : Math.floor(left / least('time_limit_minutes')),
  }
  return parameters.map((parameter) => {
    const max = smallest(parameter.max, most[parameter.name])
    if (max === undefined || max === parameter.max) return parameter
    const bound = Math.max(max, parameter.min ?? max)
    const usual = parameter.default
    return { ...parameter, max: bound, default: typeof usual === 'number' ? Math.min(usual, bound) : usual }
  })
}

const smallest = (...values: (number | undefined)[]): number | undefined => {
  const known = values.filter((each) => each !== undefined)
  return known.length > 0 ? Math.min(...known) : undefined
}

/** What was filled in, before it is sent. */
export interface LaunchWish {
  kind: string
  resource?: string | null
  options: Values
  fields: Values
}

export interface LaunchVerdict extends Wanted {
  place: Place | undefined
  /** The most that it can take, in 1/100,000. */
  coreHours: number | null
  /** Why it would be refused, beside single fields. */
  refusal: string | null
  errors: FieldError[]
  /** What is asked for and cannot be had there; it may be launched all the same. */
  shortages: string[]
  queue: Queue
}

/** Says what would happen: nothing is kept, and nothing is started. */
export async function judgeLaunch(
  compute: Compute,
  account: number,
  { kind: key, resource, options, fields }: LaunchWish,
): Promise<LaunchVerdict> {
  const { definition } = await requireKind(compute, account, key)
  const places = await listPlaces(compute, definition)
  const place = resource ? places.find((each) => each.key === resource) : places[0]
  const { accepted } = checkOptions(definition.parameters, options)
  const answers = checkFields(definition.fields, fields)
  const wanted = await grantedBy(definition, accepted, place)
  const coreHours = wanted.minutes === null ? null : coreHoursOf(wanted.cpus, wanted.minutes * MINUTE_MS)
  const refusal = place
    ? await refusalOf(checkRoom(compute, account, { sessions: 1, coreHours: coreHours ?? 0, diskBytes: 0 }))
    : 'It cannot run there. Choose another place.'
  return {
    ...wanted,
    place,
    coreHours,
    refusal,
    errors: [...faultsOfOptions(definition.parameters, options), ...answers.errors],
    shortages: place?.backend === 'local' ? shortagesOf(wanted) : [],
    queue: await queueAt(compute, place),
  }
}

/** This machine gives no more than it has, whatever is asked and counted. */
function shortagesOf({ cpus, memoryMb }: Wanted): string[] {
  const cores = availableParallelism()
  const memory = Math.floor(Math.min(totalmem(), process.constrainedMemory() || totalmem()) / MB)
  const machine = `This machine has ${cores} ${cores === 1 ? 'core' : 'cores'}`
  return [
    ...(cpus > cores ? [`${machine}; ${cpus} are counted and paid for, and it will not run faster.`] : []),
    ...(memoryMb > memory
      ? [`This machine has ${inGb(memory)} of memory; a session cannot get ${inGb(memoryMb)}.`]
      : []),
  ]
}

const inGb = (megabytes: number): string => `${Math.round((megabytes / 1_024) * 10) / 10} GB`

/** In the console's words; the protocol says the same in its own. */
function faultsOfOptions(parameters: readonly Parameter[], options: Values): FieldError[] {
  return parameters.flatMap((parameter) => {
    const { name, label, min, max } = parameter
    const given = Object.hasOwn(options, name) ? { [name]: options[name] } : {}
    if (checkOptions([parameter], given).faults.length === 0) return []
    const value = given[name]
    const field = `options.${name}`
    if (typeof value === 'number' && max !== undefined && value > max)
      return { field, message: `${label} is at most ${max}.` }
    if (typeof value === 'number' && min !== undefined && value < min)
      return { field, message: `${label} is at least ${min}.` }
    return { field, message: value === undefined ? `${label} is needed.` : `${label} does not fit.` }
  })
}

async function refusalOf(check: Promise<void>): Promise<string | null> {
  try {
    await check
    return null
  } catch (error) {
    if (error instanceof Problem) return error.message
    throw error
  }
}

/** How busy a place is, as far as Atelier's own sessions tell. */
export interface Queue {
  /** Cores of sessions that run there. */
  cpusInUse: number
  /** Of this machine; nobody knows how many a cluster has for us. */
  cpus: number | null
  /** Sessions that wait there. */
  ahead: number
  /** How long the last ones waited, the one in the middle of them; null where nothing has begun there yet. */
  usualWaitMs: number | null
  /** Why nothing can be started there right now; null where all is well. */
  trouble: string | null
}

/** So many of the last ones say how long one waits. */
const WAITS = 20

async function queueAt(compute: Compute, place: ResourceRow | undefined): Promise<Queue> {
  const { db } = compute
  const rows = await db
    .selectFrom('compute_session')
    .select((is) => ['status', is.fn.sum<number>('cpus').as('cpus'), is.fn.countAll<number>().as('sessions')])
    .where('status', 'in', ['pending', 'running', 'stopping'])
    .where('resource_key', '=', place?.key ?? '')
    .groupBy('status')
    .execute()
  const waiting = rows.find(({ status }) => status === 'pending')
  const others = rows.filter(({ status }) => status !== 'pending')
  return {
    cpusInUse: others.reduce((sum, { cpus }) => sum + Number(cpus), 0),
    cpus: place?.backend === 'local' ? availableParallelism() : null,
    ahead: Number(waiting?.sessions ?? 0),
    usualWaitMs: place?.backend === 'slurm' ? await usualWaitAt(db, place.key) : null,
    trouble: place ? await troubleAt(compute, place) : null,
  }
}

async function usualWaitAt(db: Db, resource: string): Promise<number | null> {
  const rows = await db
    .selectFrom('compute_session')
    .select(['created_at', 'started_at'])
    .where('resource_key', '=', resource)
    .where('started_at', 'is not', null)
    .orderBy('id', 'desc')
    .limit(WAITS)
    .execute()
  const waits = rows.map(({ created_at, started_at }) => (started_at ?? created_at) - created_at)
  return waits.sort((one, other) => one - other)[Math.floor(waits.length / 2)] ?? null
}

async function troubleAt({ executions }: Compute, { key }: ResourceRow): Promise<string | null> {
  const health = await executions.backends.get(key)?.health()
  return health === undefined || health.connected ? null : health.message
}

/** With what somebody last started each kind: in this workspace, else anywhere. */
export async function listLastLaunches(db: Db, account: number, workspace: number) {
  const newest = (where: 'here' | 'anywhere') =>
    db
      .selectFrom('compute_session')
      .select((is) => is.fn.max('id').as('id'))
      .where('account_id', '=', account)
      .$if(where === 'here', (query) => query.where('workspace_id', '=', workspace))
      .groupBy('kind_key')
  const rows = await db
    .selectFrom('compute_session')
    .select(['id', 'kind_key', 'workspace_id', 'resource_key', 'options', 'fields', 'created_at'])
    .where((is) => is.or([is('id', 'in', newest('here')), is('id', 'in', newest('anywhere'))]))
    .orderBy('id', 'desc')
    .limit(200)
    .execute()
  const last = new Map<string, (typeof rows)[number]>()
  for (const row of [...rows.filter((each) => each.workspace_id === workspace), ...rows])
    if (!last.has(row.kind_key)) last.set(row.kind_key, row)
  return last
}
