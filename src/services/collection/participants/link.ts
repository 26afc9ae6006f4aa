import { hash, randomBytes } from 'node:crypto'
import { inTransaction, lock } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import type { Collection } from '../collection.ts'
import { redirectTo } from '../grants/callback.ts'
import { problems } from '../problems.ts'
import { roleIn } from '../projects/member.ts'
import { DEFAULT_LINK_DAYS } from '../projects/project.ts'
import { compactTime } from '../submissions/stamp.ts'
import type { ProjectRow, Tx } from '../tables.ts'
import { eachPage, type ParticipantItem, type ParticipantState, type Selection } from './participant.store.ts'

/** Where the tokens of personal links lie encrypted. */
const SECRET = { table: 'collection_grant', column: 'cipher' }
/** For the kernel's rotation of keys. */
export const LINK_SECRET = { ...SECRET, row: 'sha256' }
const BATCH = 500
/** Links that take nothing any more, and people who have none. */
const WITHOUT: readonly ParticipantState[] = ['no-link', 'expired', 'revoked']

export interface Act {
  by: By
  project: ProjectRow
  selection: Selection
}

interface NewLink {
  participant: ParticipantItem
  token: string
  sha256: string
  cipher: string
}

/** What is sent to somebody, when the project says where its web app is. */
export function linkOf(
  project: Pick<ProjectRow, 'web_app_url' | 'protocol_url'>,
  of: { token: string; expiresAt: number; code: string; language: string | null },
): string | null {
  const { web_app_url: app, protocol_url: url } = project
  if (app === null) return null
  // The web app's router reads what stands behind the `#`.
  return redirectTo(app.includes('#') ? app : `${app}#/`, {
    url: url ?? undefined,
    auth_token: of.token,
    expiry_time: compactTime(of.expiresAt),
    uid: of.code,
    lang: of.language ?? undefined,
  })
}

/** The token of somebody's current link, as long as that can be used; undefined without one. */
export function tokenOf({ kernel }: Collection, row: ParticipantItem): string | undefined {
  const { cipher, sha256, expires_at, revoked_at } = row
  const isOver = (expires_at ?? 0) <= kernel.clock.now() || revoked_at !== null || row.withdrawn_at !== null
  if (cipher === null || sha256 === null || isOver) return undefined
  return kernel.secrets.decrypt(cipher, { ...SECRET, row: sha256 })
}

/**
 * Gives a personal link to everybody chosen who has none that can be used; with `replace` also to the others, whose old
 * link ends. To be followed by `insertLinks` in a transaction: the tokens are made and encrypted before it.
 */
export async function prepareLinks(
  collection: Collection,
  { project, selection }: Act,
  { replace }: { replace: boolean },
): Promise<NewLink[]> {
  if (project.closed_at !== null) throw problems.projectClosed()
  const { db, kernel } = collection
  const made: NewLink[] = []
  const asked = { projectId: project.id, now: kernel.clock.now(), ...selection }
  for await (const rows of eachPage(db, asked, BATCH))
    for (const participant of rows) {
      const isWithout = WITHOUT.includes(participant.state) || participant.sha256 === null
      if (participant.state === 'withdrawn' || !(replace || isWithout)) continue
      const token = `${project.name}-${randomBytes(16).toString('hex')}`
      const sha256 = hash('sha256', token)
      const cipher = kernel.secrets.encrypt(token, { ...SECRET, row: sha256 })
      made.push({ participant, token, sha256, cipher })
    }
  return made
}

/** When links of so many days end; 400 when that is longer than this server allows. */
export function expiryOf(
  { kernel, settings }: Collection,
  project: ProjectRow,
  days: number | undefined,
): number {
  const wanted = days ?? project.link_days ?? DEFAULT_LINK_DAYS
  if (wanted * 1_440 > settings.maxExpiryMinutes)
    throw problems.linkTooLong(Math.floor(settings.maxExpiryMinutes / 1_440))
  return kernel.clock.now() + wanted * DAY_MS
}

