import { sql } from 'kysely'
import { contains, fold, inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Collection } from '../collection.ts'
import { problems } from '../problems.ts'
import type { Db, ParticipantRow, ProjectRow, Tx } from '../tables.ts'
import { roleIn } from './member.ts'

/** Begins with a letter or a digit of any script: no path, no hidden file, no control character can be one. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}\p{M} ._\-@+]{0,63}$/u
/** It is the name of a folder. */
const MOST_BYTES = 255
export const DEFAULT_LINK_DAYS = 30
const BATCH = 1_000

/** The name as it was given, or a Problem. */
export function checkedProject(name: string): string {
  if (!NAME.test(name) || Buffer.byteLength(name) > MOST_BYTES) throw problems.invalidProject()
  return name
}

function findProject(db: Db, name: string): Promise<ProjectRow | undefined> {
  return db
    .selectFrom('collection_project')
    .selectAll()
    .where('name_folded', '=', fold(name))
    .executeTakeFirst()
}

/** The project of that name, made when there is none and `create` says so. Case counts: `Voice` is not `voice`, and both cannot be. */
async function requireNamed(
  collection: Collection,
  tx: Tx,
  by: By,
  project: { name: string; create: boolean },
): Promise<ProjectRow> {
  const known = await findProject(tx, project.name)
  if (known) return sameCase(known, project.name)
  if (!project.create) throw problems.unknownProject()
  const made = await insertProject(collection, tx, by, { name: project.name })
  return made ?? requireNamed(collection, tx, by, { ...project, create: false })
}

/** The project that an issuer names: its own, or one that is made on first use where the settings say so. */
export async function projectFor(
  collection: Collection,
  tx: Tx,
  issuer: { projectId: number | null; by: By },
  name: string,
): Promise<ProjectRow> {
  const create = collection.settings.createProjects && issuer.projectId === null
  const project = await requireNamed(collection, tx, issuer.by, { name, create })
  if (issuer.projectId !== null && issuer.projectId !== project.id) throw problems.foreignProject()
  return project
}

/** What a project says about itself; what is left out stays as it is. */
export interface ProjectChanges {
  title?: string
  description?: string | null
  closed?: boolean
  refuseWhenClosed?: boolean
  protocolUrl?: string | null
  webAppUrl?: string | null
  linkDays?: number
  activities?: readonly string[]
  retention?: string | null
  contact?: string | null
  keepAddress?: boolean
  reasonForChange?: boolean
}

function columnsOf(changes: ProjectChanges, now: number) {
  return {
    ...(changes.title !== undefined && { title: changes.title }),
    ...(changes.description !== undefined && { description: changes.description }),
    ...(changes.closed !== undefined && { closed_at: changes.closed ? now : null }),
    ...(changes.refuseWhenClosed !== undefined && { refuse_when_closed: changes.refuseWhenClosed ? 1 : 0 }),
    ...(changes.protocolUrl !== undefined && {
      protocol_url: checkedUrl('protocolUrl', changes.protocolUrl),
    }),
    ...(changes.webAppUrl !== undefined && { web_app_url: checkedUrl('webAppUrl', changes.webAppUrl) }),
    ...(changes.linkDays !== undefined && { link_days: changes.linkDays }),
    ...(changes.activities !== undefined && { activities: JSON.stringify([...new Set(changes.activities)]) }),
    ...(changes.retention !== undefined && { retention: changes.retention }),
    ...(changes.contact !== undefined && { contact: changes.contact }),
    ...(changes.keepAddress !== undefined && { keep_address: changes.keepAddress ? 1 : 0 }),
    ...(changes.reasonForChange !== undefined && { reason_for_change: changes.reasonForChange ? 1 : 0 }),
  }
}

