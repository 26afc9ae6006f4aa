import type { Generated, Selectable } from 'kysely'

export interface MailTables {
  kernel_mail: {
    id: Generated<number>
    to_address: string
    template: string
    language: string
    subject: string
    text: string
    /** A text beside it, such as a calendar; empty for none. */
    attachment_name: string | null
    attachment_type: string | null
    attachment_text: string | null
    /** `kept`: no server is set, the operator can read it. */
    state: 'queued' | 'sent' | 'kept' | 'failed'
    attempts: number
    last_error: string | null
    created_at: number
    sent_at: number | null
  }
}

export type MailRow = Selectable<MailTables['kernel_mail']>
