import type { Ddl, Room } from '../../kernel/db/migrate.ts'

export const pipelinesRoom: Room = {
  name: 'pipelines',
  migrations: {
    async '0001_pipelines'(ddl) {
      await addApps(ddl)
      await addExperiments(ddl)
      await addFiles(ddl)
      await addPeople(ddl)
    },
  },
}

async function addApps(ddl: Ddl): Promise<void> {
  await ddl.table(
    'pipelines_app',
    { id: 'id', key: 'text', source: 'text', current: 'int', archived_at: 'time?' },
    { unique: [['key']] },
  )
  await ddl.table(
    'pipelines_app_version',
    {
      id: 'id',
      app_id: 'ref:pipelines_app',
      version: 'int',
      label: 'text',
      words_folded: 'text',
      definition: 'json',
      sha256: 'text',
      seen_at: 'time',
    },
    { unique: [['app_id', 'version']] },
  )
  await ddl.table(
    'pipelines_policy',
    {
      app_id: 'ref:pipelines_app',
      enabled: 'flag',
      input_days: 'int?',
      output_days: 'int?',
      cpus: 'int?',
      memory_mb: 'int?',
      minutes: 'int?',
      slots: 'int?',
      host: 'text?',
      version: 'int',
    },
    { primaryKey: ['app_id'] },
  )
  await ddl.table(
    'pipelines_host',
    {
      id: 'id',
      key: 'text',
      name: 'text',
      backend: 'text',
      options: 'json',
      slots: 'int',
      enabled: 'flag',
      position: 'int',
      polled_at: 'time?',
      version: 'int',
    },
    { unique: [['key']] },
  )
}

async function addExperiments(ddl: Ddl): Promise<void> {
  await ddl.table('pipelines_experiment', {
    id: 'id',
    account_id: 'int?',
    app: 'text',
    app_version_id: 'int?',
    host: 'text',
    label: 'text?',
    name: 'text',
    words_folded: 'text',
    description: 'text',
    params: 'json',
    status: 'text',
    runner: 'text',
    batch_id: 'int?',
    like_id: 'int?',
    created_at: 'time',
    claimed_at: 'time?',
    lease_until: 'time?',
    claimed_by: 'text?',
    attempts: 'int',
    due_at: 'time?',
    execution_id: 'int?',
    host_key: 'text?',
    started_at: 'time?',
    ended_at: 'time?',
    exit_code: 'int?',
    exit_text: 'text?',
    cause: 'text?',
    message: 'text',
    command: 'json?',
    provenance: 'json?',
    cpu_seconds: 'int?',
    peak_bytes: 'size?',
    log_file_id: 'int?',
    cancel_asked_at: 'time?',
    notify: 'flag',
    kept: 'flag',
    inputs_until: 'time?',
    outputs_until: 'time?',
    warned_at: 'time?',
    inputs_removed_at: 'time?',
    outputs_removed_at: 'time?',
    note_due: 'flag?',
    version: 'int',
  })
  await ddl.index('pipelines_experiment', ['account_id', 'id'])
  await ddl.index('pipelines_experiment', ['account_id', 'status', 'id'])
  await ddl.index('pipelines_experiment', ['account_id', 'batch_id', 'id'])
  await ddl.index('pipelines_experiment', ['batch_id', 'id'], { where: 'batch_id is not null' })
  await ddl.index('pipelines_experiment', ['app', 'status', 'id'])
  await ddl.index('pipelines_experiment', ['execution_id'], { where: 'execution_id is not null' })
  await ddl.index('pipelines_experiment', ['runner', 'status', 'id'], {
    where: "status in ('submitted', 'claimed', 'running')",
  })
  await ddl.index('pipelines_experiment', ['note_due', 'id'], { where: 'note_due = 1' })
  await ddl.index('pipelines_experiment', ['inputs_until'], { where: 'inputs_until is not null' })
  await ddl.index('pipelines_experiment', ['outputs_until'], { where: 'outputs_until is not null' })
  await ddl.table('pipelines_step', {
    id: 'id',
    experiment_id: 'ref:pipelines_experiment',
    at: 'time',
    step: 'text',
    text: 'text',
  })
  await ddl.index('pipelines_step', ['experiment_id', 'id'])
  await ddl.table('pipelines_batch', {
    id: 'id',
    account_id: 'int?',
    app: 'text',
    name: 'text',
    words_folded: 'text',
    created_at: 'time',
    notify: 'flag',
    told_at: 'time?',
  })
  await ddl.index('pipelines_batch', ['account_id', 'id'])
}

