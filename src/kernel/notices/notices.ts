import { Type } from 'typebox'
import type { Clock } from '../clock.ts'
import { type AnyTx, inTransaction, type KernelDb, viewOf } from '../db/db.ts'
import { listAdministratorIds } from '../identity/identity.store.ts'
import { type Ladders, rolesEnoughFor } from '../identity/role.ts'
import { defineJob, enqueue, type Job, type Jobs } from '../jobs/jobs.ts'
import type { By, Journal } from '../journal/journal.ts'
import type { Mail } from '../mail/mail.ts'
import * as store from './notices.store.ts'
import { problems } from './problems.ts'
import type { NoticeRow } from './tables.ts'

export const LANGUAGES = ['en', 'nl'] as const
export type Language = (typeof LANGUAGES)[number]
/** One text for all, or one for each language. */
export type Words = string | Readonly<Record<Language, string>>

const KEEP_MS = 180 * 86_400_000

/** A sort of notice, about which a person can choose. */
export interface NoticeKind {
  /** Such as `collection.submission-failed`. */
  kind: string
  /** `kernel` for everybody, `operate` for administrators, or the service: who has no role there is not asked about it. */
  service: string
  /** What stands beside the choice. */
  title: string
  default: { console: boolean; mail: boolean }
}

export interface NewNotice {
  /**
   * Accounts; or all who have a role or a higher one (`collection:manager@7`), of which `administrator` is one. As in the
   * journal, `account:7` in its place is one account. `except` has caused it, and knows; with `administrators` they hear of it
   * too.
   */
  to: readonly number[] | { role: string; except?: number; administrators?: true }
  kind: string
  title: Words
  text: Words
  /** A page of the console, such as `/app/collection/projects/7`. */
  link?: string
  /** They asked for it by mail, this one time, whatever they chose for its kind; `usual` is where they chose nothing. */
  mail?: true | 'usual'
}

export interface NoticeSettings {
  language: Language
  kinds: { kind: string; console: boolean; mail: boolean }[]
}

export interface NoticesParts {
  db: KernelDb
  clock: Clock
  journal: Journal
  jobs: Jobs
  mail: Mail
  ladders: Ladders
  /** Where people find the console, for links in mails. */
  address: string
}

const payload = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) })
const mailNotice: Job<typeof payload, Notices> = defineJob({
  name: 'kernel.mail-notice',
  payload,
  run: ({ id }, notices) => notices.handToMail(id),
})

/** Tells people things: below the bell of the console, and by mail to those who want that. */
export class Notices {
  readonly #parts: NoticesParts
  readonly #kinds = new Map<string, NoticeKind>()

  constructor(parts: NoticesParts) {
    this.#parts = parts
    parts.jobs.register(mailNotice, this)
  }

  /** Makes a kind known; before anything of it is sent. */
  define(kind: NoticeKind): void {
    if (this.#kinds.has(kind.kind)) throw new Error(`There are two kinds of notices named ${kind.kind}.`)
    this.#kinds.set(kind.kind, kind)
  }

  /** By service and kind. */
  kinds(): NoticeKind[] {
    return [...this.#kinds.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1))
  }

  /** Tells people in the caller's transaction, each in the way that they chose. Nobody is told twice. */
  async send(tx: AnyTx, notice: NewNotice): Promise<void> {
    const kind = this.#kinds.get(notice.kind)
    if (!kind) throw new Error(`Notices of the kind ${notice.kind} are not defined.`)
    const view = viewOf(tx)
    const ids = 'role' in notice.to ? await this.#holdersOf(tx, notice.to) : notice.to
    if (ids.length === 0) return
    for (const reader of await store.findReaders(view, kind.kind, ids)) {
      const shown = reader.console === null ? kind.default.console : reader.console === 1
      const usual = notice.mail === 'usual' || kind.default.mail
      const wanted = notice.mail === true || (reader.mail === null ? usual : reader.mail === 1)
      const mailed = reader.email !== null && wanted
      if (!shown && !mailed) continue
      const language = languageOf(reader.language)
      const id = await store.insertNotice(view, {
        account_id: reader.id,
        kind: kind.kind,
        title: inLanguage(notice.title, language),
        text: inLanguage(notice.text, language),
        link: notice.link ?? null,
        shown: shown ? 1 : 0,
        mail: mailed ? 'due' : 'none',
        created_at: this.#parts.clock.now(),
      })
      if (mailed) await enqueue(tx, mailNotice, { id })
      await this.#parts.journal.record(tx, {
        by: { via: 'system' },
        action: 'notice.sent',
        object: `notice:${id}`,
        details: { kind: kind.kind },
        audience: `account:${reader.id}`,
      })
    }
  }

