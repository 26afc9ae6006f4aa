import { type FieldError, problem } from '../../../kernel/problem.ts'
import type { InventoryFault } from './inventory.ts'

/** What is said of inventories. */
export const problems = {
  notFound: () => problem('not_found', 404, 'There is no such inventory.'),
  noHost: (name: string) => problem('not_found', 404, `This inventory has no host ${name}.`),
  invalid: (errors: readonly FieldError[]) =>
    problem('invalid', 400, errors[0]?.message ?? 'This cannot be an inventory.', { errors }),
  /** Nothing of it can be shown: it was never right since the server started. */
  broken: (fault: InventoryFault) =>
    problem('inventory_broken', 409, `The files of this inventory cannot be used. ${fault.message}`, {
      extra: { faults: fault.faults },
    }),
  brokenFile: (fault: InventoryFault) =>
    problem('invalid_content', 400, fault.message, {
      errors: fault.faults.map(({ reason }) => ({ field: 'content', message: reason })),
      extra: { faults: fault.faults },
    }),
  noFile: (kind: string) =>
    problem('not_found', 404, `This inventory names no ${kind} file. Name one first.`),
}
