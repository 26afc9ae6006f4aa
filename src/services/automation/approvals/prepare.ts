import { Type } from 'typebox'
import { inTransaction } from '../../../kernel/db/db.ts'
import { defineJob, type Job } from '../../../kernel/jobs/jobs.ts'
import type { Automation } from '../automation.ts'
import { likeOf } from '../runs/repeat.ts'
import { findRun } from '../runs/run.store.ts'
import { createRun } from '../runs/run.ts'
import { scheduleIn } from '../runs/start.ts'
import type { ApprovalRow, RunRow, TemplateRow, Tx } from '../tables.ts'
import { findTemplate } from '../templates/template.store.ts'
import * as store from './approval.store.ts'
import { revisionOf } from './revision.ts'

const payload = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) })

/** Notes which revision of template and inventory was asked for, and makes the dry run that shows what would change. */
export const lookAtAsked: Job<typeof payload, Automation> = defineJob({
  name: 'automation.look-at-asked',
  payload,
  async run({ id }, automation) {
    const { db } = automation
    const approval = await store.findApproval(db, id)
    if (!approval || approval.decision !== null || approval.revision !== '') return
    const run = await findRun(db, approval.run_id)
    const template = run?.template_id ? await findTemplate(db, run.template_id) : undefined
    if (!run || !template) return
    const { package_path } = template
    const revision = await revisionOf(automation, { package_path, inventory_id: run.inventory_id })
    await inTransaction(db, (tx) => prepare(automation, tx, { approval, run, template, revision }))
  },
})

interface Asked {
  approval: ApprovalRow
  run: RunRow
  template: TemplateRow
  revision: string
}

async function prepare(automation: Automation, tx: Tx, asked: Asked): Promise<void> {
  const { approval, run, template, revision } = asked
  if (!(await store.setRevision(tx, approval.id, revision)) || template.can_dry_run !== 1) return
  const dry = await createRun(
    automation,
    tx,
    { via: 'system' },
    {
      ...likeOf(run),
      name: `Dry run of ${run.name}`.slice(0, 200),
      dryRun: true,
      like: run,
      createdBy: approval.asked_by,
    },
  )
  await store.setDryRun(tx, approval.id, dry.id)
  await scheduleIn(automation, tx, { via: 'system' }, { id: dry.id, at: null, cause: 'repeat' })
}
