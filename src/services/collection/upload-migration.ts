import type { Ddl } from '../../kernel/db/migrate.ts'

/** Uploads and answers. What is there already gets its rows by the job that sorts submissions. */
export async function addResponses(ddl: Ddl): Promise<void> {
  await ddl.table(
    'collection_upload_set',
    {
      id: 'id',
      project_id: 'ref:collection_project',
      grant_id: 'int',
      kind: 'text',
      key: 'text',
      name: 'text',
      submission_id: 'ref:collection_submission',
      participant: 'text?',
      participant_folded: 'text?',
      session: 'text?',
      state: 'text',
      problem: 'text?',
      needs_look: 'flag',
      look: 'text',
      conflicts: 'flag',
      partial: 'flag',
      files: 'int',
      last_slice: 'int?',
      missing: 'text?',
      end_missing: 'flag',
      bytes: 'size',
      answers: 'int',
      current: 'int',
      duplicates: 'int',
      junk: 'int',
      twins: 'json?',
      first_at: 'time',
      last_at: 'time',
      parsed_at: 'time?',
      noticed_at: 'time?',
    },
    { unique: [['grant_id', 'key']] },
  )
  await ddl.index('collection_upload_set', ['project_id', 'first_at', 'id'])
  await ddl.index('collection_upload_set', ['project_id', 'participant_folded', 'first_at', 'id'], {
    name: 'collection_upload_set_participant',
  })
  await ddl.index('collection_upload_set', ['project_id', 'look', 'first_at', 'id'], {
    name: 'collection_upload_set_look',
  })
  await ddl.index('collection_upload_set', ['project_id', 'first_at', 'id'], {
    where: 'needs_look = 1',
    name: 'collection_upload_set_needs_look',
  })
  await ddl.index('collection_upload_set', ['grant_id', 'id'], {
    where: "state = 'receiving'",
    name: 'collection_upload_set_receiving',
  })
  await ddl.index('collection_upload_set', ['project_id'], {
    where: "state = 'incomplete' and noticed_at is null",
    name: 'collection_upload_set_unnoticed',
  })
  await ddl.index('collection_upload_set', ['project_id', 'noticed_at'], {
    where: 'noticed_at is not null',
    name: 'collection_upload_set_noticed',
  })
  await ddl.index('collection_upload_set', ['submission_id'])
  await ddl.table(
    'collection_upload_activity',
    {
      upload_set_id: 'ref:collection_upload_set',
      project_id: 'int',
      activity: 'text',
      first_at: 'time',
      participant: 'text?',
      answers: 'int',
      started_at: 'time?',
      ended_at: 'time?',
      duration_ms: 'size?',
    },
    { primaryKey: ['upload_set_id', 'activity'] },
  )
  await ddl.index('collection_upload_activity', ['project_id', 'activity', 'first_at', 'upload_set_id'], {
    name: 'collection_upload_activity_list',
  })
  await addResponseTable(ddl)
  await ddl.addColumn('collection_submission', 'parse_state', 'text?')
  await ddl.addColumn('collection_submission', 'parsed_at', 'time?')
  await ddl.index('collection_submission', ['id'], {
    where: 'parse_state is null',
    name: 'collection_submission_unsorted',
  })
  await ddl.addColumn('collection_file', 'upload_set_id', 'ref:collection_upload_set?')
  await ddl.addColumn('collection_file', 'slice', 'int?')
  await ddl.index('collection_file', ['upload_set_id', 'slice', 'id'])
}

async function addResponseTable(ddl: Ddl): Promise<void> {
  await ddl.table(
    'collection_response',
    {
      id: 'id',
      project_id: 'ref:collection_project',
      submission_id: 'ref:collection_submission',
      upload_set_id: 'ref:collection_upload_set',
      grant_id: 'int',
      received_at: 'time',
      participant: 'text?',
      participant_folded: 'text?',
      response_id: 'text?',
      identity: 'text',
      series: 'text',
      session: 'text?',
      protocol: 'text?',
      activity: 'text',
      item: 'text',
      protocol_url: 'text?',
      activity_url: 'text?',
      item_url: 'text?',
      value: 'json?',
      unit: 'text?',
      missing: 'text?',
      file_name: 'text?',
      file_entry: 'text?',
      file_upload_id: 'int?',
      file_id: 'ref:collection_file?',
      file_size: 'size?',
      file_type: 'text?',
      started_at: 'time?',
      ended_at: 'time?',
      duration_ms: 'size?',
      language: 'text?',
      ui_version: 'text?',
      ui_url: 'text?',
      position: 'int',
      superseded: 'flag',
      superseded_by: 'int?',
    },
    { unique: [['project_id', 'identity']] },
  )
  await ddl.index('collection_response', ['project_id', 'id'])
  await ddl.index('collection_response', ['project_id', 'series'])
  await ddl.index('collection_response', ['project_id', 'activity', 'id'])
  await ddl.index('collection_response', ['project_id', 'participant_folded', 'id'])
  await ddl.index('collection_response', ['upload_set_id', 'id'])
  await ddl.index('collection_response', ['submission_id'])
}
