import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { inTransaction, lock } from '../../../kernel/db/db.ts'
import { type ExecutionOrder, Refused } from '../../../kernel/execution/execution.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { MINUTE_MS } from '../../../kernel/span.ts'
import { type Compute, SERVICE } from '../compute.ts'
import type { Definition } from '../kinds/definition.ts'
import { type Kind, requireKind } from '../kinds/kind.ts'
import { checkFields, checkOptions, GPU, type Options, type Wanted } from '../kinds/parameters.ts'
import { coreHoursOf } from '../quotas/figures.ts'
import { requireRoom } from '../quotas/quota.ts'
import { grantedBy } from '../resources/granted.ts'
import type { ResourceRow, SessionRow, Tx, WorkspaceRow } from '../tables.ts'
import { folderOf, lookAt } from '../workspaces/folder.ts'
import { FOLDER_GONE } from '../workspaces/place.ts'
import { findFreePort } from './port.ts'
import { scriptOf } from './script.ts'
import { addStep } from './session.store.ts'
import { recordSession, secretPlace } from './session.ts'
import { problems } from './session-problems.ts'

/** Sessions of this machine listen there, and nowhere else. */
export const LOCAL_HOST = '127.0.0.1'
const PROCESSES = 2_048
const OUTPUT_BYTES = 10_000_000

/** What somebody asks for who starts a session. */
export interface StartWanted {
  workspace: WorkspaceRow
  /** Key; the workspace's own by default. */
  kind?: string | null
  /** Key; the first that fits by default. */
  resource?: string
  /** What the client sends along and gets back: `job_details` of the protocol. */
  details?: Readonly<Record<string, unknown>>
  options?: Readonly<Record<string, unknown>>
  fields?: Readonly<Record<string, unknown>>
  /** The session that it is started again like. */
  like?: number
}

/** What a start would be, with everything checked but what only the moment decides. */
export interface Plan {
  account: number
  workspace: WorkspaceRow
  kind: Kind
  resource: ResourceRow
  options: Options
  fields: Options
  wanted: Wanted
  details: Readonly<Record<string, unknown>>
  like: number | null
}

/** Checks what is asked for, in the order of the protocol. Nothing is written. */
async function planSession(compute: Compute, asked: StartWanted): Promise<Plan> {
  const { workspace, details = {}, like = null } = asked
  const account = workspace.account_id
  if (account === null) throw problems.workspaceBusy('error')
  const key = asked.kind || workspace.default_kind
  if (!key) throw problems.kindMissing()
  const kind = await requireKind(compute, account, key)
  const { definition } = kind
  const { accepted: options, faults } = checkOptions(definition.parameters, asked.options ?? {})
  if (faults.length > 0) throw problems.invalidOptions(faults)
  const { accepted: fields, errors } = checkFields(definition.fields, asked.fields ?? {})
  if (errors.length > 0) throw problems.invalidFields(errors)
  const resource = await chooseResource(compute, definition, asked.resource)
  return {
    account,
    workspace,
    kind,
    resource,
    options,
    fields,
    wanted: await grantedBy(definition, options, resource),
    details,
    like,
  }
}

/** Where a kind can run, the first by default. */
export async function listResourcesFor({ db }: Compute, { resources }: Definition): Promise<ResourceRow[]> {
  const rows = await db
    .selectFrom('compute_resource')
    .selectAll()
    .where('enabled', '=', 1)
    .orderBy('position')
    .orderBy('id')
    .limit(100)
    .execute()
  return resources.length === 0 ? rows : rows.filter(({ key }) => resources.includes(key))
}

async function chooseResource(compute: Compute, definition: Definition, key?: string): Promise<ResourceRow> {
  const rows = await listResourcesFor(compute, definition)
  const chosen = key === undefined ? rows[0] : rows.find((row) => row.key === key)
  if (chosen) return chosen
  throw key === undefined ? problems.noResource() : problems.unknownResource(key)
}

/**
 * Starts a session in a workspace: its row, what is to run, and the workspace's new state are there together or not at all.
 * It waits until the resource has taken it.
 */
export async function startSession(compute: Compute, by: By, asked: StartWanted): Promise<SessionRow> {
  const prepared = await prepareStart(compute, asked)
  return inTransaction(compute.db, (tx) => insertStart(compute, tx, by, prepared))
}

/** A start with everything at hand that its transaction needs. */
export interface PreparedStart extends Given {
  plan: Plan
}

export async function prepareStart(compute: Compute, asked: StartWanted): Promise<PreparedStart> {
  const plan = await planSession(compute, asked)
  await requireStorage(compute, plan)
  const isLocal = plan.resource.backend === 'local'
  return {
    plan,
    port: isLocal ? await findFreePort(LOCAL_HOST) : null,
    helper: isLocal ? await findFreePort(LOCAL_HOST) : null,
    secret: randomBytes(32).toString('hex'),
    label: randomBytes(10).toString('hex'),
  }
}

/** The part of a start that is a transaction; for those who have one of their own. */
export async function insertStart(
  compute: Compute,
  tx: Tx,
  by: By,
  { plan, ...given }: PreparedStart,
): Promise<SessionRow> {
  await requireRoom(compute, tx, plan.account, {
    sessions: 1,
    coreHours: coreHoursOf(plan.wanted.cpus, (plan.wanted.minutes ?? 0) * MINUTE_MS),
    diskBytes: 0,
  })
  await enterWorkspace(compute, tx, plan.workspace.id)
  const row = await insertSession(compute, tx, plan, given)
  const { id } = await compute.executions.start(tx, orderOf(compute, plan, { row, secret: given.secret }))
  await tx.updateTable('compute_session').set({ execution_id: id }).where('id', '=', row.id).execute()
  await addStep(tx, row.id, {
    at: row.created_at,
    step: 'asked',
    text: `Asked for: ${plan.resource.name}.`,
  })
  await recordSession(compute, tx, row, {
    by,
    action: 'compute.session.started',
    details: { resource: plan.resource.key, cpus: row.cpus, memoryMb: row.memory_mb, minutes: row.minutes },
  })
  return { ...row, execution_id: id }
}

