import type { Generated, Selectable } from 'kysely'
import type { KernelDb, KernelTx } from '../../kernel/db/db.ts'
import type { OutTables } from './out-tables.ts'
import type { PeopleTables } from './people-tables.ts'
import type { RecordTables } from './records-tables.ts'
import type { UploadTables } from './upload-tables.ts'

export interface CollectionTables extends UploadTables, PeopleTables, OutTables, RecordTables {
  collection_project: {
    id: Generated<number>
    name: string
    /** Two projects must not differ in case alone. */
    name_folded: string
    /** 1 when the addresses of participants may be kept with their submissions. */
    keep_address: number
    created_at: number
    /** What people call it; the name is its folder's and stays. */
    title: string | null
    description: string | null
    /** No new links after that. */
    closed_at: number | null
    /** 1 when a closed one takes no submissions either. */
    refuse_when_closed: number | null
    protocol_url: string | null
    web_app_url: string | null
    /** How long a link lasts. */
    link_days: number | null
    /** Names of the activities that a participant answers, as JSON. */
    activities: string | null
    /** When the data must go, in words. */
    retention: string | null
    /** Whom participants ask. */
    contact: string | null
    version: number | null
    /** 1 when people must say why they change data that was collected. */
    reason_for_change: number | null
  }
  /** Secrets that issue grants: the master TOKEN, and those of single projects. */
  collection_issuer: {
    id: Generated<number>
    /** `all`, or `project:5`: of each there is one that counts. */
    scope: string
    sha256: string
    /** Encrypted: operators are shown it again. */
    cipher: string
    /** It issues for this project alone. */
    project_id: number | null
    created_at: number
    revoked_at: number | null
  }
  /** The protocol's auth_token. */
  collection_grant: {
    id: Generated<number>
    project_id: number
    sha256: string
    issued_at: number
    expires_at: number
    issuer_id: number | null
    client_id: number | null
    participant: string | null
    revoked_at: number | null
    last_used_at: number | null
    /** When it was first refused as expired: no change of the clock makes it good again. */
    refused_at?: number | null
    uses: number
    /** Bytes that it has stored, for its quota. */
    bytes: number
    participant_id: number | null
    /** The account that issued it. */
    issued_by: number | null
    /** Of a personal link: the token, encrypted, since letters show it again. */
    cipher: string | null
  }
  collection_client: {
    id: Generated<number>
    client_id: string
    callback_url: string
    project_id: number | null
    created_at: number
    removed_at: number | null
  }
  collection_submission: {
    id: Generated<number>
    project_id: number
    grant_id: number
    received_at: number
    /** Its place in the folder: UTC time to the microsecond, and no two of a project alike. */
    stamp: string
    /** The JSON as it was received, letter for letter: this is the record, the file is made from it. */
    responses: string | null
    /** 0 while the file of the responses is not known to be on disk. */
    responses_synced: number
    /** Of responses and files together. */
    size: number
    files: number
    origin: string | null
    address: string | null
    /** Null until its parts are sorted into uploads, and its answers read. */
    parse_state: 'parsed' | 'opaque' | 'failed' | null
    parsed_at: number | null
  }
  collection_file: {
    id: Generated<number>
    submission_id: number
    grant_id: number
    file_id: number
    field: string
    original_name: string
    size: number
    sha256: string
    kind: 'json' | 'zip' | 'slice' | 'audio' | 'other'
    /** An earlier one of the same grant, name and bytes: a retry. The bytes are stored once. */
    duplicate_of: number | null
    /** An earlier one of the same grant and name had other bytes. */
    conflicts: number
    /** The upload that it is a part of; null until it is sorted. */
    upload_set_id: number | null
    /** Its index where that comes in slices. */
    slice: number | null
  }
}

export type Db = KernelDb<CollectionTables>
export type Tx = KernelTx<CollectionTables>
export type { ParticipantRow } from './people-tables.ts'
export type ProjectRow = Selectable<CollectionTables['collection_project']>
export type GrantRow = Selectable<CollectionTables['collection_grant']>
export type ClientRow = Selectable<CollectionTables['collection_client']>
export type SubmissionRow = Selectable<CollectionTables['collection_submission']>
