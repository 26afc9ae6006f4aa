import type { FastifyReply, FastifyRequest } from 'fastify'
import { inTransaction } from '../../../kernel/db/db.ts'
import { type AccessParts, readCookie } from '../../../kernel/http/access.ts'
import { clientAddress } from '../../../kernel/http/address.ts'
import { accountMay } from '../../../kernel/identity/account-may.ts'
import { type Tries, triesOf } from '../../../kernel/identity/attempts.ts'
import { sha256 } from '../../../kernel/identity/credential.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { type Pipelines, USER_ROLE } from '../pipelines.ts'
import type { Db, ExperimentRow, Tx } from '../tables.ts'
import { isLive } from './rights.ts'
import { findShare, type ShareItem } from './share.store.ts'
import { recordShare, thingOf } from './share.ts'
import { problems } from './share-problems.ts'

const COOKIE = 'atelier-link'
const HOURS = 12

/** What a link is good for, whoever has it; its owner's account is open. */
export type OpenLink = ShareItem & { owner: number }

/** Opens a link by its secret: its browser gets a cookie for what it shows, and its owner reads of it in the journal. */
export async function openLink(pipelines: Pipelines, by: By, text: string): Promise<OpenLink> {
  const now = pipelines.kernel.clock.now()
  const found = await findLink(pipelines, sha256(text))
  if (!found) throw problems.badLink()
  return inTransaction(pipelines.db, async (tx) => {
    const link = await findIn(tx, { hash: sha256(text), now })
    if (!link) throw problems.badLink()
    await tx.updateTable('pipelines_share').set({ used_at: now }).where('id', '=', link.id).execute()
    await recordShare(pipelines, tx, thingOf(link), link.owner, {
      by: { credential: `link:${link.id}`, ...by },
      action: 'used',
      details: { share: link.id },
    })
    return link
  })
}

/** The link by which a browser reads what is below its address. */
export async function requireLink(
  pipelines: Pipelines,
  request: FastifyRequest,
  id: number,
): Promise<OpenLink> {
  const text = readCookie(request.headers.cookie, COOKIE)
  if (text === undefined) throw problems.badLink()
  const tries = triesOfLinks(pipelines, request)
  tries.check()
  const link = await findLink(pipelines, sha256(text))
  if (!link) tries.fail()
  if (link?.id !== id) throw problems.badLink()
  return link
}

/** Guesses at links count by address (promises.md, A8). */
export const triesOfLinks = ({ kernel }: Pipelines, request: FastifyRequest): Tries =>
  triesOf(kernel.identity.attempts, { kind: 'pipelines.link', address: clientAddress(request).counted })

/** For this link alone, and gone with the day. */
export function giveCookie(
  { request, reply, access }: { request: FastifyRequest; reply: FastifyReply; access: AccessParts },
  { id, text }: { id: number; text: string },
): void {
  const secure = request.protocol === 'https' || access.publicUrl?.startsWith('https:') ? '; Secure' : ''
  void reply.header(
    'set-cookie',
    `${COOKIE}=${text}; Path=/api/pipelines/links/${id}; Max-Age=${HOURS * 3_600}; HttpOnly; SameSite=Strict${secure}`,
  )
}

/** Whoever is shut out, or may not use pipelines any more, shows nothing either. */
async function findLink({ db, kernel }: Pipelines, hash: string): Promise<OpenLink | undefined> {
  const link = await findIn(db, { hash, now: kernel.clock.now() })
  return link && (await accountMay(kernel.identity, link.owner, USER_ROLE)) ? link : undefined
}

async function findIn(
  db: Db | Tx,
  { hash, now }: { hash: string; now: number },
): Promise<OpenLink | undefined> {
  const row = await db
    .selectFrom('pipelines_share as s')
    .select('s.id')
    .where('s.link_hash', '=', hash)
    .where((is) => isLive(is as never, now))
    .executeTakeFirst()
  const share = row && (await findShare(db, row.id, now))
  return share?.owner == null ? undefined : { ...share, owner: share.owner }
}

/** No batch has more. */
const MOST = 1_000

/** Experiments that a link shows, the oldest first. */
export const listBehind = (db: Db, link: OpenLink): Promise<ExperimentRow[]> =>
  behind(db, link).orderBy('id').limit(MOST).execute()

export async function findBehind(db: Db, link: OpenLink, id: number): Promise<ExperimentRow> {
  const row = await behind(db, link).where('id', '=', id).executeTakeFirst()
  if (!row) throw problems.badLink()
  return row
}

const behind = (db: Db, { experiment_id, batch_id, owner }: OpenLink) =>
  db
    .selectFrom('pipelines_experiment')
    .selectAll()
    .where('account_id', '=', owner)
    .where(experiment_id === null ? 'batch_id' : 'id', '=', experiment_id ?? (batch_id as number))
