import { hash, randomBytes, timingSafeEqual } from 'node:crypto'
import { inTransaction } from '../../../kernel/db/db.ts'
import { covers } from '../../../kernel/identity/actor.ts'
import { authenticate } from '../../../kernel/identity/authenticate.ts'
import type { Identity } from '../../../kernel/identity/identity.ts'
import { TOKEN_PREFIX } from '../../../kernel/identity/token.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Collection } from '../collection.ts'
import { problems } from '../problems.ts'
import { roleIn } from '../projects/member.ts'
import type { Tx } from '../tables.ts'

const MASTER = 'all'
/** Where the secrets lie encrypted. */
const SECRET = { table: 'collection_issuer', column: 'cipher' }
/** For the kernel's rotation of keys. */
export const ISSUER_SECRET = { ...SECRET, row: 'sha256' }
/** Wrong secrets and wrong tokens from one address count apart, a hundred of each in 15 minutes (promises.md, A8). */
const KIND = 'collection.issuer'
/** Whoever has one of these may issue grants. */
const ISSUING_ROLES = ['collection:manager', 'collection:coordinator'] as const

export interface Issuer {
  /** Undefined for a person or a program with a token of ours. */
  id: number | undefined
  /** It issues for this project alone. */
  projectId: number | null
  /** For the journal. */
  by: By
}

/**
 * The issuer whose secret this is. It is looked up by its hash, so that no comparison can be timed; wrong ones count by
 * address, right ones never do. A token of ours whose account may issue grants stands for the secret, too.
 */
export async function requireIssuer(
  collection: Collection,
  secret: string | undefined,
  asked: { by: By; counted: string | undefined },
): Promise<Issuer> {
  if (secret === undefined) throw problems.tokenMissing()
  const { identity } = collection.kernel
  if (secret.startsWith(TOKEN_PREFIX)) return issuerOfAccount(identity, secret, asked)
  const attempt = { kind: KIND, address: asked.counted }
  identity.attempts.check(attempt)
  const sha256 = hash('sha256', secret)
  const row = await collection.db
    .selectFrom('collection_issuer')
    .select(['id', 'project_id', 'sha256'])
    .where('sha256', '=', sha256)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  if (!row || !timingSafeEqual(Buffer.from(row.sha256), Buffer.from(sha256))) {
    identity.attempts.fail(attempt)
    throw problems.tokenWrong()
  }
  const by: By = { ...asked.by, via: 'token', credential: `collection.issuer:${row.id}` }
  return { id: row.id, projectId: row.project_id, by }
}

async function issuerOfAccount(
  identity: Identity,
  token: string,
  { by, counted }: { by: By; counted: string | undefined },
): Promise<Issuer> {
  const actor = await authenticate(identity, { token, address: counted }).catch((error) => {
    throw (error as { status?: number }).status === 401 ? problems.tokenWrong() : error
  })
  const may = actor && ISSUING_ROLES.some((role) => actor.may(role)) && covers(actor, 'collection', 'write')
  if (!may) throw problems.tokenWrong()
  const { accountId, name, via, credential } = actor
  return { id: undefined, projectId: null, by: { ...by, account: accountId, name, via, credential } }
}

const scopeOf = (projectId: number): string => `project:${projectId}`

/** Makes the master TOKEN where there is none, and writes it where operators of the original look for it. */
export async function ensureMasterToken(collection: Collection): Promise<void> {
  const value = await inTransaction(collection.db, async (tx) =>
    (await findCurrent(tx, MASTER)) ? undefined : insertIssuer(collection, tx, { via: 'system' }, null),
  )
  if (value !== undefined) await announce(collection, value)
}

/** The master TOKEN, for the command line and the console of administrators; that it was looked at is in the journal. */
export async function readMasterToken(collection: Collection, by: By): Promise<string> {
  const value = await readSecret(collection, by, null)
  if (value === undefined) throw new Error('There is no secret that issues tokens. Start the server once.')
  return value
}

/** The secret that issues grants of one project alone; undefined as long as nobody has made one. */
export function readProjectSecret(
  collection: Collection,
  by: By,
  projectId: number,
): Promise<string | undefined> {
  return readSecret(collection, by, projectId)
}

async function readSecret(
  { db, kernel }: Collection,
  by: By,
  projectId: number | null,
): Promise<string | undefined> {
  const row = await findCurrent(db, projectId === null ? MASTER : scopeOf(projectId))
  if (!row) return undefined
  await inTransaction(db, (tx) =>
    kernel.journal.record(tx, {
      by,
      action: 'collection.issuer.shown',
      object: `collection.issuer:${row.id}`,
      service: 'collection',
    }),
  )
  return kernel.secrets.decrypt(row.cipher, { ...SECRET, row: row.sha256 })
}

/** Ends the master TOKEN and makes a new one; tokens that it issued go on. */
export async function rotateMasterToken(collection: Collection, by: By): Promise<string> {
  const value = await replaceSecret(collection, by, null)
  await announce(collection, value)
  return value
}

/** Ends the secret of a project, if it has one, and makes a new one; tokens that it issued go on. */
export function rotateProjectSecret(collection: Collection, by: By, projectId: number): Promise<string> {
  return replaceSecret(collection, by, projectId)
}

function replaceSecret(collection: Collection, by: By, projectId: number | null): Promise<string> {
  return inTransaction(collection.db, async (tx) => {
    await tx
      .updateTable('collection_issuer')
      .set({ revoked_at: collection.kernel.clock.now() })
      .where('scope', '=', projectId === null ? MASTER : scopeOf(projectId))
      .where('revoked_at', 'is', null)
      .execute()
    const made = await insertIssuer(collection, tx, by, projectId)
    if (made === undefined) throw problems.secretMoved()
    return made
  })
}

function findCurrent(db: Collection['db'], scope: string) {
  return db
    .selectFrom('collection_issuer')
    .select(['id', 'sha256', 'cipher'])
    .where('scope', '=', scope)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
}

/** Undefined when another node has made one at the same moment. */
async function insertIssuer(
  { kernel }: Collection,
  tx: Tx,
  by: By,
  projectId: number | null,
): Promise<string | undefined> {
  const value = randomBytes(16).toString('hex')
  const sha256 = hash('sha256', value)
  const made = await tx
    .insertInto('collection_issuer')
    .values({
      scope: projectId === null ? MASTER : scopeOf(projectId),
      sha256,
      cipher: kernel.secrets.encrypt(value, { ...SECRET, row: sha256 }),
      project_id: projectId,
      created_at: kernel.clock.now(),
      revoked_at: null,
    })
    .onConflict((on) => on.column('scope').where('revoked_at', 'is', null).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!made) return undefined
  await kernel.journal.record(tx, {
    by,
    action: 'collection.issuer.created',
    object: `collection.issuer:${made.id}`,
    service: 'collection',
    ...(projectId !== null && { audience: roleIn(projectId, 'owner'), details: { project: projectId } }),
  })
  return value
}

/** `TOKEN=<hex>` in console.log, as the original says it at its start; only the owner may read that file. */
async function announce({ logs }: Collection, value: string): Promise<void> {
  logs.add('console', `TOKEN=${value}`)
  await logs.flush()
}
