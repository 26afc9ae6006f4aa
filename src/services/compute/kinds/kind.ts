import { sql } from 'kysely'
import { inTransaction, lock } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { FieldError } from '../../../kernel/problem.ts'
import type { Compute } from '../compute.ts'
import { problems as common } from '../problems.ts'
import type { Db, Tx } from '../tables.ts'
import { type Definition, definitionIn } from './definition.ts'
import { problems } from './kind-problems.ts'
import { mergeParameters } from './parameters.ts'

const MOST = 500

/** A kind of sessions in one of its versions, the newest unless another was asked for. */
export interface Kind {
  id: number
  key: string
  position: number
  archivedAt: number | null
  version: number
  madeAt: number
  madeBy: number | null
  definition: Definition
}

function kindsIn(db: Db) {
  return db
    .selectFrom('compute_kind as k')
    .innerJoin('compute_kind_version as v', 'v.kind_id', 'k.id')
    .select([
      'k.id',
      'k.key',
      'k.position',
      'k.archived_at',
      'v.version',
      'v.made_at',
      'v.made_by',
      'v.definition',
    ])
}

type KindColumns = Awaited<ReturnType<ReturnType<typeof kindsIn>['executeTakeFirstOrThrow']>>

const kindOf = (row: KindColumns): Kind => ({
  id: row.id,
  key: row.key,
  position: row.position,
  archivedAt: row.archived_at,
  version: row.version,
  madeAt: row.made_at,
  madeBy: row.made_by,
  definition: definitionIn(row),
})

/** All kinds in their order, for operators also those that nobody can start any more. */
export async function listKinds(db: Db, { archived = false } = {}): Promise<Kind[]> {
  const rows = await kindsIn(db)
    .whereRef('v.version', '=', 'k.current')
    .$if(!archived, (query) => query.where('k.archived_at', 'is', null))
    .orderBy('k.position')
    .orderBy('k.id')
    .limit(MOST)
    .execute()
  return rows.map(kindOf)
}

/** Those that an account may start; without one those that everybody may. */
export async function listKindsFor(compute: Compute, account?: number): Promise<Kind[]> {
  const { db } = compute
  const [kinds, groups, hasCluster] = await Promise.all([
    listKinds(db),
    account === undefined ? new Set<number>() : groupsOf(db, account),
    compute.sessions.hasCodeServer || hasClusterIn(db),
  ])
  return kinds.filter(({ definition }) => {
    // Where no machine has it, nobody is led on; an operator sees it all the same.
    if (definition.type === 'code-server' && !compute.sessions.hasCodeServer && !hasCluster) return false
    return definition.groups.length === 0 || definition.groups.some((id) => groups.has(id))
  })
}

async function groupsOf(db: Db, account: number): Promise<Set<number>> {
  const rows = await db
    .selectFrom('kernel_group_member')
    .select('group_id')
    .where('account_id', '=', account)
    .limit(1_000)
    .execute()
  return new Set(rows.map(({ group_id }) => group_id))
}

