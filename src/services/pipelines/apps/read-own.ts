import { Value } from 'typebox/value'
import { AppDefinition } from './definition.ts'
import type { Source } from './faults.ts'
import { soundDefinition } from './sound.ts'

/** A definition in our own form; undefined where something is wrong with it, which the source then knows. */
export function readOwn(source: Source, said: unknown, key: string): AppDefinition | undefined {
  if (typeof said !== 'object' || said === null || Array.isArray(said)) {
    source.add([], 'This is no definition of an app: it is an object with key, label, sections and command.')
    return undefined
  }
  const full = Value.Default(AppDefinition, { key, ...withCategories(said) })
  if (!source.check(AppDefinition, full)) return undefined
  const definition = full as AppDefinition
  if (definition.key !== key) source.add(['key'], `Its file is named ${key}. Name both alike.`)
  return finish(source, definition)
}

/** Looks at what no schema can say; undefined where something is wrong. */
export function finish(
  source: Source,
  definition: AppDefinition,
  pathOf: (path: readonly (string | number)[]) => readonly (string | number)[] = (path) => path,
): AppDefinition | undefined {
  const before = source.faults.length
  const sound = soundDefinition(definition, (path, message) => source.add(pathOf(path), message))
  return source.faults.length === before ? sound : undefined
}

/** A category may be its name alone. */
function withCategories(said: object): object {
  const { categories } = said as { categories?: unknown }
  if (!Array.isArray(categories)) return said
  return {
    ...said,
    categories: categories.map((each) => (typeof each === 'string' ? { key: each, label: each } : each)),
  }
}
