import { Type } from 'typebox'
import { readHome, showChecklist } from '../home/home.ts'
import { searchAll } from '../home/search.ts'
import type { Scope } from '../http/app.ts'
import type { Actor } from '../identity/actor.ts'
import type { Kernel } from '../kernel.ts'
import { Body, Empty, Query, Text, Time, time } from './shapes.ts'

const Name = Type.Union([Type.String(), Type.Null()], {
  description: 'The service; null is the server itself',
})
const Look = Type.Union([
  Type.Literal('running'),
  Type.Literal('waiting'),
  Type.Literal('done'),
  Type.Literal('open'),
  Type.Literal('attention'),
  Type.Literal('failed'),
  Type.Literal('stopped'),
  Type.Literal('draft'),
])
const Count = Type.Number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const thing = { key: Type.String(), service: Name, title: Type.String(), href: Type.String() }

const HomeView = Type.Object({
  running: Type.Array(
    Type.Object({
      ...thing,
      text: Type.String(),
      act: Type.Optional(
        Type.Literal('Open', { description: 'Its own page can be opened at once; else `href` shows it' }),
      ),
      look: Look,
      state: Type.String(),
      done: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()]),
      since: Time,
    }),
  ),
  needs: Type.Array(
    Type.Object({
      ...thing,
      text: Type.String(),
      look: Type.Union([Type.Literal('attention'), Type.Literal('failed')]),
      act: Type.String({ description: 'What the link does, in words' }),
    }),
  ),
  recent: Type.Array(
    Type.Object({
      ...thing,
      kind: Type.String(),
      look: Look,
      state: Type.String(),
      text: Type.String(),
      at: Time,
    }),
  ),
  limits: Type.Array(
    Type.Object({
      key: Type.String(),
      title: Type.String(),
      used: Count,
      most: Count,
      unit: Type.Union([Type.Literal('bytes'), Type.Literal('count')]),
      href: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
  comingUp: Type.Array(Type.Object({ ...thing, at: Time })),
  checklist: Type.Union([
    Type.Array(
      Type.Object({
        key: Type.String(),
        title: Type.String(),
        text: Type.String(),
        href: Type.String(),
        done: Type.Boolean(),
      }),
    ),
    Type.Null(),
  ]),
})

const FoundView = Type.Object({
  kind: Type.String(),
  service: Name,
  title: Type.String(),
  text: Type.String(),
  href: Type.String(),
})

/** What is mine and what runs now, and everything by its name. */
export function homeRoutes(scope: Scope, kernel: Kernel): void {
  const access = 'account' as const

  scope.get(
    '/home',
    {
      config: { access },
      schema: { summary: 'What is mine and what runs now, over all services', response: { 200: HomeView } },
    },
    async (request) => {
      const { running, recent, comingUp, ...rest } = await readHome(kernel, request.actor as Actor)
      return {
        ...rest,
        running: running.map((each) => ({ ...each, since: time(each.since) })),
        recent: recent.map((each) => ({ ...each, at: time(each.at) })),
        comingUp: comingUp.map((each) => ({ ...each, at: time(each.at) })),
      }
    },
  )

  scope.put(
    '/home/checklist',
    {
      config: { access },
      schema: {
        summary: 'Put away the checklist of a new installation, or back',
        body: Body({ shown: Type.Boolean() }),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const { accountId } = request.actor as Actor
      await showChecklist(kernel, request.by, accountId, request.body.shown)
      return reply.code(204).send(null)
    },
  )

  scope.get(
    '/search',
    {
      config: { access },
      schema: {
        summary: 'Things by name, as far as I may see them',
        querystring: Query({
          q: Text(200),
          limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
        }),
        response: { 200: Type.Object({ items: Type.Array(FoundView), more: Type.Boolean() }) },
      },
    },
    (request) => {
      const { q, limit } = request.query
      return searchAll(kernel, request.actor as Actor, { words: q, limit })
    },
  )
}
