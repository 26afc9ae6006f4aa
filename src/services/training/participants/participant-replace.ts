import { inTransaction } from '../../../kernel/db/db.ts'
import { isUniqueViolation } from '../../../kernel/db/failures.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { lockEvent } from '../events/event.store.ts'
import { roleAt } from '../events/member.ts'
import type { ParticipantRow, Tx } from '../tables.ts'
import { SERVICE, type Training } from '../training.ts'
import { hashKey, LONGEST_KEY, openKey } from './key.ts'
import { allParticipants, hashesElsewhere, registrationsOf } from './participant.store.ts'
import { applyChanges, type Changes, isDifferent, type Listed } from './participant-change.ts'
import { MOST_PARTICIPANTS, participantProblems } from './participant-problems.ts'

const LONGEST_TEXT = 80
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
export const UNWRITABLE = /[\u0000-\u001f\u007f-\u009f]|\p{Surrogate}/u

/** Somebody of a list that replaces all, as the protocol writes them. */
interface Item extends Listed {
  id?: number
}

/** A participant with the key in clear and the ids of their registrations. */
export interface WithKey {
  row: ParticipantRow
  key: string
  registrations: number[]
}

/** The participants of an event with their keys, by id; that somebody read the keys is in the journal. */
export async function listWithKeys(
  training: Training,
  by: By,
  { eventId, unregistered = false }: { eventId: number; unregistered?: boolean },
): Promise<WithKey[]> {
  const rows = await allParticipants(training.db, eventId)
  const held = Map.groupBy(await registrationsOf(training.db, eventId), (each) => each.participant_id)
  noteKeysRead(training, by, eventId)
  return rows
    .map((row) => ({
      row,
      key: openKey(training, row),
      registrations: (held.get(row.id) ?? []).map(({ id }) => id),
    }))
    .filter(({ registrations }) => !unregistered || registrations.length === 0)
}

/** Login keys were shown to somebody. */
export function noteKeysRead(
  { kernel }: Training,
  by: By,
  eventId: number,
  participant?: ParticipantRow,
): void {
  kernel.journal.note({
    by,
    action: 'training.keys.read',
    object: participant ? `training.participant:${participant.id}` : `training.event:${eventId}`,
    service: SERVICE,
    details: { event: eventId },
    ...(participant && { personal: { name: participant.full_name } }),
    audience: roleAt(eventId, 'manager'),
  })
}

/**
 * Replaces the participants of an event by a list: found again by id, else by key, they keep their registrations; those
 * whom it does not name go with theirs. All of it or nothing.
 */
export async function replaceParticipants(
  training: Training,
  by: By,
  { eventId, items }: { eventId: number; items: unknown },
): Promise<void> {
  const list = readItems(items)
  const parts = { by, eventId, mode: 'replace', action: 'training.participants.replaced' } as const
  await changeKeysOnce(() =>
    inTransaction(training.db, async (tx) => {
      await lockEvent(tx, eventId)
      const rows = await allParticipants(tx, eventId)
      await applyChanges(training, tx, parts, await changesOf(training, tx, { eventId, rows, list }))
    }),
  )
}

/** Of two who take one key in the same moment the index lets one through; the other hears what was wrong. */
export async function changeKeysOnce<T>(
  work: () => Promise<T>,
  refusal: () => Error = participantProblems.duplicateKey,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isUniqueViolation(error)) throw refusal()
    throw error
  }
}

async function changesOf(
  training: Training,
  tx: Tx,
  { eventId, rows, list }: { eventId: number; rows: readonly ParticipantRow[]; list: readonly Item[] },
): Promise<Changes> {
  const byId = new Map(rows.map((row) => [row.id, row]))
  const byHash = new Map(rows.map((row) => [row.key_hash, row]))
  const hashes = list.map(({ key }) => (key === undefined ? undefined : hashKey(training, key)))
  const found = list.map(({ id }, at) => byId.get(id ?? 0) ?? byHash.get(hashes[at] ?? ''))
  await requireKeysFree(tx, { eventId, given: hashes, found })
  const taken = new Map<number, number>()
  const added: Listed[] = []
  const changed: Changes['changed'][number][] = []
  for (const [at, { id: _, ...listed }] of list.entries()) {
    const row = found[at]
    if (!row) {
      added.push(listed)
      continue
    }
    const before = taken.get(row.id)
    if (before !== undefined)
      throw participantProblems.row(at + 1, `this is the participant of row ${before} already`)
    taken.set(row.id, at + 1)
    if (isDifferent(training, row, listed)) changed.push({ row, listed })
  }
  return { added, changed, removed: rows.filter(({ id }) => !taken.has(id)) }
}

/** No two have one key afterwards, counting those that stay as they are; and none is another event's. */
async function requireKeysFree(
  tx: Tx,
  {
    eventId,
    given,
    found,
  }: {
    eventId: number
    given: readonly (string | undefined)[]
    found: readonly (ParticipantRow | undefined)[]
  },
): Promise<void> {
  const named = given.filter((hash) => hash !== undefined)
  const kept = found.flatMap((row, at) => (row && given[at] === undefined ? [row.key_hash] : []))
  // Somebody whom two rows name without a key is told by row.
  const all = [...named, ...new Set(kept)]
  if (new Set(all).size < all.length) throw participantProblems.duplicateKey()
  if ((await hashesElsewhere(tx, eventId, named)).size > 0) throw participantProblems.duplicateKey()
}

function readItems(items: unknown): Item[] {
  if (!Array.isArray(items)) throw participantProblems.noList()
  if (items.length > MOST_PARTICIPANTS) throw participantProblems.tooMany()
  return items.map((item: unknown, at) => readItem(item, at + 1))
}

function readItem(item: unknown, row: number): Item {
  if (typeof item !== 'object' || item === null || Array.isArray(item))
    throw participantProblems.row(row, 'it is no participant')
  const { id, full_name, user_class, targetGroup, identity } = item as Record<string, unknown>
  if (full_name === undefined || full_name === null || full_name === '')
    throw participantProblems.row(row, 'full_name is missing')
  const key = textOf(row, 'identity', identity, LONGEST_KEY)
  const fullName = textOf(row, 'full_name', full_name)
  if (fullName.trim() === '') throw participantProblems.row(row, 'full_name is missing')
  if (id !== undefined && id !== null && !Number.isInteger(id))
    throw participantProblems.row(row, 'id is no number')
  return {
    fullName,
    userClass: textOf(row, 'user_class', user_class),
    targetGroup: textOf(row, 'targetGroup', targetGroup),
    ...(key !== '' && { key }),
    ...(typeof id === 'number' && { id }),
  }
}

function textOf(row: number, field: string, value: unknown, most = LONGEST_TEXT): string {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'string') throw participantProblems.row(row, `${field} is no text`)
  if ([...value].length > most)
    throw participantProblems.row(row, `${field} is longer than ${most} characters`)
  if (UNWRITABLE.test(value))
    throw participantProblems.row(row, `${field} holds a character that cannot be kept`)
  return value
}
