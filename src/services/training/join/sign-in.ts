import type { FastifyRequest } from 'fastify'
import { compileOnce, inTransaction } from '../../../kernel/db/db.ts'
import { readCookie } from '../../../kernel/http/access.ts'
import { clientAddress } from '../../../kernel/http/address.ts'
import { isOwnOrigin } from '../../../kernel/http/origin.ts'
import { httpProblems } from '../../../kernel/http/problems.ts'
import { readToken as tokenOfHeaders } from '../../../kernel/identity/authenticate.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import { roleAt } from '../events/member.ts'
import { hashKey, LONGEST_KEY } from '../participants/key.ts'
import type { ParticipantRow, TrainingTables } from '../tables.ts'
import { SERVICE, type Training } from '../training.ts'
import { joinProblems } from './join-problems.ts'
import { readToken, signToken } from './token.ts'

/** Wrong keys count by address; a school is one address. */
const KIND = 'training.key'
const PER_ADDRESS = 150
/** The time of the last sign-in is written at most so often. */
const TOUCH_MS = 60_000
/** How long a phone stays signed in. */
const COOKIE_DAYS = 30
const COOKIE = 'atelier-join'
/** What a participant's routes declare: accounts and tokens of the kernel mean nothing there. */
export const JOIN_ACCESS = { credential: 'a login key' } as const

/** Whoever signs in with a key: what was typed, from where, and for how long the token shall last. */
export interface KeySignIn {
  key: string
  /** It was typed from a letter: spaces and small letters do not matter. */
  offPaper?: boolean
  by: By
  /** For counting wrong ones; undefined for the machine itself. */
  counted: string | undefined
  days: number
}

const findByKey = compileOnce<TrainingTables, { hash: string }, ParticipantRow>((db, value) =>
  db.selectFrom('training_participant').selectAll().where('key_hash', '=', value('hash')),
)

const findById = compileOnce<TrainingTables, { id: number; version: number }, ParticipantRow>((db, value) =>
  db
    .selectFrom('training_participant')
    .selectAll()
    .where('id', '=', value('id'))
    .where('key_version', '=', value('version')),
)

/**
 * Signs a participant in by their key, whichever event it is of; undefined when no key is like it. Wrong ones count by
 * address (promises.md, A8), and looks at the index decide both ways.
 */
export async function signInByKey(
  training: Training,
  { key, offPaper = false, by, counted, days }: KeySignIn,
): Promise<{ participant: ParticipantRow; token: string } | undefined> {
  const { kernel } = training
  const { attempts } = kernel.identity
  const attempt = { kind: KIND, address: counted, perAddress: PER_ADDRESS }
  attempts.check(attempt)
  const participant = (await findKey(training, key)) ?? (offPaper && (await findKey(training, plain(key))))
  if (!participant) {
    attempts.fail(attempt)
    kernel.journal.note({ by, action: 'training.sign-in.refused', service: SERVICE })
    return undefined
  }
  touch(training, participant)
  const { id, event_id, key_version } = participant
  kernel.journal.note({
    by: byParticipant(id, by),
    action: 'training.sign-in.made',
    object: `training.participant:${id}`,
    service: SERVICE,
    details: { event: event_id },
    personal: { name: participant.full_name },
    audience: roleAt(event_id, 'manager'),
  })
  const token = signToken(training, { participant: { id, version: key_version }, days })
  return { participant, token }
}

async function findKey(training: Training, key: string): Promise<ParticipantRow | undefined> {
  if (key.length > LONGEST_KEY) return undefined
  const [row] = await findByKey(training.db, { hash: hashKey(training, key) })
  return row
}

/** A generated key as it is, however it was typed; one that somebody chose is found as it was typed, or not at all. */
const plain = (key: string): string => key.replace(/[\s-]/g, '').toUpperCase()

/** Rides in the next group: whoever signs in does not wait for it, and one lost by a crash is no loss. */
function touch({ db, kernel }: Training, { id, signed_in_at }: ParticipantRow): void {
  const now = kernel.clock.now()
  if (now - (signed_in_at ?? 0) < TOUCH_MS) return
  inTransaction(db, (tx) =>
    tx.updateTable('training_participant').set({ signed_in_at: now }).where('id', '=', id).execute(),
  ).catch((error) => kernel.log.warn({ err: error }, 'The time of a sign-in could not be written.'))
}

/** What a participant does, for the journal: by their key, from their phone. */
export const byParticipant = (id: number, { address, requestId }: By): By => ({
  via: 'grant',
  credential: `training.participant:${id}`,
  address,
  requestId,
})

/** The participant of a token whose key is still the one that it was made with. */
export async function participantOfToken(
  training: Training,
  token: string,
): Promise<ParticipantRow | undefined> {
  const { participant } = readToken(training, token) ?? {}
  if (!participant) return undefined
  const [row] = await findById(training.db, participant)
  return row
}

/**
 * Who asks, by a token in the header or by the cookie of our page; it is looked up on each request, so that a changed key
 * and a removed participant count at once. A change with the cookie has to come from our page (promises.md, A10).
 */
export async function requireParticipant(
  training: Training,
  request: FastifyRequest,
): Promise<{ participant: ParticipantRow; by: By }> {
  const bearer = tokenOfHeaders(request.headers)
  const token = bearer ?? readCookie(request.headers.cookie, COOKIE)
  const participant = token === undefined ? undefined : await participantOfToken(training, token)
  if (!participant) throw joinProblems.keyNeeded()
  const isSafe = request.method === 'GET' || request.method === 'HEAD'
  if (bearer === undefined && !isSafe) requireOwnPage(training, request)
  return { participant, by: byParticipant(participant.id, request.by) }
}

/** A cookie comes along whoever made the browser send the request. */
function requireOwnPage({ kernel }: Training, request: FastifyRequest): void {
  const isOwn = isOwnOrigin(request, kernel.config.publicUrl) && request.headers['x-atelier'] === '1'
  if (!isOwn) throw httpProblems.foreignOrigin()
}

/** Signs in on our page: gives whose key it is, and the cookie. */
export async function signInPage(
  training: Training,
  request: FastifyRequest,
  key: string,
): Promise<{ participant: ParticipantRow; cookie: string }> {
  const { counted } = clientAddress(request)
  const typed = { key, offPaper: true }
  const made = await signInByKey(training, { ...typed, by: request.by, counted, days: COOKIE_DAYS })
  if (!made) throw joinProblems.keyUnknown()
  return {
    participant: made.participant,
    cookie: cookieOf(training, made.token, (COOKIE_DAYS * DAY_MS) / 1000),
  }
}

/** Takes the cookie away. */
export const signedOutCookie = (training: Training): string => cookieOf(training, '', 0)

function cookieOf({ kernel }: Training, value: string, seconds: number): string {
  const secure = kernel.config.publicUrl?.startsWith('https:') ? '; Secure' : ''
  return `${COOKIE}=${value}; Max-Age=${seconds}; Path=/api/training; HttpOnly; SameSite=Lax${secure}`
}
