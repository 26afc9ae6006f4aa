import { sql } from 'kysely'
import type { Ddl, Room } from '../db/migrate.ts'

export const journalRoom: Room = {
  name: 'journal',
  migrations: {
    async '0001_journal'(ddl) {
      await ddl.table('kernel_journal', {
        id: 'id',
        seq: 'int?',
        at: 'time',
        action: 'text',
        object: 'text?',
        service: 'text?',
        // No foreign key: an entry outlives what it speaks of.
        account_id: 'int?',
        account_name: 'text?',
        via: 'text',
        credential: 'text?',
        request_id: 'text?',
        old: 'json?',
        new: 'json?',
        details: 'json?',
        reason: 'text?',
        audience: 'text?',
        count: 'int',
        personal_hash: 'text?',
        entry_hash: 'text',
        hash: 'text?',
        xid: 'int?',
      })
      await ddl.index('kernel_journal', ['seq'], { unique: true })
      await ddl.index('kernel_journal', ['id'], { where: 'seq is null', name: 'kernel_journal_unsealed' })
      await ddl.index('kernel_journal', ['object', 'seq'])
      await ddl.index('kernel_journal', ['account_id', 'seq'])
      await ddl.table(
        'kernel_journal_personal',
        { entry_id: 'ref:kernel_journal', salt: 'text', value: 'json' },
        { primaryKey: ['entry_id'] },
      )
      await (ddl.dialect === 'sqlite' ? appendOnlySqlite(ddl) : appendOnlyPostgres(ddl))
    },
    async '0002_check'(ddl) {
      await ddl.table(
        'kernel_journal_check',
        {
          id: 'int',
          seq: 'int',
          hash: 'text',
          at: 'time',
          ok: 'flag',
          finding: 'text?',
          whole_at: 'time?',
        },
        { primaryKey: ['id'] },
      )
    },
  },
}

const SAID = 'The journal is append-only.'
const CONTENT =
  'id, at, action, object, service, account_id, account_name, via, credential, request_id, old, new, details, reason, audience, count, personal_hash, entry_hash'

/** Nobody changes an entry by mistake. Who has the database can still drop a trigger: that the chain finds. */
async function appendOnlySqlite({ db }: Ddl): Promise<void> {
  const abort = sql.raw(`begin select raise(abort, '${SAID}'); end`)
  await sql`create trigger kernel_journal_no_delete before delete on kernel_journal ${abort}`.execute(db)
  await sql`create trigger kernel_journal_no_update before update of ${sql.raw(CONTENT)} on kernel_journal ${abort}`.execute(
    db,
  )
  await sql`create trigger kernel_journal_seal_once before update of seq, hash on kernel_journal when old.seq is not null ${abort}`.execute(
    db,
  )
}

async function appendOnlyPostgres({ db }: Ddl): Promise<void> {
  await sql`alter table kernel_journal alter column xid set default (pg_current_xact_id()::text::int8)`.execute(
    db,
  )
  await sql`create function kernel_journal_refuse() returns trigger language plpgsql as ${sql.lit(
    `begin raise exception '${SAID}'; end`,
  )}`.execute(db)
  const refuse = sql.raw('for each row execute function kernel_journal_refuse()')
  await sql`create trigger kernel_journal_no_delete before delete on kernel_journal for each row execute function kernel_journal_refuse()`.execute(
    db,
  )
  await sql`create trigger kernel_journal_no_update before update of ${sql.raw(CONTENT)} on kernel_journal ${refuse}`.execute(
    db,
  )
  await sql`create trigger kernel_journal_seal_once before update of seq, hash on kernel_journal for each row when (old.seq is not null) execute function kernel_journal_refuse()`.execute(
    db,
  )
}
