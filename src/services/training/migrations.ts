import { sql } from 'kysely'
import type { Ddl, Room } from '../../kernel/db/migrate.ts'

/** The first id of a participant is one more. */
const BEFORE_PARTICIPANTS = 1_000_000

export const trainingRoom: Room = {
  name: 'training',
  migrations: {
    async '0001_training'(ddl) {
      await addEvents(ddl)
      await addPeople(ddl)
      await addSeats(ddl)
    },
  },
}

async function addEvents(ddl: Ddl): Promise<void> {
  await ddl.table('training_secret', { id: 'id', name: 'text', cipher: 'text' }, { unique: [['name']] })
  await ddl.table(
    'training_event',
    {
      id: 'id',
      name: 'text',
      name_folded: 'text',
      available: 'flag',
      available_at: 'time',
      opens_at: 'time?',
      closes_at: 'time?',
      zone: 'text',
      mode: 'text',
      wishes_until: 'time?',
      wishes_most: 'int',
      wishes_least: 'int',
      waiting: 'flag',
      offer_minutes: 'int',
      description: 'text?',
      place: 'text?',
      contact: 'text?',
      language: 'text?',
      erase_days: 'int?',
      archived_at: 'time?',
      erased_at: 'time?',
      erase_after: 'time?',
      kept: 'json?',
      created_at: 'time',
      confirm_mail: 'flag?',
      last_day_mail: 'flag?',
      last_day_mailed_at: 'time?',
      clock_told_at: 'time?',
      few_told_at: 'time?',
      version: 'int',
    },
    { unique: [['name']] },
  )
  await ddl.table(
    'training_opening',
    { id: 'id', event_id: 'ref:training_event', kind: 'text', value: 'text', opens_at: 'time' },
    { unique: [['event_id', 'kind', 'value']] },
  )
  await ddl.table('training_workshop', {
    id: 'id',
    event_id: 'ref:training_event',
    title: 'text',
    description: 'text',
    moment: 'text',
    seats: 'int',
    target_group: 'text',
    least: 'int',
    starts_at: 'time?',
    ends_at: 'time?',
    room: 'text?',
    teacher: 'text?',
    kept: 'int?',
    waiting_told: 'int?',
  })
  await ddl.index('training_workshop', ['event_id', 'id'])
  await ddl.table(
    'training_link',
    {
      id: 'id',
      event_id: 'ref:training_event',
      workshop1_id: 'ref:training_workshop',
      workshop2_id: 'ref:training_workshop',
      low_id: 'int',
      high_id: 'int',
      type: 'text',
    },
    { unique: [['low_id', 'high_id']] },
  )
  await ddl.index('training_link', ['event_id', 'id'])
  await ddl.index('training_link', ['workshop1_id'])
  await ddl.index('training_link', ['workshop2_id'])
}

async function addPeople(ddl: Ddl): Promise<void> {
  await ddl.table('training_import', {
    id: 'id',
    event_id: 'ref:training_event',
    account_id: 'ref:kernel_account?',
    mode: 'text',
    added: 'int',
    changed: 'int',
    removed: 'int',
    created_at: 'time',
    undone_at: 'time?',
  })
  await ddl.index('training_import', ['event_id', 'id'])
  await ddl.table(
    'training_participant',
    {
      id: 'id',
      event_id: 'ref:training_event',
      full_name: 'text',
      name_folded: 'text',
      user_class: 'text',
      target_group: 'text',
      key_hash: 'text',
      key_cipher: 'text',
      key_set: 'flag',
      key_version: 'int',
      email: 'text?',
      language: 'text?',
      account_id: 'ref:kernel_account?',
      signed_in_at: 'time?',
      reminded_at: 'time?',
      import_id: 'ref:training_import?',
      created_at: 'time',
      version: 'int',
    },
    { unique: [['key_hash']] },
  )
  await ddl.index('training_participant', ['event_id', 'id'])
  await ddl.index('training_participant', ['import_id'])
  await startAfter(ddl, 'training_participant', BEFORE_PARTICIPANTS)
  await ddl.table('training_import_change', {
    id: 'id',
    import_id: 'ref:training_import',
    participant_id: 'int',
    full_name: 'text',
    user_class: 'text',
    target_group: 'text',
    email: 'text?',
    language: 'text?',
    key_hash: 'text?',
    key_cipher: 'text?',
    key_set: 'flag?',
  })
  await ddl.index('training_import_change', ['import_id', 'id'])
  await ddl.table('training_removed', {
    id: 'id',
    participant_id: 'int',
    event_id: 'ref:training_event',
    import_id: 'ref:training_import?',
    removed_at: 'time',
    full_name: 'text',
    user_class: 'text',
    target_group: 'text',
    key_hash: 'text',
    key_cipher: 'text',
    key_set: 'flag',
    key_version: 'int',
    email: 'text?',
    language: 'text?',
    registrations: 'json',
  })
  await ddl.index('training_removed', ['event_id', 'import_id'])
  await ddl.index('training_removed', ['removed_at'])
}

