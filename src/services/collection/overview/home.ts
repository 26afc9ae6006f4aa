import { sql } from 'kysely'
import { contains, fold } from '../../../kernel/db/db.ts'
import type { Coming, Found, HomePart, Need, Recent, Running } from '../../../kernel/home/home.ts'
import type { ServiceSource } from '../../../kernel/home/services.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { Problem } from '../../../kernel/problem.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import { type Collection, requireSpace } from '../collection.ts'
import { projectsOf } from '../projects/member.ts'
import { fillSample, PROJECT_KIND } from '../sample/fill.ts'
import { removeSample } from '../sample/remove.ts'
import type { Db } from '../tables.ts'

const SERVICE = 'collection'
const MOST = 12
/** Links that end so soon are told. */
const SOON_DAYS = 14
/** Uploads that came so lately count as running. */
const ARRIVING_MS = 15 * 60_000

/** What collection says about itself where all services stand together. */
export function sourceOf(collection: Collection): ServiceSource {
  return {
    name: SERVICE,
    home: (actor) => homeOf(collection, actor),
    sample: {
      kind: PROJECT_KIND,
      fill: (filling) => fillSample(collection, filling),
      remove: (by, ids) => removeSample(collection, by, ids),
    },
    search: (actor, words, limit) => search(collection.db, actor, words, limit),
    async trouble() {
      try {
        await requireSpace(collection, 0)
        return undefined
      } catch (error) {
        if (error instanceof Problem) return error.message
        throw error
      }
    },
  }
}

/** The projects that an actor may see, as a list of their ids; undefined is all. */
type Mine = number[] | undefined

async function homeOf({ db, kernel }: Collection, actor: Actor): Promise<HomePart> {
  const mine = projectsOf(actor)
  const steps = actor.administrator ? await stepsOf(db) : []
  if (mine?.length === 0) return { steps }
  const now = kernel.clock.now()
  const [recent, needs, arriving, zips, comingUp] = await Promise.all([
    recentOf(db, mine),
    needsOf(db, mine),
    arrivingOf(db, mine, now),
    zipsOf(db, actor),
    endingOf(db, mine, now),
  ])
  return { steps, recent, needs, running: [...zips, ...arriving], comingUp }
}

const page = (id: number, rest = ''): string => `/app/collection/projects/${id}${rest}`
const titleOf = ({ title, name }: { title: string | null; name: string }): string => title ?? name
const some = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

async function stepsOf(db: Db) {
  const any = await db.selectFrom('collection_project').select('id').limit(1).executeTakeFirst()
  return [
    {
      key: 'project',
      title: 'Make the first study project',
      text: 'Its links bring participants to your questions, and their answers back here.',
      href: '/app/collection/projects',
      done: any !== undefined,
    },
  ]
}

async function recentOf(db: Db, mine: Mine): Promise<Recent[]> {
  const rows = await db
    .selectFrom('collection_project as p')
    .select(['p.id', 'p.name', 'p.title', 'p.closed_at'])
    .select((eb) => [
      eb
        .selectFrom('collection_participant as c')
        .select((each) => each.fn.countAll<number>().as('n'))
        .whereRef('c.project_id', '=', 'p.id')
        .where('c.withdrawn_at', 'is', null)
        .as('participants'),
      eb
        .selectFrom('collection_participant as c')
        .select((each) => each.fn.countAll<number>().as('n'))
        .whereRef('c.project_id', '=', 'p.id')
        .where('c.withdrawn_at', 'is', null)
        .where('c.progress', '=', 'complete')
        .as('complete'),
      eb.fn
        .coalesce(
          eb
            .selectFrom('collection_submission as s')
            .select('s.received_at')
            .whereRef('s.project_id', '=', 'p.id')
            .orderBy('s.id', 'desc')
            .limit(1),
          'p.created_at',
        )
        .as('at'),
    ])
    .$if(mine !== undefined, (query) => query.where('p.id', 'in', mine as number[]))
    .orderBy('at', 'desc')
    .orderBy('p.id', 'desc')
    .limit(MOST)
    .execute()
  return rows.map((row) => {
    const asked = row.participants ?? 0
    return {
      key: `project:${row.id}`,
      kind: 'project',
      service: SERVICE,
      title: titleOf(row),
      href: page(row.id),
      ...(row.closed_at !== null
        ? { look: 'stopped', state: 'Closed' }
        : asked === 0
          ? { look: 'draft', state: 'Draft' }
          : { look: 'open', state: 'Open' }),
      text: asked === 0 ? 'No participants yet' : `${row.complete ?? 0} of ${asked} complete`,
      at: row.at as number,
    } as Recent
  })
}