/** A whole http(s) address, or nothing. */
function checkedUrl(field: string, url: string | null): string | null {
  if (url === null || url === '') return null
  if (!/^https?:\/\//i.test(url) || /\s/.test(url) || !URL.canParse(url)) throw problems.invalidUrl(field)
  return url
}

/** A project as people of its team see it: what can be changed, by the names of our own API. */
export function settingsOf(row: ProjectRow) {
  return {
    title: row.title ?? row.name,
    description: row.description,
    closed: row.closed_at !== null,
    refuseWhenClosed: row.refuse_when_closed === 1,
    protocolUrl: row.protocol_url,
    webAppUrl: row.web_app_url,
    linkDays: row.link_days ?? DEFAULT_LINK_DAYS,
    activities: activitiesOf(row),
    retention: row.retention,
    contact: row.contact,
    keepAddress: row.keep_address === 1,
    reasonForChange: row.reason_for_change === 1,
  }
}

/** What a participant is expected to answer; none when the team has not said. */
export function activitiesOf(row: Pick<ProjectRow, 'activities'>): string[] {
  return row.activities === null ? [] : (JSON.parse(row.activities) as string[])
}

/** Complete is who has answered all that the project expects, or whose final upload came whole. */
export function progressOf(of: {
  expected: readonly string[]
  done: readonly string[]
  final: boolean
  seen: boolean
}): ParticipantRow['progress'] {
  const has = new Set(of.done.map(fold))
  const all = of.expected.length > 0 && of.expected.every((name) => has.has(fold(name)))
  if (of.final || all) return 'complete'
  return of.seen ? 'partial' : 'unused'
}

export const versionOf = (row: ProjectRow): number => row.version ?? 1

/** Undefined when the name is taken: the unique index decides. */
async function insertProject(
  { kernel }: Collection,
  tx: Tx,
  by: By,
  { name, ...changes }: { name: string } & ProjectChanges,
): Promise<ProjectRow | undefined> {
  const now = kernel.clock.now()
  const made = await tx
    .insertInto('collection_project')
    .values({
      name,
      name_folded: fold(name),
      keep_address: 0,
      created_at: now,
      version: 1,
      ...columnsOf(changes, now),
    } as never)
    .onConflict((on) => on.column('name_folded').doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!made) return undefined
  await kernel.journal.record(tx, {
    by,
    action: 'collection.project.created',
    object: `collection.project:${made.id}`,
    service: 'collection',
    new: { name, ...settingsOf(made) },
    audience: roleIn(made.id, 'coordinator'),
  })
  return made
}

function sameCase(known: ProjectRow, name: string): ProjectRow {
  if (known.name !== name) throw problems.projectCase(known.name)
  return known
}

/** A new project; 409 when there is one of that name, whatever its case. */
export async function createProject(
  collection: Collection,
  tx: Tx,
  by: By,
  project: { name: string } & ProjectChanges,
): Promise<ProjectRow> {
  const made = await insertProject(collection, tx, by, { ...project, name: checkedProject(project.name) })
  if (!made) throw problems.projectTaken(project.name)
  return made
}

/** Changes what is named. With `version`, only when nobody else has changed it meanwhile (412). */
export function changeProject(
  { db, kernel }: Collection,
  by: By,
  { id, changes, version }: { id: number; changes: ProjectChanges; version: number | undefined },
): Promise<ProjectRow> {
  return inTransaction(db, async (tx) => {
    const old = await tx
      .selectFrom('collection_project')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const { closed, ...others } = changes
    // Closing it once more does not move the day on which it was closed.
    const wanted = closed === (old.closed_at !== null) ? others : changes
    const row = await tx
      .updateTable('collection_project')
      .set({ ...columnsOf(wanted, kernel.clock.now()), version: versionOf(old) + 1 })
      .where('id', '=', id)
      .where((eb) => eb(eb.fn.coalesce('version', eb.val(1)), '=', version ?? versionOf(old)))
      .returningAll()
      .executeTakeFirst()
    if (!row) throw problems.changed()
    if (row.activities !== old.activities) await recount(tx, row)
    await kernel.journal.record(tx, {
      by,
      action: 'collection.project.changed',
      object: `collection.project:${id}`,
      service: 'collection',
      old: difference(settingsOf(old), settingsOf(row)),
      new: difference(settingsOf(row), settingsOf(old)),
      audience: roleIn(id, 'coordinator'),
    })
    return row
  })
}

type ProjectSettings = ReturnType<typeof settingsOf>

function difference(of: ProjectSettings, from: ProjectSettings): Partial<ProjectSettings> {
  return Object.fromEntries(
    Object.entries(of).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(from[name as keyof ProjectSettings]),
    ),
  )
}

