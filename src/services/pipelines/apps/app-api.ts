import { type Static, Type } from 'typebox'
import { versionOf } from '../../../kernel/api/account-view.ts'
import { BackPageQuery, Body, Count, MatchHeaders, Page, Query, Text } from '../../../kernel/api/shapes.ts'
import { fold } from '../../../kernel/db/db.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { ADMIN_ROLE, type Pipelines, USER_ROLE } from '../pipelines.ts'
import { problems as common } from '../problems.ts'
import { listVersions } from './app.store.ts'
import { AppDetail, AppView, appDetail, appView, PolicyBody, VersionView, versionView } from './app-view.ts'
import { findApp, type InstalledApp, missingAt } from './apps.ts'
import { AppKey } from './definition.ts'
import { createFigures } from './figures.ts'
import { setPolicy } from './policy.ts'
import { listSeenBy } from './seen.ts'

const config = { access: { role: USER_ROLE } } as const
const KeyParams = Type.Object({ key: AppKey })
type Seeing = (actor: Actor, key?: string) => Promise<InstalledApp[]>

/** The catalogue: what experiments can be made of, for whom each app is. */
export function appRoutes(scope: Scope, pipelines: Pipelines): void {
  const { db } = pipelines
  const seenBy: Seeing = async (actor, key) =>
    Promise.all((await listSeenBy(pipelines, actor, key)).map((app) => asItRuns(pipelines, app)))
  const seeing = { seenBy, figuresOf: createFigures({ db, clock: pipelines.kernel.clock }) }
  catalogueRoutes(scope, seeing)
  oneAppRoutes(scope, pipelines, seeing)
}

/** What this machine lacks is no concern of an app that runs elsewhere. */
async function asItRuns(pipelines: Pipelines, app: InstalledApp): Promise<InstalledApp> {
  const isReady = app.readiness.ready || (await missingAt(pipelines, app)) === ''
  return isReady ? { ...app, readiness: { ready: true, missing: [], message: '' } } : app
}

interface Catalogue {
  seenBy: Seeing
  figuresOf: ReturnType<typeof createFigures>
}

function catalogueRoutes(scope: Scope, { seenBy, figuresOf }: Catalogue): void {
  scope.get(
    '/apps',
    {
      config,
      schema: {
        summary: 'Apps that can be used, in order of their labels',
        querystring: Query({
          search: Type.Optional(Text(200)),
          category: Type.Optional(Text(100, 1)),
        }),
        response: { 200: Type.Object({ items: Type.Array(AppView) }) },
      },
    },
    async ({ query: { search = '', category }, actor }) => {
      const words = fold(search).split(/\s+/).filter(Boolean)
      const apps = (await seenBy(actor as Actor)).filter(
        ({ version, definition }) =>
          words.every((word) => version.words_folded.includes(word)) &&
          (category === undefined || definition.categories.some(({ key }) => key === category)),
      )
      const figures = await figuresOf(apps.map(({ row }) => row.key))
      return { items: apps.toSorted(byLabel).map((app) => appView(app, ofKey(figures, app))) }
    },
  )

  scope.get(
    '/categories',
    {
      config,
      schema: {
        summary: 'What apps stand together as, with how many there are in each',
        response: {
          200: Type.Object({
            items: Type.Array(
              Type.Object({
                key: Type.String(),
                label: Type.String(),
                description: Type.String(),
                apps: Count,
              }),
            ),
          }),
        },
      },
    },
    async ({ actor }) => ({ items: categoriesOf(await seenBy(actor as Actor)) }),
  )
}

const byLabel = (one: InstalledApp, other: InstalledApp): number =>
  one.definition.label.localeCompare(other.definition.label, 'en') || (one.row.key < other.row.key ? -1 : 1)

type FiguresOf = Awaited<ReturnType<Catalogue['figuresOf']>>

const ofKey = (figures: FiguresOf, { row }: InstalledApp) =>
  figures.get(row.key) ?? { uses: 0, completed: 0, failed: 0, usualMs: null }

function categoriesOf(apps: readonly InstalledApp[]) {
  const found = new Map<string, { key: string; label: string; description: string; apps: number }>()
  for (const { definition } of apps)
    for (const { key, label, description = '' } of definition.categories)
      found.set(key, { key, label, description, apps: (found.get(key)?.apps ?? 0) + 1 })
  return [...found.values()].sort((one, other) => one.label.localeCompare(other.label, 'en'))
}

function oneAppRoutes(scope: Scope, pipelines: Pipelines, { seenBy, figuresOf }: Catalogue): void {
  const { db, settings } = pipelines
  const detailOf = async (app: InstalledApp, actor: Actor) =>
    appDetail(app, ofKey(await figuresOf([app.row.key]), app), { settings, operates: actor.may(ADMIN_ROLE) })

  scope.get(
    '/apps/:key',
    {
      config,
      schema: {
        summary: 'One app: its form, what it needs, what it gives, how often it was used',
        params: KeyParams,
        response: { 200: AppDetail },
      },
    },
    async ({ params: { key }, actor }, reply) => {
      const [app] = await seenBy(actor as Actor, key)
      if (!app) throw common.notFound()
      const view: Static<typeof AppDetail> = await detailOf(app, actor as Actor)
      return reply.header('etag', `"${app.policy.version}"`).send(view)
    },
  )

  scope.get(
    '/apps/:key/versions',
    {
      config,
      schema: {
        summary: 'What an app was, the newest version first',
        params: KeyParams,
        querystring: BackPageQuery,
        response: { 200: Page(VersionView) },
      },
    },
    async ({ params: { key }, query, actor }) => {
      const [app] = await seenBy(actor as Actor, key)
      if (!app) throw common.notFound()
      const rows = await listVersions(db, app.row.id, { ...query, limit: query.limit + 1 })
      const items = rows.slice(0, query.limit)
      return {
        items: items.map(versionView),
        next: rows.length > query.limit ? (items.at(-1)?.version ?? null) : null,
      }
    },
  )

  scope.put(
    '/apps/:key/policy',
    {
      config: { access: { role: ADMIN_ROLE } },
      schema: {
        summary: 'Say whether an app is begun here, where, with how much, and how long its files stay',
        params: KeyParams,
        headers: MatchHeaders,
        body: Body(PolicyBody.properties),
        response: { 200: AppDetail },
      },
    },
    async (request, reply) => {
      const { key } = request.params
      const { enabled, inputDays, outputDays, memoryMb, ...rest } = request.body
      const version = versionOf(request.headers['if-match'])
      await setPolicy(pipelines, request.by, {
        key,
        ...(version !== undefined && { version }),
        fields: {
          ...rest,
          enabled: enabled ? 1 : 0,
          input_days: inputDays,
          output_days: outputDays,
          memory_mb: memoryMb,
        },
      })
      const app = await findApp(pipelines, key)
      if (!app) throw common.notFound()
      const view: Static<typeof AppDetail> = await detailOf(app, request.actor as Actor)
      return reply.header('etag', `"${app.policy.version}"`).send(view)
    },
  )
}
