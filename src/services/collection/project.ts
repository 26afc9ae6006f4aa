import { fold } from '../../kernel/db/db.ts'
import type { By } from '../../kernel/journal/journal.ts'
import type { Collection } from './collection.ts'
import { problems } from './problems.ts'
import type { Db, ProjectRow, Tx } from './tables.ts'

/** Begins with a letter or a digit of any script: no path, no hidden file, no control character can be one. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}\p{M} ._\-@+]{0,63}$/u
/** It is the name of a folder. */
const MOST_BYTES = 255

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
async function requireProject(
  collection: Collection,
  tx: Tx,
  by: By,
  project: { name: string; create: boolean },
): Promise<ProjectRow> {
  const known = await findProject(tx, project.name)
  if (known) return sameCase(known, project.name)
  if (!project.create) throw problems.unknownProject()
  const made = await insertProject(collection, tx, by, { name: project.name, keepAddress: false })
  return made ?? requireProject(collection, tx, by, { ...project, create: false })
}

/** The project that an issuer names: its own, or one that is made on first use where the settings say so. */
export async function projectFor(
  collection: Collection,
  tx: Tx,
  issuer: { projectId: number | null; by: By },
  name: string,
): Promise<ProjectRow> {
  const create = collection.settings.createProjects && issuer.projectId === null
  const project = await requireProject(collection, tx, issuer.by, { name, create })
  if (issuer.projectId !== null && issuer.projectId !== project.id) throw problems.foreignProject()
  return project
}

/** Undefined when the name is taken: the unique index decides. */
async function insertProject(
  collection: Collection,
  tx: Tx,
  by: By,
  { name, keepAddress }: { name: string; keepAddress: boolean },
): Promise<ProjectRow | undefined> {
  const made = await tx
    .insertInto('collection_project')
    .values({
      name,
      name_folded: fold(name),
      keep_address: keepAddress ? 1 : 0,
      created_at: collection.kernel.clock.now(),
    })
    .onConflict((on) => on.column('name_folded').doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!made) return undefined
  await collection.kernel.journal.record(tx, {
    by,
    action: 'collection.project.created',
    object: `collection.project:${made.id}`,
    service: 'collection',
    new: { name, keepAddress },
    audience: 'collection:manager',
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
  project: { name: string; keepAddress: boolean },
): Promise<ProjectRow> {
  const made = await insertProject(collection, tx, by, { ...project, name: checkedProject(project.name) })
  if (!made) throw problems.projectTaken(project.name)
  return made
}

/** Projects with how much came in, oldest first. */
export function listProjects(db: Db, filter: { after?: number; id?: number; limit: number }) {
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
        .selectFrom('collection_grant as g')
        .select((each) => each.fn.countAll<number>().as('n'))
        .whereRef('g.project_id', '=', 'p.id')
        .as('grants'),
    ])
    .$if(filter.after !== undefined, (query) => query.where('p.id', '>', filter.after as number))
    .$if(filter.id !== undefined, (query) => query.where('p.id', '=', filter.id as number))
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
