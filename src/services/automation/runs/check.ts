import type { FieldError } from '../../../kernel/problem.ts'
import type { Automation } from '../automation.ts'
import { findInventory } from '../inventories/inventory.store.ts'
import { checkFilters } from '../inventories/select.ts'
import type { RunRow } from '../tables.ts'
import { findTemplate } from '../templates/template.store.ts'
import { checkVariables } from '../templates/template-form.ts'
import type { RunFields } from './run.ts'
import { problems } from './run-problems.ts'

type Given = Partial<Pick<RunFields, 'templateId' | 'inventoryId' | 'variables' | 'filters'>>

/** Refuses what cannot be run, field by field; `before` is what holds for what is not given. */
export async function requireSound({ db }: Automation, given: Given, before?: RunRow): Promise<void> {
  const { templateId = before?.template_id ?? null, inventoryId } = given
  const errors: FieldError[] = []
  const template = templateId === null ? undefined : await findTemplate(db, templateId)
  if (templateId !== null && !template)
    errors.push({ field: 'templateId', message: 'There is no such template any more. Choose another one.' })
  if (inventoryId !== undefined && inventoryId !== null && !(await findInventory(db, inventoryId)))
    errors.push({ field: 'inventoryId', message: 'There is no such inventory any more. Choose another one.' })
  const fault = checkFilters(given.filters, { objects: true })
  if (fault) errors.push(fault)
  if (template && (given.variables !== undefined || given.templateId !== undefined)) {
    const kept = before?.variables ? JSON.parse(before.variables) : {}
    errors.push(...checkVariables(template, given.variables ?? kept).problems)
  }
  if (errors.length > 0) throw problems.invalid(errors)
}