/** The folder is there, and the person has somebody to be on the machines. */
async function requireStorage(compute: Compute, { account, workspace }: Plan): Promise<void> {
  try {
    await compute.executions.userOf(account)
  } catch (error) {
    if (error instanceof Refused) throw problems.noStorageUser()
    throw error
  }
  if ((await lookAt(compute, workspace.folder)) === 'folder') return
  const faulty = await inTransaction(compute.db, (tx) =>
    tx
      .updateTable('compute_workspace')
      .set({ status: 'error', fault: FOLDER_GONE })
      .where('id', '=', workspace.id)
      .where('status', 'in', ['idle', 'active'])
      .where('trashed_at', 'is', null)
      .returning('id')
      .executeTakeFirst(),
  )
  // One that is being made, or was deleted a moment ago, has no folder there, and that is no fault.
  if (faulty) throw problems.folderFault()
}

/** The workspace takes one more session, unless it is being made, deleted or out of order. */
async function enterWorkspace({ kernel }: Compute, tx: Tx, id: number): Promise<void> {
  await lock(tx, 'compute_workspace', [id])
  const entered = await tx
    .updateTable('compute_workspace')
    .set({ status: 'active', launched_at: kernel.clock.now() })
    .where('id', '=', id)
    .where('status', 'in', ['idle', 'active'])
    .where('trashed_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (entered) return
  const row = await tx
    .selectFrom('compute_workspace')
    .select('status')
    .where('id', '=', id)
    .executeTakeFirst()
  throw problems.workspaceBusy(row?.status ?? 'deleting')
}

interface Given {
  label: string
  secret: string
  port: number | null
  helper: number | null
}

function insertSession(
  { kernel, settings }: Compute,
  tx: Tx,
  { account, workspace, kind, resource, options, fields, wanted, details, like }: Plan,
  { label, secret, port, helper }: Given,
): Promise<SessionRow> {
  const { definition } = kind
  const idle = definition.idleMinutes ?? settings.idleMinutes
  const hasHelper = definition.helper || definition.type === 'terminal'
  return tx
    .insertInto('compute_session')
    .values({
      workspace_id: workspace.id,
      account_id: account,
      kind_id: kind.id,
      kind_version: kind.version,
      kind_key: kind.key,
      resource_key: resource.key,
      resource_job_id: -1,
      status: 'pending',
      message: '',
      created_at: kernel.clock.now(),
      core_hours: 0,
      details: JSON.stringify(details),
      options: JSON.stringify(options),
      fields: JSON.stringify(fields),
      cpus: wanted.cpus,
      memory_mb: wanted.memoryMb,
      minutes: wanted.minutes,
      gpus: wanted.gpus,
      idle_minutes: idle === 0 ? null : idle,
      port,
      helper_port: hasHelper ? helper : null,
      start_page: definition.startPage,
      secret_cipher: kernel.secrets.encrypt(secret, secretPlace(label)),
      label,
      like_id: like,
      version: 1,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** What the kernel is to run for a session. */
function orderOf(
  compute: Compute,
  { account, workspace, kind, resource, options, fields, wanted }: Plan,
  { row, secret }: { row: SessionRow; secret: string },
): ExecutionOrder {
  const directory = folderOf(compute, workspace)
  const folder = join(directory, `.${row.id}`)
  const before = `${compute.settings.mount}/passthrough/`
  const after = `/${row.id}/`
  const isCluster = resource.backend !== 'local'
  const place: Record<string, string> = isCluster
    ? { ATELIER_BASE_BEFORE: before, ATELIER_BASE_AFTER: after }
    : {
        ATELIER_HOST: LOCAL_HOST,
        ATELIER_PORT: String(row.port),
        ATELIER_HELPER_PORT: String(row.helper_port ?? ''),
        ATELIER_BASE_PATH: before + LOCAL_HOST + after,
      }
  return {
    service: SERVICE,
    object: `${SERVICE}.session:${row.id}`,
    backend: resource.key,
    account,
    name: `atelier-${row.id}`,
    script: scriptOf({ definition: kind.definition, isCluster, helper: compute.sessions.helper }),
    directory,
    folder,
    env: {
      ...kind.definition.env,
      ...named('ATELIER_OPTION_', { ...options, ...(GPU in options && { [GPU]: wanted.gpus > 0 }) }),
      ...named('ATELIER_FIELD_', fields),
      ATELIER_JOB_ID: String(row.id),
      ATELIER_WORKSPACE: directory,
      ATELIER_FOLDER: folder,
      ...place,
    },
    secrets: { ATELIER_SESSION_TOKEN: secret },
    // What of it a scheduler is told says the cluster's own settings.
    options: { ...options, ...fields },
    limits: {
      cpus: wanted.cpus,
      memoryMb: wanted.memoryMb,
      ...(wanted.gpus > 0 && { gpus: wanted.gpus }),
      ...(wanted.minutes !== null && { minutes: wanted.minutes }),
      processes: PROCESSES,
      outputBytes: OUTPUT_BYTES,
    },
  }
}

const named = (prefix: string, values: Options): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [prefix + name.toUpperCase(), String(value)]),
  )
