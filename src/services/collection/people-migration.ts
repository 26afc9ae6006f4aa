import type { Ddl } from '../../kernel/db/migrate.ts'

/** Participants with their links, and what a project says about itself. */
export async function addPeople(ddl: Ddl): Promise<void> {
  for (const [name, spec] of [
    ['title', 'text?'],
    ['description', 'text?'],
    ['closed_at', 'time?'],
    ['refuse_when_closed', 'flag?'],
    ['protocol_url', 'text?'],
    ['web_app_url', 'text?'],
    ['link_days', 'int?'],
    ['activities', 'json?'],
    ['retention', 'text?'],
    ['contact', 'text?'],
    ['version', 'int?'],
  ] as const)
    await ddl.addColumn('collection_project', name, spec)
  await ddl.table('collection_import', {
    id: 'id',
    project_id: 'ref:collection_project',
    account_id: 'ref:kernel_account?',
    added: 'int',
    changed: 'int',
    created_at: 'time',
    undone_at: 'time?',
  })
  await ddl.index('collection_import', ['project_id', 'id'])
  await addParticipants(ddl)
  await ddl.table(
    'collection_import_change',
    {
      import_id: 'ref:collection_import',
      participant_id: 'ref:collection_participant',
      email: 'text?',
      language: 'text?',
      note: 'text?',
    },
    { primaryKey: ['import_id', 'participant_id'] },
  )
  await ddl.index('collection_import_change', ['participant_id'])
  await ddl.table(
    'collection_progress',
    { project_id: 'ref:collection_project', who: 'text', activity: 'text', duration_ms: 'size' },
    { primaryKey: ['project_id', 'who', 'activity'] },
  )
  await ddl.index('collection_progress', ['project_id', 'activity', 'duration_ms'])
  await ddl.addColumn('collection_grant', 'participant_id', 'ref:collection_participant?')
  await ddl.addColumn('collection_grant', 'issued_by', 'ref:kernel_account?')
  await ddl.addColumn('collection_grant', 'cipher', 'text?')
  await ddl.index('collection_grant', ['participant_id'])
}

async function addParticipants(ddl: Ddl): Promise<void> {
  await ddl.table(
    'collection_participant',
    {
      id: 'id',
      project_id: 'ref:collection_project',
      code: 'text',
      code_folded: 'text',
      email: 'text?',
      language: 'text?',
      note: 'text?',
      import_id: 'ref:collection_import?',
      grant_id: 'int?',
      progress: 'text',
      first_at: 'time?',
      last_at: 'time?',
      submissions: 'int',
      answers: 'int',
      done: 'json?',
      done_count: 'int',
      final: 'flag',
      mailed_at: 'time?',
      reminded_at: 'time?',
      withdrawn_at: 'time?',
      created_at: 'time',
      version: 'int',
    },
    { unique: [['project_id', 'code_folded']] },
  )
  await ddl.index('collection_participant', ['project_id', 'id'])
  await ddl.index('collection_participant', ['import_id'])
  await ddl.index('collection_participant', ['grant_id'])
}
