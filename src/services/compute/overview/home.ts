import type { Coming, HomePart, Limit, Need, Recent, Running } from '../../../kernel/home/home.ts'
import type { ServiceSource } from '../../../kernel/home/services.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { DAY_MS, MINUTE_MS, spanInWords } from '../../../kernel/span.ts'
import { type Compute, SERVICE } from '../compute.ts'
import { readLimits } from '../quotas/quota-api.ts'
import { fillSample, removeSample, WORKSPACE_KIND } from '../sample/sample.ts'
import { listSessionItems, type SessionItem } from '../sessions/session-list.store.ts'
import { sessionPage } from '../sessions/session-notices.ts'
import { countOffers } from '../sharing/share-list.store.ts'
import type { Db } from '../tables.ts'
import { erasesAt } from '../workspaces/erase.ts'
import { listWorkspaceItems, type WorkspaceItem } from '../workspaces/workspace-list.store.ts'

const MOST = 12
/** What goes out of the trash so soon is told. */
const SOON_MS = 3 * DAY_MS

const workspacePage = (id: number): string => `/app/compute/workspaces/${id}`

/** What compute says about itself where all services stand together. */
export function sourceOf(compute: Compute): ServiceSource {
  const { kernel, db } = compute
  return {
    name: SERVICE,
    home: (actor) => homeOf(compute, actor),
    sample: {
      kind: WORKSPACE_KIND,
      fill: (filling) => fillSample(compute, filling),
      remove: (by, ids) => removeSample(compute, by, ids),
    },
    search: (actor, words, limit) => search(db, actor, words, limit),
    async trouble() {
      const { full } = await kernel.space.state()
      return full
        ? 'The disk is full. Nothing can be written into workspaces until there is room.'
        : undefined
    },
  }
}

async function homeOf(compute: Compute, actor: Actor): Promise<HomePart> {
  const { db, kernel } = compute
  const account = actor.accountId
  const now = kernel.clock.now()
  const [steps, open, failed, mine, trashed, offers, limits] = await Promise.all([
    actor.administrator ? stepsOf(db) : [],
    listSessionItems(db, { account, state: 'open', limit: MOST }),
    listSessionItems(db, { account, state: 'failed', limit: MOST }),
    listWorkspaceItems(db, { account, limit: MOST }),
    listWorkspaceItems(db, { account, trashed: true, limit: MOST }),
    countOffers(db, account),
    readLimits(compute, account),
  ])
  return {
    steps,
    running: open.map((each) => runningOf(each, now)),
    needs: [
      ...offered(offers),
      ...open.flatMap((each) => ending(compute, each, now)),
      ...failed.flatMap((each) => failure(each, mine, now)),
      ...mine.flatMap(outOfOrder),
    ],
    recent: mine.map(recentOf),
    limits: limitsIn(limits),
    comingUp: [
      ...open.flatMap((each) => endOf(each, now)),
      ...trashed.flatMap((each) => erasure(compute, each, now)),
    ],
  }
}

async function stepsOf(db: Db) {
  const any = await db.selectFrom('compute_workspace').select('id').limit(1).executeTakeFirst()
  return [
    {
      key: 'workspace',
      title: 'Make the first workspace',
      text: 'A folder with files and data, in which notebooks and terminals run.',
      href: '/app/compute/workspaces/new',
      done: any !== undefined,
    },
  ]
}

/** The looks and words of a session that is not over. */
function stateOf({ status, ready_at }: Pick<SessionItem, 'status' | 'ready_at'>) {
  if (status === 'pending') return { look: 'waiting', state: 'Waiting' } as const
  if (status === 'stopping') return { look: 'stopped', state: 'Stopping' } as const
  return ready_at === null
    ? ({ look: 'waiting', state: 'Starting' } as const)
    : ({ look: 'running', state: 'Running' } as const)
}

const kindNameOf = ({ definition }: Pick<SessionItem, 'definition'>): string =>
  (JSON.parse(definition) as { name: string }).name

function runningOf(session: SessionItem, now: number): Running {
  const { workspace_id, workspace_name, started_at, deadline_at, created_at, status, reason } = session
  const left = deadline_at === null ? '' : `, ${spanInWords(Math.max(0, deadline_at - now))} left`
  const waits = reason ? `, ${reason}` : ''
  return {
    key: `session:${session.id}`,
    service: SERVICE,
    title: workspace_name,
    text: `${kindNameOf(session)}${status === 'pending' ? waits : left}`,
    ...stateOf(session),
    ...(status === 'running' &&
      session.ready_at !== null &&
      session.start_page !== null &&
      ({ act: 'Open' } as const)),
    done:
      status !== 'running' || started_at === null || deadline_at === null || deadline_at <= started_at
        ? null
        : Math.min(1, Math.max(0, (now - started_at) / (deadline_at - started_at))),
    since: started_at ?? created_at,
    href: workspacePage(workspace_id),
  }
}

