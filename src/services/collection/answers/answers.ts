import { hash } from 'node:crypto'
import { fold } from '../../../kernel/db/db.ts'
import type { Tx } from '../tables.ts'
import type { UploadRow, UploadTables } from '../upload-tables.ts'
import { activityOf, nameOf, type ParsedAnswer } from './parse.ts'
import * as store from './response.store.ts'

/** An answer as it was found in an upload. */
export interface FoundAnswer extends ParsedAnswer {
  submissionId: number
  receivedAt: number
  position: number
  file?: { name: string; entry: string | null; id: number | null; size: number; type: string }
}

/** What has come of the answers of an upload. */
export interface Outcome {
  answers: number
  duplicates: number
  /** Other uploads that hold some of them, and how many. */
  twins: Map<number, number>
  /** Uploads whose answers count no more, or again. */
  touched: Set<number>
}

type Of = Pick<UploadRow, 'id' | 'project_id' | 'grant_id' | 'participant'> & {
  /** Of the link, where it was made for somebody: that cannot be forged. */
  linked: string | null
}

/**
 * Stores answers of an upload. The same answer of another upload is not stored again: it counts once. Of several to one item
 * in one session the last one counts. Harmless to repeat.
 */
export async function saveAnswers(tx: Tx, upload: Of, found: readonly FoundAnswer[]): Promise<Outcome> {
  const rows = found.map((answer) => rowOf(upload, answer))
  const holders = await store.insertResponses(tx, uniqueBy(rows))
  // Those that later ones took the place of before are left as they are: of an answer sent a thousand times there are many.
  const touched = await settle(tx, upload.project_id, [...new Set(rows.map((row) => row.series))], 'current')
  const twins = new Map<number, number>()
  for (const holder of holders.values())
    if (holder !== upload.id) twins.set(holder, (twins.get(holder) ?? 0) + 1)
  const duplicates = [...twins.values()].reduce((sum, n) => sum + n, 0)
  return { answers: holders.size, duplicates, twins, touched }
}

/** One statement cannot meet the same answer twice. */
function uniqueBy(rows: readonly store.NewResponse[]): store.NewResponse[] {
  return [...new Map(rows.map((row) => [row.identity, row])).values()]
}

function rowOf(upload: Of, answer: FoundAnswer): store.NewResponse {
  const participant = answer.subject ?? upload.participant ?? upload.linked
  const activity = activityOf(answer)
  // By the link, not by what a browser says: nobody takes the place of somebody else's answers.
  const holder = upload.linked === null ? `g:${upload.grant_id}` : `p:${fold(upload.linked)}`
  const session = answer.session ?? `upload:${upload.id}`
  const content = [answer.itemUrl, answer.value, answer.unit, answer.missing]
  // An id such as `_:b0` is one of its own text alone.
  const id = answer.responseId?.startsWith('_:') ? null : answer.responseId
  // Without one, equal answers of two people who share a link are two.
  const lone = id === null ? [participant, session, answer.activityUrl, answer.endedAt] : []
  const identity = digest([holder, id, ...content, ...lone])
  return {
    project_id: upload.project_id,
    submission_id: answer.submissionId,
    upload_set_id: upload.id,
    grant_id: upload.grant_id,
    received_at: answer.receivedAt,
    participant,
    participant_folded: participant === null ? null : fold(participant),
    response_id: answer.responseId,
    identity,
    // An answer to an item that nobody names takes no other's place.
    series:
      answer.itemUrl === null ? identity : digest([holder, session, answer.activityUrl, answer.itemUrl]),
    session: answer.session,
    protocol: nameOf(answer.protocolUrl),
    activity,
    item: nameOf(answer.itemUrl) ?? '',
    protocol_url: answer.protocolUrl,
    activity_url: answer.activityUrl,
    item_url: answer.itemUrl,
    value: answer.value,
    unit: answer.unit,
    missing: answer.missing,
    file_name: answer.file?.name ?? null,
    file_entry: answer.file?.entry ?? null,
    file_upload_id: answer.file?.entry == null ? null : upload.id,
    file_id: answer.file?.id ?? null,
    file_size: answer.file?.size ?? null,
    file_type: answer.file?.type ?? null,
    started_at: answer.startedAt,
    ended_at: answer.endedAt,
    duration_ms: durationOf(answer.startedAt, answer.endedAt),
    language: answer.language,
    ui_version: answer.uiVersion,
    ui_url: answer.uiUrl,
    position: answer.position,
  }
}