/** Puts prepared links in place. Whoever was given another one meanwhile keeps that. Gives how many it were. */
export async function insertLinks(
  { kernel }: Collection,
  tx: Tx,
  { by, project }: Act,
  { links, expiresAt }: { links: readonly NewLink[]; expiresAt: number },
): Promise<number> {
  const now = kernel.clock.now()
  let issued = 0
  for (let at = 0; at < links.length; at += BATCH) {
    const page = links.slice(at, at + BATCH)
    const still = await findUnmoved(tx, page)
    const wanted = page.filter(({ participant }) => still.has(participant.id))
    if (wanted.length === 0) continue
    await endLinks(tx, [...still], now)
    await tx
      .insertInto('collection_grant')
      .values(
        wanted.map(({ participant, sha256, cipher }) => ({
          project_id: project.id,
          sha256,
          cipher,
          issued_at: now,
          expires_at: expiresAt,
          issuer_id: null,
          client_id: null,
          participant: participant.code,
          participant_id: participant.id,
          issued_by: by.account ?? null,
          revoked_at: null,
          last_used_at: null,
          uses: 0,
          bytes: 0,
        })),
      )
      .execute()
    await tx
      .updateTable('collection_participant')
      .set((eb) => ({
        mailed_at: null,
        grant_id: eb
          .selectFrom('collection_grant as g')
          .select((each) => each.fn.max('g.id').as('id'))
          .whereRef('g.participant_id', '=', 'collection_participant.id'),
      }))
      .where('id', 'in', [...still])
      .execute()
    issued += wanted.length
  }
  if (issued > 0)
    await kernel.journal.record(tx, {
      by,
      action: 'collection.links.issued',
      object: `collection.project:${project.id}`,
      service: 'collection',
      details: {
        links: issued,
        expiresAt,
        participants: links.slice(0, 1_000).map((each) => each.participant.id),
      },
      audience: roleIn(project.id, 'coordinator'),
    })
  return issued
}

/** Those of them whose link is still the one that was seen. */
async function findUnmoved(tx: Tx, page: readonly NewLink[]): Promise<Set<number>> {
  const seen = new Map(page.map(({ participant }) => [participant.id, participant.grant_id]))
  await lock(tx, 'collection_participant', [...seen.keys()])
  const rows = await tx
    .selectFrom('collection_participant')
    .select(['id', 'grant_id'])
    .where('id', 'in', [...seen.keys()])
    .where('withdrawn_at', 'is', null)
    .execute()
  return new Set(rows.filter((row) => seen.get(row.id) === row.grant_id).map((row) => row.id))
}

/** Current links of these people take nothing more. One that is over already says so still. */
async function endLinks(tx: Tx, participants: readonly number[], now: number): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('collection_grant')
    .set({ revoked_at: now })
    .where('id', 'in', (query) =>
      query
        .selectFrom('collection_participant')
        .select('grant_id')
        .where('id', 'in', participants)
        .where('grant_id', 'is not', null),
    )
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** Ends the links of everybody chosen. Gives how many there were to end. */
export function revokeLinks(collection: Collection, act: Act): Promise<number> {
  return changeLinks(collection, act, {
    action: 'collection.links.revoked',
    change: (tx, ids) => endLinks(tx, ids, collection.kernel.clock.now()),
  })
}

/** Lets links that can still be used last longer: nothing makes one that is over good again. */
export function extendLinks(collection: Collection, act: Act, days: number | undefined): Promise<number> {
  const expiresAt = expiryOf(collection, act.project, days)
  return changeLinks(collection, act, {
    action: 'collection.links.extended',
    details: { expiresAt },
    async change(tx, ids) {
      const { numUpdatedRows } = await tx
        .updateTable('collection_grant')
        .set({ expires_at: expiresAt })
        .where('id', 'in', (query) =>
          query
            .selectFrom('collection_participant')
            .select('grant_id')
            .where('id', 'in', ids)
            .where('grant_id', 'is not', null),
        )
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', collection.kernel.clock.now())
        .where('expires_at', '<', expiresAt)
        .executeTakeFirst()
      return Number(numUpdatedRows)
    },
  })
}

async function changeLinks(
  { db, kernel }: Collection,
  { by, project, selection }: Act,
  how: {
    action: string
    details?: Record<string, number>
    change(tx: Tx, ids: number[]): Promise<number>
  },
): Promise<number> {
  const ids: number[] = []
  const asked = { projectId: project.id, now: kernel.clock.now(), ...selection }
  for await (const rows of eachPage(db, asked, BATCH)) ids.push(...rows.map((row) => row.id))
  return inTransaction(db, async (tx) => {
    let count = 0
    for (let at = 0; at < ids.length; at += BATCH) count += await how.change(tx, ids.slice(at, at + BATCH))
    await kernel.journal.record(tx, {
      by,
      action: how.action,
      object: `collection.project:${project.id}`,
      service: 'collection',
      details: { links: count, participants: ids.slice(0, 1_000), ...how.details },
      audience: roleIn(project.id, 'coordinator'),
    })
    return count
  })
}
