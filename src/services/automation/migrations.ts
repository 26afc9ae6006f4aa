import { sql } from 'kysely'
import type { Ddl, Room } from '../../kernel/db/migrate.ts'

export const automationRoom: Room = {
  name: 'automation',
  migrations: {
    async '0001_automation'(ddl) {
      await addInventories(ddl)
      await addRuns(ddl)
      await addPlans(ddl)
    },
    /** What is in clear is sealed by a job: that takes its time, and a start does not wait for it. */
    async '0002_sealed'(ddl) {
      for (const table of ['automation_file_version', 'automation_config_version', 'automation_config']) {
        await ddl.addColumn(table, 'seal_key', 'text?')
        await ddl.addColumn(table, 'sealed', 'text?')
      }
      await ddl.addColumn('automation_file_version', 'letters', 'int?')
      for (const table of ['automation_file_version', 'automation_config_version'])
        await ddl.index(table, ['id'], { name: `${table}_clear`, where: 'sealed is null' })
      await ddl.index('automation_config', ['id'], {
        name: 'automation_config_clear',
        where: 'intended is not null',
      })
      // Rotation looks a text up by the key that it is bound to.
      for (const table of ['automation_file_version', 'automation_config_version', 'automation_config'])
        await ddl.index(table, ['seal_key'], { unique: true })
    },
    async '0003_answers_for'(ddl) {
      await ddl.addColumn('automation_schedule', 'orphaned_at', 'time?')
      await ddl.addColumn('automation_trigger', 'orphaned_at', 'time?')
      await ddl.addColumn('automation_trigger', 'accepts_untimed', 'flag?')
      await markRestorers(ddl)
      // Their senders know no other signature.
      await sql`update automation_trigger set accepts_untimed = 1`.execute(ddl.db)
    },
    async '0004_printed'(ddl) {
      await ddl.addColumn('automation_attempt', 'printed', 'size?')
    },
    async '0005_run_lists'(ddl) {
      await ddl.index('automation_run', ['status', 'is_preset', 'id'])
      // In place of (is_preset, id): with their words in it, a search reads a fifth of the pages.
      await ddl.index('automation_run', ['is_preset', 'id', 'words_folded', 'status'])
      await sql`drop index automation_run_is_preset_id`.execute(ddl.db)
      await ddl.index('automation_attempt', ['template_version_id'], { where: 'output_removed_at is null' })
    },
  },
}

/** The text that the product's own template brings a device back to, as it marks that itself by now. */
async function markRestorers({ db }: Ddl): Promise<void> {
  const { rows } = await sql<{ id: number; form: string }>`
    select id, form from automation_template where file_name = 'restore_configuration.ts' order by id`.execute(
    db,
  )
  for (const { id, form } of rows) {
    const fields = (JSON.parse(form) as { name: string }[]).map((field) =>
      field.name === 'configuration' ? { ...field, confidential: true } : field,
    )
    await sql`update automation_template set form = ${JSON.stringify(fields)} where id = ${id}`.execute(db)
  }
}

async function addInventories(ddl: Ddl): Promise<void> {
  await ddl.table('automation_inventory', {
    id: 'id',
    name: 'text',
    words_folded: 'text',
    type: 'int',
    hosts_file: 'text',
    groups_file: 'text',
    defaults_file: 'text?',
    unknown_keys: 'text',
    created_by: 'int?',
    created_at: 'time',
    version: 'int',
  })
  await ddl.table('automation_file_version', {
    id: 'id',
    path: 'text',
    sha256: 'text',
    content: 'text',
    at: 'time',
    account_id: 'int?',
    via: 'text',
  })
  await ddl.index('automation_file_version', ['path', 'id'])
  await ddl.table('automation_template', {
    id: 'id',
    name: 'text',
    words_folded: 'text',
    description: 'text?',
    description_folded: 'text',
    variables: 'json',
    form: 'json',
    package_path: 'text',
    file_name: 'text',
    function_name: 'text',
    created_by: 'int?',
    created_at: 'time',
    changes: 'flag',
    can_dry_run: 'flag',
    needs_approval: 'flag',
    keeps_configuration: 'flag',
    workers: 'int?',
    host_seconds: 'int?',
    run_minutes: 'int?',
    notify: 'json',
    version: 'int',
  })
  await ddl.table(
    'automation_credential',
    {
      id: 'id',
      name: 'text',
      name_folded: 'text',
      kind: 'text',
      username: 'text?',
      secret_key: 'text',
      secret_cipher: 'text',
      facts: 'json',
      note: 'text',
      created_by: 'int?',
      created_at: 'time',
      changed_at: 'time',
      used_at: 'time?',
      version: 'int',
    },
    { unique: [['name_folded']] },
  )
  await ddl.table(
    'automation_credential_use',
    {
      id: 'id',
      credential_id: 'ref:automation_credential',
      inventory_id: 'ref:automation_inventory',
      group_name: 'text',
      host_name: 'text',
      purpose: 'text',
    },
    { unique: [['inventory_id', 'group_name', 'host_name', 'purpose']] },
  )
  await ddl.index('automation_credential_use', ['credential_id'])
  await ddl.table(
    'automation_host_key',
    {
      id: 'id',
      address: 'text',
      port: 'int',
      type: 'text',
      content: 'text',
      fingerprint: 'text',
      state: 'text',
      seen_at: 'time',
      first_seen_at: 'time',
      accepted_by: 'int?',
      accepted_at: 'time?',
      version: 'int',
    },
    { unique: [['address', 'port', 'type', 'state']] },
  )
}

