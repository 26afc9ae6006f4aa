import { sql } from 'kysely'
import type { Ddl } from '../../kernel/db/migrate.ts'

/** What leaves a project: an order of its answers for wide exports, zips of recordings, and withdrawals. */
export async function addOut(ddl: Ddl): Promise<void> {
  await sql`
    create index collection_response_wide on collection_response
      (project_id, coalesce(participant_folded, ''), coalesce(session, ''), activity, id)
      where superseded = 0`.execute(ddl.db)
  await ddl.table('collection_media_zip', {
    id: 'id',
    project_id: 'ref:collection_project',
    account_id: 'int?',
    filter: 'json',
    filter_key: 'text',
    state: 'text',
    recordings: 'int',
    recordings_done: 'int',
    bytes: 'size',
    bytes_done: 'size',
    file_id: 'ref:kernel_file?',
    problem: 'text?',
    created_at: 'time',
    ended_at: 'time?',
    expires_at: 'time?',
  })
  await ddl.index('collection_media_zip', ['project_id', 'id'])
  await ddl.index('collection_media_zip', ['project_id', 'filter_key'], {
    unique: true,
    where: "state = 'running'",
    name: 'collection_media_zip_running',
  })
  await ddl.index('collection_media_zip', ['expires_at'], {
    where: "state = 'ready'",
    name: 'collection_media_zip_ready',
  })
  await ddl.table('collection_withdrawal', {
    id: 'id',
    project_id: 'ref:collection_project',
    mode: 'text',
    pseudonym: 'text',
    reason: 'text?',
    account_id: 'int?',
    account_name: 'text?',
    counts: 'json',
    proof: 'json',
    created_at: 'time',
  })
  await ddl.index('collection_withdrawal', ['project_id', 'id'])
}
