import { fold } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { FieldError } from '../../../kernel/problem.ts'
import { lockEvent } from '../events/event.store.ts'
import type { Db, ParticipantRow, Tx } from '../tables.ts'
import type { Training } from '../training.ts'
import { hashKey } from './key.ts'
import { allParticipants, hashesElsewhere, registrationsOf } from './participant.store.ts'
import { type Applied, applyChanges, columnsOf, isDifferent } from './participant-change.ts'
import type { Line } from './participant-file.ts'
import { participantProblems } from './participant-problems.ts'
import { changeKeysOnce } from './participant-replace.ts'

/** `update` adds and changes; `replace` takes those off the list as well whom it does not name. */
export const IMPORT_MODES = ['update', 'replace'] as const
export type ImportMode = (typeof IMPORT_MODES)[number]

/** As many lines, and as many of those who go, are shown beside the numbers. */
const SHOWN = 200

interface Plan {
  add: Line[]
  change: { line: Line; row: ParticipantRow }[]
  same: { line: Line; row: ParticipantRow }[]
  broken: Line[]
  remove: ParticipantRow[]
}

interface Import {
  eventId: number
  mode: ImportMode
  lines: readonly Line[]
}

/** What an import of this list would do, line by line; nothing is changed. */
export async function previewImport(training: Training, parts: Import) {
  const plan = await planOf(training, training.db, parts)
  const held = Map.groupBy(await registrationsOf(training.db, parts.eventId), (each) => each.participant_id)
  const remove = plan.remove.map((row) => ({
    id: row.id,
    name: row.full_name,
    userClass: row.user_class,
    registrations: held.get(row.id)?.length ?? 0,
  }))
  const items = [
    ...plan.add.map((line) => itemOf(line, 'add')),
    ...plan.change.map(({ line, row }) => itemOf(line, 'change', differencesOf(training, row, line))),
    ...plan.same.map(({ line }) => itemOf(line, 'same')),
    ...plan.broken.map((line) => itemOf(line, 'error')),
  ].sort((a, b) => a.line - b.line)
  const warnings = parts.lines.flatMap(({ line, warnings }) => warnings.map((message) => ({ line, message })))
  return {
    add: plan.add.length,
    change: plan.change.length,
    same: plan.same.length,
    broken: plan.broken.length,
    remove: remove.length,
    registrations: remove.reduce((sum, { registrations }) => sum + registrations, 0),
    errors: errorsOf(plan).slice(0, SHOWN),
    warned: warnings.length,
    warnings: warnings.slice(0, SHOWN),
    // What differs is shown before what stays the same.
    items: [
      ...items.filter(({ does }) => does !== 'same'),
      ...items.filter(({ does }) => does === 'same'),
    ].slice(0, SHOWN),
    removed: remove.sort((a, b) => b.registrations - a.registrations || a.id - b.id).slice(0, SHOWN),
  }
}

type Does = 'add' | 'change' | 'same' | 'error'
type Difference = ReturnType<typeof differencesOf>[number]

const itemOf = (line: Line, does: Does, changes: Difference[] = []) => ({
  line: line.line,
  name: line.fullName,
  userClass: line.userClass ?? '',
  targetGroup: line.targetGroup ?? '',
  does,
  changes,
})

const NAMES: Readonly<Record<string, string>> = {
  full_name: 'name',
  user_class: 'class',
  target_group: 'group',
  email: 'email',
  language: 'language',
}

/** Field by field; a key is never shown, only that it is another one. */
function differencesOf(training: Training, row: ParticipantRow, line: Line) {
  const fields = Object.entries(columnsOf(line)).flatMap(([column, value]) => {
    const field = NAMES[column]
    const old = row[column as keyof ParticipantRow]
    if (field === undefined || old === value) return []
    return [{ field, old: old === null ? null : String(old), new: value === null ? null : String(value) }]
  })
  const isRekeyed = line.key !== undefined && hashKey(training, line.key) !== row.key_hash
  return isRekeyed ? [...fields, { field: 'key', old: null, new: null }] : fields
}

const errorsOf = (plan: Plan): (FieldError & { line: number })[] =>
  plan.broken.flatMap(({ line, errors }) => errors.map((error) => ({ line, ...error })))

