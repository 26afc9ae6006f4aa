import { viewOf } from '../../kernel/db/db.ts'
import type { Room } from '../../kernel/db/migrate.ts'
import { addOut } from './out-migration.ts'
import { addPeople } from './people-migration.ts'
import { addRecords } from './records-migration.ts'
import type { CollectionTables } from './tables.ts'
import { addResponses } from './upload-migration.ts'

export const collectionRoom: Room = {
  name: 'collection',
  /** The files of responses are not in a backup: the next start makes them from their rows. */
  async onRestore(tx) {
    await viewOf<CollectionTables>(tx)
      .updateTable('collection_submission')
      .set({ responses_synced: 0 })
      .where('responses', 'is not', null)
      .execute()
  },
  migrations: {
    async '0001_collection'(ddl) {
      await ddl.table(
        'collection_project',
        { id: 'id', name: 'text', name_folded: 'text', keep_address: 'flag', created_at: 'time' },
        { unique: [['name_folded']] },
      )
      await ddl.table(
        'collection_issuer',
        {
          id: 'id',
          scope: 'text',
          sha256: 'text',
          cipher: 'text',
          project_id: 'ref:collection_project?',
          created_at: 'time',
          revoked_at: 'time?',
        },
        { unique: [['sha256']] },
      )
      await ddl.index('collection_issuer', ['scope'], {
        unique: true,
        where: 'revoked_at is null',
        name: 'collection_issuer_current',
      })
      await ddl.table(
        'collection_client',
        {
          id: 'id',
          client_id: 'text',
          callback_url: 'text',
          project_id: 'ref:collection_project?',
          created_at: 'time',
          removed_at: 'time?',
        },
        { unique: [['client_id']] },
      )
      await ddl.table(
        'collection_grant',
        {
          id: 'id',
          project_id: 'ref:collection_project',
          sha256: 'text',
          issued_at: 'time',
          expires_at: 'time',
          issuer_id: 'ref:collection_issuer?',
          client_id: 'ref:collection_client?',
          participant: 'text?',
          revoked_at: 'time?',
          last_used_at: 'time?',
          uses: 'int',
          bytes: 'size',
        },
        { unique: [['sha256']] },
      )
      await ddl.index('collection_grant', ['project_id', 'id'])
      await ddl.index('collection_grant', ['expires_at'])
      await ddl.table(
        'collection_submission',
        {
          id: 'id',
          project_id: 'ref:collection_project',
          grant_id: 'int',
          received_at: 'time',
          stamp: 'text',
          responses: 'json?',
          responses_synced: 'flag',
          size: 'size',
          files: 'int',
          origin: 'text?',
          address: 'text?',
        },
        { unique: [['project_id', 'stamp']] },
      )
      await ddl.index('collection_submission', ['project_id', 'id'])
      await ddl.index('collection_submission', ['id'], {
        where: 'responses_synced = 0',
        name: 'collection_submission_unsynced',
      })
      await ddl.table('collection_file', {
        id: 'id',
        submission_id: 'ref:collection_submission',
        grant_id: 'int',
        file_id: 'ref:kernel_file',
        field: 'text',
        original_name: 'text',
        size: 'size',
        sha256: 'text',
        kind: 'text',
        duplicate_of: 'ref:collection_file?',
        conflicts: 'flag',
      })
      await ddl.index('collection_file', ['submission_id'])
      await ddl.index('collection_file', ['grant_id', 'original_name'])
    },
    '0002_people': addPeople,
    '0003_responses': addResponses,
    '0004_out': addOut,
    async '0005_refused'(ddl) {
      await ddl.addColumn('collection_grant', 'refused_at', 'time?')
    },
    '0006_records': addRecords,
    // Of an answer that came a thousand times the one that counts is found at once.
    async '0007_current_answers'(ddl) {
      await ddl.index('collection_response', ['project_id', 'series', 'superseded'])
    },
  },
}