async function addRuns(ddl: Ddl): Promise<void> {
  await ddl.table('automation_run', {
    id: 'id',
    name: 'text',
    words_folded: 'text',
    status: 'text',
    scheduled_at: 'time?',
    started_at: 'time?',
    finished_at: 'time?',
    variables: 'json?',
    secret_key: 'text?',
    secret_cipher: 'text?',
    filters: 'json?',
    created_by: 'int?',
    created_at: 'time',
    template_id: 'int?',
    inventory_id: 'int?',
    is_preset: 'flag',
    dry_run: 'flag',
    workers: 'int?',
    host_seconds: 'int?',
    run_minutes: 'int?',
    notify: 'json',
    number: 'int',
    attempt_id: 'int?',
    due_at: 'time?',
    waits_for: 'text?',
    asked_by: 'int?',
    asked_as: 'text?',
    like_id: 'int?',
    schedule_id: 'int?',
    trigger_id: 'int?',
    version: 'int',
  })
  await ddl.index('automation_run', ['is_preset', 'id'])
  await ddl.index('automation_run', ['due_at', 'id'], { where: "status = 'scheduled'" })
  await ddl.index('automation_run', ['template_id', 'id'])
  await ddl.index('automation_run', ['inventory_id', 'id'])
  await ddl.index('automation_run', ['created_by', 'id'])
  await ddl.index('automation_run', ['schedule_id', 'id'], { where: 'schedule_id is not null' })
  await ddl.index('automation_run', ['trigger_id', 'id'], { where: 'trigger_id is not null' })
  await ddl.index('automation_run', ['like_id'], { where: 'like_id is not null' })
  await ddl.table(
    'automation_attempt',
    {
      id: 'id',
      run_id: 'ref:automation_run',
      number: 'int',
      status: 'text',
      by_account: 'int?',
      cause: 'text',
      template_id: 'int?',
      template: 'json',
      template_version_id: 'int?',
      inventory_id: 'int?',
      inventory: 'json',
      variables: 'json?',
      filters: 'json?',
      dry_run: 'flag',
      workers: 'int',
      host_seconds: 'int',
      run_minutes: 'int',
      engine: 'text',
      execution_id: 'int?',
      nonce_hash: 'text?',
      node: 'text',
      started_at: 'time',
      finished_at: 'time?',
      exception: 'text?',
      taken: 'size',
      seq: 'int',
      garbage: 'int',
      abort_asked_at: 'time?',
      aborted_by: 'int?',
      hosts: 'int',
      ok: 'int',
      failed: 'int',
      unreachable: 'int',
      changed: 'int',
      output_removed_at: 'time?',
    },
    { unique: [['run_id', 'number']] },
  )
  await ddl.index('automation_attempt', ['execution_id'], { where: 'execution_id is not null' })
  await ddl.index('automation_attempt', ['status', 'id'], { where: "status = 'running'" })
  await ddl.index('automation_attempt', ['finished_at'], { where: 'output_removed_at is null' })
  await ddl.table(
    'automation_attempt_host',
    {
      id: 'id',
      attempt_id: 'ref:automation_attempt',
      position: 'int',
      name: 'text',
      hostname: 'text?',
      port: 'int?',
      platform: 'text?',
      group_name: 'text?',
      state: 'text',
      started_at: 'time?',
      finished_at: 'time?',
      changed: 'flag',
      entries: 'json?',
      error_kind: 'text?',
      error: 'text?',
      output_bytes: 'size',
      kept_bytes: 'size',
      seq: 'int',
    },
    { unique: [['attempt_id', 'name']] },
  )
  await ddl.index('automation_attempt_host', ['attempt_id', 'state'])
  await ddl.index('automation_attempt_host', ['attempt_id', 'seq'])
  await ddl.index('automation_attempt_host', ['name', 'id'])
  await ddl.table('automation_output', {
    id: 'id',
    attempt_id: 'ref:automation_attempt',
    host_id: 'int',
    content: 'json',
    bytes: 'size',
  })
  await ddl.index('automation_output', ['attempt_id', 'host_id', 'id'])
  await ddl.table(
    'automation_host_lock',
    {
      host: 'text',
      attempt_id: 'int',
    },
    { primaryKey: ['host'] },
  )
  await ddl.index('automation_host_lock', ['attempt_id'])
  await ddl.table('automation_approval', {
    id: 'id',
    run_id: 'ref:automation_run',
    number: 'int',
    asked_by: 'int?',
    asked_at: 'time',
    reason: 'text',
    fingerprint: 'text',
    revision: 'text',
    dry_run_id: 'int?',
    decided_by: 'int?',
    decided_at: 'time?',
    decision: 'text?',
    comment: 'text',
  })
  await ddl.index('automation_approval', ['run_id', 'number'])
  await ddl.index('automation_approval', ['decided_at', 'id'], { where: 'decided_at is null' })
}

