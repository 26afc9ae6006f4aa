import { Type } from 'typebox'
import { Count, Id, IdParams, Query, Text } from '../../../kernel/api/shapes.ts'
import { attachmentHeaders } from '../../../kernel/files/download.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { sendDownload } from '../../../kernel/http/send-download.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { type Automation, SUPPORT_ROLE } from '../automation.ts'
import { TextDiffView } from '../configs/diff-view.ts'
import { problems as common } from '../problems.ts'
import type { AttemptHostRow, Db } from '../tables.ts'
import {
  type AttemptItem,
  countStates,
  findAttemptItem,
  listAttempts,
  listEarlier,
  listHostItems,
} from './attempt.store.ts'
import { findHost } from './attempt-host.store.ts'
import {
  AttemptDetail,
  AttemptView,
  attemptDetail,
  attemptView,
  HostDetail,
  HostItemView,
  hostDetail,
  hostItemView,
  lineView,
  OutputView,
  State,
} from './attempt-view.ts'
import { compareHosts } from './compare.ts'
import { confidentialOf, type Marked, shownTo } from './confidential.ts'
import { zipOf } from './download.ts'
import { OF_RUN, type OutputPart } from './output.ts'
import { requireRun } from './run.ts'
import { readShown } from './shown-output.ts'
import { maySeeResults, withheld } from './withheld.ts'

const config = { access: { role: SUPPORT_ROLE } } as const
const Place = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const Number_ = Type.Integer({ minimum: 1, maximum: 1_000_000_000 })
const HostName = Text(1_000, 1)
const AttemptParams = Type.Object({ id: Id, number: Number_ })
const HostParams = Type.Object({ id: Id, number: Number_, name: HostName })
const MOST_HOSTS = 1_000

/** Each time that a run was begun: its hosts, what they said, and what it was begun with. */
export function attemptRoutes(scope: Scope, automation: Automation): void {
  attemptRoute(scope, automation)
  hostRoutes(scope, automation)
  outputRoutes(scope, automation)
  compareRoute(scope, automation)
  downloadRoute(scope, automation)
}

async function requireAttempt(
  db: Db,
  { id, number }: { id: number; number: number },
): Promise<AttemptItem & Marked> {
  const row = await findAttemptItem(db, id, number)
  if (!row) throw common.notFound()
  return row
}

async function requireHost(
  db: Db,
  actor: Actor | undefined,
  { name, ...of }: { id: number; number: number; name: string },
): Promise<{ attempt: AttemptItem; host: AttemptHostRow & { isWithheld?: true } }> {
  const attempt = await requireAttempt(db, of)
  const host = await findHost(db, attempt.id, name)
  if (!host) throw common.notFound()
  return { attempt, host: (await maySeeResults(db, actor, attempt)) ? host : withheld(host) }
}

function attemptRoute(scope: Scope, { db }: Automation): void {
  scope.get(
    '/runs/:id/attempts',
    {
      config,
      schema: {
        summary: 'Each time that a run was begun, the newest first; `before` is the number of one',
        params: IdParams,
        querystring: Query({
          before: Type.Optional(Number_),
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
        }),
        response: {
          200: Type.Object({ items: Type.Array(AttemptView), next: Type.Union([Number_, Type.Null()]) }),
        },
      },
    },
    async ({ params: { id }, query: { before, limit } }) => {
      await requireRun(db, id)
      const rows = await listAttempts(db, id, { before, limit: limit + 1 })
      const items = rows.slice(0, limit)
      return {
        items: items.map(attemptView),
        next: rows.length > limit ? (items.at(-1)?.number ?? null) : null,
      }
    },
  )

  scope.get(
    '/runs/:id/attempts/:number',
    {
      config,
      schema: {
        summary: 'What an attempt was begun with, and how its hosts stand',
        params: AttemptParams,
        response: { 200: AttemptDetail },
      },
    },
    async ({ actor, params }) => {
      const attempt = await requireAttempt(db, params)
      const detail = attemptDetail(attempt, await countStates(db, attempt.id))
      return shownTo(actor, detail, confidentialOf(attempt))
    },
  )
}

