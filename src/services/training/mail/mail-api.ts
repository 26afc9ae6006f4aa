import { Type } from 'typebox'
import { Body, Count, Id, IdParams, Lines, Query, RetryHeaders, Text } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import { requireEvent } from '../events/member.ts'
import type { Training } from '../training.ts'
import { audience, audienceQuery, checkedAudience, queriedAudience } from './addressed.ts'
import { changeMails, mailsOf } from './mail-settings.ts'
import { countMessages, LONGEST_SUBJECT, LONGEST_TEXT, sendMessage } from './message.ts'
import { countReminders, remind } from './reminder.ts'

const Reminded = Type.Object({ mailed: Count, withoutAddress: Count, today: Count, done: Count })
const Written = Type.Object({ mailed: Count, withoutAddress: Count })
const Mails = { confirmations: Type.Boolean(), lastDay: Type.Boolean() }

/** Mails to participants: reminders, messages, and which go by themselves. */
export function mailRoutes(scope: Scope, training: Training): void {
  reminderRoutes(scope, training)
  messageRoutes(scope, training)
  settingRoutes(scope, training)
}

function reminderRoutes(scope: Scope, training: Training): void {
  const config = { access: 'account' } as const

  scope.get(
    '/events/:id/reminders',
    {
      config,
      schema: {
        summary: 'Whom a reminder would reach now',
        params: IdParams,
        querystring: Query(audienceQuery),
        response: { 200: Reminded },
      },
    },
    async (request) => {
      const event = await requireEvent(training, request.actor, request.params.id, 'manager')
      return countReminders(training, event, queriedAudience(request.query))
    },
  )

  scope.post(
    '/events/:id/reminders',
    {
      config,
      schema: {
        summary: 'Remind those chosen who have no registration; nobody twice within a day',
        params: IdParams,
        body: Body(audience),
        response: { 200: Reminded },
      },
    },
    async (request) => {
      const event = await requireEvent(training, request.actor, request.params.id, 'manager')
      const chosen = checkedAudience(request.body)
      return remind(training, request.by, { event, chosen, kind: 'reminder' })
    },
  )
}

function messageRoutes(scope: Scope, training: Training): void {
  const { db, kernel } = training
  const config = { access: 'account' } as const

  scope.get(
    '/events/:id/messages',
    {
      config,
      schema: {
        summary: 'Whom a message would reach now',
        params: IdParams,
        querystring: Query({ ...audienceQuery, workshop: Type.Optional(Id) }),
        response: { 200: Written },
      },
    },
    async (request) => {
      const event = await requireEvent(training, request.actor, request.params.id, 'manager')
      const { workshop: workshopId, ...query } = request.query
      return countMessages(db, event, { ...queriedAudience(query), workshopId })
    },
  )

  scope.post(
    '/events/:id/messages',
    {
      config,
      schema: {
        summary: 'Write to those chosen who have an address, to each in a mail of their own',
        params: IdParams,
        headers: RetryHeaders,
        body: Body({ ...audience, subject: Text(LONGEST_SUBJECT, 1), text: Lines(LONGEST_TEXT, 1) }),
        response: { 202: Written },
      },
    },
    async (request, reply) => {
      const event = await requireEvent(training, request.actor, request.params.id, 'manager')
      const { subject, text, ...rest } = request.body
      const chosen = checkedAudience(rest)
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => {
        const body = await sendMessage(training, tx, request.by, {
          event,
          chosen,
          message: { subject, text },
        })
        return { status: 202, body }
      })
      return reply
    },
  )
}

function settingRoutes(scope: Scope, training: Training): void {
  const config = { access: 'account' } as const

  scope.get(
    '/events/:id/mails',
    {
      config,
      schema: {
        summary: 'Which mails of an event go by themselves',
        params: IdParams,
        response: { 200: Type.Object({ ...Mails, server: Type.Boolean() }) },
      },
    },
    async (request) => {
      const event = await requireEvent(training, request.actor, request.params.id, 'manager')
      return { ...mailsOf(event), server: training.kernel.mail.hasServer }
    },
  )

  scope.put(
    '/events/:id/mails',
    {
      config,
      schema: {
        summary: 'Say which mails of an event go by themselves',
        params: IdParams,
        body: Body(Mails),
        response: { 200: Type.Object({ ...Mails, server: Type.Boolean() }) },
      },
    },
    async (request) => {
      const { id } = await requireEvent(training, request.actor, request.params.id, 'manager')
      const event = await changeMails(training, request.by, { id, mails: request.body })
      return { ...mailsOf(event), server: training.kernel.mail.hasServer }
    },
  )
}
