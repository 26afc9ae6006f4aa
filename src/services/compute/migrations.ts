import type { Ddl, Room } from '../../kernel/db/migrate.ts'

export const computeRoom: Room = {
  name: 'compute',
  migrations: {
    async '0001_compute'(ddl) {
      await addWorkspaces(ddl)
      await addKinds(ddl)
      await addSessions(ddl)
      await addSharing(ddl)
      await addFiles(ddl)
    },
    /** They are the kernel's now, and none lasts longer than an hour. */
    async '0002_visits'({ db }) {
      await db.schema.dropTable('compute_visit').execute()
    },
  },
}

async function addWorkspaces(ddl: Ddl): Promise<void> {
  await ddl.table(
    'compute_workspace',
    {
      id: 'id',
      account_id: 'int?',
      name: 'text',
      name_folded: 'text',
      description: 'text',
      folder: 'text',
      status: 'text',
      fault: 'text?',
      default_kind: 'text?',
      requested: 'json',
      current: 'json',
      scanned_at: 'time?',
      scan_due: 'flag',
      disk_bytes: 'size',
      files: 'int',
      created_at: 'time',
      modified_at: 'time?',
      launched_at: 'time?',
      trashed_at: 'time?',
      remove_asked_at: 'time?',
      erased_at: 'time?',
      template_id: 'int?',
      version: 'int',
    },
    { unique: [['folder']] },
  )
  await ddl.index('compute_workspace', ['account_id', 'id'])
  await ddl.index('compute_workspace', ['trashed_at'], {
    where: 'trashed_at is not null and erased_at is null',
  })
  await ddl.table(
    'compute_storage',
    { account_id: 'int', name: 'text' },
    { primaryKey: ['account_id'], unique: [['name']] },
  )
  await ddl.table(
    'compute_template',
    {
      id: 'id',
      name: 'text',
      description: 'text',
      default_kind: 'text?',
      files: 'json',
      links: 'json',
      created_at: 'time',
      archived_at: 'time?',
      version: 'int',
    },
    { unique: [['name']] },
  )
  await ddl.table(
    'compute_dataset',
    {
      id: 'id',
      key: 'text',
      title: 'text',
      title_folded: 'text',
      description: 'text',
      path: 'text',
      created_at: 'time',
    },
    { unique: [['key']] },
  )
  await ddl.table('compute_quota', {
    id: 'id',
    account_id: 'int?',
    group_id: 'int?',
    sessions: 'int?',
    core_hours: 'int?',
    disk_bytes: 'size?',
    set_at: 'time',
  })
  await ddl.index('compute_quota', ['account_id'], { unique: true, where: 'account_id is not null' })
  await ddl.index('compute_quota', ['group_id'], { unique: true, where: 'group_id is not null' })
}

async function addKinds(ddl: Ddl): Promise<void> {
  await ddl.table(
    'compute_resource',
    {
      id: 'id',
      key: 'text',
      name: 'text',
      backend: 'text',
      settings: 'json',
      secret_cipher: 'text?',
      enabled: 'flag',
      position: 'int',
      version: 'int',
    },
    { unique: [['key']] },
  )
  await ddl.table(
    'compute_kind',
    { id: 'id', key: 'text', current: 'int', position: 'int', archived_at: 'time?' },
    { unique: [['key']] },
  )
  await ddl.table(
    'compute_kind_version',
    {
      id: 'id',
      kind_id: 'ref:compute_kind',
      version: 'int',
      definition: 'json',
      made_at: 'time',
      made_by: 'int?',
    },
    { unique: [['kind_id', 'version']] },
  )
}

