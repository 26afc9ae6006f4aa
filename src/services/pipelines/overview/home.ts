import type { Coming, HomePart, Limit, Need, Recent, Running, Step } from '../../../kernel/home/home.ts'
import type { ServiceSource } from '../../../kernel/home/services.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import { batchPage, experimentPage } from '../notices/notices.ts'
import { countWaiting } from '../people/person.store.ts'
import { ADMIN_ROLE, type Pipelines, SERVICE, USER_ROLE } from '../pipelines.ts'
import { type ExperimentItem, listExperimentItems } from '../results/experiment-list.store.ts'
import { createTitles, type Titles } from '../results/titles.ts'
import { sampleSource } from '../sample/sample.ts'
import type { Db } from '../tables.ts'
import { readUse } from '../usage/usage.ts'
import { countLeaving, findOldestOutside, listFailedOf, listOpenBatches } from './home.store.ts'
import { batchAtWork, batchState, countsOfBatches } from './home-batches.ts'
import { searchPipelines } from './search.ts'

const MOST = 12
/** A failure is told for so long, or until it was tried again. */
const FAILED_MS = 3 * DAY_MS
/** What waits for a program outside so long may wait for one that does not run. */
const STUCK_MS = 3_600_000

/** What pipelines say about themselves where all services stand together. */
export function sourceOf(pipelines: Pipelines): ServiceSource {
  const { kernel, db } = pipelines
  const titles = createTitles(db)
  return {
    name: SERVICE,
    home: (actor) => homeOf(pipelines, titles, actor),
    sample: sampleSource(pipelines),
    search: (actor, words, limit) => searchPipelines(pipelines, titles, actor, { words, limit }),
    async trouble() {
      const { full } = await kernel.space.state()
      return full ? 'The disk is full. No files can be handed in until there is room.' : undefined
    },
  }
}

async function homeOf(pipelines: Pipelines, titles: Titles, actor: Actor): Promise<HomePart> {
  const operates = actor.may(ADMIN_ROLE)
  const [steps, operator, own] = await Promise.all([
    actor.administrator ? stepsOf(pipelines.db) : [],
    operates ? needsOfOperators(pipelines) : [],
    actor.may(USER_ROLE) ? ownPart(pipelines, titles, actor.accountId) : undefined,
  ])
  return { ...own, steps, needs: [...operator, ...(own?.needs ?? [])] }
}

async function ownPart(pipelines: Pipelines, titles: Titles, account: number): Promise<HomePart> {
  const { db, kernel, settings } = pipelines
  const now = kernel.clock.now()
  const single = { account, single: true, limit: MOST } as const
  const [running, waiting, batches, failed, recent, leaving, use] = await Promise.all([
    listExperimentItems(db, { ...single, state: 'running' }),
    listExperimentItems(db, { ...single, state: 'waiting' }),
    listOpenBatches(db, account, MOST),
    listFailedOf(db, account, { since: now - FAILED_MS, limit: MOST }),
    listExperimentItems(db, { account, grouped: true, limit: MOST }),
    countLeaving(db, account, now + settings.warnDays * DAY_MS),
    readUse(pipelines, account),
  ])
  // What runs is shown before what waits, where not all is.
  const open = [...running, ...waiting]
  const called = await titles([...open, ...batches, ...recent].map(({ app_version_id }) => app_version_id))
  const titleOf = (item: Pick<ExperimentItem, 'app_version_id' | 'app'>) =>
    called.get(item.app_version_id) ?? item.app
  const counts = await countsOfBatches(
    db,
    batches.map(({ id }) => id),
  )
  return {
    running: [
      ...batches.map((each) => batchAtWork(each, titleOf(each), counts(each.id))),
      ...open.map((each) => runningOf(each, titleOf(each))),
    ],
    needs: [...failures(failed), ...goingSoon(leaving)],
    recent: await recentOf(db, recent, titleOf),
    limits: limitsIn(use),
    comingUp: comingIn(leaving),
  }
}

async function stepsOf(db: Db): Promise<Step[]> {
  const any = await db.selectFrom('pipelines_experiment').select('id').limit(1).executeTakeFirst()
  return [
    {
      key: 'experiment',
      title: 'Hand in the first experiment',
      text: 'An app, a form and some files; its results come back here.',
      href: '/app/pipelines/apps',
      done: any !== undefined,
    },
  ]
}

/** The looks and words of an experiment. */
function stateOf({ status }: Pick<ExperimentItem, 'status'>) {
  switch (status) {
    case 'submitted':
      return { look: 'waiting', state: 'Waiting' } as const
    case 'claimed':
    case 'running':
      return { look: 'running', state: 'Running' } as const
    case 'completed':
      return { look: 'done', state: 'Finished' } as const
    case 'failed':
      return { look: 'failed', state: 'Failed' } as const
    case 'cancelled':
      return { look: 'stopped', state: 'Cancelled' } as const
  }
}

