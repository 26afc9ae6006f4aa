import { hash } from 'node:crypto'
import type { RunRow } from '../tables.ts'

/** What is approved: which template, on which hosts, on how many at once, with which variables. */
type Asked = Pick<
  RunRow,
  'template_id' | 'inventory_id' | 'variables' | 'secret_key' | 'filters' | 'workers'
> & {
  package_path: string | null
  file_name: string | null
  function_name: string | null
}

/** The same for the same question; secret variables by the number under which they are sealed. */
export const fingerprintOf = (asked: Asked): string =>
  hash(
    'sha256',
    JSON.stringify([
      ...[asked.template_id, asked.package_path, asked.file_name, asked.function_name],
      ...[asked.inventory_id, asked.variables, asked.secret_key, asked.filters, asked.workers],
    ]),
  )