async function addSeats(ddl: Ddl): Promise<void> {
  const place = {
    event_id: 'ref:training_event',
    workshop_id: 'ref:training_workshop',
    participant_id: 'ref:training_participant',
  } as const
  await ddl.table(
    'training_registration',
    {
      id: 'id',
      ...place,
      entry_time: 'time?',
      source: 'text',
      fixed: 'flag',
      reason: 'text?',
      overrides: 'json?',
      account_id: 'ref:kernel_account?',
    },
    { unique: [['participant_id', 'workshop_id']] },
  )
  await ddl.index('training_registration', ['workshop_id', 'id'])
  await ddl.index('training_registration', ['event_id', 'id'])
  await ddl.table(
    'training_waiting',
    { id: 'id', ...place, joined_at: 'time', swap: 'flag', offered_at: 'time?', offer_until: 'time?' },
    { unique: [['participant_id', 'workshop_id']] },
  )
  await ddl.index('training_waiting', ['workshop_id', 'id'])
  await ddl.index('training_waiting', ['event_id', 'id'])
  await ddl.index('training_waiting', ['offer_until'], { where: 'offer_until is not null' })
  await ddl.table(
    'training_wish',
    { id: 'id', ...place, rank: 'int', at: 'time' },
    { unique: [['participant_id', 'workshop_id']] },
  )
  await ddl.index('training_wish', ['event_id', 'participant_id'])
  await ddl.index('training_wish', ['workshop_id'])
  await ddl.table('training_allocation', {
    id: 'id',
    event_id: 'ref:training_event',
    account_id: 'ref:kernel_account?',
    state: 'text',
    created_at: 'time',
    finished_at: 'time?',
    published_at: 'time?',
    optimal: 'flag?',
    gap_ppm: 'int?',
    took_ms: 'int?',
    input: 'text?',
    quality: 'json?',
    error: 'text?',
    fill: 'text',
    base_id: 'ref:training_allocation?',
    undo: 'json?',
    version: 'int',
  })
  await ddl.index('training_allocation', ['event_id', 'id'])
  await ddl.index('training_allocation', ['event_id'], {
    unique: true,
    where: "state = 'running'",
    name: 'training_allocation_running',
  })
  await ddl.table(
    'training_seat',
    {
      id: 'id',
      allocation_id: 'ref:training_allocation',
      participant_id: 'ref:training_participant',
      workshop_id: 'ref:training_workshop',
      rank: 'int?',
      held: 'flag',
    },
    { unique: [['allocation_id', 'participant_id', 'workshop_id']] },
  )
  await ddl.index('training_seat', ['participant_id'])
  await ddl.index('training_seat', ['workshop_id'])
  await ddl.table(
    'training_check_in',
    {
      id: 'id',
      ...place,
      at: 'time',
      received_at: 'time',
      account_id: 'ref:kernel_account?',
      undone_at: 'time?',
      key: 'text',
    },
    { unique: [['key']] },
  )
  await ddl.index('training_check_in', ['workshop_id', 'id'])
  await ddl.index('training_check_in', ['participant_id'])
}

async function startAfter(ddl: Ddl, table: string, last: number): Promise<void> {
  await (ddl.dialect === 'sqlite'
    ? sql`insert into sqlite_sequence (name, seq) values (${table}, ${last})`
    : sql`alter table ${sql.table(table)} alter column id restart with ${sql.lit(last + 1)}`
  ).execute(ddl.db)
}