async function addSessions(ddl: Ddl): Promise<void> {
  await ddl.table(
    'compute_session',
    {
      id: 'id',
      workspace_id: 'ref:compute_workspace',
      account_id: 'int?',
      kind_id: 'ref:compute_kind',
      kind_version: 'int',
      kind_key: 'text',
      resource_key: 'text',
      execution_id: 'int?',
      resource_job_id: 'int',
      status: 'text',
      message: 'text',
      cause: 'text?',
      created_at: 'time',
      started_at: 'time?',
      ready_at: 'time?',
      ended_at: 'time?',
      core_hours: 'int',
      details: 'json',
      options: 'json',
      fields: 'json',
      cpus: 'int',
      memory_mb: 'int',
      minutes: 'int?',
      gpus: 'int',
      deadline_at: 'time?',
      latest_at: 'time?',
      idle_minutes: 'int?',
      last_active_at: 'time?',
      warned_at: 'time?',
      disk_told_at: 'time?',
      host: 'text?',
      port: 'int?',
      helper_port: 'int?',
      start_page: 'text?',
      secret_cipher: 'text',
      label: 'text',
      report: 'json?',
      log_tail: 'text?',
      like_id: 'int?',
      version: 'int',
    },
    { unique: [['label']] },
  )
  await ddl.index('compute_session', ['workspace_id', 'id'])
  await ddl.index('compute_session', ['account_id', 'id'])
  await ddl.index('compute_session', ['execution_id'])
  await ddl.table('compute_session_step', {
    id: 'id',
    session_id: 'ref:compute_session',
    at: 'int',
    step: 'text',
    text: 'text',
  })
  await ddl.index('compute_session_step', ['session_id', 'id'])
  await ddl.table(
    'compute_session_port',
    { id: 'id', session_id: 'ref:compute_session', port: 'int', name: 'text', added_at: 'time' },
    { unique: [['session_id', 'port']] },
  )
  await ddl.table(
    'compute_session_link',
    {
      id: 'id',
      session_id: 'ref:compute_session',
      hash: 'text',
      may: 'text',
      made_at: 'time',
      ends_at: 'time',
      revoked_at: 'time?',
      used_at: 'time?',
    },
    { unique: [['hash']] },
  )
  await ddl.table(
    'compute_session_code',
    { id: 'id', session_id: 'ref:compute_session', hash: 'text', pass: 'text', ends_at: 'time' },
    { unique: [['hash']] },
  )
  await ddl.table(
    'compute_profile',
    { id: 'id', account_id: 'int', name: 'text', kind_key: 'text', wanted: 'json', made_at: 'time' },
    { unique: [['account_id', 'name']] },
  )
  await ddl.index('compute_session', ['id'], {
    where: `status in ('pending', 'running', 'stopping')`,
    name: 'compute_session_open',
  })
}

async function addSharing(ddl: Ddl): Promise<void> {
  await ddl.table(
    'compute_share',
    {
      copy_id: 'ref:compute_workspace',
      original_id: 'int?',
      from_account: 'int?',
      to_account: 'int?',
      last_options: 'json',
      last_kind: 'text',
      accepted: 'flag',
      copied_at: 'time?',
      created_at: 'time',
    },
    { primaryKey: ['copy_id'] },
  )
  await ddl.index('compute_share', ['original_id'])
  await ddl.index('compute_share', ['to_account'])
  await ddl.index('compute_share', ['from_account'])
  await ddl.table(
    'compute_outside',
    { account_id: 'ref:kernel_account', nonce: 'text', cipher: 'text', groups: 'json', groups_at: 'time' },
    { primaryKey: ['account_id'], unique: [['nonce']] },
  )
  await ddl.table(
    'compute_client',
    { id: 'id', account_id: 'int', token_id: 'int', name: 'text', email_domain: 'text?', made_at: 'time' },
    { unique: [['account_id']] },
  )
}

async function addFiles(ddl: Ddl): Promise<void> {
  await ddl.table('compute_upload', {
    id: 'id',
    workspace_id: 'ref:compute_workspace',
    account_id: 'int',
    path: 'text',
    size: 'size',
    replaces: 'flag',
    made_at: 'time',
    expires_at: 'time',
    done_at: 'time?',
  })
  await ddl.index('compute_upload', ['workspace_id', 'id'])
  await ddl.index('compute_upload', ['expires_at', 'id'])
  await ddl.table('compute_visit', {
    id: 'id',
    workspace_id: 'ref:compute_workspace',
    account_id: 'int',
    reason: 'text',
    made_at: 'time',
    ends_at: 'time',
  })
  await ddl.index('compute_visit', ['workspace_id', 'account_id', 'id'])
}
