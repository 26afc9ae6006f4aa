import { randomUUID } from 'node:crypto'
import { fold, inTransaction, lock } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Secrets } from '../../../kernel/secrets/secrets.ts'
import { type Automation, SERVICE, SUPPORT_ROLE } from '../automation.ts'
import { problems as common } from '../problems.ts'
import type { ChannelRow, Db, Tx } from '../tables.ts'
import { problems } from './keeping-problems.ts'

const MOST = 200
const COLUMN = { table: 'automation_channel', column: 'secret_cipher' }

export interface ChannelFields {
  name: string
  kind: ChannelRow['kind']
  /** Of a chat's incoming webhook, or of a mailbox. It is never shown again. */
  address: string
}

export function openChannelSecrets(secrets: Secrets): void {
  secrets.registerColumn({ ...COLUMN, row: 'secret_key' })
}

/** All of them, by name. */
export const listChannels = (db: Db | Tx): Promise<ChannelRow[]> =>
  db.selectFrom('automation_channel').selectAll().orderBy('name_folded').orderBy('id').limit(MOST).execute()

export const findChannel = (db: Db | Tx, id: number): Promise<ChannelRow | undefined> =>
  db.selectFrom('automation_channel').selectAll().where('id', '=', id).executeTakeFirst()

export const addressOf = ({ kernel }: Automation, { secret_key, secret_cipher }: ChannelRow): string =>
  kernel.secrets.decrypt(secret_cipher, { ...COLUMN, row: secret_key })

/** Refuses an address that no message may go to; before the transaction, since names are looked up. */
export async function checkAddress(
  { kernel }: Automation,
  { kind, address }: Omit<ChannelFields, 'name'>,
): Promise<void> {
  if (kind === 'mail') {
    if (!/^[^\s@]{1,64}@[^\s@]{1,190}$/.test(address)) throw problems.badAddress('That is no mail address.')
    return
  }
  const url = URL.parse(address)
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw problems.badAddress('Give the whole address of the incoming webhook, with https:// in front.')
  const { outgoing } = kernel.webhooks
  if (!outgoing.mayName(url.hostname) || !(await outgoing.leadsOutside(url.hostname)))
    throw problems.badAddress(
      'The address lies inside the network, and the setting webhooks.allow does not list it.',
    )
}

/** A new place that can be told; `checkAddress` comes before. */
export async function createChannel(
  automation: Automation,
  tx: Tx,
  by: By,
  fields: ChannelFields,
): Promise<ChannelRow> {
  const row = await tx
    .insertInto('automation_channel')
    .values({
      ...{ name: fields.name, name_folded: fold(fields.name), kind: fields.kind },
      ...sealed(automation, fields),
      ...{ created_by: by.account ?? null, created_at: automation.kernel.clock.now() },
      ...{ failure: '', failed_at: null, version: 1 },
    })
    .onConflict((on) => on.column('name_folded').doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!row) throw problems.nameTaken(fields.name)
  await record(automation, tx, by, 'created', row)
  return row
}

/** Removes a place; what names it tells it nothing any more. */
export function removeChannel(automation: Automation, by: By, id: number): Promise<void> {
  return inTransaction(automation.db, async (tx) => {
    await lock(tx, 'automation_channel', [id])
    const row = await findChannel(tx, id)
    if (!row) throw common.notFound()
    await tx.deleteFrom('automation_channel').where('id', '=', id).execute()
    await record(automation, tx, by, 'removed', row)
  })
}

function sealed({ kernel }: Automation, { kind, address }: ChannelFields) {
  const secret_key = randomUUID()
  return {
    shown: kind === 'mail' ? address : new URL(address).hostname,
    secret_key,
    secret_cipher: kernel.secrets.encrypt(address, { ...COLUMN, row: secret_key }),
  }
}

const record = (
  { kernel }: Automation,
  tx: Tx,
  by: By,
  act: 'created' | 'removed',
  row: ChannelRow,
): Promise<void> =>
  kernel.journal.record(tx, {
    by,
    action: `automation.channel.${act}`,
    object: `automation.channel:${row.id}`,
    service: SERVICE,
    details: { name: row.name, kind: row.kind },
    audience: SUPPORT_ROLE,
  })
