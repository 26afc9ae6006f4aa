import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { clientAddress } from '../../../kernel/http/address.ts'
import { drain } from '../../../kernel/http/form.ts'
import { type Once, onceOf } from '../../../kernel/http/idempotent.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { type Collection, requireSpace } from '../collection.ts'
import type { UsableGrant } from '../grants/grant.ts'
import { problems } from '../problems.ts'
import { type Accepted, discardFiles, storeSubmission } from '../submissions/submission.ts'
import { type Received, receive } from './arrival.ts'
import { Gate, type Visit } from './gate.ts'
import { noteRefusal, type Wire } from './wire.ts'

const Reply = Type.Object({
  status: Type.Literal('accepted'),
  submission_id: Type.Optional(Type.String({ description: 'Absent when there was nothing to store' })),
  files: Type.Optional(
    Type.Array(
      Type.Object({
        name: Type.String(),
        size: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
        sha256: Type.String(),
      }),
    ),
  ),
})
const LONGEST_ORIGIN = 255

/** Takes submissions: answers 200 when all of one is durable, and stores nothing of what it refuses. */
export function submitRoutes(wire: Wire): void {
  const gate = new Gate()
  wire.scope.post(
    '/submit',
    {
      config: { access: { credential: 'an auth_token' } },
      schema: {
        summary: 'Hand in responses, files or both',
        description:
          'A form with auth_token, responses (JSON), and file parts; or a JSON object with auth_token and responses.',
        consumes: ['multipart/form-data', 'application/x-www-form-urlencoded', 'application/json'],
        response: { 200: Reply },
      },
    },
    async (request): Promise<Accepted | { status: 'accepted' }> => {
      try {
        return await submit(wire.collection, request, gate)
      } catch (error) {
        noteRefusal(wire.collection, request, error)
        throw error
      }
    },
  )
}

async function submit(collection: Collection, request: FastifyRequest, gate: Gate) {
  const visit = await admit(collection, request, gate)
  try {
    const received = await receive(collection, request, visit)
    try {
      return await accept(collection, request, received)
    } finally {
      await discardFiles(received.files)
    }
  } finally {
    visit.leave()
  }
}

/** Before the body is read: its size, the room on the disk, and how many are inside. */
async function admit(collection: Collection, request: FastifyRequest, gate: Gate): Promise<Visit> {
  try {
    await requireRoom(collection, Number(request.headers['content-length'] ?? 0))
    return gate.enter(clientAddress(request).address)
  } catch (error) {
    drain(request.raw)
    throw error
  }
}

/** Refuses what is too large for a submission, or for the disk where the base directory lies. */
export async function requireRoom(collection: Collection, bytes: number): Promise<void> {
  if (bytes > collection.settings.maxBodyBytes) throw problems.tooLarge()
  await requireSpace(collection, bytes)
}

async function accept(
  collection: Collection,
  request: FastifyRequest,
  { grant, responses, files }: Received,
): Promise<Accepted | { status: 'accepted' }> {
  if (responses === undefined && files.length === 0) return { status: 'accepted' }
  if (responses !== undefined) await collection.responses.require(responses)
  const accepted = await storeSubmission(collection, {
    grant,
    responses,
    files,
    by: byGrant(request, grant),
    origin: request.headers.origin?.slice(0, LONGEST_ORIGIN),
    once: onceFor(request, { grant, responses, files }),
  })
  collection.logs.add('console', `Token: grant ${grant.id}`)
  return accepted
}

/** A participant is known by their grant alone, and their address is kept only where the project says so. */
export function byGrant(request: FastifyRequest, grant: UsableGrant): By {
  const by: By = { via: 'grant', credential: `collection.grant:${grant.id}`, requestId: request.id }
  return grant.keep_address === 1 ? { ...by, address: request.by.address } : by
}

function onceFor(request: FastifyRequest, { grant, responses, files }: Received): Once | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined) return undefined
  const content = createHash('sha256').update(responses ?? '')
  for (const { name, incoming } of files) content.update(`\n${name}\n${incoming.sha256}`)
  return onceOf(key, { what: `collection.grant:${grant.id} /submit`, content: content.digest('hex') })
}
