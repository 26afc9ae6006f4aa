import type { Notices } from '../../../kernel/notices/notices.ts'
import { spanInWords } from '../../../kernel/span.ts'
import { type Compute, SERVICE } from '../compute.ts'
import type { SessionRow, Tx } from '../tables.ts'
import { tellPerson } from '../webhook.ts'
import { reportIn, reportInWords } from './report.ts'

const READY = 'compute.session-ready'
const ENDING = 'compute.session-ending'
const ENDED = 'compute.session-ended'

/** Lets people choose how they hear of their sessions. */
export function defineSessionNotices(notices: Notices): void {
  const define = (kind: string, title: string, mail: boolean) =>
    notices.define({ kind, service: SERVICE, title, default: { console: true, mail } })
  define(READY, 'A session of yours is ready', false)
  define(ENDING, 'A session of yours ends soon', true)
  define(ENDED, 'A session of yours ended or failed', true)
}

/** Where people find a session. */
export const sessionPage = ({ id, workspace_id }: Pick<SessionRow, 'id' | 'workspace_id'>): string =>
  `/app/compute/workspaces/${workspace_id}/sessions/${id}`

/** What a session is called: its kind, and the workspace that it runs in. */
async function namesOf(tx: Tx, session: SessionRow): Promise<{ kind: string; workspace: string }> {
  const { definition, name } = await tx
    .selectFrom('compute_kind_version as v')
    .innerJoin('compute_workspace as w', (join) => join.on('w.id', '=', session.workspace_id))
    .select(['v.definition', 'w.name'])
    .where('v.kind_id', '=', session.kind_id)
    .where('v.version', '=', session.kind_version)
    .executeTakeFirstOrThrow()
  return { kind: (JSON.parse(definition) as { name: string }).name, workspace: name }
}

/** `JupyterLab in “Kidney CODEX”`. */
async function nameOf(tx: Tx, session: SessionRow): Promise<string> {
  const { kind, workspace } = await namesOf(tx, session)
  return `${kind} in “${workspace}”`
}

const timeOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

/** Tells the person's own webhooks. What a session says of itself may come from its output, so it stays here. */
async function tellHooks(
  compute: Compute,
  tx: Tx,
  session: SessionRow,
  event: 'ready' | 'ending' | 'ended' | 'failed',
  endsAt: number | null = session.ended_at ?? session.deadline_at,
): Promise<void> {
  if (session.account_id === null) return
  const { kind, workspace } = await namesOf(tx, session)
  await tellPerson(compute, tx, session.account_id, {
    event: `compute.session.${event}`,
    page: sessionPage(session),
    data: {
      session: session.id,
      workspace: { id: session.workspace_id, name: workspace },
      kind: { key: session.kind_key, name: kind },
      status: session.status,
      cause: session.cause,
      createdAt: timeOf(session.created_at),
      readyAt: timeOf(session.ready_at),
      endsAt: timeOf(endsAt),
    },
  })
}

async function tell(
  { kernel }: Compute,
  tx: Tx,
  session: SessionRow,
  notice: { kind: string; title: string; text: string },
): Promise<void> {
  if (session.account_id === null) return
  await kernel.notices.send(tx, { to: [session.account_id], link: sessionPage(session), ...notice })
}

export async function tellReady(compute: Compute, tx: Tx, session: SessionRow): Promise<void> {
  await tellHooks(compute, tx, session, 'ready')
  const waitedMs = (session.ready_at ?? session.created_at) - session.created_at
  await tell(compute, tx, session, {
    kind: READY,
    title: `${await nameOf(tx, session)} is ready`,
    text: `It answered ${spanInWords(waitedMs)} after it was asked for.`,
  })
}

/** Before its time is over, or before it is ended because nobody uses it. */
export async function tellEnding(
  compute: Compute,
  tx: Tx,
  session: SessionRow,
  { inMs, why, what }: { inMs: number; why: string; what: string },
): Promise<void> {
  await tellHooks(compute, tx, session, 'ending', compute.kernel.clock.now() + inMs)
  await tell(compute, tx, session, {
    kind: ENDING,
    title: `${await nameOf(tx, session)} ends in ${spanInWords(inMs)}`,
    text: `${why} ${what}`,
  })
}

/** Somebody else than its owner has stopped it. */
export async function tellStopped(
  compute: Compute,
  tx: Tx,
  session: SessionRow,
  reason: string | undefined,
): Promise<void> {
  await tell(compute, tx, session, {
    kind: ENDED,
    title: `${await nameOf(tx, session)} was stopped`,
    text: `An administrator stopped it.${reason === undefined ? '' : ` ${reason}`}`,
  })
}

/** Who stopped it knows, and whose it is was told then; a server of theirs was not. */
export async function tellEnded(compute: Compute, tx: Tx, session: SessionRow): Promise<void> {
  await tellHooks(compute, tx, session, session.status === 'failed' ? 'failed' : 'ended')
  if (session.cause === 'stopped') return
  const name = await nameOf(tx, session)
  const report = reportIn(session)
  const facts = report && report.wallSeconds > 0 ? ` ${reportInWords(report)}` : ''
  await tell(compute, tx, session, {
    kind: ENDED,
    title: session.status === 'failed' ? `${name} failed` : `${name} ended`,
    text: `${session.message}${facts}`,
  })
}