async function addPlans(ddl: Ddl): Promise<void> {
  await ddl.table('automation_schedule', {
    id: 'id',
    name: 'text',
    words_folded: 'text',
    run_id: 'int',
    cron: 'text?',
    every_seconds: 'int?',
    timezone: 'text',
    enabled: 'flag',
    missed: 'text',
    overlap: 'text',
    next_at: 'time?',
    waits: 'flag',
    last_at: 'time?',
    last_run_id: 'int?',
    missed_at: 'time?',
    message: 'text',
    ends_at: 'time?',
    created_by: 'int?',
    created_at: 'time',
    version: 'int',
  })
  await ddl.index('automation_schedule', ['next_at'], { where: 'enabled = 1' })
  await ddl.index('automation_schedule', ['run_id'])
  await ddl.table(
    'automation_trigger',
    {
      id: 'id',
      name: 'text',
      words_folded: 'text',
      run_id: 'ref:automation_run',
      enabled: 'flag',
      secret_hash: 'text',
      secret_key: 'text',
      secret_cipher: 'text',
      variables: 'json',
      hosts_pointer: 'text?',
      used_at: 'time?',
      created_by: 'int?',
      created_at: 'time',
      version: 'int',
    },
    { unique: [['secret_hash']] },
  )
  await ddl.table(
    'automation_config',
    {
      id: 'id',
      inventory_id: 'int',
      host: 'text',
      words_folded: 'text',
      platform: 'text?',
      version_id: 'int?',
      versions: 'int',
      read_at: 'time?',
      failed_at: 'time?',
      failure: 'text',
      intended: 'text?',
      intended_by: 'int?',
      intended_at: 'time?',
      ignored: 'json',
      drift: 'int?',
      drift_since: 'time?',
      version: 'int',
    },
    { unique: [['inventory_id', 'host']] },
  )
  await ddl.table(
    'automation_config_version',
    {
      id: 'id',
      config_id: 'ref:automation_config',
      number: 'int',
      sha256: 'text',
      content: 'text',
      size: 'size',
      at: 'time',
      attempt_id: 'int?',
      added: 'int',
      removed: 'int',
    },
    { unique: [['config_id', 'number']] },
  )
  await ddl.table(
    'automation_channel',
    {
      id: 'id',
      name: 'text',
      name_folded: 'text',
      kind: 'text',
      shown: 'text',
      secret_key: 'text',
      secret_cipher: 'text',
      created_by: 'int?',
      created_at: 'time',
      failure: 'text',
      failed_at: 'time?',
      version: 'int',
    },
    { unique: [['name_folded']] },
  )
}
