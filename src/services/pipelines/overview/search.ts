import { contains, fold } from '../../../kernel/db/db.ts'
import type { Found } from '../../../kernel/home/home.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { listSeenBy } from '../apps/seen.ts'
import { batchPage, experimentPage, nameOf } from '../notices/notices.ts'
import { type Pipelines, SERVICE, USER_ROLE } from '../pipelines.ts'
import { type ExperimentItem, listExperimentItems } from '../results/experiment-list.store.ts'
import type { Titles } from '../results/titles.ts'

/** Apps, batches and experiments by their words: one's own, and what others share. */
export async function searchPipelines(
  pipelines: Pipelines,
  titles: Titles,
  actor: Actor,
  { words, limit }: { words: string; limit: number },
): Promise<Found[]> {
  if (!actor.may(USER_ROLE)) return []
  const { db, kernel } = pipelines
  const account = actor.accountId
  const [apps, own, shared, batches] = await Promise.all([
    listSeenBy(pipelines, actor),
    listExperimentItems(db, { account, search: words, limit }),
    listExperimentItems(db, {
      sharedWith: { account, now: kernel.clock.now() },
      search: words,
      limit,
    }),
    listBatchesOf(pipelines, account, { words, limit }),
  ])
  const called = await titles([...own, ...shared].map(({ app_version_id }) => app_version_id))
  const appOf = (item: ExperimentItem) => called.get(item.app_version_id) ?? item.app
  const asked = fold(words).split(/\s+/).filter(Boolean)
  return [
    ...apps
      .filter(({ version }) => asked.every((word) => version.words_folded.includes(word)))
      .slice(0, limit)
      .map(({ row, definition }) => ({
        kind: 'app',
        service: SERVICE,
        title: definition.label,
        text: 'App of pipelines',
        href: `/app/pipelines/apps/${row.key}`,
      })),
    ...batches.map(({ id, name, app }) => ({
      kind: 'batch',
      service: SERVICE,
      title: name || `Batch ${id}`,
      text: `Batch of ${app}`,
      href: batchPage(id),
    })),
    ...[...own, ...shared].map((item) => ({
      kind: 'experiment',
      service: SERVICE,
      title: nameOf(item),
      text: item.account_id === account ? appOf(item) : `${appOf(item)}, shared with you`,
      href: experimentPage(item.id),
    })),
  ]
}

const listBatchesOf = (
  { db }: Pipelines,
  account: number,
  { words, limit }: { words: string; limit: number },
) =>
  db
    .selectFrom('pipelines_batch')
    .select(['id', 'name', 'app'])
    .where('account_id', '=', account)
    .where((is) => contains(db, is.ref('words_folded'), fold(words)))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
