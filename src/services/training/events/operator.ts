import { createWriteStream } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { lettersOf } from '../files/letters.ts'
import { originalCsv, participantsCsv } from '../participants/participant-export.ts'
import { linesOf } from '../participants/participant-file.ts'
import { type ImportMode, importParticipants } from '../participants/participant-import.ts'
import { MOST_PARTICIPANTS } from '../participants/participant-problems.ts'
import { noteKeysRead } from '../participants/participant-replace.ts'
import { problems } from '../problems.ts'
import type { EventRow } from '../tables.ts'
import type { Training } from '../training.ts'
import { type EventState, listEvents, stateOf } from './event-list.ts'

const PAGE = 200
/** Files hold login keys. */
const FILE_MODE = 0o600

/** An event by its number or its name, as somebody types it. */
export async function eventNamed({ db }: Training, typed: string): Promise<EventRow> {
  const events = db.selectFrom('training_event').selectAll()
  const named = await events.where('name', '=', typed).executeTakeFirst()
  const id = /^\d{1,15}$/.test(typed) ? Number(typed) : 0
  const row = named ?? (await events.where('id', '=', id).executeTakeFirst())
  if (!row) throw problems.noSuchEvent(typed)
  return row
}

/** All events with how they stand, oldest first. */
export async function listForOperator({ db, kernel }: Training) {
  const now = kernel.clock.now()
  const found: { id: number; name: string; state: EventState; participants: number; registered: number }[] =
    []
  for (let before: number | undefined; ; before = found.at(-1)?.id) {
    const page = await listEvents(db, now, { before, limit: PAGE })
    for (const { id, row, openings, counts } of page) {
      const { participants, registered } = counts
      found.push({ id, name: row.name, state: stateOf(row, openings, now).state, participants, registered })
    }
    if (page.length < PAGE) return found.reverse()
  }
}

/** Brings in a list of participants from a file of this machine: CSV in whatever encoding, or .xlsx. */
export async function importFile(
  training: Training,
  by: By,
  { event, path, mode }: { event: EventRow; path: string; mode: ImportMode },
) {
  const file = (await readFile(path)).toString('base64')
  const lines = linesOf(await training.tables.read({ file }, MOST_PARTICIPANTS))
  return inTransaction(training.db, (tx) =>
    importParticipants(training, tx, by, { eventId: event.id, mode, lines }),
  )
}

/** Writes the key letters of everybody into a PDF that must not be there yet. */
export async function writeLetters(
  training: Training,
  by: By,
  { event, path }: { event: EventRow; path: string },
) {
  const { stream, count } = await lettersOf(training, event, {})
  noteKeysRead(training, by, event.id)
  await pipeline(stream, createWriteStream(path, { flags: 'wx', mode: FILE_MODE }))
  return { path, letters: count }
}

/** Writes the list of people with their keys, as the original's client does or with all that an import takes. */
export async function writeParticipants(
  training: Training,
  by: By,
  { event, path, full }: { event: EventRow; path: string; full: boolean },
) {
  const text = full ? await participantsCsv(training, event.id, false) : await originalCsv(training, event.id)
  noteKeysRead(training, by, event.id)
  await writeFile(path, text, { flag: 'wx', mode: FILE_MODE })
  return { path }
}