async function hasClusterIn(db: Db): Promise<boolean> {
  const row = await db
    .selectFrom('compute_resource')
    .select('id')
    .where('backend', '=', 'slurm')
    .where('enabled', '=', 1)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The options of all kinds that an account may start, as one list. */
export async function listParameters(compute: Compute, account?: number) {
  const kinds = await listKindsFor(compute, account)
  return mergeParameters(kinds.map(({ definition }) => definition.parameters))
}

/** A kind that can be started, by its key; refused in the original's words where this account may start none such. */
export async function requireKind(compute: Compute, account: number, key: string): Promise<Kind> {
  const kind = (await listKindsFor(compute, account)).find((each) => each.key === key)
  if (!kind) throw problems.unknown(key)
  return kind
}

/** A kind by its id, in a version of it or its newest; 404 where there is none. */
export async function getKind(db: Db, id: number, version?: number): Promise<Kind> {
  const row = await kindsIn(db)
    .where('k.id', '=', id)
    .where('v.version', '=', version ?? sql<number>`k.current`)
    .executeTakeFirst()
  if (!row) throw common.notFound()
  return kindOf(row)
}

/** Newest first. */
export const listKindVersions = (db: Db, id: number, page: { before?: number; limit: number }) =>
  db
    .selectFrom('compute_kind_version as v')
    .leftJoin('kernel_account as a', 'a.id', 'v.made_by')
    .selectAll('v')
    .select('a.name as made_by_name')
    .where('v.kind_id', '=', id)
    .$if(page.before !== undefined, (query) => query.where('v.version', '<', page.before as number))
    .orderBy('v.version', 'desc')
    .limit(page.limit)
    .execute()

/** Makes a kind that people can start; 409 where its key is taken. */
export async function createKind(
  compute: Compute,
  by: By,
  { key, definition }: { key: string; definition: Definition },
): Promise<Kind> {
  checkDefinition(definition)
  const { kernel, db } = compute
  return inTransaction(db, async (tx) => {
    const id = await insertKind(tx, { key, definition, by, at: kernel.clock.now() })
    if (id === undefined) throw problems.taken(key)
    await kernel.journal.record(tx, {
      by,
      service: 'compute',
      action: 'compute.kind.changed',
      object: `compute.kind:${id}`,
      new: { key, name: definition.name, version: 1 },
    })
    return getKind(tx, id)
  })
}

/** Undefined where the key is taken. */
export async function insertKind(
  tx: Tx,
  { key, definition, by, at }: { key: string; definition: Definition; by: By; at: number },
): Promise<number | undefined> {
  const last = await tx
    .selectFrom('compute_kind')
    .select((is) => is.fn.max<number | null>('position').as('position'))
    .executeTakeFirst()
  const made = await tx
    .insertInto('compute_kind')
    .values({ key, current: 1, position: Number(last?.position ?? 0) + 1, archived_at: null })
    .onConflict((on) => on.column('key').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!made) return undefined
  await insertVersion(tx, { kind: made.id, version: 1, definition, by, at })
  return made.id
}

async function insertVersion(
  tx: Tx,
  {
    kind,
    version,
    definition,
    by,
    at,
  }: { kind: number; version: number; definition: Definition; by: By; at: number },
): Promise<void> {
  await tx
    .insertInto('compute_kind_version')
    .values({
      kind_id: kind,
      version,
      definition: JSON.stringify(definition),
      made_at: at,
      made_by: by.account ?? null,
    })
    .execute()
}

/** What an operator changes of a kind. A definition becomes a version of its own: sessions keep the one they began with. */
interface KindChanges {
  definition?: Definition
  position?: number
  archived?: boolean
}

/** Changes a kind; 412 where `version` is not its newest any more. */
export async function changeKind(
  compute: Compute,
  by: By,
  { id, version, ...changes }: KindChanges & { id: number; version?: number },
): Promise<Kind> {
  const { kernel, db } = compute
  const now = kernel.clock.now()
  if (changes.definition) checkDefinition(changes.definition)
  return inTransaction(db, async (tx) => {
    await lock(tx, 'compute_kind', [id])
    const before = await getKind(tx, id)
    if (version !== undefined && version !== before.version) throw common.changed()
    const { definition, position = before.position, archived = before.archivedAt !== null } = changes
    const current = definition ? before.version + 1 : before.version
    if (definition) await insertVersion(tx, { kind: id, version: current, definition, by, at: now })
    await tx
      .updateTable('compute_kind')
      .set({ current, position, archived_at: archived ? (before.archivedAt ?? now) : null })
      .where('id', '=', id)
      .execute()
    await kernel.journal.record(tx, {
      by,
      service: 'compute',
      action: 'compute.kind.changed',
      object: `compute.kind:${id}`,
      old: summaryOf(before),
      new: summaryOf({
        ...before,
        version: current,
        position,
        archivedAt: archived ? now : null,
        definition: definition ?? before.definition,
      }),
    })
    return getKind(tx, id)
  })
}

const summaryOf = ({ key, version, position, archivedAt, definition }: Kind) => ({
  key,
  name: definition.name,
  version,
  position,
  archived: archivedAt !== null,
})

/** What the schema cannot say. */
function checkDefinition({ type, command, parameters, fields, maxMinutes, extendMinutes }: Definition): void {
  const errors: FieldError[] = []
  if (type === 'command' && command.trim() === '')
    errors.push({ field: 'command', message: 'Say which program it runs.' })
  for (const [list, name] of [
    [parameters, 'parameters'],
    [fields, 'fields'],
  ] as const) {
    const names = list.map((each) => each.name)
    if (new Set(names).size !== names.length)
      errors.push({ field: name, message: 'Two of them have the same name. Give each its own.' })
    for (const [at, each] of list.entries()) {
      const message = faultOf(each)
      if (message) errors.push({ field: `${name}.${at}`, message })
    }
  }
  if (maxMinutes !== null && extendMinutes !== null && extendMinutes < maxMinutes)
    errors.push({
      field: 'extendMinutes',
      message: 'It can be extended to an age that is no less than the longest one at its start.',
    })
  if (errors.length > 0) throw problems.invalid(errors)
}

type Question = Definition['parameters'][number] | Definition['fields'][number]

const TYPES = {
  int: 'number',
  float: 'number',
  number: 'number',
  bool: 'boolean',
  switch: 'boolean',
} as const

function faultOf(each: Question): string | undefined {
  const { label, type, min, max } = each
  const wanted = type in TYPES ? TYPES[type as keyof typeof TYPES] : 'string'
  const value = each.default
  if (typeof value !== wanted) return `${label}: what it is by default does not fit its type.`
  if (min !== undefined && max !== undefined && min > max) return `${label}: its least is more than its most.`
  if (typeof value === 'number' && ((min !== undefined && value < min) || (max !== undefined && value > max)))
    return `${label}: what it is by default is outside of its bounds.`
  if (type === 'int' && !Number.isInteger(value)) return `${label}: what it is by default is no whole number.`
  if (type === 'choice') {
    const { choices = [] } = each as Definition['fields'][number]
    if (!choices.includes(value as string)) return `${label}: what it is by default is none of its choices.`
  }
  return undefined
}
