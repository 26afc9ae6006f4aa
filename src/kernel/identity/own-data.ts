import type { KernelDb, KernelTx } from '../db/db.ts'
import { nameOfAgent } from './agent.ts'
import * as factors from './factor.store.ts'
import { listOwnRoles, rolesOf } from './group.ts'
import * as store from './identity.store.ts'
import type { Identity } from './identity.ts'
import { problems } from './problems.ts'
import { revokedAt } from './token.ts'

/** What a service holds of a person. Each that holds something adds one when it opens. */
export interface Holding {
  /** The name of its part in an export, such as `collection`. */
  what: string
  /** What the person gets of it. */
  export(db: KernelDb, accountId: number): Promise<object>
  /** Sentences that say why the person cannot go yet, and what to do. */
  obstacles?(db: KernelDb, accountId: number): Promise<string[]>
  /** Takes out what points to the person. */
  erase?(tx: KernelTx, accountId: number): Promise<void>
}

const PAGE = 500

const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

/** One file of an export: its name, and its text piece by piece. */
export interface Part {
  name: string
  text: AsyncIterable<string>
}

/** All that the installation holds of a person, as files of JSON; what is long a line each. */
export async function* exportOwnData(identity: Identity, accountId: number): AsyncGenerator<Part> {
  const { db } = identity
  const account = await store.findAccount(db, accountId)
  if (!account) throw problems.notFound('account')
  yield part('account.json', {
    id: account.id,
    name: account.name,
    email: account.email,
    firstName: account.first_name,
    lastName: account.last_name,
    administrator: account.administrator === 1,
    createdAt: time(account.created_at),
    lastSignInAt: time(account.last_sign_in_at),
    roles: {
      own: await listOwnRoles(identity, { account: accountId }),
      all: await rolesOf(identity, accountId),
    },
    groups: await groupsOf(db, accountId),
    outsideIdentities: await outsideOf(db, accountId),
    secondSteps: (await factors.listFactors(db, accountId)).map((row) => ({
      kind: row.kind,
      name: row.name,
      createdAt: time(row.created_at),
      lastUsedAt: time(row.last_used_at),
    })),
    notices: await identity.notices.settings(accountId),
  })
  yield { name: 'sign-ins.jsonl', text: lines((after) => signInsAfter(db, accountId, after)) }
  yield { name: 'tokens.jsonl', text: lines((after) => tokensAfter(db, accountId, after)) }
  yield { name: 'notices.jsonl', text: lines((after) => noticesAfter(db, accountId, after)) }
  yield { name: 'journal.jsonl', text: lines((after) => entriesAfter(db, accountId, after)) }
  for (const holding of identity.holdings)
    yield part(`${holding.what}.json`, await holding.export(db, accountId))
}

const part = (name: string, value: object): Part => ({
  name,
  text: (async function* () {
    yield `${JSON.stringify(value, null, 2)}\n`
  })(),
})

/** Page by page: no statement stays open while the client reads. */
async function* lines<R extends { id: number }>(
  page: (after: number) => Promise<R[]>,
): AsyncGenerator<string> {
  for (let after = 0; ; ) {
    const rows = await page(after)
    if (rows.length > 0) yield rows.map((row) => `${JSON.stringify(row)}\n`).join('')
    if (rows.length < PAGE) return
    after = rows.at(-1)?.id ?? after
  }
}

async function signInsAfter(db: KernelDb, accountId: number, after: number) {
  const rows = await db
    .selectFrom('kernel_session')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(PAGE)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    createdAt: time(row.created_at),
    lastSeenAt: time(row.last_seen_at),
    address: row.address,
    browser: nameOfAgent(row.user_agent) ?? null,
    userAgent: row.user_agent,
  }))
}

async function tokensAfter(db: KernelDb, accountId: number, after: number) {
  const rows = await db
    .selectFrom('kernel_token')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(PAGE)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    scopes: row.scopes.split(' '),
    createdAt: time(row.created_at),
    expiresAt: time(row.expires_at),
    lastUsedAt: time(row.last_used_at),
    revokedAt: time(revokedAt(row)),
  }))
}

async function noticesAfter(db: KernelDb, accountId: number, after: number) {
  const rows = await db
    .selectFrom('kernel_notice')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(PAGE)
    .execute()
  return rows.map(({ id, kind, title, text, link, created_at, read_at }) => ({
    id,
    kind,
    title,
    text,
    link,
    createdAt: time(created_at),
    readAt: time(read_at),
  }))
}

/** What the person did. What others did to them is the others' too: it stands in the journal. */
async function entriesAfter(db: KernelDb, accountId: number, after: number) {
  const rows = await db
    .selectFrom('kernel_journal as j')
    .leftJoin('kernel_journal_personal as p', 'p.entry_id', 'j.id')
    .select(['j.id', 'j.seq', 'j.at', 'j.action', 'j.object', 'j.service', 'j.via', 'p.value'])
    .where('j.account_id', '=', accountId)
    .where('j.id', '>', after)
    .orderBy('j.id')
    .limit(PAGE)
    .execute()
  return rows.map(({ at, value, ...row }) => ({
    ...row,
    at: time(at),
    personal: value === null ? null : JSON.parse(value),
  }))
}

async function groupsOf(db: KernelDb, accountId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('kernel_group_member as m')
    .innerJoin('kernel_group as g', 'g.id', 'm.group_id')
    .select('g.name')
    .where('m.account_id', '=', accountId)
    .orderBy('g.id')
    .limit(1_000)
    .execute()
  return rows.map((row) => row.name)
}

async function outsideOf(db: KernelDb, accountId: number) {
  const rows = await db
    .selectFrom('kernel_account_identity')
    .select(['issuer', 'subject', 'created_at'])
    .where('account_id', '=', accountId)
    .orderBy('id')
    .limit(100)
    .execute()
  return rows.map((row) => ({ issuer: row.issuer, subject: row.subject, createdAt: time(row.created_at) }))
}
