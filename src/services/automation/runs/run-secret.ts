import { randomUUID } from 'node:crypto'
import type { Automation } from '../automation.ts'
import type { RunRow } from '../tables.ts'

/** What stands in the place of a secret wherever a run is shown; given back, it means: as it was. */
export const HIDDEN = '••••'

export const RUN_SECRET = { table: 'automation_run', row: 'secret_key', column: 'secret_cipher' } as const

type Values = Readonly<Record<string, unknown>>
type Sealed = Pick<RunRow, 'variables' | 'secret_key' | 'secret_cipher'>

/** Variables as a run keeps them: those of `names` apart, sealed. `before` are the secrets that a `HIDDEN` stands for. */
export function sealVariables(
  { kernel }: Pick<Automation, 'kernel'>,
  variables: Values | null,
  { names, before = {} }: { names: readonly string[]; before?: Values },
): Sealed {
  if (variables === null) return { variables: null, secret_key: null, secret_cipher: null }
  const shown: Record<string, unknown> = { ...variables }
  const secrets: Record<string, unknown> = {}
  for (const name of names) {
    const given = Object.hasOwn(variables, name) ? variables[name] : undefined
    if (given === undefined || given === null || given === '') continue
    const value = given === HIDDEN ? before[name] : given
    if (value === undefined) delete shown[name]
    else {
      shown[name] = HIDDEN
      secrets[name] = value
    }
  }
  const text = JSON.stringify(shown)
  if (Object.keys(secrets).length === 0) return { variables: text, secret_key: null, secret_cipher: null }
  const key = randomUUID()
  const cipher = kernel.secrets.encrypt(JSON.stringify(secrets), {
    table: RUN_SECRET.table,
    row: key,
    column: RUN_SECRET.column,
  })
  return { variables: text, secret_key: key, secret_cipher: cipher }
}

/** The secret variables of a run: for its order, and for a run that is made like it. */
export function secretsOf(
  { kernel }: Pick<Automation, 'kernel'>,
  { secret_key, secret_cipher }: Pick<RunRow, 'secret_key' | 'secret_cipher'>,
): Record<string, unknown> {
  if (secret_key === null || secret_cipher === null) return {}
  const place = { table: RUN_SECRET.table, row: secret_key, column: RUN_SECRET.column }
  return JSON.parse(kernel.secrets.decrypt(secret_cipher, place)) as Record<string, unknown>
}

/** All variables of a run with its secrets in their places. Never to be answered. */
export function openVariables(automation: Pick<Automation, 'kernel'>, run: Sealed): Record<string, unknown> {
  const shown = (run.variables === null ? {} : JSON.parse(run.variables)) as Record<string, unknown>
  return { ...shown, ...secretsOf(automation, run) }
}
