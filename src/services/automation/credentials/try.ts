import type { By } from '../../../kernel/journal/journal.ts'
import type { Automation } from '../automation.ts'
import { requireInventory, shownInventory } from '../inventories/inventories.ts'
import { createRun } from '../runs/run.ts'
import { scheduleIn } from '../runs/start.ts'
import type { Tx } from '../tables.ts'
import { createTemplate } from '../templates/template.ts'
import { JOB_FOLDER } from '../templates/template-place.ts'
import { getCredential } from './credential.ts'
import { problems } from './credential-problems.ts'
import { openKeyring } from './keyring.ts'

const SIGN_IN = { name: 'Sign in', fileName: 'sign_in.ts', packagePath: JOB_FOLDER }

/** Which host a credential is tried on. */
export interface Try {
  id: number
  inventoryId: number
  host: string
}

/** Throws where it is not this credential that a run would open the host with. */
export async function checkTry(automation: Automation, { id, inventoryId, host }: Try): Promise<string> {
  const { db } = automation
  const { row } = await getCredential(db, id)
  if (row.kind === 'token') throw problems.notTried()
  const { inventory } = await shownInventory(automation, await requireInventory(db, inventoryId))
  const found = inventory.hosts.get(host)
  if (!found) throw problems.noHost(host)
  const keyring = await openKeyring(automation, inventoryId)
  const given = keyring.credentialFor({ name: host, groups: found.chain.map(({ name }) => name) })
  if (given === undefined || !keyring.used.has(id)) throw problems.notNearest(host)
  return row.name
}

/** Makes a run that signs in on one host and does nothing there; gives its number. */
export async function tryCredential(
  automation: Automation,
  tx: Tx,
  by: By,
  { inventoryId, host, name }: Omit<Try, 'id'> & { name: string },
): Promise<number> {
  const known = await tx
    .selectFrom('automation_template')
    .select('id')
    .where('package_path', '=', SIGN_IN.packagePath)
    .where('file_name', '=', SIGN_IN.fileName)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  const { id: templateId } = known ?? (await createTemplate(automation, tx, by, SIGN_IN))
  const { id } = await createRun(automation, tx, by, {
    ...{ name: `Sign in with ${name}`.slice(0, 200), templateId, inventoryId, filters: { hosts: [host] } },
  })
  await scheduleIn(automation, tx, by, { id, at: null, cause: 'run' })
  return id
}
