import { fold, lock } from '../../../kernel/db/db.ts'
import type { Collection } from '../collection.ts'
import { roleIn } from '../projects/member.ts'
import { activitiesOf, progressOf } from '../projects/project.ts'
import type { Db, ParticipantRow, Tx } from '../tables.ts'
import { tellProject } from '../webhook.ts'

/** Whose answers: who gave them is told by the link, else by the code in the answers, else they are one session's. */
export interface Answerer {
  projectId: number
  grantId: number
  /** The code that the answers name. */
  participant: string | null
  session: string | null
}

/** Counts a submission at once for the participant of its link; what is in it is told by `noteParticipant` later. */
export async function noteArrival(tx: Tx, participantId: number | null, at: number): Promise<void> {
  if (participantId === null) return
  await tx
    .updateTable('collection_participant')
    .set((eb) => ({
      last_at: at,
      first_at: eb.fn.coalesce('first_at', eb.val(at)),
      submissions: eb('submissions', '+', 1),
      progress: eb
        .case()
        .when('progress', '=', 'unused')
        .then(eb.val('partial' as const))
        .else(eb.ref('progress'))
        .end(),
    }))
    .where('id', '=', participantId)
    .execute()
}

/**
 * How far somebody has come, counted anew from the uploads: harmless to repeat. To be called in the transaction that
 * changes what is known of an upload.
 */
export async function noteParticipant(collection: Collection, tx: Tx, answerer: Answerer): Promise<void> {
  const { projectId } = answerer
  const participant = await findAnswerer(tx, answerer)
  if (participant) await lock(tx, 'collection_participant', [participant.id])
  const done = await listDone(tx, answerer, participant)
  const who = participant ? `p${participant.id}` : (answerer.session ?? `g${answerer.grantId}`)
  await replaceProgress(tx, projectId, who, done)
  if (participant) await updateParticipant(collection, tx, participant, done)
}

async function findAnswerer(
  tx: Tx,
  { projectId, grantId, participant }: Answerer,
): Promise<ParticipantRow | undefined> {
  const grant = await tx
    .selectFrom('collection_grant')
    .select('participant_id')
    .where('id', '=', grantId)
    .executeTakeFirst()
  const query = tx.selectFrom('collection_participant').selectAll().where('project_id', '=', projectId)
  if (grant?.participant_id) return query.where('id', '=', grant.participant_id).executeTakeFirst()
  if (participant === null) return undefined
  return query.where('code_folded', '=', fold(participant)).executeTakeFirst()
}

/** Uploads that count as this person's. */
function uploadsOf(db: Db, answerer: Answerer, participant: ParticipantRow | undefined) {
  return db
    .selectFrom('collection_upload_set as u')
    .where('u.project_id', '=', answerer.projectId)
    .$if(participant !== undefined, (query) =>
      query.where((eb) =>
        eb.or([
          eb('u.grant_id', 'in', (grants) =>
            grants
              .selectFrom('collection_grant')
              .select('id')
              .where('participant_id', '=', participant?.id ?? 0),
          ),
          eb.and([
            eb('u.participant_folded', '=', participant?.code_folded ?? ''),
            // A link of somebody else's with this code in its answers is theirs.
            eb.not(
              eb.exists((grants) =>
                grants
                  .selectFrom('collection_grant as o')
                  .select('o.id')
                  .whereRef('o.id', '=', 'u.grant_id')
                  .where('o.participant_id', 'is not', null),
              ),
            ),
          ]),
        ]),
      ),
    )
    .$if(participant === undefined, (query) =>
      query
        .where('u.grant_id', '=', answerer.grantId)
        .$if(answerer.session !== null, (each) => each.where('u.session', '=', answerer.session)),
    )
}

interface Done {
  activity: string
  duration: number | null
}

/** The activities of which there are answers, each with the time that it took. */
async function listDone(
  tx: Tx,
  answerer: Answerer,
  participant: ParticipantRow | undefined,
): Promise<Done[]> {
  return uploadsOf(tx, answerer, participant)
    .innerJoin('collection_upload_activity as a', 'a.upload_set_id', 'u.id')
    .select((eb) => ['a.activity', eb.fn.max('a.duration_ms').as('duration')])
    .where('a.answers', '>', 0)
    .groupBy('a.activity')
    .orderBy('a.activity')
    .limit(1_000)
    .execute()
}

async function replaceProgress(tx: Tx, projectId: number, who: string, done: readonly Done[]): Promise<void> {
  await tx
    .deleteFrom('collection_progress')
    .where('project_id', '=', projectId)
    .where('who', '=', who)
    .execute()
  if (done.length === 0) return
  const all = done.reduce((sum, { duration }) => sum + Number(duration ?? 0), 0)
  const rows = [{ activity: '', duration: all }, ...done.filter(({ activity }) => activity !== '')]
  await tx
    .insertInto('collection_progress')
    .values(
      rows.map(({ activity, duration }) => ({
        project_id: projectId,
        who,
        activity,
        duration_ms: Number(duration ?? 0),
      })),
    )
    .onConflict((on) =>
      on
        .columns(['project_id', 'who', 'activity'])
        .doUpdateSet((eb) => ({ duration_ms: eb.ref('excluded.duration_ms') })),
    )
    .execute()
}

async function updateParticipant(
  collection: Collection,
  tx: Tx,
  participant: ParticipantRow,
  done: readonly Done[],
): Promise<void> {
  const project = await tx
    .selectFrom('collection_project')
    .selectAll()
    .where('id', '=', participant.project_id)
    .executeTakeFirstOrThrow()
  const sums = await uploadsOf(
    tx,
    { projectId: participant.project_id, grantId: 0, participant: null, session: null },
    participant,
  )
    .select((eb) => [
      eb.fn.countAll<number>().as('uploads'),
      eb.fn.sum<number | null>('u.current').as('answers'),
      eb.fn.min('u.first_at').as('first'),
      eb.fn.max('u.last_at').as('last'),
      eb.fn
        .sum<number | null>(
          eb
            .case()
            .when(
              eb.and([eb('u.kind', '=', 'final'), eb('u.state', '=', 'ingested'), eb('u.partial', '=', 0)]),
            )
            .then(1)
            .else(0)
            .end(),
        )
        .as('final'),
    ])
    .executeTakeFirstOrThrow()
  const names = done.map(({ activity }) => activity)
  const final = Number(sums.final ?? 0) > 0
  const seen = Number(sums.uploads) > 0
  const progress = progressOf({ expected: activitiesOf(project), done: names, final, seen })
  await tx
    .updateTable('collection_participant')
    .set({
      progress,
      submissions: Number(sums.uploads),
      answers: Number(sums.answers ?? 0),
      first_at: sums.first === null ? null : Number(sums.first),
      last_at: sums.last === null ? null : Number(sums.last),
      done: JSON.stringify(names),
      done_count: names.length,
      final: final ? 1 : 0,
    })
    .where('id', '=', participant.id)
    .execute()
  if (progress !== 'complete' || participant.progress === 'complete') return
  await collection.kernel.journal.record(tx, {
    by: { via: 'system' },
    action: 'collection.participant.completed',
    object: `collection.participant:${participant.id}`,
    service: 'collection',
    details: { project: participant.project_id, activities: names.length },
    audience: roleIn(participant.project_id, 'coordinator'),
  })
  await tellProject(collection, tx, participant.project_id, {
    event: 'participant.complete',
    data: { participant: participant.code, activities: names.length, answers: Number(sums.answers ?? 0) },
  })
}
