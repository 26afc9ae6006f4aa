import { Type } from 'typebox'
import { BackPageQuery, Id, IdParams, Page, pageOf, Query, Time, time } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { type Automation, SUPPORT_ROLE } from '../automation.ts'
import { TextDiffView } from '../configs/diff-view.ts'
import { diffTexts } from '../configs/text-diff.ts'
import { readBelow } from '../files/root.ts'
import { listVersions, requireVersion } from '../files/version.ts'
import { VersionView, versionView } from '../files/version-view.ts'
import { readinessOf } from './readiness.ts'
import { requireTemplate } from './template.ts'
import { pathOf } from './template-place.ts'
import { ReadinessView } from './template-view.ts'

const config = { access: { role: SUPPORT_ROLE }, refusals: [409] }
const VersionParams = Type.Object({ id: Id, n: Id })

/** What a template's file says, what it said when it ran, and whether it could run now. */
export function sourceRoutes(scope: Scope, automation: Automation): void {
  const { db } = automation

  scope.get(
    '/templates/:id/source',
    {
      config,
      schema: {
        summary: "What a template's file says now",
        params: IdParams,
        response: {
          200: Type.Object({
            path: Type.String(),
            isThere: Type.Boolean(),
            content: Type.String(),
            sha256: Type.String({ description: 'Its revision; empty without a file' }),
          }),
        },
      },
    },
    async ({ params }) => {
      const path = pathOf(await requireTemplate(db, params.id))
      const file = await readBelow(automation, path)
      const { content = '', sha256 = '' } = file ?? {}
      return { path, isThere: file !== undefined, content, sha256 }
    },
  )

  scope.get(
    '/templates/:id/readiness',
    {
      config,
      schema: {
        summary: 'Whether a template could run here now, and what its file says of itself',
        params: IdParams,
        response: { 200: ReadinessView },
      },
    },
    async ({ params }) => {
      const { proposal = null, ...readiness } = await readinessOf(
        automation,
        await requireTemplate(db, params.id),
      )
      const about = await automation.python.about()
      const engine =
        about && (about.nornir === null ? 'without nornir' : `with nornir ${about.nornir}`.trim())
      return { ...readiness, proposal, python: about ? `Python ${about.python} ${engine}` : null }
    },
  )

  versionRoutes(scope, automation)
}

function versionRoutes(scope: Scope, automation: Automation): void {
  const { db } = automation

  scope.get(
    '/templates/:id/source/versions',
    {
      config,
      schema: {
        summary: "What a template's file said each time it ran with something new, the newest first",
        params: IdParams,
        querystring: BackPageQuery,
        response: { 200: Page(VersionView) },
      },
    },
    async ({ params, query }) => {
      const path = pathOf(await requireTemplate(db, params.id))
      const rows = await listVersions(db, path, { ...query, limit: query.limit + 1 })
      return pageOf(rows, query.limit, versionView)
    },
  )

  scope.get(
    '/templates/:id/source/versions/:n',
    {
      config,
      schema: {
        summary: 'A version of a template, and how it differs from what is there now',
        params: VersionParams,
        querystring: Query({}),
        response: {
          200: Type.Object({
            id: Id,
            at: Time,
            content: Type.String(),
            sha256: Type.String(),
            diff: Type.Union([TextDiffView, Type.Null()]),
          }),
        },
      },
    },
    async ({ params: { id, n } }) => {
      const path = pathOf(await requireTemplate(db, id))
      const { content, at, sha256 } = await requireVersion(automation, path, n)
      const now = await readBelow(automation, path)
      return { id: n, at: time(at), content, sha256, diff: now ? diffTexts(content, now.content) : null }
    },
  )
}