/** Who is complete, when it changes what is expected of people. */
async function recount(tx: Tx, project: ProjectRow): Promise<void> {
  const expected = activitiesOf(project)
  for (let after = 0; ; ) {
    const rows = await tx
      .selectFrom('collection_participant')
      .select(['id', 'progress', 'done', 'final', 'submissions'])
      .where('project_id', '=', project.id)
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH)
      .execute()
    const moved = new Map<ParticipantRow['progress'], number[]>()
    for (const row of rows) {
      const progress = progressOf({
        expected,
        done: row.done === null ? [] : (JSON.parse(row.done) as string[]),
        final: row.final === 1,
        seen: row.submissions > 0,
      })
      if (progress !== row.progress) moved.set(progress, [...(moved.get(progress) ?? []), row.id])
    }
    for (const [progress, ids] of moved)
      await tx.updateTable('collection_participant').set({ progress }).where('id', 'in', ids).execute()
    if (rows.length < BATCH) return
    after = rows.at(-1)?.id ?? after
  }
}

/** Projects with how much came in, oldest first. */
export async function listProjects(
  db: Db,
  filter: { after?: number; id?: number; ids?: readonly number[]; search?: string; limit: number },
) {
  if (filter.ids?.length === 0) return []
  return db
    .selectFrom('collection_project as p')
    .selectAll('p')
    .select((eb) => [
      eb
        .selectFrom('collection_submission as s')
        .select((each) => each.fn.countAll<number>().as('n'))
        .whereRef('s.project_id', '=', 'p.id')
        .as('submissions'),
      eb
        .selectFrom('collection_upload_set as u')
        .select((each) => each.fn.countAll<number>().as('n'))
        .whereRef('u.project_id', '=', 'p.id')
        .as('uploads'),
      eb
        .selectFrom('collection_grant as g')
        .select((each) => each.fn.countAll<number>().as('n'))
        .whereRef('g.project_id', '=', 'p.id')
        .as('grants'),
      eb
        .selectFrom('collection_participant as c')
        .select((each) => each.fn.countAll<number>().as('n'))
        .whereRef('c.project_id', '=', 'p.id')
        .as('participants'),
      eb
        .selectFrom('collection_participant as c')
        .select((each) => each.fn.countAll<number>().as('n'))
        .whereRef('c.project_id', '=', 'p.id')
        .where('c.progress', '=', 'complete')
        .as('complete'),
      eb
        .selectFrom('collection_submission as s')
        .select('s.received_at')
        .whereRef('s.project_id', '=', 'p.id')
        .orderBy('s.id', 'desc')
        .limit(1)
        .as('last_at'),
    ])
    .$if(filter.after !== undefined, (query) => query.where('p.id', '>', filter.after as number))
    .$if(filter.id !== undefined, (query) => query.where('p.id', '=', filter.id as number))
    .$if(filter.ids !== undefined, (query) => query.where('p.id', 'in', filter.ids as number[]))
    .$if(filter.search !== undefined && filter.search !== '', (query) =>
      query.where((eb) =>
        eb.or([
          contains(db, sql.ref('p.name_folded'), fold(filter.search as string)),
          contains(db, sql.ref('p.title'), filter.search as string),
        ]),
      ),
    )
    .orderBy('p.id')
    .limit(filter.limit)
    .execute()
}

/** A project with its counts; 404 when there is none. */
export async function getProject({ db }: Collection, id: number) {
  const [row] = await listProjects(db, { id, limit: 1 })
  if (!row) throw problems.notFound()
  return row
}