const titleFor = ({ id, name }: { id: number; name: string }, app: string): string =>
  name || app || `Experiment ${id}`

function runningOf(item: ExperimentItem, app: string): Running {
  const { id, message, status, started_at, claimed_at, created_at } = item
  const why = status === 'submitted' && message !== '' ? `. ${message}` : ''
  return {
    key: `experiment:${id}`,
    service: SERVICE,
    title: titleFor(item, app),
    text: `${app}${why}`,
    ...stateOf(item),
    done: null,
    since: started_at ?? claimed_at ?? created_at,
    href: experimentPage(id),
  }
}

/** Those of one batch are one line. */
function failures(failed: Awaited<ReturnType<typeof listFailedOf>>): Need[] {
  return failed.map(({ id, name, app, message, batch_id, batch_name, count }) => {
    const about = { service: SERVICE, look: 'failed', act: 'See why' } as const
    if (batch_id !== null)
      return {
        ...about,
        key: `failed-batch:${batch_id}`,
        title: `${count} failed of ${batch_name || `batch ${batch_id}`}`,
        text: 'Look at why, and run those again.',
        href: batchPage(batch_id),
      }
    return {
      ...about,
      key: `failed:${id}`,
      title: `${titleFor({ id, name }, app)} failed`,
      text: message,
      href: experimentPage(id),
    }
  })
}

function goingSoon({ count }: Leaving): Need[] {
  if (count === 0) return []
  return [
    {
      key: 'leaving',
      service: SERVICE,
      title: `Results of ${count === 1 ? 'an experiment are' : `${count} experiments are`} removed soon`,
      text: 'Download what you need, or mark it to be kept.',
      look: 'attention',
      act: 'Look',
      href: '/app/pipelines/usage',
    },
  ]
}

type Leaving = Awaited<ReturnType<typeof countLeaving>>

const comingIn = ({ count, first }: Leaving): Coming[] =>
  first === null
    ? []
    : [
        {
          key: 'leaving',
          service: SERVICE,
          title: count === 1 ? 'Results of an experiment go' : `Results of ${count} experiments begin to go`,
          at: first,
          href: '/app/pipelines/usage',
        },
      ]

/** A batch stands for its experiments. */
async function recentOf(
  db: Db,
  items: readonly ExperimentItem[],
  titleOf: (item: ExperimentItem) => string,
): Promise<Recent[]> {
  const counts = await countsOfBatches(
    db,
    items.flatMap(({ batch_id }) => batch_id ?? []),
  )
  return items.map((item) => {
    const { id, batch_id, batch_name, ended_at, started_at, created_at } = item
    const app = titleOf(item)
    const at = ended_at ?? started_at ?? created_at
    const about = { service: SERVICE, at, text: app }
    if (batch_id === null)
      return {
        ...about,
        key: `experiment:${id}`,
        kind: 'experiment',
        title: titleFor(item, app),
        ...stateOf(item),
        href: experimentPage(id),
      }
    return {
      ...about,
      key: `batch:${batch_id}`,
      kind: 'batch',
      title: batch_name || `Batch ${batch_id}`,
      ...batchState(counts(batch_id)),
      href: batchPage(batch_id),
    }
  })
}

function limitsIn({ files, bytes, running }: Awaited<ReturnType<typeof readUse>>): Limit[] {
  const href = '/app/pipelines/usage'
  return [
    { key: 'files', title: 'Input files', unit: 'count', used: files.used, most: files.limit, href },
    {
      key: 'experiments',
      title: 'Experiments at work',
      unit: 'count',
      used: running.used,
      most: running.limit,
      href,
    },
    ...(bytes.limit === null
      ? []
      : [
          {
            key: 'stored',
            title: 'Stored files',
            unit: 'bytes',
            used: bytes.used,
            most: bytes.limit,
            href,
          } as const,
        ]),
  ]
}

async function needsOfOperators({ db, kernel }: Pipelines): Promise<Need[]> {
  const [people, outside] = await Promise.all([countWaiting(db), findOldestOutside(db)])
  const isStuck = outside.since !== null && kernel.clock.now() - outside.since > STUCK_MS
  return [
    ...(people === 0
      ? []
      : [
          {
            key: 'people',
            service: SERVICE,
            title:
              people === 1 ? 'Somebody waits to use pipelines' : `${people} people wait to use pipelines`,
            text: 'They have signed up, and say why.',
            look: 'attention' as const,
            act: 'Decide',
            href: '/app/pipelines/people',
          },
        ]),
    ...(isStuck
      ? [
          {
            key: 'outside',
            service: SERVICE,
            title: `${outside.count} ${outside.count === 1 ? 'experiment waits' : 'experiments wait'} for a program outside`,
            text: 'None has asked for them for an hour. Look whether it runs.',
            look: 'attention' as const,
            act: 'Look',
            href: '/app/pipelines/queue',
          },
        ]
      : []),
  ]
}