async function needsOf(db: Db, mine: Mine): Promise<Need[]> {
  // Without bound values: two of them are not the same expression to PostgreSQL, though they hold the same.
  const isBroken = sql<number>`case when u.look = 'unreadable' then 1 else 0 end`
  const rows = await db
    .selectFrom('collection_upload_set as u')
    .innerJoin('collection_project as p', 'p.id', 'u.project_id')
    .select(['p.id', 'p.name', 'p.title'])
    .select((eb) => [eb.fn.countAll<number>().as('n'), isBroken.as('broken')])
    .where('u.needs_look', '=', 1)
    .$if(mine !== undefined, (query) => query.where('u.project_id', 'in', mine as number[]))
    .groupBy(['p.id', 'p.name', 'p.title', isBroken])
    .orderBy('broken', 'desc')
    .orderBy('p.id', 'desc')
    .limit(MOST)
    .execute()
  return rows.map((row) => {
    const count = Number(row.n)
    const about = { key: `uploads:${row.id}:${row.broken}`, service: SERVICE, act: 'Look' }
    return row.broken === 1
      ? {
          ...about,
          title: `${some(count, 'upload', 'uploads')} cannot be read`,
          text: `${titleOf(row)}: the files are safe, their answers are in no export.`,
          look: 'failed',
          href: page(row.id, '/submissions?state=unreadable'),
        }
      : {
          ...about,
          title: `${some(count, 'upload needs', 'uploads need')} a look`,
          text: `${titleOf(row)}: a part never came, or came twice and differs. What came is safe.`,
          look: 'attention',
          href: page(row.id, '/submissions?state=needs-a-look'),
        }
  })
}

async function arrivingOf(db: Db, mine: Mine, now: number): Promise<Running[]> {
  const rows = await db
    .selectFrom('collection_upload_set as u')
    .innerJoin('collection_project as p', 'p.id', 'u.project_id')
    .select(['p.id', 'p.name', 'p.title'])
    .select((eb) => [
      eb.fn.countAll<number>().as('n'),
      eb.fn.sum<number>('u.files').as('files'),
      eb.fn.max('u.last_at').as('at'),
    ])
    .where('u.look', '=', 'arriving')
    .where('u.first_at', '>', now - DAY_MS)
    .where('u.last_at', '>', now - ARRIVING_MS)
    .$if(mine !== undefined, (query) => query.where('u.project_id', 'in', mine as number[]))
    .groupBy(['p.id', 'p.name', 'p.title'])
    .orderBy('p.id', 'desc')
    .limit(MOST)
    .execute()
  return rows.map((row) => ({
    key: `arriving:${row.id}`,
    service: SERVICE,
    title: `${titleOf(row)}: ${some(Number(row.n), 'upload', 'uploads')} arriving`,
    text: `${some(Number(row.files), 'part', 'parts')} so far`,
    look: 'running',
    state: 'Arriving',
    done: null,
    since: Number(row.at),
    href: page(row.id, '/submissions?state=arriving'),
  }))
}

