import { inTransaction } from '../../../kernel/db/db.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import type { Collection } from '../collection.ts'
import { problems } from '../problems.ts'
import { roleIn } from '../projects/member.ts'
import type { ProjectRow, Tx } from '../tables.ts'
import { type Act, linkOf, tokenOf } from './link.ts'
import { eachPage, type ParticipantItem } from './participant.store.ts'

const BATCH = 200

/** A first mail with the link, or a reminder to those who have not answered all. */
export type MailKind = 'link' | 'reminder'
const COLUMNS = { link: 'mailed_at', reminder: 'reminded_at' } as const
const TEMPLATES = { link: 'study-link', reminder: 'study-reminder' } as const

export interface Mailed {
  mailed: number
  /** No e-mail address is known of them. */
  withoutAddress: number
  /** They have no link that can be used, or need none any more. */
  withoutLink: number
  /** They had such a mail within a day. */
  today: number
}

/**
 * Mails their links to everybody chosen. Nobody is mailed twice within a day, so a request that was cut off can be made
 * again.
 */
export async function mailLinks(collection: Collection, act: Act, kind: MailKind): Promise<Mailed> {
  const { db, kernel } = collection
  const { project, selection } = act
  if (project.web_app_url === null) throw problems.webAppMissing()
  const mailed: Mailed = { mailed: 0, withoutAddress: 0, withoutLink: 0, today: 0 }
  const now = kernel.clock.now()
  for await (const rows of eachPage(db, { projectId: project.id, now, ...selection }, BATCH)) {
    const due: ParticipantItem[] = []
    for (const row of rows) {
      const isOpen = row.state === 'unused' || row.state === 'partial'
      if (!isOpen || row.cipher === null) mailed.withoutLink += 1
      else if (row.email === null) mailed.withoutAddress += 1
      else if ((row[COLUMNS[kind]] ?? 0) > now - DAY_MS) mailed.today += 1
      else due.push(row)
    }
    const count = await mailPage(collection, act, { kind, due, now })
    mailed.mailed += count
    mailed.today += due.length - count
  }
  return mailed
}

async function mailPage(
  collection: Collection,
  { by, project }: Act,
  { kind, due, now }: { kind: MailKind; due: readonly ParticipantItem[]; now: number },
): Promise<number> {
  if (due.length === 0) return 0
  const { db, kernel } = collection
  const prepared = await Promise.all(due.map((row) => prepareMail(collection, project, kind, row)))
  return inTransaction(db, async (tx) => {
    const taken = await takeDue(tx, due, { column: COLUMNS[kind], now })
    if (taken.size === 0) return 0
    for (const [at, row] of due.entries()) {
      const mail = prepared[at]
      if (mail && taken.has(row.id)) await kernel.mail.send(tx, mail)
    }
    await kernel.journal.record(tx, {
      by,
      action: kind === 'link' ? 'collection.links.mailed' : 'collection.participants.reminded',
      object: `collection.project:${project.id}`,
      service: 'collection',
      details: { mails: taken.size, participants: [...taken] },
      audience: roleIn(project.id, 'coordinator'),
    })
    return taken.size
  })
}

/** Marks them, and tells whom nobody else has marked meanwhile. */
async function takeDue(
  tx: Tx,
  due: readonly ParticipantItem[],
  { column, now }: { column: 'mailed_at' | 'reminded_at'; now: number },
): Promise<Set<number>> {
  const rows = await tx
    .updateTable('collection_participant')
    .set({ [column]: now })
    .where(
      'id',
      'in',
      due.map((row) => row.id),
    )
    .where('withdrawn_at', 'is', null)
    .where((eb) => eb.or([eb(column, 'is', null), eb(column, '<=', now - DAY_MS)]))
    .returning('id')
    .execute()
  return new Set(rows.map((row) => row.id))
}

function prepareMail(collection: Collection, project: ProjectRow, kind: MailKind, row: ParticipantItem) {
  const token = tokenOf(collection, row) ?? ''
  const expiresAt = row.expires_at ?? 0
  const language = row.language?.slice(0, 2).toLowerCase() === 'nl' ? 'nl' : 'en'
  const link = linkOf(project, { token, expiresAt, code: row.code, language: row.language }) ?? ''
  const until = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(expiresAt)
  const values = { study: project.title ?? project.name, link, until, contact: project.contact ?? '' }
  return collection.kernel.mail.prepare({
    to: row.email ?? '',
    template: TEMPLATES[kind],
    values,
    language,
  })
}
