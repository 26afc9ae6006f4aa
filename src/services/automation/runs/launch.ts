import { hash, randomBytes } from 'node:crypto'
import { relative } from 'node:path'
import { inTransaction } from '../../../kernel/db/db.ts'
import { accountMay } from '../../../kernel/identity/account-may.ts'
import { type Automation, NETADMIN_ROLE } from '../automation.ts'
import { readConfiguration } from '../files/configuration.ts'
import { loadInventory } from '../inventories/inventories.ts'
import { findInventory } from '../inventories/inventory.store.ts'
import type { Inventory } from '../inventories/inventory.ts'
import type { AttemptRow, RunRow, TemplateRow } from '../tables.ts'
import { stageTemplate } from '../templates/stage.ts'
import { findTemplate } from '../templates/template.store.ts'
import { type Begun, beginAttempt, type StagedAs } from './begin.ts'
import { failAtStart } from './fail.ts'
import { conflictOf } from './host-lock.ts'
import { type GivenOrder, makeOrder } from './order.ts'
import { faultMessage, lockKeysOf, prepareRun, variablesOf } from './prepare.ts'
import { findRun, listAtWork, sayWaits } from './run.store.ts'
import { openVariables, secretsOf } from './run-secret.ts'
import { handOver, makeWork, removeWork, type Work, workOf } from './work.ts'

const NONCE_BYTES = 32

/** It has begun, with what its runner is to be told; or it has not. */
export type Launched = { attempt: AttemptRow; given: GivenOrder } | 'gone' | 'full' | 'waits' | 'failed'

/** Begins the attempt of a run that is due. Whatever keeps it from running is the end of that attempt, in words. */
export async function launchRun(automation: Automation, run: RunRow, node: string): Promise<Launched> {
  const number = { run_id: run.id, number: run.number + 1 }
  try {
    const launched = await tryLaunch(automation, run, node)
    if (typeof launched === 'string') await removeWork(automation, number)
    return launched
  } catch (error) {
    await removeWork(automation, number)
    const message = faultMessage(error)
    if (message === undefined)
      automation.kernel.log.error({ err: error, run: run.id }, 'A run could not be begun.')
    await failAtStart(automation, run, { node, exception: message ?? 'The server could not prepare it.' })
    return 'failed'
  }
}

const ASKER_GONE =
  'Whoever asked for this run may not start runs any more, so it did not begin. Somebody else has to start it.'

async function tryLaunch(automation: Automation, run: RunRow, node: string): Promise<Launched> {
  const { db, executions, kernel } = automation
  // It may have waited for days. Without an account it is the server's own.
  if (run.asked_by !== null && !(await accountMay(kernel.identity, run.asked_by, NETADMIN_ROLE))) {
    await failAtStart(automation, run, { node, exception: ASKER_GONE })
    return 'failed'
  }
  if ((await listAtWork(db, run.id)).length > 0)
    return waitWith(automation, run, 'Waits for the end of its attempt before, which is being stopped.')
  const prepared = await prepareRun(automation, run)
  if (prepared.hosts.length === 0) {
    await failAtStart(automation, run, { node, exception: null, prepared })
    return 'failed'
  }
  const conflict = await conflictOf(db, lockKeysOf(prepared))
  if (conflict) return waitWith(automation, run, conflict)
  const work = await makeWork(automation, { run_id: run.id, number: run.number + 1 })
  const staged = await stage(automation, prepared.template, work)
  await handOver(work, await executions.userOf(undefined))
  const given = await makeOrder(automation, {
    ...prepared,
    template: { path: `${work.folder}/${staged.path}`, function: staged.function },
    dryRun: run.dry_run === 1,
  })
  const text = randomBytes(NONCE_BYTES).toString('hex')
  const nonce = { text, hash: hash('sha256', text) }
  const begun = await beginAttempt(automation, { prepared, staged, work, nonce, node, used: given.used })
  return launchedBy(begun, given)
}

const launchedBy = (begun: Begun, given: GivenOrder): Launched => {
  if (typeof begun === 'string') return begun
  return 'attempt' in begun ? { attempt: begun.attempt, given } : 'waits'
}

async function waitWith(automation: Automation, run: RunRow, waits: string): Promise<Launched> {
  if (run.waits_for !== waits) await inTransaction(automation.db, (tx) => sayWaits(tx, run, waits))
  return 'waits'
}

/** Copies the template of a run into its folder: what was looked at is what runs (promises.md, F8). */
async function stage(automation: Automation, template: TemplateRow, work: Work): Promise<StagedAs> {
  const { path, versionId, ...staged } = await stageTemplate(automation, template, work.job)
  const version = await automation.db
    .selectFrom('automation_file_version')
    .select('sha256')
    .where('id', '=', versionId)
    .executeTakeFirstOrThrow()
  return { ...staged, versionId, path: relative(work.folder, path), revision: version.sha256 }
}

const NO_INVENTORY: Inventory = {
  hosts: new Map(),
  groups: new Map(),
  defaults: {},
  warnings: [],
  files: [],
}

async function variablesAgain(automation: Automation, run: RunRow): Promise<Record<string, unknown>> {
  const template = run.template_id === null ? undefined : await findTemplate(automation.db, run.template_id)
  return template ? variablesOf(automation, run, template) : openVariables(automation, run)
}

/**
 * The order of an attempt whose server died before its runner had it, or that is followed again: hosts that its inventory does
 * not have any more are not in it, and end without a result.
 */
export async function remakeOrder(automation: Automation, attempt: AttemptRow): Promise<GivenOrder> {
  const { db, kernel } = automation
  // What its runner has begun is followed all the same.
  const without =
    <T>(nothing: T) =>
    (error: unknown): T => {
      kernel.log.warn(
        { err: error, attempt: attempt.id },
        'What a run at work was begun with cannot be read.',
      )
      return nothing
    }
  const run = await findRun(db, attempt.run_id)
  if (!run) throw new Error('The run of an attempt is gone.')
  const found = attempt.inventory_id === null ? undefined : await findInventory(db, attempt.inventory_id)
  const inventoryRow = found ?? { id: 0, unknown_keys: 'refuse' as const }
  const inventory = found ? await loadInventory(automation, found).catch(without(NO_INVENTORY)) : NO_INVENTORY
  const names = await db
    .selectFrom('automation_attempt_host')
    .select('name')
    .where('attempt_id', '=', attempt.id)
    .orderBy('position')
    .limit(100_000)
    .execute()
  const staged = JSON.parse(attempt.template) as StagedAs
  const secrets = secretsOf(automation, run)
  return makeOrder(automation, {
    template: {
      path: `${workOf(automation, attempt).folder}/${staged.path}`,
      function: staged.function,
    },
    variables: await variablesAgain(automation, { ...run, variables: attempt.variables }),
    ...{ secrets, inventoryRow, inventory },
    hosts: names.flatMap(({ name }) => inventory.hosts.get(name) ?? []),
    limits: { workers: attempt.workers, hostSeconds: attempt.host_seconds },
    dryRun: attempt.dry_run === 1,
    configuration: await readConfiguration(automation).catch(without({})),
  })
}
