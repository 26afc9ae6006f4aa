import type { Answer } from '@atelier/client'
import type { SessionDetail } from '../sessions/words.ts'

export type Launch = Answer<'/api/compute/launch'>
export type LaunchKind = Launch['kinds'][number]
export type Profile = Launch['profiles'][number]
export type Parameter = LaunchKind['parameters'][number]
export type Field = LaunchKind['fields'][number]
export type Value = string | number | boolean | null

/** All that the form holds: `kind`, `resource`, and each option and field under the name that the server gives its faults. */
export type Values = Record<string, Value>

const optionKey = (name: string) => `options.${name}`
const fieldKey = (name: string) => `fields.${name}`
export const keyOf = { option: optionKey, field: fieldKey }

/** A kind with what was used of it last time, or what it begins with. */
export function valuesOf(kind: LaunchKind): Values {
  const { places, last } = kind
  const place = places.find(({ key }) => key === last?.resource) ?? places[0]
  return withThose(kind, {
    resource: place?.key ?? null,
    options: kind.options,
    fields: kind.values,
  })
}

interface Kept {
  resource: string | null
  options: Readonly<Record<string, Value>>
  fields: Readonly<Record<string, Value>>
}

/** A kind with values from elsewhere: a profile, or a session; what is out of bounds by now is brought within. */
export function withThose(kind: LaunchKind, { resource, options, fields }: Kept): Values {
  const place = kind.places.some(({ key }) => key === resource) ? resource : (kind.places[0]?.key ?? null)
  return {
    kind: kind.key,
    resource: place,
    ...Object.fromEntries(
      kind.parameters.map((each) => [
        optionKey(each.name),
        within(options[each.name] ?? kind.options[each.name] ?? each.default, each),
      ]),
    ),
    ...Object.fromEntries(
      kind.fields.map((each) => [
        fieldKey(each.name),
        fields[each.name] ?? kind.values[each.name] ?? each.default,
      ]),
    ),
  }
}

export const withSession = (kind: LaunchKind, { resource, options, fields }: SessionDetail): Values =>
  withThose(kind, {
    resource: resource.key,
    options: options as Kept['options'],
    fields: fields as Kept['fields'],
  })

function within(value: Value, { min = -Infinity, max = Infinity }: Parameter): Value {
  return typeof value === 'number' ? Math.min(max, Math.max(min, value)) : value
}

/** What is sent for a kind: the values that it knows. */
export function bodyOf({ key, parameters, fields }: LaunchKind, values: Values) {
  const pick = (names: readonly { name: string }[], keyOf: (name: string) => string) =>
    Object.fromEntries(names.map(({ name }) => [name, values[keyOf(name)] ?? null]))
  const { resource } = values
  return {
    kind: key,
    ...(typeof resource === 'string' && { resource }),
    options: pick(parameters, optionKey),
    fields: pick(fields, fieldKey),
  }
}
