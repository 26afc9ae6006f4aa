import type { Generated, Selectable } from 'kysely'

/** What came in, sorted: uploads with all that belongs together, and the answers that were found in them. */
export interface UploadTables {
  /** What a browser sent as one thing: all slices of its final zip, the zip of one activity, or one submission of JSON or files. */
  collection_upload_set: {
    id: Generated<number>
    project_id: number
    grant_id: number
    /** `final` comes in slices, `activity` as one zip; `json` and `file` are a submission each. */
    kind: 'final' | 'activity' | 'json' | 'file'
    /** One of a grant: the name base of a zip, or the submission. Slices of one upload find each other by it. */
    key: string
    /** What people call it: a name base, a file name; empty for JSON. */
    name: string
    /** The first submission; the only one, but for slices and retries. */
    submission_id: number
    /** Code of the participant, as far as it is known: of the answers, the file name or the grant. */
    participant: string | null
    participant_folded: string | null
    /** `wasAttributedTo.@id`: a number of the page that was open in the browser. */
    session: string | null
    /** Of the contract; `opaque` holds nothing that can be read as answers. */
    state: 'receiving' | 'complete' | 'ingested' | 'incomplete' | 'unreadable' | 'opaque'
    /** Why it is unreadable, or which parts of it are; in words. */
    problem: string | null
    /** 1 when people should look at it: incomplete, unreadable, in parts or for its conflicts. */
    needs_look: number
    /** What people see; `superseded` when nothing of it counts any more: later answers, or the same ones sent twice. */
    look: UploadLook
    /** 1 when two files of one name had different bytes. */
    conflicts: number
    /** 1 when people said that what is here of an incomplete one shall count. */
    partial: number
    /** Different files, the slices among them. */
    files: number
    /** The highest index of a slice, and the indices below it that never came, as `2,5`. */
    last_slice: number | null
    missing: string | null
    /** 1 when all slices so far are full ones and no zip ends there. */
    end_missing: number
    bytes: number
    /** Answers that were found; `current` of them count, the others are superseded or held by another upload. */
    answers: number
    current: number
    duplicates: number
    junk: number
    /** Uploads that hold the same answers, as `[{"id": 5, "answers": 3}]`. */
    twins: string | null
    first_at: number
    last_at: number
    parsed_at: number | null
    /** When coordinators were told that it ended incomplete. */
    noticed_at: number | null
    /** Since when it is signed, and people and later parts change nothing of it. */
    locked_at: Generated<number | null>
  }
  /** Which activities an upload holds answers of, its own and those that others hold as well. */
  collection_upload_activity: {
    upload_set_id: number
    project_id: number
    activity: string
    /** As in the upload, so that lists are read by index. */
    first_at: number
    participant: string | null
    answers: number
    started_at: number | null
    ended_at: number | null
    /** From the first start to the last end. */
    duration_ms: number | null
  }
  /** One answer to one item, as contract 3.3 describes it. */
  collection_response: {
    id: Generated<number>
    project_id: number
    submission_id: number
    upload_set_id: number
    grant_id: number
    received_at: number
    participant: string | null
    participant_folded: string | null
    /** `@id` of the response. */
    response_id: string | null
    /** Hash of holder, `@id` and content: the same answer of another upload is not stored twice. */
    identity: string
    /** Hash of holder, session, activity and item: of these the last one counts. */
    series: string
    session: string | null
    /** Last parts of the addresses below; names for people. */
    protocol: string | null
    activity: string
    item: string
    protocol_url: string | null
    activity_url: string | null
    item_url: string | null
    /** JSON, as it was answered; null where a code says that it is missing. */
    value: string | null
    unit: string | null
    missing: 'skipped' | 'dontknow' | null
    /** The file that was answered: its name, */
    file_name: string | null
    /** in a zip the entry's name, */
    file_entry: string | null
    /** of this upload, which may be another than the one that held the answer first, */
    file_upload_id: number | null
    /** or else the file of the same submission, a row of collection_file. */
    file_id: number | null
    file_size: number | null
    /** By its first bytes, such as audio/wav. */
    file_type: string | null
    started_at: number | null
    ended_at: number | null
    duration_ms: number | null
    language: string | null
    ui_version: string | null
    ui_url: string | null
    /** Its place among the answers of the upload. */
    position: number
    superseded: number
    /** The answer that counts instead. */
    superseded_by: number | null
  }
}

/** How an upload stands, in the words of its list. */
export type UploadLook = 'arriving' | 'whole' | 'incomplete' | 'unreadable' | 'superseded'

export type UploadRow = Selectable<UploadTables['collection_upload_set']>
export type ResponseRow = Selectable<UploadTables['collection_response']>
