import { createHmac, hash, randomBytes } from 'node:crypto'
import { afterCommit, compileOnce, fold, inTransaction } from '../../../kernel/db/db.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Collection } from '../collection.ts'
import { problems } from '../problems.ts'
import { requireProject, roleIn } from '../projects/member.ts'
import { checkedProject, projectFor } from '../projects/project.ts'
import { compactTime } from '../submissions/stamp.ts'
import type { ClientRow, CollectionTables, Db, GrantRow, ProjectRow, Tx } from '../tables.ts'
import type { Issuer } from './issuer.ts'

const DEFAULT_MINUTES = 90
const LONGEST_PARTICIPANT = 255
const KIND = 'collection.grant'
const MOST_TRUSTED = 10_000
const SECRET_BYTES = 16

export interface GrantRequest {
  project: string
  /** As it came: digits, or nothing. */
  expiryMinutes: string | undefined
  /** Who issues it: one with a secret, or a registered client. */
  issuer: Issuer
  client?: ClientRow
  participant?: string
}

export interface IssuedGrant {
  id: number
  /** The protocol's auth_token; it is kept as a hash only. */
  token: string
  expiresAt: number
}

/** Issues a grant: the right to submit to one project until it expires. Durable before it is given. */
export function issueGrant(collection: Collection, request: GrantRequest): Promise<IssuedGrant> {
  const secret = randomBytes(SECRET_BYTES).toString('hex')
  return inTransaction(collection.db, (tx) => addGrant(collection, tx, request, secret))
}