function hostRoutes(scope: Scope, { db }: Automation): void {
  scope.get(
    '/runs/:id/attempts/:number/hosts',
    {
      config,
      schema: {
        summary: 'Hosts of an attempt in the order of its inventory; `after` is what `next` was',
        params: AttemptParams,
        querystring: Query({
          after: Type.Optional(Place),
          limit: Type.Integer({ minimum: 1, maximum: MOST_HOSTS, default: MOST_HOSTS }),
          state: Type.Optional(State),
          group: Type.Optional(Text(1_000)),
          changed: Type.Optional(Type.Boolean()),
          search: Type.Optional(Text(200)),
        }),
        response: {
          200: Type.Object({
            items: Type.Array(HostItemView),
            next: Type.Union([Place, Type.Null()]),
            seq: Count,
          }),
        },
      },
    },
    async ({ params, query: { limit, state, ...asked } }) => {
      const attempt = await requireAttempt(db, params)
      const states = state && [state]
      const rows = await listHostItems(db, attempt.id, { ...asked, states, limit: limit + 1 })
      const items = rows.slice(0, limit)
      const next = rows.length > limit ? (items.at(-1)?.position ?? null) : null
      return { items: items.map(hostItemView), next, seq: attempt.seq }
    },
  )

  scope.get(
    '/runs/:id/attempts/:number/hosts/:name',
    {
      config,
      schema: {
        summary: 'What one host gave, and how it went for it earlier',
        params: HostParams,
        response: { 200: HostDetail },
      },
    },
    async ({ actor, params }) => {
      const { attempt, host } = await requireHost(db, actor, params)
      return hostDetail(host, await listEarlier(db, attempt, host.name))
    },
  )
}

function outputRoutes(scope: Scope, { db }: Automation): void {
  const querystring = Query({ after: Type.Optional(Place) })

  scope.get(
    '/runs/:id/attempts/:number/hosts/:name/output',
    {
      config,
      schema: {
        summary: 'What one host printed; `after` is what `next` was',
        params: HostParams,
        querystring,
        response: { 200: OutputView },
      },
    },
    async ({ actor, params, query: { after } }) => {
      const { attempt, host } = await requireHost(db, actor, params)
      const { id, isWithheld = false } = host
      const part = await readShown(db, { attempt: attempt.id, host: id, isWithheld }, after)
      return outputView(part, {
        isEnded: attempt.status !== 'running',
        isCut: host.kept_bytes < host.output_bytes,
      })
    },
  )

  scope.get(
    '/runs/:id/attempts/:number/log',
    {
      config,
      schema: {
        summary: 'What a run did as a whole, and what its runner printed; `after` is what `next` was',
        params: AttemptParams,
        querystring,
        response: { 200: OutputView },
      },
    },
    async ({ actor, params, query: { after } }) => {
      const attempt = await requireAttempt(db, params)
      const isWithheld = !(await maySeeResults(db, actor, attempt))
      const part = await readShown(db, { attempt: attempt.id, host: OF_RUN, isWithheld }, after)
      return outputView(part, {
        isEnded: attempt.status !== 'running',
        isCut: attempt.output_removed_at !== null,
      })
    },
  )
}

const outputView = (
  { lines, next, isLast }: OutputPart,
  { isEnded, isCut }: { isEnded: boolean; isCut: boolean },
) => ({ lines: lines.map(lineView), next, isOver: isEnded && isLast, isCut })

function compareRoute(scope: Scope, automation: Automation): void {
  const { db } = automation
  const Side = Type.Object({ runId: Id, attempt: Count, host: Type.String() })

  scope.get(
    '/runs/:id/attempts/:number/hosts/:name/compare',
    {
      config,
      schema: {
        summary: 'What differs between this host and another one, or the same one in another attempt',
        params: HostParams,
        querystring: Query({
          withRun: Type.Optional(Id),
          withAttempt: Type.Optional(Number_),
          withHost: Type.Optional(HostName),
          what: Type.Enum(['result', 'output'], { default: 'result' }),
        }),
        response: {
          200: Type.Object({ older: Side, newer: Side, isSame: Type.Boolean(), diff: TextDiffView }),
        },
      },
    },
    async ({ actor, params, query: { withRun, withAttempt, withHost, what } }) => {
      const newer = await requireHost(db, actor, params)
      const other = withRun === undefined ? newer.attempt.run_id : withRun
      const older = await requireHost(db, actor, {
        id: other,
        number: withAttempt ?? (await requireRun(db, other)).number,
        name: withHost ?? params.name,
      })
      const side = ({ attempt, host }: typeof newer) => ({
        ...{ runId: attempt.run_id, attempt: attempt.number, host: host.name },
      })
      const diff = await compareHosts(db, { older: older.host, newer: newer.host, what })
      const isSame = diff.added === 0 && diff.removed === 0
      return { older: side(older), newer: side(newer), isSame, diff }
    },
  )
}

function downloadRoute(scope: Scope, automation: Automation): void {
  scope.get(
    '/runs/:id/attempts/:number/download',
    {
      config,
      schema: {
        summary: 'An attempt as a zip: what it was begun with, its result, and what each host said',
        params: AttemptParams,
        response: {
          200: { description: 'A zip', content: { 'application/zip': { schema: Type.String() } } },
        },
      },
    },
    async ({ actor, params }, reply) => {
      const attempt = await requireAttempt(automation.db, params)
      const maySee = await maySeeResults(automation.db, actor, attempt)
      const headers = attachmentHeaders(`run-${params.id}-${params.number}.zip`, 'application/zip')
      return sendDownload(reply, {
        status: 200,
        headers,
        stream: await zipOf(automation, attempt, { maySee }),
      })
    },
  )
}
