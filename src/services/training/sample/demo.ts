import { inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { createEvent, replaceEvent } from '../events/event.ts'
import { listWithKeys, replaceParticipants } from '../participants/participant-replace.ts'
import { chooseWorkshops } from '../registrations/registration.ts'
import type { Training } from '../training.ts'
import { replaceLinks } from '../workshops/link.ts'
import { listWorkshops } from '../workshops/workshop.ts'
import { freeName } from './sample.ts'

const MORNING = '1. Voormiddag'
const AFTERNOON = '2. Namiddag'

const workshop = (title: string, moment: string, targetGroup: string, seats: number) => ({
  title,
  moment,
  targetGroup,
  seats,
  description: `${title}, voor wie ${targetGroup === 'app' ? 'software' : 'infrastructuur'} studeert.`,
})

const WORKSHOPS = [
  workshop('Een app op maat', MORNING, 'app', 8),
  workshop('Spelen in de browser', MORNING, 'app', 5),
  workshop('Data in beeld', MORNING, 'app', 10),
  workshop('Netwerken bouwen', MORNING, 'infra', 6),
  workshop('Servers beheren', MORNING, 'infra', 4),
  workshop('Een chatbot leren praten', AFTERNOON, 'app', 7),
  workshop('Websites voor iedereen', AFTERNOON, 'app', 3),
  workshop('Beveiliging in de praktijk', AFTERNOON, 'infra', 6),
  workshop('Werken met containers', AFTERNOON, 'infra', 5),
]
/** By their places in the list: the first two cannot be combined, the last two go together. */
const LINKS = [
  [1, 5, 'exclusive'],
  [3, 7, 'inclusive'],
] as const
/** Name, class, group, and the places of what they have chosen. */
const PEOPLE = [
  ['Nick Aerts', '4ITF', 'app', [0, 5]],
  ['Sara Claes', '4ITF', 'app', [1, 6]],
  ['Yassine El Amrani', '4ITF', 'infra', [3, 7]],
  ['Lotte Maes', '4ITF', 'infra', []],
  ['Emma Peeters', '5ITF', 'app', [0, 6]],
  ['Bram De Smet', '5ITF', 'app', [2, 5]],
  ['Noah Willems', '5ITF', 'infra', [4, 8]],
  ['Aylin Yılmaz', '5ITF', 'infra', []],
  ['Jef Goossens', '6ITF', 'app', [2, 6]],
  ['Marie Wouters', '6ITF', 'app', []],
  ['Thomas Jacobs', '6ITF', 'infra', [3, 7]],
  ['Zoë Hermans', '6ITF', 'infra', []],
] as const

/** An open event as the original's test data had one, to try the protocol with; everybody's key is told. */
export async function makeDemo(training: Training, by: By) {
  const event = await inTransaction(training.db, async (tx) =>
    createEvent(training, tx, by, { name: await freeName(tx, 'demo'), available: true, language: 'nl' }),
  )
  await replaceEvent(training, by, { id: event.id, changes: {}, workshops: WORKSHOPS })
  const ids = (await listWorkshops(training.db, event.id)).map(({ id }) => id)
  const idAt = (place: number) => ids[place] as number
  await replaceLinks(training, by, {
    eventId: event.id,
    links: LINKS.map(([one, two, type]) => ({ workshop1Id: idAt(one), workshop2Id: idAt(two), type })),
  })
  await replaceParticipants(training, by, {
    eventId: event.id,
    items: PEOPLE.map(([full_name, user_class, targetGroup]) => ({ full_name, user_class, targetGroup })),
  })
  const listed = await listWithKeys(training, by, { eventId: event.id })
  for (const [index, { row }] of listed.entries()) {
    const places = PEOPLE[index]?.[3] ?? []
    if (places.length > 0)
      await chooseWorkshops(training, {
        participantId: row.id,
        workshopIds: places.map(idAt),
        by: { via: 'grant', credential: `training.participant:${row.id}` },
      })
  }
  return {
    id: event.id,
    name: event.name,
    participants: listed.map(({ row, key }) => ({
      id: row.id,
      name: row.full_name,
      class: row.user_class,
      group: row.target_group,
      key,
    })),
  }
}
