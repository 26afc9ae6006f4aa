import type { By } from '../../../kernel/journal/journal.ts'
import { roleAt } from '../events/member.ts'
import { SERVICE, type Training } from '../training.ts'

/** That somebody took data of others away is in the journal. */
export function noteExport({ kernel }: Training, by: By, eventId: number, list: string): void {
  kernel.journal.note({
    by,
    action: 'training.list.exported',
    object: `training.event:${eventId}`,
    service: SERVICE,
    details: { list },
    audience: roleAt(eventId, 'manager'),
  })
}