/** Zips of recordings that this person has asked for; those of others only managers of the project see, there. */
async function zipsOf(db: Db, actor: Actor): Promise<Running[]> {
  const rows = await db
    .selectFrom('collection_media_zip as z')
    .innerJoin('collection_project as p', 'p.id', 'z.project_id')
    .select(['z.id', 'p.id as project', 'p.name', 'p.title'])
    .select(['z.recordings', 'z.recordings_done', 'z.bytes', 'z.bytes_done', 'z.created_at'])
    .where('z.state', '=', 'running')
    .where('z.account_id', '=', actor.accountId)
    .orderBy('z.id', 'desc')
    .limit(MOST)
    .execute()
  return rows.map((row) => ({
    key: `zip:${row.id}`,
    service: SERVICE,
    title: `${titleOf(row)}: recordings as a zip`,
    text: `${row.recordings_done} of ${some(row.recordings, 'recording', 'recordings')} packed`,
    look: 'running',
    state: 'Running',
    done: row.bytes > 0 ? Math.min(1, row.bytes_done / row.bytes) : null,
    since: row.created_at,
    href: page(row.project, '/exports'),
  }))
}

async function endingOf(db: Db, mine: Mine, now: number): Promise<Coming[]> {
  const rows = await db
    .selectFrom('collection_grant as g')
    .innerJoin('collection_participant as c', 'c.grant_id', 'g.id')
    .innerJoin('collection_project as p', 'p.id', 'g.project_id')
    .select(['p.id', 'p.name', 'p.title'])
    .select((eb) => [eb.fn.countAll<number>().as('n'), eb.fn.min('g.expires_at').as('at')])
    .where('g.expires_at', '>', now)
    .where('g.expires_at', '<', now + SOON_DAYS * DAY_MS)
    .where('g.revoked_at', 'is', null)
    .where('c.withdrawn_at', 'is', null)
    .where('c.progress', '!=', 'complete')
    .$if(mine !== undefined, (query) => query.where('g.project_id', 'in', mine as number[]))
    .groupBy(['p.id', 'p.name', 'p.title'])
    .orderBy('at')
    .orderBy('p.id')
    .limit(MOST)
    .execute()
  return rows.map((row) => ({
    key: `links:${row.id}`,
    service: SERVICE,
    title: `${some(Number(row.n), 'study link ends', 'study links end')}: ${titleOf(row)}`,
    at: Number(row.at),
    href: page(row.id, '/participants'),
  }))
}

async function search(db: Db, actor: Actor, words: string, limit: number): Promise<Found[]> {
  const mine = projectsOf(actor)
  if (mine?.length === 0) return []
  const text = fold(words)
  const projects = await db
    .selectFrom('collection_project')
    .select(['id', 'name', 'title'])
    .where((eb) =>
      eb.or([
        contains(db, eb.ref('name_folded'), text),
        contains(db, sql<string>`lower(${eb.ref('title')})`, text),
      ]),
    )
    .$if(mine !== undefined, (query) => query.where('id', 'in', mine as number[]))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  const participants = await db
    .selectFrom('collection_participant as c')
    .innerJoin('collection_project as p', 'p.id', 'c.project_id')
    .select(['c.id', 'c.code', 'p.id as project', 'p.name', 'p.title'])
    .where((eb) => contains(db, eb.ref('c.code_folded'), text))
    .where('c.withdrawn_at', 'is', null)
    .$if(mine !== undefined, (query) => query.where('c.project_id', 'in', mine as number[]))
    .orderBy('c.code_folded')
    .orderBy('c.id')
    .limit(limit)
    .execute()
  return [
    ...projects.map((row) => ({
      kind: 'project',
      service: SERVICE,
      title: titleOf(row),
      text: row.title === null ? 'Project' : `Project ${row.name}`,
      href: page(row.id),
    })),
    ...participants.map((row) => ({
      kind: 'participant',
      service: SERVICE,
      title: row.code,
      text: titleOf(row),
      href: page(row.project, `/participants?search=${encodeURIComponent(row.code)}`),
    })),
  ]
}