const digest = (parts: readonly unknown[]): string => hash('sha256', JSON.stringify(parts), 'base64url')

const durationOf = (start: number | null, end: number | null): number | null =>
  start !== null && end !== null && end >= start ? end - start : null

/**
 * Decides in each series which answer counts: one that is signed, or else the last by its end, and of equal ends the last
 * one sent. Where answers only came, looking at the `current` ones is enough; after some have gone `all` may count again.
 */
export async function settle(
  tx: Tx,
  projectId: number,
  series: readonly string[],
  which: 'current' | 'all' = 'all',
): Promise<Set<number>> {
  const touched = new Set<number>()
  const groups = new Map<string, store.SeriesRow[]>()
  for (const row of await store.listSeries(tx, projectId, series, which)) {
    const group = groups.get(row.series)
    if (group) group.push(row)
    else groups.set(row.series, [row])
  }
  for (const rows of groups.values()) {
    rows.sort((a, b) => (a.ended_at ?? 0) - (b.ended_at ?? 0) || a.position - b.position || a.id - b.id)
    // What counted when it was signed goes on counting; what came after the lock is kept beside it.
    const held = rows.findLast((row) => row.locked_at !== null && row.superseded_by === null)
    const last = held ?? rows.at(-1)
    if (!last) continue
    rows.splice(rows.indexOf(last), 1)
    const before = rows.at(-1)
    // An item with a unit sends the number with it, and then the bare number: that counts, and keeps the unit.
    if (held === undefined && last.unit === null && before?.unit && sameValue(before.value, last.value))
      await store.setUnit(tx, last.id, before.unit)
    const changed = rows.filter((row) => row.superseded_by !== last.id)
    if (last.superseded_by !== null) {
      await store.setSuperseded(tx, [last.id], null)
      touched.add(last.upload_set_id)
    }
    if (changed.length === 0) continue
    await store.setSuperseded(
      tx,
      changed.map((row) => row.id),
      last.id,
    )
    for (const row of changed) touched.add(row.upload_set_id)
  }
  return touched
}

/** `5` and `"5"` are one answer: the two come from different fields of the form. */
const sameValue = (one: string | null, other: string | null): boolean =>
  one !== null && other !== null && bare(one) === bare(other)

/** Without quotes; an answer may be an object that has no text of its own. */
function bare(value: string): string {
  return value.startsWith('"') ? (JSON.parse(value) as string) : value
}

/** What an upload holds of each activity, whether or not others hold it too. */
export function activitiesOf(
  upload: Pick<UploadRow, 'id' | 'project_id' | 'first_at' | 'participant'>,
  found: readonly FoundAnswer[],
): UploadTables['collection_upload_activity'][] {
  const rows = new Map<string, UploadTables['collection_upload_activity']>()
  for (const answer of found) {
    const activity = activityOf(answer)
    const row = rows.get(activity) ?? {
      upload_set_id: upload.id,
      project_id: upload.project_id,
      activity,
      first_at: upload.first_at,
      participant: upload.participant,
      answers: 0,
      started_at: null,
      ended_at: null,
      duration_ms: null,
    }
    row.answers += 1
    row.started_at = least(row.started_at, answer.startedAt)
    row.ended_at = most(row.ended_at, answer.endedAt)
    row.duration_ms = durationOf(row.started_at, row.ended_at)
    rows.set(activity, row)
  }
  return [...rows.values()]
}

const least = (one: number | null, other: number | null) =>
  one === null || other === null ? (one ?? other) : Math.min(one, other)
const most = (one: number | null, other: number | null) =>
  one === null || other === null ? (one ?? other) : Math.max(one, other)
