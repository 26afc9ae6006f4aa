import type { Notices } from '../../../kernel/notices/notices.ts'
import { roleAt } from '../events/member.ts'
import type { EventRow, Tx } from '../tables.ts'
import { SERVICE, type Training } from '../training.ts'

const KIND = 'training.waiting-grows'
/** Managers hear of so many, and of each doubling. */
const FIRST = 10

export function defineGrowthNotice(notices: Notices): void {
  notices.define({
    kind: KIND,
    service: SERVICE,
    title: 'Many people wait for a workshop',
    default: { console: true, mail: false },
  })
}

/** Tells the managers of an event that the line for a workshop has become long. */
export async function tellGrowth(
  { kernel }: Training,
  tx: Tx,
  event: EventRow,
  workshopId: number,
): Promise<void> {
  const { n } = await tx
    .selectFrom('training_waiting')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('workshop_id', '=', workshopId)
    .executeTakeFirstOrThrow()
  const waits = Number(n)
  if (waits < FIRST) return
  const told = await tx
    .updateTable('training_workshop')
    .set({ waiting_told: waits })
    .where('id', '=', workshopId)
    .where((eb) => eb.or([eb('waiting_told', 'is', null), eb('waiting_told', '<=', Math.floor(waits / 2))]))
    .returning('title')
    .executeTakeFirst()
  if (!told) return
  await kernel.notices.send(tx, {
    to: { role: roleAt(event.id, 'manager') },
    kind: KIND,
    title: {
      en: `${waits} people wait for “${told.title}”`,
      nl: `${waits} mensen wachten op “${told.title}”`,
    },
    text: {
      en: `At ${event.name} the line for “${told.title}” has become long. More seats, or a second round, would help them.`,
      nl: `Bij ${event.name} is de rij voor “${told.title}” lang geworden. Meer plaatsen, of een tweede ronde, zou hen helpen.`,
    },
    link: `/app/training/events/${event.id}/waiting`,
  })
}
