import { type KernelDb, type KernelTx, viewOf } from '../../../kernel/db/db.ts'
import type { Merging } from '../../../kernel/identity/merge.ts'
import type { Holding } from '../../../kernel/identity/own-data.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { ComputeSettings } from '../settings.ts'
import type { ComputeTables } from '../tables.ts'
import { OUTSIDE_SECRET } from './groups.ts'

/** Makes known what is kept of people who come with what another server says. */
export function registerOutside({ secrets, identity }: Kernel, { globus }: ComputeSettings): void {
  const { allowedGroups, groupsUrl } = globus
  if (allowedGroups.length > 0 && groupsUrl === undefined)
    throw new Error(
      'ATELIER_COMPUTE_GLOBUS_ALLOWED_GROUPS names groups, and ATELIER_COMPUTE_GLOBUS_GROUPS_URL does not say where to ask for them.',
    )
  secrets.registerColumn(OUTSIDE_SECRET)
  identity.holdings.push(holding)
  identity.merging.push(merging)
}

const readIn = (db: KernelDb) => viewOf<ComputeTables>(db)
const writeIn = (tx: KernelTx) => viewOf<ComputeTables>(tx)

const forget = async (tx: KernelTx, account: number): Promise<void> => {
  await writeIn(tx).deleteFrom('compute_outside').where('account_id', '=', account).execute()
}

const holding: Holding = {
  what: 'compute-outside',
  async export(db, account) {
    const row = await readIn(db)
      .selectFrom('compute_outside')
      .select(['groups', 'groups_at'])
      .where('account_id', '=', account)
      .executeTakeFirst()
    return row ? { groups: JSON.parse(row.groups), readAt: new Date(row.groups_at).toISOString() } : {}
  },
  erase: forget,
}

/** The other account gets them anew when the person signs in there. */
const merging: Merging = {
  what: 'groups of an identity source',
  async count(db, from) {
    const row = await readIn(db)
      .selectFrom('compute_outside')
      .select('account_id')
      .where('account_id', '=', from)
      .executeTakeFirst()
    return row ? 1 : 0
  },
  move: (tx, from) => forget(tx, from),
}
