import { type Generated, type Selectable, sql } from 'kysely'
import type { Ddl } from '../db/migrate.ts'

/** Links that were sent by mail, each of which opens one thing once. Only the hash of its secret is kept. */
export interface LinkTables {
  kernel_reset: {
    id: Generated<number>
    account_id: number
    sha256: string
    created_at: number
    expires_at: number
    used_at: number | null
  }
  kernel_invitation: {
    id: Generated<number>
    email: string
    email_folded: string
    first_name: string
    last_name: string
    /** Separated by spaces. */
    roles: string
    language: string
    sha256: string
    /** Who asked them in. */
    invited_by: number | null
    /** The last mail of it, which may be kept or have failed. */
    mail_id: number | null
    created_at: number
    expires_at: number
    accepted_at: number | null
    account_id: number | null
    withdrawn_at: number | null
  }
  /** The groups that an invited person comes into. */
  kernel_invitation_group: {
    invitation_id: number
    group_id: number
  }
}

export type InvitationRow = Selectable<LinkTables['kernel_invitation']>

export async function addLinkTables(ddl: Ddl): Promise<void> {
  await ddl.addColumn('kernel_account', 'disabled_reason', 'text?')
  await ddl.addColumn('kernel_account', 'merged_into', 'int?')
  await ddl.addColumn('kernel_account', 'names_folded', 'text?')
  await foldNames(ddl)
  await ddl.index('kernel_account_identity', ['account_id'])
  await ddl.table(
    'kernel_reset',
    {
      id: 'id',
      account_id: 'ref:kernel_account',
      sha256: 'text',
      created_at: 'time',
      expires_at: 'time',
      used_at: 'time?',
    },
    { unique: [['sha256']] },
  )
  await ddl.index('kernel_reset', ['account_id'])
  await ddl.table(
    'kernel_invitation',
    {
      id: 'id',
      email: 'text',
      email_folded: 'text',
      first_name: 'text',
      last_name: 'text',
      roles: 'text',
      language: 'text',
      sha256: 'text',
      invited_by: 'ref:kernel_account?',
      mail_id: 'int?',
      created_at: 'time',
      expires_at: 'time',
      accepted_at: 'time?',
      account_id: 'ref:kernel_account?',
      withdrawn_at: 'time?',
    },
    { unique: [['sha256']] },
  )
  // One that is open an address.
  await ddl.index('kernel_invitation', ['email_folded'], {
    unique: true,
    where: 'accepted_at is null and withdrawn_at is null',
    name: 'kernel_invitation_open',
  })
  await ddl.table(
    'kernel_invitation_group',
    { invitation_id: 'ref:kernel_invitation', group_id: 'ref:kernel_group' },
    { primaryKey: ['invitation_id', 'group_id'] },
  )
  await ddl.index('kernel_invitation_group', ['group_id'])
}

/** First and last name were not searched before. As they were folded when this landed. */
async function foldNames({ db }: Ddl): Promise<void> {
  const { rows } = await sql<{ id: number; names: string }>`
    select id, first_name || ' ' || last_name as names from kernel_account`.execute(db)
  for (const { id, names } of rows) {
    const folded = names.trim().normalize('NFC').toLowerCase()
    await sql`update kernel_account set names_folded = ${folded} where id = ${id}`.execute(db)
  }
}
