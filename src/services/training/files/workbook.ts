import { sheetNames, workbook } from '../../../kernel/table-file/write-xlsx.ts'
import type { Db } from '../tables.ts'
import type { Training } from '../training.ts'
import { listWorkshops } from '../workshops/workshop.ts'

/**
 * Who is registered for what: one worksheet for each workshop, cell by cell as the original writes it, but for names that
 * Excel refuses. Without workshops it holds one empty sheet.
 */
export async function workbookOf({ db }: Training, eventId: number): Promise<Buffer> {
  const workshops = await listWorkshops(db, eventId)
  if (workshops.length === 0) return workbook([{ name: 'Sheet1', rows: [] }])
  const registered = Map.groupBy(await registeredAt(db, eventId), (each) => each.workshop_id)
  const names = sheetNames(workshops.map(({ title }) => title))
  return workbook(
    workshops.map(({ id, title }, at) => ({
      name: names[at] as string,
      rows: [
        [title],
        [''],
        ['Naam', 'Klas'],
        ...(registered.get(id) ?? []).map(({ full_name, user_class }) => [full_name, user_class]),
      ],
    })),
  )
}

function registeredAt(db: Db, eventId: number) {
  return db
    .selectFrom('training_registration as r')
    .innerJoin('training_participant as p', 'p.id', 'r.participant_id')
    .select(['r.workshop_id', 'p.full_name', 'p.user_class'])
    .where('r.event_id', '=', eventId)
    .orderBy('r.id')
    .execute()
}
