import type { Generated, Selectable } from 'kysely'

export interface NoticeTables {
  /** What a person is told: below the bell, by mail, or both. */
  kernel_notice: {
    id: Generated<number>
    account_id: number
    kind: string
    title: string
    text: string
    /** A page of the console. */
    link: string | null
    /** Stands below the bell; else it was for the mail alone. */
    shown: number
    /** `due`: its mail waits for the job that writes it; `handed`: the outbox has it. */
    mail: 'none' | 'due' | 'handed'
    created_at: number
    read_at: number | null
  }
  /** What a person wants to hear of a kind, where that is not what the kind says by itself. */
  kernel_notice_choice: {
    account_id: number
    kind: string
    console: number
    mail: number
  }
  /** The language of a person's mails. */
  kernel_notice_language: {
    account_id: number
    language: string
  }
}

export type NoticeRow = Selectable<NoticeTables['kernel_notice']>
