import type { Generated, Selectable } from 'kysely'

/** Who is asked to answer, and how far they have come. */
export interface PeopleTables {
  /** A person of a study, known by a code that the team gives. No account, and never one. */
  collection_participant: {
    id: Generated<number>
    project_id: number
    code: string
    code_folded: string
    email: string | null
    /** Of mails and letters, and of the web app. */
    language: string | null
    note: string | null
    /** The import that brought them in. */
    import_id: number | null
    /** Their current link. */
    grant_id: number | null
    /** By what came in; whether a link is over is told by the link. */
    progress: 'unused' | 'partial' | 'complete'
    first_at: number | null
    last_at: number | null
    submissions: number
    answers: number
    /** Names of the activities that they answered, as JSON. */
    done: string | null
    done_count: number
    /** A final upload came whole. */
    final: number
    mailed_at: number | null
    reminded_at: number | null
    withdrawn_at: number | null
    created_at: number
    version: number
  }
  /** A list of participants that was brought in, as long as it can be undone. */
  collection_import: {
    id: Generated<number>
    project_id: number
    account_id: number | null
    added: number
    changed: number
    created_at: number
    undone_at: number | null
  }
  /** What an import has changed, as it was before. */
  collection_import_change: {
    import_id: number
    participant_id: number
    email: string | null
    language: string | null
    note: string | null
  }
  /** How long somebody took for an activity, and for all of them together. */
  collection_progress: {
    project_id: number
    /** `p5` a participant, else the session in which it was answered. */
    who: string
    /** Empty for all of them together. */
    activity: string
    duration_ms: number
  }
}

export type ParticipantRow = Selectable<PeopleTables['collection_participant']>