function offered(count: number): Need[] {
  if (count === 0) return []
  return [
    {
      key: 'shares',
      service: SERVICE,
      title: count === 1 ? 'A workspace was shared with you' : `${count} workspaces were shared with you`,
      text: 'Accept it to get a copy of your own.',
      look: 'attention',
      act: 'Look',
      href: '/app/compute/shared',
    },
  ]
}

function ending({ settings }: Compute, session: SessionItem, now: number): Need[] {
  const { deadline_at, latest_at, status, workspace_id, workspace_name } = session
  if (status !== 'running' || deadline_at === null || deadline_at - now > settings.warnMinutes * MINUTE_MS)
    return []
  const canExtend = latest_at !== null && latest_at > deadline_at
  return [
    {
      key: `ending:${session.id}`,
      service: SERVICE,
      title: `${kindNameOf(session)} ends in ${spanInWords(Math.max(0, deadline_at - now))}`,
      text: `${workspace_name}: ${canExtend ? 'extend it, or save what you work on.' : 'save what you work on.'}`,
      look: 'attention',
      act: canExtend ? 'Extend' : 'Open',
      href: workspacePage(workspace_id),
    },
  ]
}

/** The last session of a workspace failed, and nothing was started there since. */
function failure(session: SessionItem, mine: readonly WorkspaceItem[], now: number): Need[] {
  const { id, workspace_id, workspace_name, ended_at, message } = session
  const workspace = mine.find((each) => each.id === workspace_id)
  if (ended_at === null || now - ended_at > DAY_MS || workspace?.session?.id !== id) return []
  return [
    {
      key: `failed:${id}`,
      service: SERVICE,
      title: `${kindNameOf(session)} failed in ${workspace_name}`,
      text: message,
      look: 'failed',
      act: 'See why',
      href: sessionPage(session),
    },
  ]
}

function outOfOrder({ id, name, status, fault }: WorkspaceItem): Need[] {
  if (status !== 'error') return []
  return [
    {
      key: `fault:${id}`,
      service: SERVICE,
      title: `${name} is out of order`,
      text: fault ?? 'Its folder is not as it should be.',
      look: 'failed',
      act: 'Look',
      href: workspacePage(id),
    },
  ]
}

function recentOf({ id, name, session, launched_at, modified_at, created_at }: WorkspaceItem): Recent {
  const isOver = session === null || session.ended_at !== null
  const last = session?.status === 'failed' ? ({ look: 'failed', state: 'Failed' } as const) : undefined
  return {
    key: `workspace:${id}`,
    kind: 'workspace',
    service: SERVICE,
    title: name,
    ...(isOver ? (last ?? ({ look: 'stopped', state: 'No session' } as const)) : stateOf(session)),
    text: session === null ? 'Nothing was started in it yet' : kindNameOf(session),
    at: Math.max(created_at, modified_at ?? 0, launched_at ?? 0),
    href: workspacePage(id),
  }
}

function limitsIn({ sessions, coreHours, disk }: Awaited<ReturnType<typeof readLimits>>): Limit[] {
  const href = '/app/compute/usage'
  const about = (
    key: string,
    title: string,
    unit: Limit['unit'],
    used: number,
    most: number | null,
  ): Limit[] => (most === null ? [] : [{ key, title, unit, used, most, href }])
  return [
    ...about('sessions', 'Running sessions', 'count', sessions.used, sessions.limit),
    ...about('core-hours', 'Core hours this month', 'count', Math.ceil(coreHours.used), coreHours.limit),
    ...about('disk', 'Files in workspaces', 'bytes', disk.used, disk.limit),
  ]
}

function endOf(session: SessionItem, now: number): Coming[] {
  const { deadline_at, status, workspace_id, workspace_name } = session
  if (status !== 'running' || deadline_at === null || deadline_at <= now) return []
  return [
    {
      key: `ends:${session.id}`,
      service: SERVICE,
      title: `${kindNameOf(session)} ends: ${workspace_name}`,
      at: deadline_at,
      href: workspacePage(workspace_id),
    },
  ]
}

function erasure(compute: Compute, workspace: WorkspaceItem, now: number): Coming[] {
  const at = erasesAt(compute, workspace)
  if (at === null || at - now > SOON_MS) return []
  return [
    {
      key: `erases:${workspace.id}`,
      service: SERVICE,
      title: `${workspace.name} leaves the trash for good`,
      at,
      href: '/app/compute/workspaces/trash',
    },
  ]
}

/** Workspaces by name: each finds their own. */
async function search(db: Db, actor: Actor, words: string, limit: number) {
  const rows = await listWorkspaceItems(db, { account: actor.accountId, search: words, limit })
  return rows.map(({ id, name, session }) => ({
    kind: 'workspace',
    service: SERVICE,
    title: name,
    text: session === null ? 'Workspace' : `Workspace, ${kindNameOf(session)}`,
    href: workspacePage(id),
  }))
}
