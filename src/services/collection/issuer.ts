import { hash, randomBytes, timingSafeEqual } from 'node:crypto'
import { inTransaction } from '../../kernel/db/db.ts'
import { covers } from '../../kernel/identity/actor.ts'
import { authenticate } from '../../kernel/identity/authenticate.ts'
import type { Identity } from '../../kernel/identity/identity.ts'
import { TOKEN_PREFIX } from '../../kernel/identity/token.ts'
import type { By } from '../../kernel/journal/journal.ts'
import type { Collection } from './collection.ts'
import { problems } from './problems.ts'
import type { Tx } from './tables.ts'

const MASTER = 'all'
/** Where the secrets lie encrypted. */
const SECRET = { table: 'collection_issuer', column: 'cipher' }
/** For the kernel's rotation of keys. */
export const ISSUER_SECRET = { ...SECRET, row: 'sha256' }
/** Wrong secrets and wrong tokens from one address count apart, a hundred of each in 15 minutes (promises.md, A8). */
const KIND = 'collection.issuer'
/** Whoever has one of these may issue grants. */
export const ISSUING_ROLES = ['collection:manager', 'collection:coordinator'] as const

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

/** Makes the master TOKEN where there is none, and writes it where operators of the original look for it. */
export async function ensureMasterToken(collection: Collection): Promise<void> {
  const value = await inTransaction(collection.db, async (tx) =>
    (await findMaster(tx)) ? undefined : insertMaster(collection, tx, { via: 'system' }),
  )
  if (value !== undefined) await announce(collection, value)
}

/** The master TOKEN, for the command line and the console of administrators; that it was looked at is in the journal. */
export async function readMasterToken(collection: Collection, by: By): Promise<string> {
  const { db, kernel } = collection
  const row = await findMaster(db)
  if (!row) throw new Error('There is no secret that issues tokens. Start the server once.')
  await inTransaction(db, (tx) =>
    kernel.journal.record(tx, { by, action: 'collection.issuer.shown', service: 'collection' }),
  )
  return kernel.secrets.decrypt(row.cipher, { ...SECRET, row: row.sha256 })
}

/** Ends the master TOKEN and makes a new one; tokens that it issued go on. */
export async function rotateMasterToken(collection: Collection, by: By): Promise<string> {
  const value = await inTransaction(collection.db, async (tx) => {
    await tx
      .updateTable('collection_issuer')
      .set({ revoked_at: collection.kernel.clock.now() })
      .where('scope', '=', MASTER)
      .where('revoked_at', 'is', null)
      .execute()
    const made = await insertMaster(collection, tx, by)
    if (made === undefined) throw problems.secretMoved()
    return made
  })
  await announce(collection, value)
  return value
}

function findMaster(db: Collection['db']) {
  return db
    .selectFrom('collection_issuer')
    .select(['sha256', 'cipher'])
    .where('scope', '=', MASTER)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
}

/** Undefined when another node has made one at the same moment. */
async function insertMaster(collection: Collection, tx: Tx, by: By): Promise<string | undefined> {
  const { kernel } = collection
  const value = randomBytes(16).toString('hex')
  const sha256 = hash('sha256', value)
  const made = await tx
    .insertInto('collection_issuer')
    .values({
      scope: MASTER,
      sha256,
      cipher: kernel.secrets.encrypt(value, { ...SECRET, row: sha256 }),
      project_id: null,
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
  })
  return value
}

/** `TOKEN=<hex>` in console.log, as the original says it at its start; only the owner may read that file. */
async function announce({ logs }: Collection, value: string): Promise<void> {
  logs.add('console', `TOKEN=${value}`)
  await logs.flush()
}
