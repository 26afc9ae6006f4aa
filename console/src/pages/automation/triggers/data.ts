import type { Answer } from '@atelier/client'

export const TRIGGERS = '/app/automation/triggers'
export type Trigger = Answer<'/api/automation/triggers/{id}'>

/** What a call looks like; the secret is not in it. */
export function callOf({ address, variables, hostsPointer }: Trigger): string {
  const body: Record<string, unknown> = {}
  for (const { name, pointer } of variables) put(body, pointer, `<${name}>`)
  if (hostsPointer !== null) put(body, hostsPointer, ['<host>'])
  const json = JSON.stringify(body)
  return [
    `curl -X POST ${address}`,
    `  -H "Authorization: Bearer $SECRET"`,
    ...(json === '{}'
      ? []
      : ["  -H 'Content-Type: application/json'", `  -d '${json.replaceAll("'", "'\\''")}'`]),
  ].join(' \\\n')
}

/** Puts a value where a JSON pointer names it. */
function put(body: Record<string, unknown>, pointer: string, value: unknown): void {
  const parts = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  let at = body
  for (const part of parts.slice(0, -1)) {
    const inner = Object.hasOwn(at, part) ? at[part] : undefined
    const next = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {}
    Object.defineProperty(at, part, { value: next, enumerable: true, configurable: true, writable: true })
    at = next
  }
  const last = parts.at(-1)
  if (last !== undefined)
    Object.defineProperty(at, last, { value, enumerable: true, configurable: true, writable: true })
}
