import type { Actor } from '../../../kernel/identity/actor.ts'
import { NETADMIN_ROLE } from '../automation.ts'
import type { AttemptHostRow, AttemptRow, Db } from '../tables.ts'
import { findTemplate } from '../templates/template.store.ts'
import { confidentialOf } from './confidential.ts'
import type { Entry } from './protocol.ts'

export const WITHHELD = 'Configurations hold secrets: who runs automation reads them.'

type Of = Pick<AttemptRow, 'template_id' | 'template'>

/** Whether somebody reads what the hosts of an attempt gave: configurations are for net admins, wherever they stand. */
export const maySeeResults = async (db: Db, actor: Actor | undefined, of: Of): Promise<boolean> =>
  actor?.may(NETADMIN_ROLE) === true || !(await holdsSecrets(db, of))

/** Whether what the hosts of an attempt give and print is for net admins alone. */
export async function holdsSecrets(db: Db, { template_id, template }: Of): Promise<boolean> {
  const kept = JSON.parse(template) as { keepsConfiguration?: boolean }
  const now = template_id === null ? undefined : await findTemplate(db, template_id)
  const marked = confidentialOf({ template_form: now?.form ?? null, attempt_template: template })
  return kept.keepsConfiguration === true || now?.keeps_configuration === 1 || marked.length > 0
}

/** The host as others see it. */
export function withheld<Host extends Pick<AttemptHostRow, 'entries'>>(
  host: Host,
): Host & { isWithheld: true } {
  if (host.entries === null) return { ...host, isWithheld: true }
  const entries = (JSON.parse(host.entries) as Entry[]).map((each) => ({
    ...each,
    result: WITHHELD,
    diff: '',
  }))
  return { ...host, entries: JSON.stringify(entries), isWithheld: true }
}
