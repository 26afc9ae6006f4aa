import { viewOf } from '../../kernel/db/db.ts'
import { holdingOfRoles } from '../../kernel/identity/role-holding.ts'
import { EVENT_ROLES } from './events/member.ts'
import type { TrainingTables } from './tables.ts'

/** What training holds of people with accounts: their roles at events. Participants have none, they go with their event. */
export const trainingHolding = holdingOfRoles({
  service: 'training',
  roles: EVENT_ROLES,
  list: 'events',
  async titles(db, ids) {
    const rows = await viewOf<TrainingTables>(db)
      .selectFrom('training_event')
      .select(['id', 'name'])
      .where('id', 'in', ids)
      .orderBy('id')
      .execute()
    return rows.map(({ id, name }) => ({ id, title: name }))
  },
  alone: (title) => `The event ${title} has no other manager. Make somebody else its manager first.`,
})
