import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Insertable } from 'kysely'
import { eachDatabase } from '../../../test/support/database.ts'
import { inTransaction, viewOf } from '../../kernel/db/db.ts'
import { migrate } from '../../kernel/db/migrate.ts'
import { automationRoom } from './migrations.ts'
import type { AutomationTables } from './tables.ts'

const { '0001_automation': first } = automationRoom.migrations
if (!first) throw new Error('The first migration has landed: it stays.')
const before = { name: automationRoom.name, migrations: { '0001_automation': first } }

/** Rows as the first version wrote them: without what has come since. */
const old = <Table extends keyof AutomationTables>(_table: Table, row: object) =>
  row as Insertable<AutomationTables[Table]>

eachDatabase('migrations of automation', (open) => {
  test('S7: triggers of older servers take the signatures that they took, and their restoring templates hide the text', async () => {
    const database = await open({ rooms: [before] })
    const db = viewOf<AutomationTables>(database.db)
    await inTransaction(db, async (tx) => {
      const form = [
        { name: 'configuration', type: 'multiline', required: true },
        { name: 'save', type: 'boolean' },
      ]
      const template = {
        ...{ name: 'Restore', words_folded: 'restore', description: null, description_folded: '' },
        ...{ variables: '["configuration","save"]', form: JSON.stringify(form), package_path: '/' },
        ...{ file_name: 'restore_configuration.ts', function_name: 'job_function', created_by: null },
        ...{ created_at: 1, changes: 1, can_dry_run: 1, needs_approval: 0, keeps_configuration: 0 },
        ...{ workers: null, host_seconds: null, run_minutes: null, notify: '{}', version: 1 },
      }
      await tx.insertInto('automation_template').values(old('automation_template', template)).execute()
      await tx
        .insertInto('automation_template')
        .values(old('automation_template', { ...template, file_name: 'say.py' }))
        .execute()
      const run = {
        ...{ name: 'It', words_folded: 'it', status: 'created', created_at: 1, is_preset: 1, dry_run: 0 },
        ...{ notify: '{}', number: 0, version: 1 },
      }
      const { id } = await tx
        .insertInto('automation_run')
        .values(old('automation_run', run))
        .returning('id')
        .executeTakeFirstOrThrow()
      const trigger = {
        ...{ name: 'Git', words_folded: 'git', run_id: id, enabled: 1, secret_hash: 'h', secret_key: 'k' },
        ...{ secret_cipher: 'c', variables: '[]', hosts_pointer: null, created_at: 1, version: 1 },
      }
      await tx.insertInto('automation_trigger').values(old('automation_trigger', trigger)).execute()
    })
    await migrate(database, [automationRoom], 2)
    const triggers = await db
      .selectFrom('automation_trigger')
      .select(['accepts_untimed', 'orphaned_at'])
      .execute()
    assert.deepEqual(triggers, [{ accepts_untimed: 1, orphaned_at: null }])
    const forms = await db.selectFrom('automation_template').select('form').orderBy('id').execute()
    const marked = forms.map(({ form }) =>
      (JSON.parse(form) as { confidential?: boolean }[]).map(({ confidential = false }) => confidential),
    )
    assert.deepEqual(marked, [
      [true, false],
      [false, false],
    ])
  })
})
