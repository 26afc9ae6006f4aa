import type { Static } from 'typebox'
import { IdParams, RetryHeaders } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { type Automation, NETADMIN_ROLE } from '../automation.ts'
import type { RunRow, Tx } from '../tables.ts'
import { requireSound } from './check.ts'
import { likeOf, repeatRun } from './repeat.ts'
import { createRun, type NewRun, requireRun } from './run.ts'
import { findRunItem, type RunItem } from './run-list.store.ts'
import { problems } from './run-problems.ts'
import { CopyBody, NewRunBody, RepeatBody, RunDetail, runDetail, type Start } from './run-view.ts'
import { scheduleIn } from './start.ts'

const config = { access: { role: NETADMIN_ROLE }, refusals: [409] } as const

/** What makes a run: from nothing, of a preset, or like another one. */
export function makeRoutes(scope: Scope, automation: Automation): void {
  const { db, kernel } = automation
  const { clock } = kernel

  scope.post(
    '/runs',
    {
      config,
      schema: {
        summary: 'Make a run or a preset, and start it where that is said',
        headers: RetryHeaders,
        body: NewRunBody,
        response: { 201: RunDetail },
      },
    },
    async (request, reply) => {
      const { start, ...body } = request.body
      await requireSound(automation, body)
      await answerOnce({ db, clock, request, reply }, (tx) =>
        made(automation, tx, request.by, { fields: { ...fieldsOf(body), name: body.name }, start }),
      )
      return reply
    },
  )

  scope.post(
    '/runs/:id/copy',
    {
      config,
      schema: {
        summary:
          'Make a run of a preset, or a preset of a run, with what is said otherwise. Secrets go with it.',
        params: IdParams,
        headers: RetryHeaders,
        body: CopyBody,
        response: { 201: RunDetail },
      },
    },
    async (request, reply) => {
      const { start, ...body } = request.body
      const like = await requireRun(db, request.params.id)
      await requireSound(automation, body, like)
      const fields = { ...likeOf(like), ...fieldsOf(body), like }
      await answerOnce({ db, clock, request, reply }, (tx) =>
        made(automation, tx, request.by, { fields, start }),
      )
      return reply
    },
  )

  scope.post(
    '/runs/:id/repeat',
    {
      config,
      schema: {
        summary: 'Run it again on the hosts that are not done, on all, or on some: as a run of its own',
        params: IdParams,
        headers: RetryHeaders,
        body: RepeatBody,
        response: { 201: RunDetail },
      },
    },
    async (request, reply) => {
      await answerOnce({ db, clock, request, reply }, async (tx) => {
        const { id } = request.params
        const run = await repeatRun(automation, tx, request.by, { id, hosts: request.body.hosts })
        return { status: 201, body: await shownIn(tx, run) }
      })
      return reply
    },
  )
}

type Body = Omit<Static<typeof CopyBody>, 'start'>

function fieldsOf({ isDryRun, scheduledAt, ...fields }: Body): Partial<NewRun> {
  return {
    ...fields,
    ...(isDryRun !== undefined && { dryRun: isDryRun }),
    ...(scheduledAt !== undefined && { scheduledAt: scheduledAt === null ? null : Date.parse(scheduledAt) }),
  }
}

async function made(
  automation: Automation,
  tx: Tx,
  by: By,
  { fields, start }: { fields: NewRun; start: Static<typeof Start> | undefined },
) {
  if (start && fields.isPreset) throw problems.isPreset()
  const run = await createRun(automation, tx, by, fields)
  if (!start) return { status: 201, body: await shownIn(tx, run) }
  const at = start.at === undefined || start.at === null ? null : Date.parse(start.at)
  const begun = await scheduleIn(automation, tx, by, { id: run.id, at, cause: 'run' })
  return { status: 201, body: await shownIn(tx, begun) }
}

const shownIn = async (tx: Tx, { id }: RunRow) => runDetail((await findRunItem(tx, id)) as RunItem)