/** The same in the caller's transaction, with a secret of theirs: 128 bits in hex that nobody can guess. */
export async function addGrant(
  collection: Collection,
  tx: Tx,
  request: GrantRequest,
  secret: string,
): Promise<IssuedGrant> {
  const { kernel, logs } = collection
  const { minutes, name } = checkedRequest(collection, request)
  const token = `${name}-${secret}`
  const now = kernel.clock.now()
  const expiresAt = now + minutes * 60_000
  const project = await projectFor(collection, tx, request.issuer, name)
  if (project.closed_at !== null) throw problems.projectClosed()
  const { id } = await tx
    .insertInto('collection_grant')
    .values({
      project_id: project.id,
      sha256: hash('sha256', token),
      issued_at: now,
      expires_at: expiresAt,
      issuer_id: request.issuer.id ?? null,
      client_id: request.client?.id ?? null,
      participant: request.participant ?? null,
      revoked_at: null,
      last_used_at: null,
      uses: 0,
      bytes: 0,
      participant_id: await knownParticipant(tx, project.id, request.participant),
      issued_by: request.issuer.by.account ?? null,
      cipher: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await kernel.journal.record(tx, {
    by: request.issuer.by,
    action: 'collection.grant.issued',
    object: `collection.grant:${id}`,
    service: 'collection',
    details: { project: project.name, expiresAt },
    personal: { participant: request.participant },
    audience: roleIn(project.id, 'coordinator'),
  })
  afterCommit(tx, () => logs.add('console', `Token: grant ${id} Expiration: ${compactTime(expiresAt)}`))
  return { id, token, expiresAt }
}

/** A link that names somebody of the list counts for them. */
async function knownParticipant(tx: Tx, projectId: number, code: string | undefined): Promise<number | null> {
  if (code === undefined) return null
  const row = await tx
    .selectFrom('collection_participant')
    .select('id')
    .where('project_id', '=', projectId)
    .where('code_folded', '=', fold(code))
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst()
  return row?.id ?? null
}

/** The secret of a grant that can be made again from what is kept, as long as the installation has the same key. */
export function derivedSecret({ kernel }: Collection, nonce: string): string {
  const key = kernel.secrets.derive('collection.grants')
  return createHmac('sha256', key)
    .update(nonce)
    .digest('hex')
    .slice(0, 2 * SECRET_BYTES)
}

/** What is wrong with a request is told without issuing anything: first the time, then the project. */
export function checkedRequest(
  { settings }: Collection,
  request: Pick<GrantRequest, 'expiryMinutes' | 'project' | 'participant'>,
): { minutes: number; name: string } {
  const minutes = checkedMinutes(request.expiryMinutes, settings.maxExpiryMinutes)
  const name = checkedProject(request.project)
  const { participant = '' } = request
  const isOdd = /\p{Cc}/u.test(participant) || !participant.isWellFormed()
  if (isOdd || participant.length > LONGEST_PARTICIPANT) throw problems.invalidParticipant()
  return { minutes, name }
}

/** Digits only, from 0 (expired at once: that is how links are tested) to the setting's most. */
function checkedMinutes(text: string | undefined, most: number): number {
  if (text === undefined) return Math.min(DEFAULT_MINUTES, most)
  const minutes = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (!(minutes <= most)) throw problems.invalidExpiry(most)
  return minutes
}

type GrantProject = Pick<ProjectRow, 'keep_address' | 'closed_at' | 'refuse_when_closed'> & {
  project_name: string
}

const findGrant = compileOnce<CollectionTables, { sha256: string }, GrantRow & GrantProject>((db, value) =>
  db
    .selectFrom('collection_grant as g')
    .innerJoin('collection_project as p', 'p.id', 'g.project_id')
    .selectAll('g')
    .select(['p.name as project_name', 'p.keep_address', 'p.closed_at', 'p.refuse_when_closed'])
    .where('g.sha256', '=', value('sha256')),
)

declare const usable: unique symbol
/** A grant that was shown to be good now. Only `requireGrant` makes one. */
export type UsableGrant = GrantRow & GrantProject & { readonly [usable]: true }

/** The grant of an auth_token. Unknown ones count by address; expired and withdrawn ones are told what they are. */
export async function requireGrant(
  collection: Collection,
  token: string | undefined,
  address: string | undefined,
): Promise<UsableGrant> {
  if (token === undefined || token === '') throw problems.grantMissing()
  const { kernel, trusted } = collection
  const { attempts } = kernel.identity
  const sha256 = hash('sha256', token)
  if (!trusted.has(sha256)) attempts.check({ kind: KIND, address })
  const [grant] = await findGrant(collection.db, { sha256 })
  if (!grant) {
    attempts.fail({ kind: KIND, address })
    throw problems.grantUnknown()
  }
  if (trusted.size >= MOST_TRUSTED) trusted.clear()
  trusted.add(sha256)
  if (grant.revoked_at !== null) throw problems.grantRevoked()
  if (grant.refused_at != null) throw problems.grantExpired()
  if (grant.expires_at <= kernel.clock.now()) {
    await noteRefused(collection, grant.id)
    throw problems.grantExpired()
  }
  if (grant.closed_at !== null && grant.refuse_when_closed === 1) throw problems.submissionsClosed()
  return grant as UsableGrant
}

/** Refused once as expired, it stays so when the clock is put back. Where that cannot be written it is refused all the same. */
async function noteRefused({ db, kernel }: Collection, id: number): Promise<void> {
  const refused_at = kernel.clock.now()
  await inTransaction(db, (tx) =>
    tx.updateTable('collection_grant').set({ refused_at }).where('id', '=', id).execute(),
  ).catch((error) => kernel.log.warn({ err: error, grant: id }, 'That it has expired could not be kept.'))
}

/** Withdraws a grant: nothing more is taken with it. */
export async function revokeGrant(
  collection: Collection,
  actor: Actor | undefined,
  { by, id }: { by: By; id: number },
): Promise<void> {
  const grant = await collection.db
    .selectFrom('collection_grant')
    .select('project_id')
    .where('id', '=', id)
    .executeTakeFirst()
  if (!grant) throw problems.notFound()
  await requireProject(collection, actor, grant.project_id, 'coordinator')
  await inTransaction(collection.db, async (tx) => {
    const row = await tx
      .updateTable('collection_grant')
      .set({ revoked_at: collection.kernel.clock.now() })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!row) throw problems.notFound()
    await collection.kernel.journal.record(tx, {
      by,
      action: 'collection.grant.revoked',
      object: `collection.grant:${id}`,
      service: 'collection',
      audience: roleIn(grant.project_id, 'coordinator'),
    })
  })
}

/** Grants of a project, newest first; who they were for, never their value. */
export function listGrants(db: Db, filter: { projectId: number; before?: number; limit: number }) {
  return db
    .selectFrom('collection_grant')
    .selectAll()
    .where('project_id', '=', filter.projectId)
    .$if(filter.before !== undefined, (query) => query.where('id', '<', filter.before as number))
    .orderBy('id', 'desc')
    .limit(filter.limit)
    .execute()
}
