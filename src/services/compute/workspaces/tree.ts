import { sql } from 'kysely'
import type { Tree } from '../../../kernel/backup/trees.ts'
import type { Compute } from '../compute.ts'
import { isReserved } from '../files/path.ts'
import { TRASH } from './folder.ts'

/** The name under which backups hold the folders of all workspaces. */
export const TREE = 'workspaces'

/**
 * Workspaces with the trash, as backups copy them. What is only being made is left out, and so are the folders of sessions,
 * which end with this machine and hold what opens them.
 */
export const workspaceTree = ({ db, root }: Compute): Tree => ({
  root,
  isOptional: true,
  skips: ([first = '', , inside]) =>
    (first.startsWith('.') && first !== TRASH) || (inside !== undefined && isReserved(inside)),
  async bytes() {
    const { sum } = await db
      .selectFrom('compute_workspace')
      .select(sql<number | null>`sum(disk_bytes)`.as('sum'))
      .executeTakeFirstOrThrow()
    return Number(sum ?? 0)
  },
})
