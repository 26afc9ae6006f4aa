import type { Actor } from '../../../kernel/identity/actor.ts'
import { NETADMIN_ROLE } from '../automation.ts'
import type { FormField } from '../templates/template-form.ts'
import { HIDDEN } from './run-secret.ts'

/** Forms of the template as it is now, and what the newest attempt has kept of it: either may be gone. */
export interface Marked {
  template_form: string | null
  attempt_template: string | null
}

/** Names of the variables of a form that net admins alone read. */
export const confidentialIn = (form: string | null): string[] =>
  form === null
    ? []
    : (JSON.parse(form) as FormField[]).flatMap(({ name, confidential }) => (confidential ? name : []))

/** The same, also where the template has gone or has changed since. */
export function confidentialOf({ template_form, attempt_template }: Marked): string[] {
  const kept = attempt_template === null ? {} : (JSON.parse(attempt_template) as { confidential?: string[] })
  return [...new Set([...confidentialIn(template_form), ...(kept.confidential ?? [])])]
}

/** What has variables, as somebody sees it. */
export function shownTo<T extends { variables?: unknown }>(
  actor: Actor | undefined,
  of: T,
  names: readonly string[],
): T {
  const { variables } = of
  if (actor?.may(NETADMIN_ROLE) || typeof variables !== 'object' || variables === null) return of
  const hidden = names.filter((name) => Object.hasOwn(variables, name))
  return hidden.length === 0
    ? of
    : { ...of, variables: { ...variables, ...Object.fromEntries(hidden.map((name) => [name, HIDDEN])) } }
}
