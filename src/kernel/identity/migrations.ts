import { sql } from 'kysely'
import type { Room } from '../db/migrate.ts'
import { addFactorTables } from './factor.tables.ts'
import { addLinkTables } from './link.tables.ts'

export const identityRoom: Room = {
  name: 'identity',
  migrations: {
    async '0001_identity'(ddl) {
      await ddl.table(
        'kernel_account',
        {
          id: 'id',
          name: 'text',
          name_folded: 'text',
          email: 'text?',
          email_folded: 'text?',
          first_name: 'text',
          last_name: 'text',
          kind: 'text',
          administrator: 'flag',
          password_hash: 'text?',
          disabled_at: 'time?',
          last_sign_in_at: 'time?',
          created_at: 'time',
          updated_at: 'time',
        },
        { unique: [['name_folded']] },
      )
      await sql`alter table kernel_account add column version ${sql.raw(ddl.dialect === 'sqlite' ? 'integer' : 'int8')} not null default 1`.execute(
        ddl.db,
      )
      await ddl.table(
        'kernel_login',
        { login: 'text', account_id: 'ref:kernel_account' },
        { primaryKey: ['login'] },
      )
      await ddl.index('kernel_login', ['account_id'])
      await ddl.table(
        'kernel_account_identity',
        { id: 'id', account_id: 'ref:kernel_account', issuer: 'text', subject: 'text', created_at: 'time' },
        { unique: [['issuer', 'subject']] },
      )
      await ddl.table(
        'kernel_group',
        { id: 'id', name: 'text', name_folded: 'text', created_at: 'time' },
        { unique: [['name_folded']] },
      )
      await ddl.table(
        'kernel_group_member',
        { group_id: 'ref:kernel_group', account_id: 'ref:kernel_account' },
        { primaryKey: ['group_id', 'account_id'] },
      )
      await ddl.index('kernel_group_member', ['account_id'])
      await ddl.table(
        'kernel_role',
        { id: 'id', account_id: 'ref:kernel_account?', group_id: 'ref:kernel_group?', role: 'text' },
        {
          unique: [
            ['account_id', 'role'],
            ['group_id', 'role'],
          ],
        },
      )
      await ddl.table(
        'kernel_session',
        {
          id: 'id',
          account_id: 'ref:kernel_account',
          sha256: 'text',
          created_at: 'time',
          last_seen_at: 'time',
          address: 'text?',
          user_agent: 'text?',
        },
        { unique: [['sha256']] },
      )
      await ddl.index('kernel_session', ['account_id'])
      await ddl.table(
        'kernel_token',
        {
          id: 'id',
          account_id: 'ref:kernel_account',
          name: 'text',
          sha256: 'text',
          prefix: 'text',
          scopes: 'text',
          created_at: 'time',
          expires_at: 'time?',
          last_used_at: 'time?',
          revoked_at: 'time?',
        },
        { unique: [['sha256']] },
      )
      await ddl.index('kernel_token', ['account_id'])
    },
    /** Who has a role in one thing is asked for by the role. */
    async '0002_roles'(ddl) {
      await ddl.index('kernel_role', ['role'])
    },
    '0003_factors': addFactorTables,
    '0002_links': addLinkTables,
    /** No references: what a token came from may be gone, and then it is good for nothing. */
    async '0004_traded_tokens'(ddl) {
      await ddl.addColumn('kernel_token', 'parent_token', 'int?')
      await ddl.addColumn('kernel_token', 'parent_session', 'int?')
      await ddl.addColumn('kernel_token', 'protocol', 'flag?')
    },
    async '0005_visits'(ddl) {
      await ddl.table('kernel_visit', {
        id: 'id',
        account_id: 'int',
        object: 'text',
        reason: 'text',
        made_at: 'time',
        ends_at: 'time',
      })
      await ddl.index('kernel_visit', ['account_id', 'object', 'id'])
    },
  },
}
