import type { Generated, Selectable } from 'kysely'
import type { Ddl } from '../db/migrate.ts'

export interface FactorTables {
  /** What a person signs in with beside the password. */
  kernel_factor: {
    id: Generated<number>
    account_id: number
    kind: 'totp' | 'passkey'
    name: string
    /** Of a passkey the id of its credential; else random letters that the ciphertext is bound to. */
    handle: string
    /** Of a code app, encrypted. */
    secret: string | null
    /** Of a passkey, base64url. */
    public_key: string | null
    /** How often a passkey says it was used. Of a code app the step of the last code, so that each counts once. */
    counter: number
    /** Separated by spaces; a hint for the browser. */
    transports: string | null
    created_at: number
    last_used_at: number | null
  }
  kernel_recovery_code: {
    id: Generated<number>
    account_id: number
    sha256: string
    used_at: number | null
  }
  /** Tickets that counted, until they end by themselves. */
  kernel_spent_ticket: {
    sha256: string
    expires_at: number
  }
  /** Browsers in which a person has signed in. */
  kernel_browser: {
    account_id: number
    sha256: string
    created_at: number
    last_seen_at: number
  }
}

export type FactorRow = Selectable<FactorTables['kernel_factor']>

export async function addFactorTables(ddl: Ddl): Promise<void> {
  await ddl.addColumn('kernel_session', 'confirmed_at', 'time?')
  await ddl.table(
    'kernel_factor',
    {
      id: 'id',
      account_id: 'ref:kernel_account',
      kind: 'text',
      name: 'text',
      handle: 'text',
      secret: 'text?',
      public_key: 'text?',
      counter: 'int',
      transports: 'text?',
      created_at: 'time',
      last_used_at: 'time?',
    },
    { unique: [['handle']] },
  )
  await ddl.index('kernel_factor', ['account_id'])
  await ddl.index('kernel_factor', ['account_id'], {
    unique: true,
    where: `kind = 'totp'`,
    name: 'kernel_factor_one_totp',
  })
  await ddl.table(
    'kernel_recovery_code',
    { id: 'id', account_id: 'ref:kernel_account', sha256: 'text', used_at: 'time?' },
    { unique: [['account_id', 'sha256']] },
  )
  await ddl.table('kernel_spent_ticket', { sha256: 'text', expires_at: 'time' }, { primaryKey: ['sha256'] })
  await ddl.index('kernel_spent_ticket', ['expires_at'])
  await ddl.table(
    'kernel_browser',
    { account_id: 'ref:kernel_account', sha256: 'text', created_at: 'time', last_seen_at: 'time' },
    { primaryKey: ['account_id', 'sha256'] },
  )
}