  /** Puts the mail of a notice into the outbox, once. */
  async handToMail(id: number): Promise<void> {
    const { db, mail, address } = this.#parts
    const due = await store.findDue(db, id)
    if (!due || due.email === null) return
    const { title, text, name } = due
    const prepared = await mail.prepare({
      to: due.email,
      template: 'notice',
      values: {
        name,
        title,
        text,
        link: address + (due.link ?? '/app'),
        settings: `${address}/app/me/notices`,
      },
      language: languageOf(due.language),
    })
    await inTransaction(db, async (tx) => {
      if (await store.takeDue(tx, id)) await mail.send(tx, prepared)
    })
  }

  list(filter: { accountId: number; unread: boolean; before?: number; limit: number }): Promise<NoticeRow[]> {
    return store.listNotices(this.#parts.db, filter)
  }

  countUnread(accountId: number): Promise<number> {
    return store.countUnread(this.#parts.db, accountId)
  }

  /** Marks one as read, or all up to one: a notice that came meanwhile stays unread. */
  async markRead(by: By, accountId: number, which: { id: number } | { upTo?: number }): Promise<void> {
    const { db, clock, journal } = this.#parts
    await inTransaction(db, async (tx) => {
      if ('id' in which && !(await store.findNotice(tx, which.id, accountId))) throw problems.notFound()
      const read = await store.markRead(tx, { accountId, now: clock.now(), ...which })
      if (read === 0) return
      const object = 'id' in which ? `notice:${which.id}` : `account:${accountId}`
      await journal.record(tx, { by, action: 'notice.read', object, details: { read } })
    })
  }

  async settings(accountId: number): Promise<NoticeSettings> {
    const { db } = this.#parts
    const choices = new Map((await store.listChoices(db, accountId)).map((row) => [row.kind, row]))
    const kinds = this.kinds().map((kind) => {
      const chosen = choices.get(kind.kind)
      return {
        kind: kind.kind,
        console: chosen ? chosen.console === 1 : kind.default.console,
        mail: chosen ? chosen.mail === 1 : kind.default.mail,
      }
    })
    return { language: languageOf((await store.findLanguage(db, accountId)) ?? null), kinds }
  }

  /** What is not named goes back to what its kind says. */
  async saveSettings(by: By, accountId: number, settings: NoticeSettings): Promise<void> {
    const { db, journal } = this.#parts
    const unknown = settings.kinds.find((each) => !this.#kinds.has(each.kind))
    if (unknown) throw problems.unknownKind(unknown.kind)
    const choices = settings.kinds.map((each) => ({
      kind: each.kind,
      console: each.console ? 1 : 0,
      mail: each.mail ? 1 : 0,
    }))
    await inTransaction(db, async (tx) => {
      await store.saveSettings(tx, accountId, { language: settings.language, choices })
      await journal.record(tx, {
        by,
        action: 'notice.settings-changed',
        object: `account:${accountId}`,
        new: { ...settings },
      })
    })
  }

  /** The language in which a person is written to. */
  async languageOf(accountId: number): Promise<Language> {
    return languageOf((await store.findLanguage(this.#parts.db, accountId)) ?? null)
  }

  async #holdersOf(
    tx: AnyTx,
    { role, except, administrators }: { role: string; except?: number; administrators?: true },
  ): Promise<number[]> {
    const view = viewOf(tx)
    if (role.startsWith('account:')) return [Number(role.slice('account:'.length))]
    const ids =
      role === 'administrator'
        ? await listAdministratorIds(view)
        : await store.findHolders(view, rolesEnoughFor(this.#parts.ladders, role))
    const others = administrators ? await listAdministratorIds(view) : []
    return [...new Set([...ids, ...others])].filter((id) => id !== except)
  }

  /** Forgets what nobody looks for any more. */
  async sweep(): Promise<void> {
    const { db, clock } = this.#parts
    await inTransaction(db, (tx) => store.deleteOlderThan(tx, clock.now() - KEEP_MS))
  }
}

const languageOf = (text: string | null): Language => LANGUAGES.find((each) => each === text) ?? 'en'
const inLanguage = (words: Words, language: Language): string =>
  typeof words === 'string' ? words : words[language]
