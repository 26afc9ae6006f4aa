import { Type } from 'typebox'
import { Body, Id, OptionalTime, optionalTime, Query, Text } from '../../../kernel/api/shapes.ts'
import type { App, Scope } from '../../../kernel/http/app.ts'
import { Problem } from '../../../kernel/problem.ts'
import { nameOf } from '../notices/notices.ts'
import type { Pipelines } from '../pipelines.ts'
import { problems as common } from '../problems.ts'
import type { Access } from '../results/access.ts'
import { shownTo } from '../results/experiment-api.ts'
import { ExperimentDetail } from '../results/experiment-view.ts'
import { readingRoutes } from '../results/file-api.ts'
import { findBehind, giveCookie, listBehind, openLink, requireLink, triesOfLinks } from './link.ts'
import { makerOf } from './share-view.ts'

/** What these routes declare: accounts and tokens mean nothing there. */
const access = { credential: 'a link that somebody gave' } as const
const config = { access }
const params = Type.Object({ link: Id, id: Id })
interface Named {
  link: number
  id: number
}

const LinkView = Type.Object({
  id: Id,
  kind: Type.Enum(['experiment', 'batch']),
  name: Type.String(),
  from: Type.String({ description: 'Who gives it away' }),
  endsAt: OptionalTime,
  inputs: Type.Boolean({ description: 'It shows the form and its files too' }),
  experiments: Type.Array(
    Type.Object({
      id: Id,
      name: Type.String(),
      app: Type.String(),
      status: Type.Enum(['submitted', 'claimed', 'running', 'completed', 'failed', 'cancelled']),
    }),
  ),
})

/** What whoever has a link sees, without an account. */
export function linkRoutes(scope: Scope, app: App, pipelines: Pipelines): void {
  scope.post(
    '/links/open',
    {
      config: { access: 'public', refusals: [404, 429] },
      schema: {
        summary: 'Open a link that somebody gave: the browser may read what it shows for 12 hours',
        body: Body({ link: Text(100, 20) }),
        response: { 200: Type.Object({ id: Id }) },
      },
    },
    async (request, reply) => {
      const tries = triesOfLinks(pipelines, request)
      tries.check()
      const text = request.body.link
      const { id } = await openLink(pipelines, request.by, text).catch((error) => {
        if (error instanceof Problem && error.status === 404) tries.fail()
        throw error
      })
      giveCookie({ request, reply, access: app.access }, { id, text })
      return { id }
    },
  )

  scope.get(
    '/links/:link',
    {
      config: { ...config, refusals: [404, 429] },
      schema: {
        summary: 'What a link shows: one experiment, or all of a batch',
        params: Type.Object({ link: Id }),
        querystring: Query({}),
        response: { 200: LinkView },
      },
    },
    async (request) => {
      const link = await requireLink(pipelines, request, request.params.link)
      const rows = await listBehind(pipelines.db, link)
      return {
        id: link.id,
        kind: link.experiment_id === null ? ('batch' as const) : ('experiment' as const),
        name: link.name ?? '',
        from: makerOf(link)?.name ?? '',
        endsAt: optionalTime(link.ends_at),
        inputs: link.inputs === 1,
        experiments: rows.map((row) => ({ id: row.id, name: nameOf(row), app: row.app, status: row.status })),
      }
    },
  )

  scope.get(
    '/links/:link/experiments/:id',
    {
      config: { ...config, refusals: [404, 429] },
      schema: {
        summary: 'An experiment that a link shows',
        params,
        response: { 200: ExperimentDetail },
      },
    },
    async (request) => shownTo(pipelines, await accessBy(pipelines, request)),
  )

  readingRoutes(scope, pipelines, {
    at: '/links/:link/experiments/:id',
    params,
    access,
    async require(request, part) {
      const found = await accessBy(pipelines, request)
      if (!found[part]) throw common.notFound()
      return found
    },
  })
}

/** Whoever comes by a link sees what was shared with it, and is nobody. */
async function accessBy(pipelines: Pipelines, request: Parameters<typeof requireLink>[1]): Promise<Access> {
  const { link: number, id } = request.params as Named
  const link = await requireLink(pipelines, request, number)
  const experiment = await findBehind(pipelines.db, link, id)
  const batch = link.experiment_id === null
  return { experiment, standing: 'shared', results: true, inputs: link.inputs === 1, batch }
}
