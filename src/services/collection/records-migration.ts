import type { Ddl } from '../../kernel/db/migrate.ts'

/** Records that are locked with signatures, and projects in which changes need a reason. */
export async function addRecords(ddl: Ddl): Promise<void> {
  await ddl.addColumn('collection_project', 'reason_for_change', 'flag?')
  await ddl.addColumn('collection_upload_set', 'locked_at', 'time?')
  await ddl.index('collection_upload_set', ['project_id', 'first_at', 'id'], {
    where: 'locked_at is not null',
    name: 'collection_upload_set_locked',
  })
  await ddl.table('collection_signature', {
    id: 'id',
    project_id: 'ref:collection_project',
    upload_set_id: 'ref:collection_upload_set',
    account_id: 'int',
    account_name: 'text',
    full_name: 'text',
    meaning: 'text',
    sha256: 'text',
    last_file: 'int',
    created_at: 'time',
    lifted_at: 'time?',
    lifted_by: 'text?',
    lift_reason: 'text?',
  })
  await ddl.index('collection_signature', ['upload_set_id', 'account_id', 'meaning'], {
    unique: true,
    where: 'lifted_at is null',
    name: 'collection_signature_current',
  })
  await ddl.index('collection_signature', ['upload_set_id', 'id'])
  await ddl.index('collection_signature', ['project_id', 'id'])
}
