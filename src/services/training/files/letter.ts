import { publicAddress } from '../../../kernel/config/address.ts'
import type { Attachment } from '../../../kernel/mail/mail.ts'
import { CALENDAR_TYPE, calendarOf } from '../join/calendar.ts'
import { timetableOf } from '../join/timetable.ts'
import type { Db, EventRow, ParticipantRow } from '../tables.ts'
import type { Training } from '../training.ts'

type Language = 'en' | 'nl'

/** Somebody to whom a mail can be written, about their event. */
export interface Addressee {
  participant: Pick<ParticipantRow, 'id' | 'full_name' | 'language'> & { email: string }
  event: EventRow
}

/** Undefined when they are gone, or have no address. */
export async function addresseeOf(db: Db, participantId: number): Promise<Addressee | undefined> {
  const participant = await db
    .selectFrom('training_participant')
    .select(['id', 'full_name', 'language', 'email', 'event_id'])
    .where('id', '=', participantId)
    .executeTakeFirst()
  if (!participant || participant.email === null) return undefined
  const event = await db
    .selectFrom('training_event')
    .selectAll()
    .where('id', '=', participant.event_id)
    .executeTakeFirst()
  return event && { participant: { ...participant, email: participant.email }, event }
}

export const languageOf = ({ participant, event }: Addressee): Language =>
  participant.language ?? event.language ?? 'en'

/**
 * A mail to a participant, ready to be sent. Its link opens the event's page, which asks for the key: mails go astray, and
 * whoever holds one must not be somebody else.
 */
export function prepareLetter(
  { kernel }: Training,
  addressee: Addressee,
  {
    template,
    values = {},
    attachment,
  }: { template: string; values?: Record<string, string>; attachment?: Attachment },
) {
  const { participant, event } = addressee
  return kernel.mail.prepare({
    to: participant.email,
    template: `training-${template}`,
    values: {
      event: event.name,
      name: participant.full_name,
      link: joinLink(kernel, event.id),
      contact: event.contact ?? '',
      ...values,
    },
    language: languageOf(addressee),
    attachment,
  })
}

const joinLink = ({ config }: Training['kernel'], eventId: number): string =>
  `${publicAddress(config)}/app/join/${eventId}`

/** A time as people read it, in the zone of the event. */
export function timeIn({ participant, event }: Addressee, at: number): string {
  return new Intl.DateTimeFormat(languageOf({ participant, event }) === 'nl' ? 'nl-BE' : 'en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    timeZone: event.zone,
  }).format(at)
}

const NOTHING = {
  en: 'Nothing: you have given everything back.',
  nl: 'Niets: je hebt alles teruggegeven.',
}

/** What somebody has, as lines of a mail and, where it has times, as a calendar beside it. */
export async function timetableText(
  training: Training,
  addressee: Addressee,
): Promise<{ text: string; attachment?: Attachment }> {
  const { participant, event } = addressee
  const all = await timetableOf(training.db, participant.id)
  const lines = all.map((each) => {
    const when = each.starts_at === null ? each.moment : timeIn(addressee, each.starts_at)
    const where = [each.room, each.teacher].filter(Boolean).join(', ')
    return `- ${when}: ${each.title}${where === '' ? '' : ` (${where})`}`
  })
  const calendar = await calendarOf(training, event, participant.id)
  return {
    text: lines.length === 0 ? NOTHING[languageOf(addressee)] : lines.join('\n'),
    ...(calendar && { attachment: { name: 'timetable.ics', type: CALENDAR_TYPE, text: calendar.text } }),
  }
}
