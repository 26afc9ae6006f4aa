import { fold, inTransaction, lock } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { FieldError } from '../../../kernel/problem.ts'
import { decodeText } from '../../../kernel/table-file/read-csv.ts'
import type { Collection } from '../collection.ts'
import { problems } from '../problems.ts'
import { requireProject, roleIn } from '../projects/member.ts'
import type { Db, ProjectRow, Tx } from '../tables.ts'
import * as store from './participant.store.ts'
import { type Line, readList } from './participant-list.ts'

const BATCH = 500
const SHOWN = 200

/** A list as it comes: pasted, or the bytes of a file in base64. */
export interface List {
  text?: string
  file?: string
}

type Known = Awaited<ReturnType<typeof store.findByCodes>>[number]

interface Plan {
  add: Line[]
  change: { line: Line; known: Known }[]
  same: Line[]
  broken: Line[]
}

/** What an import of this list would do, line by line. */
export async function previewImport({ db }: Collection, project: ProjectRow, list: List) {
  const plan = await planOf(db, project.id, linesOf(list))
  const ofLine = (does: 'add' | 'change' | 'same' | 'error') => (line: Line) => ({
    line: line.line,
    code: line.code,
    email: line.email,
    language: line.language,
    note: line.note,
    does,
  })
  const errors = errorsOf(plan)
  const items = [
    ...plan.add.map(ofLine('add')),
    ...plan.change.map(({ line }) => ofLine('change')(line)),
    ...plan.same.map(ofLine('same')),
    ...plan.broken.map(ofLine('error')),
  ].sort((a, b) => a.line - b.line)
  return {
    add: plan.add.length,
    change: plan.change.length,
    same: plan.same.length,
    broken: plan.broken.length,
    errors: errors.slice(0, SHOWN),
    items: items.slice(0, SHOWN),
  }
}

const errorsOf = (plan: Plan): (FieldError & { line: number })[] =>
  plan.broken.flatMap(({ line, errors }) => errors.map((error) => ({ line, ...error })))

/** The lines of a list, as they are written. */
export function linesOf({ text, file }: List): Line[] {
  return readList(text ?? decodeText(Buffer.from(file ?? '', 'base64')))
}

async function planOf(db: Db, projectId: number, read: readonly Line[]): Promise<Plan> {
  // A transaction may run twice, and what is found here is noted in the lines.
  const lines = read.map((line) => ({ ...line, errors: [...line.errors] }))
  await fillCodes(db, projectId, lines)
  const found = await store.findByCodes(
    db,
    projectId,
    // A code with an error may hold what no database takes.
    lines.filter(({ errors }) => errors.length === 0).map(({ code }) => fold(code)),
  )
  const known = new Map(found.map((row) => [row.code_folded, row]))
  const plan: Plan = { add: [], change: [], same: [], broken: [] }
  for (const line of lines) {
    const row = known.get(fold(line.code))
    if (row?.withdrawn_at)
      line.errors.push({ field: 'code', message: `${row.code} was withdrawn, and does not come back.` })
    if (line.errors.length > 0) plan.broken.push(line)
    else if (!row) plan.add.push(line)
    else if (changesOf(line, row)) plan.change.push({ line, known: row })
    else plan.same.push(line)
  }
  return plan
}

