import { Type } from 'typebox'
import { Count, Id, Nullable } from '../../../kernel/api/shapes.ts'
import { findApp } from '../apps/apps.ts'
import { fieldsOf, listInputs } from '../experiments/experiment.store.ts'
import type { Pipelines } from '../pipelines.ts'
import type { ExperimentRow } from '../tables.ts'

/** What a form begins with that is to be like an earlier one. */
export const RerunView = Type.Object({
  id: Id,
  app: Type.Object({
    key: Type.String(),
    isThere: Type.Boolean({ description: 'It can be used still' }),
    version: Nullable,
    madeWith: Nullable,
  }),
  host: Type.String(),
  name: Type.String(),
  description: Type.String(),
  notify: Type.Boolean(),
  values: Type.Record(Type.String(), Type.Array(Type.String()), {
    description: 'By field; several values where several were given',
  }),
  files: Type.Record(
    Type.String(),
    Type.Array(Type.Object({ experiment: Id, input: Type.String(), size: Count, isThere: Type.Boolean() })),
    { description: 'By field; a file that was removed since must be given again' },
  ),
})

/** What our own form takes; the protocol took more. */
const LONGEST_NAME = 200
const LONGEST_DESCRIPTION = 5_000

const fitting = (text: string, most: number): string => text.trim().slice(0, most).toWellFormed()

export async function rerunOf(pipelines: Pipelines, row: ExperimentRow) {
  const { db } = pipelines
  const app = row.app === '' ? undefined : await findApp(pipelines, row.app)
  const inputs = await listInputs(db, [row.id])
  const made =
    row.app_version_id === null
      ? undefined
      : await db
          .selectFrom('pipelines_app_version')
          .select('label')
          .where('id', '=', row.app_version_id)
          .executeTakeFirst()
  return {
    id: row.id,
    app: {
      key: row.app,
      isThere: app !== undefined,
      version: app?.version.label || null,
      madeWith: made?.label || null,
    },
    host: row.host,
    name: fitting(row.name.replaceAll(/\p{Cc}+/gu, ' '), LONGEST_NAME),
    description: fitting(row.description.replaceAll(/[^\P{Cc}\t\n\r]/gu, ''), LONGEST_DESCRIPTION),
    notify: row.notify === 1,
    values: grouped(
      fieldsOf(row),
      ({ name }) => name,
      ({ value }) => value,
    ),
    files: grouped(
      inputs,
      ({ field }) => field,
      ({ name, size, file_id }) => ({ experiment: row.id, input: name, size, isThere: file_id !== null }),
    ),
  }
}

/** A field may be called as every object's own are. */
function grouped<T, V>(
  items: readonly T[],
  keyOf: (item: T) => string,
  take: (item: T) => V,
): Record<string, V[]> {
  const groups = new Map<string, V[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), take(item)])
  return Object.fromEntries(groups)
}
