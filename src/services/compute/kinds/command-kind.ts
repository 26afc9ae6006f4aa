import { Value } from 'typebox/value'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Compute } from '../compute.ts'
import { BASE } from './builtin.ts'
import { Definition } from './definition.ts'
import { changeKind, createKind, type Kind, listKinds } from './kind.ts'
import { problems } from './kind-problems.ts'
import { KindKey } from './kind-view.ts'

/** A kind that runs a command of an operator's. */
export interface CommandKind {
  key: string
  name: string
  command: string
  startPage?: string
  readyPath?: string
  atRoot?: boolean
  env?: Readonly<Record<string, string>>
}

/** Adds a kind that runs a command; one that was put away under this key comes back as this. */
export function addKind(
  compute: Compute,
  by: By,
  { key, name, command, startPage, readyPath, atRoot = false, env = {} }: CommandKind,
): Promise<Kind> {
  const definition = {
    ...BASE,
    name,
    description: '',
    icon: 'terminal',
    type: 'command' as const,
    command,
    startPage: startPage ?? null,
    readyPath: readyPath ?? null,
    atRoot,
    env: { ...env },
  }
  return putKind(compute, by, { key, definition })
}

/** The same with everything that a kind can be; one of this key that people can start is refused unless it may be changed. */
export async function putKind(
  compute: Compute,
  by: By,
  { key, definition, change = false }: { key: string; definition: Definition; change?: boolean },
): Promise<Kind> {
  requireDefinition(key, definition)
  const known = (await listKinds(compute.db, { archived: true })).find((each) => each.key === key)
  if (!known) return createKind(compute, by, { key, definition })
  if (known.archivedAt === null && !change) throw problems.taken(key)
  return changeKind(compute, by, { id: known.id, definition, archived: false })
}

/** Puts a kind away: nobody can start it any more, and what runs goes on. */
export async function removeKind(compute: Compute, by: By, key: string): Promise<void> {
  const known = (await listKinds(compute.db)).find((each) => each.key === key)
  if (!known) throw problems.unknown(key)
  await changeKind(compute, by, { id: known.id, archived: true })
}

/** What a form of the console cannot send wrongly, and a command line or a file can. */
function requireDefinition(key: string, definition: Definition): void {
  const errors = [
    ...(Value.Check(KindKey, key)
      ? []
      : [{ field: 'key', message: `${key} is no key: use a to z, 0 to 9, _ and -.` }]),
    ...Value.Errors(Definition, definition).map(({ instancePath, message }) => ({
      field: instancePath.slice(1).replaceAll('/', '.'),
      message: `${instancePath.slice(1)}: ${message}.`,
    })),
  ]
  if (errors.length > 0) throw problems.invalid(errors)
}
