import type { Actor } from '../../../kernel/identity/actor.ts'
import { NETADMIN_ROLE } from '../automation.ts'
import type { AttemptHostRow, AttemptRow, Db } from '../tables.ts'
import { findTemplate } from '../templates/template.store.ts'
import type { Entry } from './protocol.ts'

const WITHHELD = 'Configurations hold secrets: who runs automation reads them.'

/** Whether somebody reads what the hosts of an attempt gave: configurations are for net admins, wherever they stand. */
export async function maySeeResults(
  db: Db,
  actor: Actor | undefined,
  { template_id, template }: Pick<AttemptRow, 'template_id' | 'template'>,
): Promise<boolean> {
  if (actor?.may(NETADMIN_ROLE)) return true
  if ((JSON.parse(template) as { keepsConfiguration?: boolean }).keepsConfiguration) return false
  return template_id === null || (await findTemplate(db, template_id))?.keeps_configuration !== 1
}

/** The host as others see it. */
export function withheld<Host extends Pick<AttemptHostRow, 'entries'>>(host: Host): Host {
  if (host.entries === null) return host
  const entries = (JSON.parse(host.entries) as Entry[]).map((each) => ({
    ...each,
    result: WITHHELD,
    diff: '',
  }))
  return { ...host, entries: JSON.stringify(entries) }
}
