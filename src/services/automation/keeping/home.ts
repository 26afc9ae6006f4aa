import type { Coming, HomePart, Need, Recent, Running, Step } from '../../../kernel/home/home.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import { type Automation, NETADMIN_ROLE, SERVICE, SUPERUSER_ROLE, SUPPORT_ROLE } from '../automation.ts'
import type { RunStatus } from '../run-tables.ts'
import type { Db } from '../tables.ts'
import {
  countWaiting,
  listComing,
  listFailedOf,
  listOpenRuns,
  listRunsOf,
  listTroubledSchedules,
} from './home.store.ts'
import { runPage, schedulePage } from './notices.ts'

const MOST = 12
const MOST_COMING = 4
/** A failure is told for so long, or until it was tried again. */
const FAILED_MS = 3 * DAY_MS

/** What of automation belongs on a person's home: runs are everybody's who may see them. */
export async function homeOf({ db, kernel }: Automation, actor: Actor): Promise<HomePart> {
  if (!actor.may(SUPPORT_ROLE)) return {}
  const since = kernel.clock.now() - FAILED_MS
  const mayRun = actor.may(NETADMIN_ROLE)
  const [steps, open, mine, coming, needs] = await Promise.all([
    actor.administrator ? stepsOf(db) : [],
    listOpenRuns(db, MOST),
    listRunsOf(db, actor.accountId, MOST),
    listComing(db, MOST_COMING),
    mayRun ? needsOf(db, actor, since) : [],
  ])
  return {
    steps,
    needs,
    running: open.map(runningOf),
    recent: mine.map(recentOf),
    comingUp: coming.flatMap(comingOf),
  }
}

async function stepsOf(db: Db): Promise<Step[]> {
  const any = await db
    .selectFrom('automation_run')
    .select('id')
    .where('started_at', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  return [
    {
      key: 'run',
      title: 'Run a template on hosts',
      text: 'The inventory Example is there to try it on; it reaches nothing outside.',
      href: '/app/automation/runs/new',
      done: any !== undefined,
    },
  ]
}

type Look = Pick<Recent, 'look' | 'state'>

const LOOKS: Record<RunStatus, Look> = {
  created: { look: 'draft', state: 'Not started' },
  scheduled: { look: 'waiting', state: 'Waiting' },
  running: { look: 'running', state: 'Running' },
  finished: { look: 'done', state: 'Finished' },
  failed: { look: 'failed', state: 'Failed' },
  aborted: { look: 'stopped', state: 'Aborted' },
}

function runningOf(run: Awaited<ReturnType<typeof listOpenRuns>>[number]): Running {
  const isRunning = run.status === 'running'
  const done = (run.ok ?? 0) + (run.failed ?? 0) + (run.unreachable ?? 0)
  const hosts = run.hosts ?? 0
  const failed = (run.failed ?? 0) + (run.unreachable ?? 0)
  return {
    key: `run:${run.id}`,
    service: SERVICE,
    title: run.name,
    text: isRunning
      ? `${done} of ${hosts} ${hosts === 1 ? 'host' : 'hosts'} done${failed === 0 ? '' : `, ${failed} failed`}`
      : (run.waits_for ?? 'Waits for its time'),
    ...LOOKS[run.status],
    done: isRunning && hosts > 0 ? done / hosts : null,
    since: (isRunning ? run.started_at : run.due_at) ?? run.created_at,
    href: runPage(run.id),
  }
}

const recentOf = (run: Awaited<ReturnType<typeof listRunsOf>>[number]): Recent => ({
  key: `run:${run.id}`,
  kind: 'run',
  service: SERVICE,
  title: run.name,
  text: run.template ?? 'Its template is gone',
  ...LOOKS[run.status],
  at: run.finished_at ?? run.started_at ?? run.created_at,
  href: runPage(run.id),
})

const comingOf = ({ id, name, next_at }: Awaited<ReturnType<typeof listComing>>[number]): Coming[] =>
  next_at === null
    ? []
    : [{ key: `schedule:${id}`, service: SERVICE, title: name, at: next_at, href: schedulePage(id) }]

async function needsOf(db: Db, actor: Actor, since: number): Promise<Need[]> {
  const [failed, schedules, waiting] = await Promise.all([
    listFailedOf(db, actor.accountId, { since, limit: MOST }),
    listTroubledSchedules(db, { since, limit: MOST }),
    countWaiting(db, actor.accountId),
  ])
  return [
    ...schedules.map(scheduleNeed),
    ...failed.map(
      (run): Need => ({
        key: `failed:${run.id}`,
        ...{ service: SERVICE, look: 'failed', act: 'See why' },
        title: `${run.name} failed`,
        text: countsInWords(run),
        href: runPage(run.id),
      }),
    ),
    ...waitingNeeds(waiting, actor.may(SUPERUSER_ROLE)),
  ]
}

function scheduleNeed(row: Awaited<ReturnType<typeof listTroubledSchedules>>[number]): Need {
  const about = { key: `schedule:${row.id}`, service: SERVICE } as const
  return row.status === 'failed' && row.last_run_id !== null
    ? {
        ...about,
        ...{ look: 'failed', act: 'See why', title: `The last run of ${row.name} failed` },
        text: countsInWords(row),
        href: runPage(row.last_run_id),
      }
    : {
        ...about,
        ...{ look: 'attention', act: 'Look', title: `${row.name} did not run` },
        text: row.message,
        href: schedulePage(row.id),
      }
}

function countsInWords({
  hosts,
  ok,
  exception,
}: {
  hosts: number | null
  ok: number | null
  exception: string | null
}): string {
  if (exception !== null) return exception
  const missing = (hosts ?? 0) - (ok ?? 0)
  return `${missing} of ${hosts ?? 0} hosts ${missing === 1 ? 'is' : 'are'} not done.`
}

function waitingNeeds(
  { approvals, keys, drifted }: Awaited<ReturnType<typeof countWaiting>>,
  isSuperuser: boolean,
): Need[] {
  const need = (count: number, parts: Pick<Need, 'key' | 'title' | 'text' | 'act' | 'href'>): Need[] =>
    count === 0 ? [] : [{ service: SERVICE, look: 'attention', ...parts }]
  return [
    ...need(approvals, {
      key: 'approvals',
      title: approvals === 1 ? 'A run waits for approval' : `${approvals} runs wait for approval`,
      text: 'Look at what would change, and decide.',
      act: 'Decide',
      href: '/app/automation/approvals',
    }),
    ...(isSuperuser
      ? need(keys, {
          key: 'host-keys',
          title: keys === 1 ? 'A host showed a key that is not known' : `${keys} keys of hosts are not known`,
          text: 'Runs do not talk to it until somebody says that the key is right.',
          act: 'Look',
          href: '/app/automation/credentials/host-keys',
        })
      : []),
    ...need(drifted, {
      key: 'drift',
      title:
        drifted === 1
          ? 'A configuration is not as intended'
          : `${drifted} configurations are not as intended`,
      text: 'See what differs, and restore it or take it as intended.',
      act: 'Look',
      href: '/app/automation/backups?state=drift',
    }),
  ]
}
