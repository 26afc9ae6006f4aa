import type { Transporter } from 'nodemailer'
import { Type } from 'typebox'
import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import { type AnyTx, inTransaction, viewOf } from '../db/db.ts'
import { defineJob, enqueue, type Job, type Jobs } from '../jobs/jobs.ts'
import type { MailRow } from './tables.ts'
import { renderTemplate } from './template.ts'

const TIMEOUT_MS = 20_000
const LIMITS = {
  connectionTimeout: TIMEOUT_MS,
  greetingTimeout: TIMEOUT_MS,
  socketTimeout: TIMEOUT_MS,
  disableFileAccess: true,
  disableUrlAccess: true,
}

export interface MailOptions {
  database: Database
  jobs: Jobs
  clock: Clock
  /** Without one, mails are kept for the operator to read. It may change while the server runs. */
  readonly smtpUrl?: string
  readonly from: string
  /** The operator's own texts. */
  templates?: string
}

export interface NewMail {
  to: string
  template: string
  values: Readonly<Record<string, string>>
  language?: string
  attachment?: Attachment
}

/** A file of text that goes with a mail. */
export interface Attachment {
  name: string
  /** Such as `text/calendar; charset=utf-8`. */
  type: string
  text: string
}

const payload = Type.Object({ mailId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) })
const sendMail: Job<typeof payload, Mail> = defineJob({
  name: 'mail.send',
  payload,
  run: ({ mailId }, mail, { attempt }) => mail.deliver(mailId, attempt === sendMail.maxAttempts),
})

/** Mails are rows first and are sent by jobs: a request never waits for a mail server, and none is lost with one. */
export class Mail {
  readonly #options: MailOptions
  #opened: { url: string; transport: Promise<Transporter> } | undefined

  constructor(options: MailOptions) {
    this.#options = options
    options.jobs.register(sendMail, this)
  }

  get hasServer(): boolean {
    return this.#options.smtpUrl !== undefined
  }

  /** Its library is loaded with the first mail: where none is sent it takes no memory. */
  #transport(url: string): Promise<Transporter> {
    if (this.#opened?.url !== url) {
      const before = this.#opened?.transport
      const transport = import('nodemailer').then(({ createTransport }) =>
        createTransport({ url, ...LIMITS }),
      )
      this.#opened = { url, transport }
      void before?.then((old) => old.close())
    }
    return this.#opened.transport
  }

  /** The mail's text, made before the transaction: templates are files. */
  prepare({ to, template, values, language = 'en', attachment }: NewMail) {
    return renderTemplate({ name: template, language, values, override: this.#options.templates }).then(
      (rendered) => ({
        to_address: to,
        template,
        language,
        ...rendered,
        attachment_name: attachment?.name ?? null,
        attachment_type: attachment?.type ?? null,
        attachment_text: attachment?.text ?? null,
      }),
    )
  }

  /** Puts a prepared mail on its way, in the caller's transaction. Returns its id. */
  async send(tx: AnyTx, prepared: Awaited<ReturnType<Mail['prepare']>>): Promise<number> {
    const state = this.hasServer ? 'queued' : 'kept'
    const { id } = await viewOf(tx)
      .insertInto('kernel_mail')
      .values({
        ...prepared,
        state,
        attempts: 0,
        last_error: null,
        created_at: this.#options.clock.now(),
        sent_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    if (this.hasServer) await enqueue(tx, sendMail, { mailId: id })
    return id
  }

  /**
   * Sends a queued mail and says so in its row. A crash between the two sends it twice: a mail too many is better than
   * one too few.
   */
  async deliver(id: number, isLastTry: boolean): Promise<void> {
    const { database, smtpUrl, from } = this.#options
    const { db } = database
    const mail = await db.selectFrom('kernel_mail').selectAll().where('id', '=', id).executeTakeFirst()
    if (mail?.state !== 'queued' || smtpUrl === undefined) return
    try {
      const transport = await this.#transport(smtpUrl)
      await transport.sendMail({
        from,
        to: { name: '', address: mail.to_address },
        subject: mail.subject,
        text: mail.text,
        attachments: attachmentsOf(mail),
      })
    } catch (error) {
      await this.#mark(id, { state: isLastTry ? 'failed' : 'queued', last_error: wordsOf(error) })
      throw new Error(wordsOf(error))
    }
    await this.#mark(id, { state: 'sent', last_error: null, sent_at: this.#options.clock.now() })
  }

  list(filter: { state?: MailRow['state']; before?: number; limit: number }): Promise<MailRow[]> {
    return this.#options.database.db
      .selectFrom('kernel_mail')
      .selectAll()
      .$if(filter.state !== undefined, (query) => query.where('state', '=', filter.state as MailRow['state']))
      .$if(filter.before !== undefined, (query) => query.where('id', '<', filter.before as number))
      .orderBy('id', 'desc')
      .limit(filter.limit)
      .execute()
  }

  /**
   * Puts a mail that was kept, or could not be sent, on its way again; without a server what failed is kept from now on.
   * False when there is none.
   */
  async requeue(tx: AnyTx, id: number): Promise<boolean> {
    const row = await viewOf(tx)
      .updateTable('kernel_mail')
      .set({ state: this.hasServer ? 'queued' : 'kept', last_error: null })
      .where('id', '=', id)
      .where('state', 'in', this.hasServer ? ['failed', 'kept'] : ['failed'])
      .returning('id')
      .executeTakeFirst()
    if (row && this.hasServer) await enqueue(tx, sendMail, { mailId: id })
    return row !== undefined
  }

  /** What keeps mail from being sent, as a sentence; nothing when the server answers. */
  async check(): Promise<string | undefined> {
    const { smtpUrl } = this.#options
    if (smtpUrl === undefined) return 'No mail server is set, so mails are kept here.'
    try {
      await (await this.#transport(smtpUrl)).verify()
      return undefined
    } catch (error) {
      return `The mail server does not take mail: ${wordsOf(error)}`
    }
  }

  async close(): Promise<void> {
    const transport = await this.#opened?.transport
    transport?.close()
  }

  async #mark(
    id: number,
    columns: Pick<MailRow, 'state' | 'last_error'> & { sent_at?: number },
  ): Promise<void> {
    await inTransaction(this.#options.database.db, (tx) =>
      tx
        .updateTable('kernel_mail')
        .set((eb) => ({ ...columns, attempts: eb('attempts', '+', 1) }))
        .where('id', '=', id)
        .execute(),
    )
  }
}

function attachmentsOf({ attachment_name, attachment_type, attachment_text }: MailRow) {
  if (attachment_name === null || attachment_text === null) return []
  return [
    { filename: attachment_name, contentType: attachment_type ?? 'text/plain', content: attachment_text },
  ]
}

/** The server's words without what we sent: its address may hold a password. */
function wordsOf(error: unknown): string {
  const { message, code, responseCode } = error as { message: string; code?: string; responseCode?: number }
  return [code, responseCode, message]
    .filter((each) => each !== undefined)
    .join(' ')
    .slice(0, 500)
}