async function addFiles(ddl: Ddl): Promise<void> {
  await ddl.table(
    'pipelines_input',
    {
      id: 'id',
      experiment_id: 'ref:pipelines_experiment',
      field: 'text',
      position: 'int',
      name: 'text',
      size: 'size',
      sha256: 'text',
      file_id: 'int?',
      source: 'json',
    },
    { unique: [['experiment_id', 'name']] },
  )
  await ddl.index('pipelines_input', ['file_id'], { where: 'file_id is not null' })
  await ddl.table(
    'pipelines_output',
    {
      id: 'id',
      experiment_id: 'ref:pipelines_experiment',
      name: 'text',
      size: 'size',
      sha256: 'text',
      file_id: 'int?',
      added_at: 'time',
    },
    { unique: [['experiment_id', 'name']] },
  )
  await ddl.index('pipelines_output', ['file_id'], { where: 'file_id is not null' })
  await ddl.table('pipelines_upload', {
    id: 'id',
    account_id: 'int',
    name: 'text',
    path: 'text',
    words_folded: 'text',
    size: 'size',
    file_id: 'int?',
    sha256: 'text?',
    facts: 'json?',
    created_at: 'time',
    done_at: 'time?',
    ends_at: 'time',
  })
  await ddl.index('pipelines_upload', ['account_id', 'id'])
  await ddl.index('pipelines_upload', ['ends_at'])
}

async function addPeople(ddl: Ddl): Promise<void> {
  await ddl.table(
    'pipelines_applicant',
    {
      account_id: 'int',
      state: 'text',
      applied_at: 'time',
      verify_hash: 'text?',
      verify_sent_at: 'time?',
      address_folded: 'text?',
      verified_at: 'time?',
      decided_at: 'time?',
      decided_by: 'int?',
      decision: 'text?',
    },
    { primaryKey: ['account_id'] },
  )
  await ddl.index('pipelines_applicant', ['verify_hash'], { unique: true, where: 'verify_hash is not null' })
  await ddl.index('pipelines_applicant', ['state', 'account_id'])
  await ddl.table(
    'pipelines_setting',
    { account_id: 'int', name: 'text', value: 'text', cipher: 'text?' },
    { primaryKey: ['account_id', 'name'] },
  )
  await ddl.table('pipelines_share', {
    id: 'id',
    experiment_id: 'int?',
    batch_id: 'int?',
    account_id: 'int?',
    group_id: 'int?',
    link_hash: 'text?',
    inputs: 'flag',
    made_by: 'int?',
    made_at: 'time',
    ends_at: 'time?',
    revoked_at: 'time?',
    used_at: 'time?',
  })
  await ddl.index('pipelines_share', ['link_hash'], { unique: true, where: 'link_hash is not null' })
  await ddl.index('pipelines_share', ['experiment_id'], { where: 'experiment_id is not null' })
  await ddl.index('pipelines_share', ['batch_id'], { where: 'batch_id is not null' })
  await ddl.index('pipelines_share', ['account_id'], { where: 'account_id is not null' })
  await ddl.index('pipelines_share', ['group_id'], { where: 'group_id is not null' })
  await ddl.table('pipelines_limit', {
    id: 'id',
    account_id: 'int?',
    group_id: 'int?',
    files: 'int?',
    running: 'int?',
    set_at: 'time',
  })
  await ddl.index('pipelines_limit', ['account_id'], { unique: true, where: 'account_id is not null' })
  await ddl.index('pipelines_limit', ['group_id'], { unique: true, where: 'group_id is not null' })
}
