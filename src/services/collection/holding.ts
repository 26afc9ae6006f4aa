import { viewOf } from '../../kernel/db/db.ts'
import { holdingOfRoles } from '../../kernel/identity/role-holding.ts'
import { PROJECT_ROLES } from './projects/member.ts'
import type { CollectionTables } from './tables.ts'

/** What collection holds of people with accounts: their roles in projects. Participants have none, they are withdrawn. */
export const collectionHolding = holdingOfRoles({
  service: 'collection',
  roles: PROJECT_ROLES,
  list: 'projects',
  async titles(db, ids) {
    const rows = await viewOf<CollectionTables>(db)
      .selectFrom('collection_project')
      .select(['id', 'name', 'title'])
      .where('id', 'in', ids)
      .orderBy('id')
      .execute()
    return rows.map(({ id, name, title }) => ({ id, title: title ?? name }))
  },
  alone: (title) => `The project ${title} has no other owner. Make somebody else its owner first.`,
})
