import { inTransaction } from '../../../kernel/db/db.ts'
import { enqueue } from '../../../kernel/jobs/jobs.ts'
import type { Compute } from '../compute.ts'
import { copyJob, defineShareNotices } from '../sharing/copy-job.ts'
import { addBuiltIn } from '../templates/template.ts'
import { emptyTrash, eraseJob } from './erase.ts'
import { makeRoots } from './folder.ts'
import { workspaceHolding, workspaceMerging } from './holding.ts'
import { moveJob } from './remove.ts'
import { sweepWorkspaces } from './sweep.ts'
import { TREE, workspaceTree } from './tree.ts'

/** Makes known what workspaces do by themselves, and takes up what an earlier start has left. */
export async function openWorkspaces(compute: Compute): Promise<void> {
  const { kernel } = compute
  for (const job of [moveJob, eraseJob]) kernel.jobs.register(job, compute)
  kernel.jobs.register(copyJob, compute)
  kernel.jobs.register(emptyTrash, compute)
  kernel.jobs.register(sweepWorkspaces, compute)
  kernel.jobs.schedule({ name: 'compute.empty-trash', cron: '23 * * * *', job: emptyTrash, payload: {} })
  kernel.jobs.schedule({
    name: 'compute.sweep-workspaces',
    cron: '41 * * * *',
    job: sweepWorkspaces,
    payload: {},
  })
  kernel.identity.holdings.push(workspaceHolding(compute))
  kernel.identity.merging.push(workspaceMerging)
  defineShareNotices(kernel.notices)
  kernel.trees.set(TREE, workspaceTree(compute))
  await makeRoots(compute)
  await addBuiltIn(compute)
  // Once at a start, whatever the time of the schedule: a kill may have left something in the making.
  await inTransaction(compute.db, (tx) => enqueue(tx, sweepWorkspaces, {}, { key: 'compute.sweep' }))
}