/** Brings a list in, in the caller's transaction: all of it, or nothing when a line has an error. */
export async function importParticipants(
  training: Training,
  tx: Tx,
  by: By,
  parts: Import,
): Promise<Applied> {
  const { eventId, mode } = parts
  await lockEvent(tx, eventId)
  const plan = await planOf(training, tx, parts)
  const errors = errorsOf(plan)
  if (errors.length > 0)
    throw participantProblems.brokenImport(
      errors.map(({ line, field, message }) => ({ field: `line ${line}, ${field}`, message })),
    )
  const changes = {
    added: plan.add,
    changed: plan.change.map(({ line, row }) => ({ row, listed: line })),
    removed: plan.remove,
  }
  const made = { by, eventId, mode, action: 'training.participants.imported' } as const
  return changeKeysOnce(() => applyChanges(training, tx, made, changes), participantProblems.moved)
}

async function planOf(training: Training, db: Db, { eventId, mode, lines: read }: Import): Promise<Plan> {
  // A transaction may run twice, and what is found here is noted in the lines.
  const lines = read.map((line) => ({ ...line, errors: [...line.errors], warnings: line.warnings }))
  const rows = await allParticipants(db, eventId)
  await markForeignKeys(training, db, eventId, lines)
  const found = match(training, { rows, lines, mode })
  const plan: Plan = { add: [], change: [], same: [], broken: [], remove: [] }
  const taken = new Map<number, Line>()
  for (const line of lines) {
    const row = found.get(line)
    const before = row && taken.get(row.id)
    if (before)
      line.errors.push({ field: 'name', message: `This is the same person as on line ${before.line}.` })
    if (row && !before) taken.set(row.id, line)
    if (line.errors.length > 0) plan.broken.push(line)
    else if (!row) plan.add.push(line)
    else if (isDifferent(training, row, line)) plan.change.push({ line, row })
    else plan.same.push({ line, row })
  }
  if (mode === 'replace') plan.remove = rows.filter(({ id }) => !taken.has(id))
  return plan
}

/** Keys of people of other events cannot be given again; those that somebody chose too short are told. */
async function markForeignKeys(
  training: Training,
  db: Db,
  eventId: number,
  lines: readonly Line[],
): Promise<void> {
  const keyed = lines.filter((line) => line.key !== undefined && line.errors.length === 0)
  const hashes = keyed.map(({ key }) => hashKey(training, key as string))
  const elsewhere = await hashesElsewhere(db, eventId, hashes)
  for (const [at, line] of keyed.entries())
    if (elsewhere.has(hashes[at] as string))
      line.errors.push({
        field: 'key',
        message: `The key “${line.key}” is taken by somebody of another event.`,
      })
}

/**
 * Who of the event each line is about: by key, by address, by name and class, and where the list replaces all by a name
 * that only one has on either side, so that somebody who changes class keeps what they chose.
 */
function match(
  training: Training,
  { rows, lines, mode }: { rows: readonly ParticipantRow[]; lines: readonly Line[]; mode: ImportMode },
): Map<Line, ParticipantRow> {
  const found = new Map<Line, ParticipantRow>()
  const taken = new Set<number>()
  const by = (
    keyOfRow: (row: ParticipantRow) => string | null,
    keyOfLine: (line: Line) => string | undefined,
    isAlone: boolean,
  ) => {
    const free = Map.groupBy(
      rows.filter(({ id }) => !taken.has(id)),
      keyOfRow,
    )
    const open = Map.groupBy(
      lines.filter((line) => !found.has(line)),
      keyOfLine,
    )
    for (const [key, some] of open) {
      const mine = key === undefined ? [] : (free.get(key) ?? [])
      if (isAlone && (mine.length !== 1 || some.length !== 1)) continue
      for (const [at, row] of mine.slice(0, some.length).entries()) {
        found.set(some[at] as Line, row)
        taken.add(row.id)
      }
    }
  }
  by(
    (row) => row.key_hash,
    ({ key }) => (key === undefined ? undefined : hashKey(training, key)),
    false,
  )
  by(
    ({ email }) => (email === null ? null : fold(email)),
    ({ email }) => (email ? fold(email) : undefined),
    true,
  )
  by(
    (row) => `${row.name_folded}\n${row.user_class}`,
    (line) => `${fold(line.fullName)}\n${line.userClass ?? ''}`,
    false,
  )
  if (mode === 'replace' || lines.every(({ userClass }) => userClass === undefined))
    by(
      (row) => row.name_folded,
      (line) => fold(line.fullName),
      true,
    )
  return found
}
