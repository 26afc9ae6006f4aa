import type { Generated, Selectable } from 'kysely'
import type { KernelDb, KernelTx } from '../../kernel/db/db.ts'
import type { PeopleTables } from './people-tables.ts'
import type { SeatTables } from './seat-tables.ts'

export interface TrainingTables extends PeopleTables, SeatTables {
  /** Random keys of this installation that must outlive a rotation of the kernel's: for hashes of login keys, and for tokens. */
  training_secret: {
    id: Generated<number>
    name: string
    cipher: string
  }
  training_event: {
    id: Generated<number>
    name: string
    name_folded: string
    /** What was last said by hand, and when; the clock may have spoken since (opening.ts). */
    available: number
    available_at: number
    opens_at: number | null
    closes_at: number | null
    /** Time zone of what people read and type, such as Europe/Brussels. */
    zone: string
    /** First come, first served; or wishes that are distributed after their deadline. */
    mode: 'choice' | 'wishes'
    wishes_until: number | null
    /** How many wishes somebody may, and must, rank for each moment. */
    wishes_most: number
    wishes_least: number
    /** 1 when people may queue for full workshops. */
    waiting: number
    /** How long a freed seat is kept for the first who waits; 0 gives it to them at once. */
    offer_minutes: number
    description: string | null
    place: string | null
    /** Whom participants ask. */
    contact: string | null
    /** Of mails and letters, where a participant has none of their own. */
    language: 'en' | 'nl' | null
    /** Participants are erased so many days after its end; never by themselves when empty. */
    erase_days: number | null
    archived_at: number | null
    erased_at: number | null
    /** Told to its managers: not before then. */
    erase_after: number | null
    /** How many they were, as JSON, once they are erased. */
    kept: string | null
    created_at: number
    /** 0 when nobody is mailed what they have chosen; empty means they are. */
    confirm_mail: number | null
    /** 1 when those without registration are reminded a day before it closes. */
    last_day_mail: number | null
    last_day_mailed_at: number | null
    /** Until when the turns of its clock were told to its managers. */
    clock_told_at: number | null
    /** When they were told of workshops under their minimum. */
    few_told_at: number | null
    version: number
  }
  /** Groups or classes for whom it opens at another time. */
  training_opening: {
    id: Generated<number>
    event_id: number
    kind: 'group' | 'class'
    value: string
    opens_at: number
  }
  training_workshop: {
    id: Generated<number>
    event_id: number
    title: string
    description: string
    /** The time slot as people read it; equal texts are one slot. */
    moment: string
    /** The protocol's limit. */
    seats: number
    target_group: string
    /** When fewer come, somebody has to decide. */
    least: number
    starts_at: number | null
    ends_at: number | null
    room: string | null
    teacher: string | null
    /** How many had it, once its people are erased. */
    kept: number | null
    /** Its managers were told of so many who wait for it. */
    waiting_told: number | null
  }
  training_link: {
    id: Generated<number>
    event_id: number
    /** In the order in which they were given; a link counts both ways. */
    workshop1_id: number
    workshop2_id: number
    low_id: number
    high_id: number
    type: 'inclusive' | 'exclusive'
  }
}

export type Db = KernelDb<TrainingTables>
export type Tx = KernelTx<TrainingTables>
export type EventRow = Selectable<TrainingTables['training_event']>
export type OpeningRow = Selectable<TrainingTables['training_opening']>
export type WorkshopRow = Selectable<TrainingTables['training_workshop']>
export type LinkRow = Selectable<TrainingTables['training_link']>
export type ParticipantRow = Selectable<TrainingTables['training_participant']>
export type RegistrationRow = Selectable<TrainingTables['training_registration']>
export type AllocationRow = Selectable<TrainingTables['training_allocation']>
