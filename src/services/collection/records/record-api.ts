import { Type } from 'typebox'
import {
  Body,
  Count,
  Empty,
  Id,
  IdParams,
  Nullable,
  Query,
  Text,
  Time,
  time,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import type { Collection } from '../collection.ts'
import { requireProject } from '../projects/member.ts'
import { SIGNATURE_MEANINGS } from '../records-tables.ts'
import { getUpload } from '../uploads/upload-api.ts'
import { historyOf, signaturesOf, versionsOf } from './history.ts'
import { neededReason } from './reason.ts'
import { MOST_SIGNED, signRecords, unlockRecord } from './signature.ts'

const Meaning = Type.Enum(SIGNATURE_MEANINGS)

const SignatureView = Type.Object({
  id: Id,
  meaning: Meaning,
  name: Type.String({ description: 'Of the account' }),
  fullName: Type.String(),
  sha256: Type.String({ description: 'Of what was signed' }),
  /** What is here now is what was signed; null for one that is lifted. */
  holds: Type.Union([Type.Boolean(), Type.Null()]),
  signedAt: Time,
  lifted: Type.Union([Type.Object({ at: Time, by: Nullable, reason: Nullable }), Type.Null()]),
})

const Version = Type.Object({ id: Id, answers: Count, lastAt: Time })

const HistoryView = Type.Object({
  items: Type.Array(
    Type.Object({
      seq: Id,
      at: Time,
      action: Type.String(),
      by: Nullable,
      via: Type.String(),
      reason: Nullable,
      details: Type.Unknown(),
    }),
  ),
  next: Type.Union([Id, Type.Null()]),
  signatures: Type.Array(SignatureView),
  /** Uploads whose answers count instead of some of this one's, and those that it takes the place of. */
  newer: Type.Array(Version),
  older: Type.Array(Version),
})

const config = { access: 'account' } as const

/** Records: signatures that lock them, and what became of each. */
export function recordRoutes(scope: Scope, collection: Collection): void {
  scope.get(
    '/uploads/:id/history',
    {
      config,
      schema: {
        summary:
          'What became of a record, newest first. A page may be short before the end: go on while there is a next',
        params: IdParams,
        querystring: Query({
          before: Type.Optional(Id),
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
        }),
        response: { 200: HistoryView },
      },
    },
    async (request) => {
      const { upload } = await getUpload(collection, request, 'coordinator')
      const [newer, older] = await versionsOf(collection, upload)
      return {
        ...(await historyOf(collection, upload, request.query)),
        signatures: (await signaturesOf(collection, upload)).map(({ row, holds }) => ({
          id: row.id,
          meaning: row.meaning,
          name: row.account_name,
          fullName: row.full_name,
          sha256: row.sha256,
          holds,
          signedAt: time(row.created_at),
          lifted:
            row.lifted_at === null
              ? null
              : { at: time(row.lifted_at), by: row.lifted_by, reason: row.lift_reason },
        })),
        newer: newer.map(versionView),
        older: older.map(versionView),
      }
    },
  )

  scope.post(
    '/projects/:id/signatures',
    {
      config: { ...config, refusals: [409] },
      schema: {
        summary: `Sign records, which locks them: named ones, or up to ${MOST_SIGNED} whole ones. Each call asks to confirm the session just before`,
        params: IdParams,
        body: Body({
          uploads: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: MOST_SIGNED })),
          meaning: Meaning,
        }),
        response: { 200: Type.Object({ signed: Count, more: Type.Boolean() }) },
      },
    },
    async (request) => {
      const { id: projectId } = await requireProject(collection, request.actor, request.params.id, 'manager')
      const who = { actor: request.actor as Actor, by: request.by }
      const { uploads: ids, meaning } = request.body
      return signRecords(collection, who, { projectId, ids, meaning })
    },
  )

  scope.post(
    '/uploads/:id/unlock',
    {
      config: { ...config, refusals: [409, 422] },
      schema: {
        summary: 'Lift the signatures of a record, so that it can be changed',
        params: IdParams,
        body: Body({ reason: Text(500, 1) }),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const { upload } = await getUpload(collection, request, 'owner')
      await unlockRecord(collection, request.by, upload, neededReason(request.body.reason))
      return reply.code(204).send(null)
    },
  )
}

const versionView = ({ id, answers, last_at }: { id: number; answers: number; last_at: number }) => ({
  id,
  answers: Number(answers),
  lastAt: time(last_at),
})
