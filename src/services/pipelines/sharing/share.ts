import { inTransaction, lock } from '../../../kernel/db/db.ts'
import { sha256 } from '../../../kernel/identity/credential.ts'
import { findPeople, fullName } from '../../../kernel/identity/people.ts'
import type { By, Json } from '../../../kernel/journal/journal.ts'
import { tellOwnWebhooks } from '../../../kernel/webhooks/own.ts'
import { batchPage, experimentPage, SHARED } from '../notices/notices.ts'
import { directoryOf, type Pipelines, SERVICE } from '../pipelines.ts'
import { problems as common } from '../problems.ts'
import type { Tx } from '../tables.ts'
import { OWN_EVENTS } from '../webhook.ts'
import { columnOf, findShare, listSharesOf, type ShareItem, type Thing } from './share.store.ts'
import { problems } from './share-problems.ts'

const MOST = 100
const MOST_MEMBERS = 1_000

/** With whom: one of the three. */
export interface Wanted {
  account?: number
  group?: number
  /** The secret of a link. */
  link?: string
  inputs: boolean
  endsAt: number | null
}

/** Lets a person, a group or whoever has a link see something of somebody's. Shared again it is changed. Gives its id. */
export async function shareThing(
  pipelines: Pipelines,
  tx: Tx,
  { by, owner, thing, name }: { by: By; owner: number; thing: Thing; name: string },
  wanted: Wanted,
): Promise<number> {
  const { kernel } = pipelines
  const now = kernel.clock.now()
  await requireReceiver(pipelines, tx, owner, wanted)
  await lock(tx, `pipelines_${thing.kind}`, [thing.id])
  const live = await listSharesOf(tx, thing, now)
  const known = live.find(
    ({ account_id, group_id }) =>
      (wanted.account !== undefined && account_id === wanted.account) ||
      (wanted.group !== undefined && group_id === wanted.group),
  )
  if (!known && live.length >= MOST) throw problems.tooMany(MOST)
  const columns = { inputs: wanted.inputs ? 1 : 0, ends_at: wanted.endsAt }
  const { id } = known
    ? await tx
        .updateTable('pipelines_share')
        .set(columns)
        .where('id', '=', known.id)
        .returning('id')
        .executeTakeFirstOrThrow()
    : await tx
        .insertInto('pipelines_share')
        .values({
          experiment_id: null,
          batch_id: null,
          [columnOf(thing)]: thing.id,
          account_id: wanted.account ?? null,
          group_id: wanted.group ?? null,
          link_hash: wanted.link === undefined ? null : sha256(wanted.link),
          made_by: owner,
          made_at: now,
          ...columns,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
  const { account, group } = wanted
  const to = account !== undefined ? `account:${account}` : group !== undefined ? `group:${group}` : 'link'
  await recordShare(pipelines, tx, thing, owner, {
    ...{ by, action: 'made', details: { share: id, with: to, inputs: wanted.inputs } },
  })
  if (!known) await tellReceivers(pipelines, tx, { owner, thing, name, id }, wanted)
  return id
}

/** Takes a share back: whoever saw something by it sees it no longer. */
export function revokeShare(pipelines: Pipelines, by: By, owner: number, id: number): Promise<void> {
  const { db, kernel } = pipelines
  const now = kernel.clock.now()
  return inTransaction(db, async (tx) => {
    const share = await findShare(tx, id, now)
    if (!share || share.owner !== owner) throw common.notFound()
    const revoked = await tx
      .updateTable('pipelines_share')
      .set({ revoked_at: now })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!revoked) throw common.notFound()
    await recordShare(pipelines, tx, thingOf(share), owner, { by, action: 'revoked', details: { share: id } })
  })
}

export const thingOf = ({ experiment_id, batch_id }: ShareItem): Thing =>
  experiment_id === null
    ? { kind: 'batch', id: batch_id as number }
    : { kind: 'experiment', id: experiment_id }

export const recordShare = (
  { kernel }: Pipelines,
  tx: Tx,
  thing: Thing,
  owner: number,
  { by, action, details }: { by: By; action: 'made' | 'revoked' | 'used'; details: Json },
): Promise<void> =>
  kernel.journal.record(tx, {
    by,
    action: `pipelines.share.${action}`,
    object: `pipelines.${thing.kind}:${thing.id}`,
    service: SERVICE,
    details,
    audience: `account:${owner}`,
  })

/** Whom somebody may not find, they cannot share with by counting numbers up. */
async function requireReceiver(
  pipelines: Pipelines,
  tx: Tx,
  owner: number,
  { account, group, link }: Wanted,
): Promise<void> {
  if ([account, group, link].filter((each) => each !== undefined).length !== 1) throw problems.noOne()
  if (account === owner) throw problems.yourself()
  if (account !== undefined) {
    const found = await findPeople(tx, directoryOf(pipelines), { asker: owner, ids: [account] })
    if (found.length === 0) throw problems.unknownPerson()
  }
  if (group !== undefined) {
    const member = await tx
      .selectFrom('kernel_group_member')
      .select('group_id')
      .where('group_id', '=', group)
      .where('account_id', '=', owner)
      .executeTakeFirst()
    if (!member) throw problems.unknownGroup()
  }
}

async function tellReceivers(
  { kernel }: Pipelines,
  tx: Tx,
  { owner, thing, name, id }: { owner: number; thing: Thing; name: string; id: number },
  { account, group }: Wanted,
): Promise<void> {
  const to = account !== undefined ? [account] : group !== undefined ? await membersOf(tx, group, owner) : []
  if (to.length === 0) return
  const maker = await tx
    .selectFrom('kernel_account')
    .select(['name', 'first_name', 'last_name'])
    .where('id', '=', owner)
    .executeTakeFirstOrThrow()
  const who = fullName(maker)
  const page = thing.kind === 'experiment' ? experimentPage(thing.id) : batchPage(thing.id)
  await kernel.notices.send(tx, {
    to,
    kind: SHARED,
    title: `${who} shares “${name}” with you`,
    text: thing.kind === 'experiment' ? 'You can see its results.' : 'You can see the results of all of it.',
    link: page,
  })
  for (const each of to)
    await tellOwnWebhooks(kernel, OWN_EVENTS, tx, {
      ...{ account: each, page, event: 'pipelines.share.received' },
      data: { share: id, kind: thing.kind, id: thing.id, name, from: who },
    })
}

async function membersOf(tx: Tx, group: number, but: number): Promise<number[]> {
  const rows = await tx
    .selectFrom('kernel_group_member')
    .select('account_id')
    .where('group_id', '=', group)
    .where('account_id', '!=', but)
    .orderBy('account_id')
    .limit(MOST_MEMBERS)
    .execute()
  return rows.map(({ account_id }) => account_id)
}
