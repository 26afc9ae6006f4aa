import { Type } from 'typebox'
import { inTransaction, lock } from '../../../kernel/db/db.ts'
import { defineJob, type Job } from '../../../kernel/jobs/jobs.ts'
import type { Automation } from '../automation.ts'
import { abortRun } from '../runs/abort.ts'
import type { Tx } from '../tables.ts'
import * as store from './approval.store.ts'
import { APPROVAL_DECIDED, approvalPage, recordApproval } from './approval-record.ts'
import { fingerprintOf } from './fingerprint.ts'
import { revisionOf } from './revision.ts'

const PAGE = 100
const SYSTEM = { via: 'system' } as const
const CHANGED = 'The run, its template or its inventory was changed after this was asked.'

type Asked = store.ListedApproval

/** Whether the run waits still, and is what was asked for. */
export const isAskedStill = (approval: Asked): boolean =>
  isWaiting(approval) && approval.fingerprint === fingerprintOf(approval)

export const isWaiting = ({ run_status, run_number, number }: Asked): boolean =>
  run_status === 'scheduled' && number === run_number + 1

/** The same with the files that lie there now. */
export const isTheSame = (approval: Asked, revision: string): boolean =>
  isAskedStill(approval) && (approval.revision === '' || approval.revision === revision)

export async function revisionNow(
  automation: Automation,
  { package_path, inventory_id }: Pick<Asked, 'package_path' | 'inventory_id'>,
): Promise<string> {
  return package_path === null ? '' : revisionOf(automation, { package_path, inventory_id })
}

/** Nobody can say yes to it any more: the run that waited for that is over, and who asked is told. */
export async function endVoid(automation: Automation, tx: Tx, approval: Asked): Promise<void> {
  const { kernel } = automation
  const run = { id: approval.run_id, name: approval.run }
  await store.voidApproval(tx, approval.id, { now: kernel.clock.now(), comment: CHANGED })
  await recordApproval(automation, tx, SYSTEM, { act: 'void', approval: approval.id, run })
  if (!isWaiting(approval)) return
  await abortRun({ ...automation, db: tx }, SYSTEM, run.id)
  if (approval.asked_by === null) return
  await kernel.notices.send(tx, {
    to: [approval.asked_by],
    kind: APPROVAL_DECIDED,
    title: `“${run.name}” was not approved`,
    text: `${CHANGED} It does not run until it is asked for again.`,
    link: approvalPage(approval.id),
  })
}

const payload = Type.Object({})

/** Looks at all that wait for an answer, and ends those that have changed meanwhile. */
export const endVoids: Job<typeof payload, Automation> = defineJob({
  name: 'automation.end-void-approvals',
  payload,
  async run(_payload, automation, { signal }) {
    const { db } = automation
    // Many that wait may be of one template and one inventory.
    const known = new Map<string, Promise<string>>()
    for (let before: number | undefined; ; ) {
      signal.throwIfAborted()
      const page = await store.listApprovals(db, {
        ...{ open: true, limit: PAGE },
        ...(before !== undefined && { before }),
      })
      for (const asked of page)
        await look(automation, known, asked).catch((error) =>
          // The others are looked at all the same.
          automation.kernel.log.error(
            { err: error, approval: asked.id },
            'What waits for approval cannot be read.',
          ),
        )
      before = page.at(-1)?.id
      if (page.length < PAGE) return
    }
  },
})

async function look(
  automation: Automation,
  known: Map<string, Promise<string>>,
  asked: Asked,
): Promise<void> {
  const key = `${asked.package_path}\n${asked.inventory_id}`
  const revision = known.get(key) ?? revisionNow(automation, asked)
  known.set(key, revision)
  if (!isTheSame(asked, await revision)) await endIfVoid(automation, asked.id, await revision)
}

function endIfVoid(automation: Automation, id: number, revision: string): Promise<void> {
  return inTransaction(automation.db, async (tx) => {
    const found = await store.findListed(tx, id)
    if (!found) return
    await lock(tx, 'automation_run', [found.run_id])
    const approval = await store.findListed(tx, id)
    if (approval?.decision === null && isWaiting(approval) && !isTheSame(approval, revision))
      await endVoid(automation, tx, approval)
  })
}
