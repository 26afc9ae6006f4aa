import { Problem } from '../../../kernel/problem.ts'
import type { Automation } from '../automation.ts'
import { readConfiguration, workersIn } from '../files/configuration.ts'
import { loadInventory } from '../inventories/inventories.ts'
import { findInventory } from '../inventories/inventory.store.ts'
import { type Host, type Inventory, InventoryFault } from '../inventories/inventory.ts'
import { checkFilters, type Filters, selectHosts } from '../inventories/select.ts'
import type { InventoryRow, RunRow, TemplateRow } from '../tables.ts'
import { findTemplate } from '../templates/template.store.ts'
import { checkVariables, formOf } from '../templates/template-form.ts'
import { engineOf } from '../templates/template-place.ts'
import { TemplateFault } from '../templates/template-problems.ts'
import { RunFault } from './run-problems.ts'
import { openVariables, secretsOf } from './run-secret.ts'

/** How many work at once, and for how long. */
export interface RunLimits {
  workers: number
  hostSeconds: number
  runMinutes: number
}

/** A run as it is when its attempt begins: everything that can be wrong with it was looked at. */
export interface Prepared {
  run: RunRow
  template: TemplateRow
  inventoryRow: InventoryRow
  inventory: Inventory
  hosts: readonly Host[]
  /** Names of the selection that the inventory does not have. */
  unknown: readonly string[]
  variables: Readonly<Record<string, unknown>>
  secrets: Readonly<Record<string, unknown>>
  limits: RunLimits
  /** The engine's configuration. */
  configuration: Record<string, unknown>
}

/** Looks at all that a run needs. Throws a fault whose message is the exception of its attempt. */
export async function prepareRun(automation: Automation, run: RunRow): Promise<Prepared> {
  const { db } = automation
  const template = run.template_id === null ? undefined : await findTemplate(db, run.template_id)
  if (!template) throw new RunFault('Its template is not here any more.')
  const inventoryRow = run.inventory_id === null ? undefined : await findInventory(db, run.inventory_id)
  if (!inventoryRow) throw new RunFault('Its inventory is not here any more.')
  const filters = (run.filters === null ? null : JSON.parse(run.filters)) as Filters | null
  const fault = checkFilters(filters, { objects: true })
  if (fault) throw new RunFault(`The selection of its hosts cannot be used: ${fault.message}`)
  const inventory = await loadInventory(automation, inventoryRow)
  const { hosts, unknown } = selectHosts(inventory, filters)
  if (hosts.length === 0 && unknown.length === 0) throw new RunFault('No host matches the selection.')
  const variables = variablesOf(automation, run, template)
  requireFit(automation, run, template)
  requireNamed(variables, template, inventory)
  const configuration = await readConfiguration(automation)
  return {
    ...{ run, template, inventoryRow, inventory, hosts, unknown, variables, configuration },
    secrets: secretsOf(automation, run),
    limits: limitsOf(automation, { run, template, configuration }),
  }
}

/** What keeps a run from beginning, in one line. Undefined for what is our own fault. */
export function faultMessage(error: unknown): string | undefined {
  const isTold =
    error instanceof RunFault ||
    error instanceof InventoryFault ||
    error instanceof TemplateFault ||
    error instanceof Problem
  return isTold ? error.message.replaceAll(/\s*\n\s*/g, ' ') : undefined
}

/** As their fields say. What does not fit goes as it was given: the function says what it makes of it. */
export function variablesOf(
  automation: Automation,
  run: RunRow,
  template: TemplateRow,
): Record<string, unknown> {
  const given = openVariables(automation, run)
  const { problems, values } = checkVariables(template, given)
  if (problems.length > 0) return given
  // The protocol's clients send an empty text for a field that nobody filled in, and functions count on it.
  return run.asked_as === 'protocol' ? { ...given, ...values } : values
}

/** What somebody has said of a variable holds for those who come by the protocol too. */
function requireFit(automation: Automation, run: RunRow, template: TemplateRow): void {
  const given = openVariables(automation, run)
  const { problems } = checkVariables(template, given)
  for (const { name } of JSON.parse(template.form) as { name: string }[]) {
    const wrong = problems.find(({ field }) => field === `variables.${name}`)
    if (wrong && (given[name] ?? '') !== '')
      throw new RunFault(`Its variable ${name} does not fit. ${wrong.message}`)
  }
}

function requireNamed(
  variables: Readonly<Record<string, unknown>>,
  template: TemplateRow,
  { hosts, groups }: Inventory,
): void {
  const isNode = engineOf(template.file_name) === 'node'
  for (const { name, type, required } of formOf(template)) {
    const value = variables[name] ?? ''
    // Of a Python function its call fails, host by host; another would go on with nothing.
    if (required && isNode && value === '')
      throw new RunFault(`Its variable ${name} is required, and was not given.`)
    if (typeof value !== 'string' || value === '') continue
    if (type === 'host' && !hosts.has(value))
      throw new RunFault(`Its variable ${name} names the host ${value}, which the inventory does not have.`)
    if (type === 'group' && !groups.has(value))
      throw new RunFault(`Its variable ${name} names the group ${value}, which the inventory does not have.`)
  }
}

/** Of nornir, where nobody says more. */
const USUAL_WORKERS = 20

function limitsOf(
  { settings }: Automation,
  { run, template, configuration }: Pick<Prepared, 'run' | 'template' | 'configuration'>,
): RunLimits {
  const workers = run.workers ?? template.workers ?? workersIn(configuration) ?? USUAL_WORKERS
  return {
    workers: Math.max(1, Math.min(workers, settings.workers)),
    hostSeconds: run.host_seconds ?? template.host_seconds ?? settings.hostSeconds,
    runMinutes: run.run_minutes ?? template.run_minutes ?? settings.runMinutes,
  }
}

/** A run that changes its hosts has them for itself: by where they answer, however they are called. */
export const lockKeysOf = ({
  run,
  template,
  hosts,
}: Pick<Prepared, 'run' | 'template' | 'hosts'>): string[] =>
  template.changes === 1 && run.dry_run === 0
    ? [
        ...new Set(hosts.map((host) => `${(host.hostname ?? host.name).toLowerCase()}:${host.port ?? 22}`)),
      ].sort()
    : []