/** Codes for lines that hold an address alone: the participant's who has it, else the next numbers. */
async function fillCodes(db: Db, projectId: number, lines: readonly Line[]): Promise<void> {
  const bare = lines.filter((line) => line.code === '' && line.errors.length === 0)
  if (bare.length === 0) return
  const codes = new Map<string, string>()
  let last = 0
  for (let after = 0; ; ) {
    const rows = await db
      .selectFrom('collection_participant')
      .select(['id', 'code', 'email'])
      .where('project_id', '=', projectId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(5_000)
      .execute()
    for (const { code, email } of rows) {
      if (email !== null) codes.set(fold(email), code)
      last = Math.max(last, numberOf(code))
    }
    if (rows.length < 5_000) break
    after = rows.at(-1)?.id ?? after
  }
  for (const { code } of lines) last = Math.max(last, numberOf(code))
  for (const line of bare) {
    const email = fold(line.email ?? '')
    const code = codes.get(email)
    if (code === undefined) {
      last += 1
      line.code = `P-${String(last).padStart(4, '0')}`
      codes.set(email, line.code)
    } else if (lines.some((each) => each !== line && each.code === code)) {
      line.errors.push({ field: 'email', message: `This address stands in the list already, with ${code}.` })
    } else line.code = code
  }
}

const numberOf = (code: string): number => Number(/^P-(\d{1,9})$/i.exec(code)?.[1] ?? 0)

/** What a line says anew; what it leaves empty stays. */
function changesOf(line: Line, row: Known) {
  const email = line.email ?? row.email
  const language = line.language ?? row.language
  const note = line.note ?? row.note
  if (email === row.email && language === row.language && note === row.note) return undefined
  return { email, language, note }
}

export interface Imported {
  id: number
  added: number
  changed: number
}

/** What the lines would change; 400 with every one that has an error, unless those shall be left out. */
export async function prepareImport(
  db: Db,
  project: ProjectRow,
  { lines, leaveOut }: { lines: readonly Line[]; leaveOut: boolean },
): Promise<Plan> {
  const plan = await planOf(db, project.id, lines)
  const errors = errorsOf(plan)
  if (errors.length > 0 && !leaveOut)
    throw problems.invalidImport(
      errors.map(({ line, field, message }) => ({ field: `line ${line}, ${field}`, message })),
    )
  return plan
}

/** Brings a list in, in the caller's transaction: all of it, or nothing when somebody has changed the same people. */
export async function importParticipants(
  { kernel }: Collection,
  tx: Tx,
  { by, project }: { by: By; project: ProjectRow },
  plan: Plan,
): Promise<Imported> {
  const now = kernel.clock.now()
  // Only the last one can be undone: what the others have changed is not kept.
  await tx
    .deleteFrom('collection_import_change')
    .where('import_id', 'in', (query) =>
      query.selectFrom('collection_import').select('id').where('project_id', '=', project.id),
    )
    .execute()
  const counts = { added: plan.add.length, changed: plan.change.length }
  const { id } = await tx
    .insertInto('collection_import')
    .values({
      project_id: project.id,
      account_id: by.account ?? null,
      ...counts,
      created_at: now,
      undone_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await addAll(tx, plan.add, { projectId: project.id, importId: id, now })
  await changeAll(tx, plan.change, id)
  await kernel.journal.record(tx, {
    by,
    action: 'collection.participants.imported',
    object: `collection.project:${project.id}`,
    service: 'collection',
    details: { import: id, ...counts },
    audience: roleIn(project.id, 'coordinator'),
  })
  return { id, ...counts }
}

async function addAll(
  tx: Tx,
  lines: readonly Line[],
  { projectId, importId, now }: { projectId: number; importId: number; now: number },
): Promise<void> {
  for (let at = 0; at < lines.length; at += BATCH) {
    const page = lines.slice(at, at + BATCH)
    const added = await store.insertParticipants(
      tx,
      page.map(({ code, email, language, note }) => ({
        project_id: projectId,
        code,
        code_folded: fold(code),
        email,
        language,
        note,
        import_id: importId,
        grant_id: null,
        progress: 'unused' as const,
        first_at: null,
        last_at: null,
        submissions: 0,
        answers: 0,
        done: null,
        done_count: 0,
        final: 0,
        mailed_at: null,
        reminded_at: null,
        withdrawn_at: null,
        created_at: now,
        version: 1,
      })),
    )
    if (added !== page.length) throw problems.importMoved()
  }
}

async function changeAll(tx: Tx, changes: Plan['change'], importId: number): Promise<void> {
  if (changes.length === 0) return
  await lock(
    tx,
    'collection_participant',
    changes.map(({ known }) => known.id),
  )
  for (const { line, known } of changes) {
    const row = await tx
      .selectFrom('collection_participant')
      .select(['email', 'language', 'note', 'withdrawn_at'])
      .where('id', '=', known.id)
      .executeTakeFirst()
    if (!row || row.withdrawn_at !== null) throw problems.importMoved()
    const { withdrawn_at: _, ...old } = row
    await tx
      .insertInto('collection_import_change')
      .values({ import_id: importId, participant_id: known.id, ...old })
      .execute()
    await tx
      .updateTable('collection_participant')
      .set((eb) => ({ ...changesOf(line, { ...known, ...row }), version: eb('version', '+', 1) }))
      .where('id', '=', known.id)
      .execute()
  }
}

/** Takes the last import of a project back, as long as none of its links was used. */
export async function undoImport(
  collection: Collection,
  { actor, by, id }: { actor: Parameters<typeof requireProject>[1]; by: By; id: number },
): Promise<void> {
  const { db, kernel } = collection
  const found = await db
    .selectFrom('collection_import')
    .select('project_id')
    .where('id', '=', id)
    .executeTakeFirst()
  if (!found) throw problems.notFound()
  const project = await requireProject(collection, actor, found.project_id, 'coordinator')
  await inTransaction(db, async (tx) => {
    const row = await tx
      .updateTable('collection_import')
      .set({ undone_at: kernel.clock.now() })
      .where('id', '=', id)
      .where('undone_at', 'is', null)
      .where((eb) =>
        eb(
          'id',
          '=',
          eb
            .selectFrom('collection_import as i')
            .select((each) => each.fn.max('i.id').as('last'))
            .where('i.project_id', '=', project.id),
        ),
      )
      .returning(['added', 'changed'])
      .executeTakeFirst()
    if (!row) throw problems.importOver()
    await restoreChanged(tx, id)
    const gone = await tx
      .selectFrom('collection_participant')
      .select('id')
      .where('import_id', '=', id)
      .orderBy('id')
      .execute()
    for (let at = 0; at < gone.length; at += BATCH)
      if (
        !(await removeUnused(
          tx,
          gone.slice(at, at + BATCH).map((each) => each.id),
        ))
      )
        throw problems.importOver()
    await kernel.journal.record(tx, {
      by,
      action: 'collection.import.undone',
      object: `collection.project:${project.id}`,
      service: 'collection',
      details: { import: id, ...row },
      audience: roleIn(project.id, 'coordinator'),
    })
  })
}

async function restoreChanged(tx: Tx, importId: number): Promise<void> {
  const rows = await tx
    .deleteFrom('collection_import_change')
    .where('import_id', '=', importId)
    .returning(['participant_id', 'email', 'language', 'note'])
    .execute()
  for (const { participant_id: id, ...old } of rows)
    await tx
      .updateTable('collection_participant')
      .set((eb) => ({ ...old, version: eb('version', '+', 1) }))
      .where('id', '=', id)
      .where('withdrawn_at', 'is', null)
      .execute()
}

/** Removes people of whom nothing has come, with their links. False when something has, also a moment ago. */
export async function removeUnused(tx: Tx, ids: readonly number[]): Promise<boolean> {
  await lock(tx, 'collection_participant', ids)
  await tx.deleteFrom('collection_grant').where('participant_id', 'in', ids).where('uses', '=', 0).execute()
  const used = await tx
    .selectFrom('collection_grant')
    .select('id')
    .where('participant_id', 'in', ids)
    .limit(1)
    .executeTakeFirst()
  if (used) return false
  await tx.deleteFrom('collection_import_change').where('participant_id', 'in', ids).execute()
  const { numDeletedRows } = await tx
    .deleteFrom('collection_participant')
    .where('id', 'in', ids)
    .where('submissions', '=', 0)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst()
  return Number(numDeletedRows) === ids.length
}
