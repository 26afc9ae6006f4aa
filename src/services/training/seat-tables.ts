import type { Generated } from 'kysely'

/** Who has a seat, who waits for one, and who wishes for which. */
export interface SeatTables {
  training_registration: {
    id: Generated<number>
    event_id: number
    workshop_id: number
    participant_id: number
    /** Empty for rows that came from an old system. */
    entry_time: number | null
    source: 'self' | 'organiser' | 'waiting' | 'wishes'
    /** 1 when only an organiser may take it away. */
    fixed: number
    /** Why an organiser made it. */
    reason: string | null
    /** Codes of the rules that it breaks on purpose, as a JSON list. */
    overrides: string | null
    account_id: number | null
  }
  training_waiting: {
    id: Generated<number>
    event_id: number
    workshop_id: number
    participant_id: number
    joined_at: number
    /** 1 when they have said that what is in the way goes for it. */
    swap: number
    /** A seat is kept for them until then; such a seat is taken. */
    offered_at: number | null
    offer_until: number | null
  }
  training_wish: {
    id: Generated<number>
    event_id: number
    participant_id: number
    workshop_id: number
    /** 1 is the dearest, for each moment. */
    rank: number
    at: number
  }
  training_allocation: {
    id: Generated<number>
    event_id: number
    account_id: number | null
    state: 'running' | 'draft' | 'failed' | 'published' | 'discarded'
    created_at: number
    finished_at: number | null
    published_at: number | null
    /** 1 when no better one exists. */
    optimal: number | null
    /** How far from the best it may be, in parts of a million. */
    gap_ppm: number | null
    took_ms: number | null
    /** Hashes of all that it was computed from, by part, as JSON. */
    input: string | null
    /** Its quality, as JSON. */
    quality: string | null
    error: string | null
    /** Whom it seats beside their wishes. */
    fill: 'nobody' | 'wishers' | 'everybody'
    /** The one whose held seats it keeps. */
    base_id: number | null
    /** What was before it was published, and what it left, as JSON. */
    undo: string | null
    version: number
  }
  /** Seats that an allocation proposes. */
  training_seat: {
    id: Generated<number>
    allocation_id: number
    participant_id: number
    workshop_id: number
    /** The wish that it fulfils; empty for none. */
    rank: number | null
    /** 1 when an organiser put it there, or wants it to stay: another run keeps it. */
    held: number
  }
}
