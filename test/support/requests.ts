import fc from 'fast-check'
import type { Operation, Shape } from './document.ts'

/** A request as the fuzzer makes it; `body` is sent as it stands. */
export interface Fuzzed {
  url: string
  headers: Record<string, string>
  body?: string | Buffer
}

/** Values that have broken servers before. */
const ODD: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  -1e308,
  2 ** 53 + 2,
  '',
  ' ',
  '0',
  '-1',
  'null',
  'NaN',
  'a\u0000b',
  'a\nb',
  '\ud800',
  '\u202e\u0301\u200b',
  '🧪'.repeat(40),
  "' or 1=1; drop table kernel_account; --",
  '%00%2e%2e%2f',
  '../../../../etc/passwd',
  '<img src=x onerror=alert(1)>',
  '{{7*7}}',
  '=cmd|calc',
  'x'.repeat(300),
  'x'.repeat(100_000),
  `${'a'.repeat(50_000)}@${'.'.repeat(50_000)}`,
  [],
  [[[[[]]]]],
  {},
  { constructor: 1, prototype: 2, toString: 3 },
]

const word = fc.stringMatching(/^[a-z]{3,9}$/)
/** What fields of such names take, so that some requests come through to the end. */
const PLAUSIBLE: Readonly<Record<string, fc.Arbitrary<string>>> = {
  name: word,
  email: word.map((each) => `${each}@x.org`),
  password: fc.constant('correct horse battery'),
  scopes: fc.constantFrom('*', 'kernel:read', 'collection:write'),
  roles: fc.constantFrom('collection:manager', 'training:manager'),
  participant: word,
}

const boundary = (shape: Shape, name = ''): fc.Arbitrary<unknown> => {
  if (shape.const !== undefined) return fc.constant(shape.const)
  if (shape.enum) return fc.constantFrom(...shape.enum)
  if (shape.anyOf) return fc.oneof(...shape.anyOf.map((each) => boundary(each, name)))
  switch (shape.type) {
    case 'integer': {
      const { minimum = 0, maximum = 1_000 } = shape
      return fc.constantFrom(
        minimum,
        maximum,
        minimum - 1,
        maximum + 1,
        minimum + 1,
        minimum + 2,
        minimum + 3,
      )
    }
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return fc.array(boundary(shape.items ?? {}, name), { maxLength: Math.min(shape.maxItems ?? 4, 4) })
    case 'object':
      return fc.record(
        Object.fromEntries(
          Object.entries(shape.properties ?? {}).map(([key, each]) => [key, boundary(each, key)]),
        ),
        { requiredKeys: shape.required ?? [] },
      )
    case 'string': {
      const plausible = Object.hasOwn(PLAUSIBLE, name) ? PLAUSIBLE[name] : undefined
      return plausible
        ? fc.oneof({ weight: 4, arbitrary: plausible }, { weight: 1, arbitrary: text(shape) })
        : text(shape)
    }
    default:
      return fc.jsonValue({ maxDepth: 2 })
  }
}

function text({ format, minLength = 0, maxLength = 40 }: Shape): fc.Arbitrary<string> {
  if (format === 'date-time')
    return fc.constantFrom('2030-01-01T00:00:00.000Z', '2030-02-30T00:00:00Z', '1970-01-01T00:00:00+14:00')
  const sized = [minLength, minLength + 1, maxLength, maxLength + 1].map((length) => 'a'.repeat(length))
  const known = ['admin', 'fuzz', '*', 'kernel:read', 'collection:manager', 'fuzz@x.org', '1', '"1"']
  return fc.oneof(fc.constantFrom(...sized, ...known), word, fc.string({ maxLength: 12 }))
}

type Values = Record<string, unknown>

function valuesOf(operation: Operation, place: 'path' | 'query' | 'header'): fc.Arbitrary<Values> {
  const mine = operation.parameters.filter((parameter) => parameter.in === place)
  return fc.record(Object.fromEntries(mine.map(({ name, schema }) => [name, boundary(schema)])), {
    requiredKeys: mine.filter(({ required }) => required).map(({ name }) => name),
  })
}

const written = (value: unknown): string =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed()

interface Parts {
  path: Values
  query: Values
  header: Values
  body: unknown
}

function assemble(operation: Operation, { path, query, header, body }: Parts): Fuzzed {
  const place = operation.path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(written(path[name])))
  const search = new URLSearchParams(
    Object.fromEntries(Object.entries(query).map(([name, value]) => [name, written(value)])),
  ).toString()
  // What no header can hold cannot be sent.
  const headers = Object.fromEntries(
    Object.entries(header).map(([name, value]) => [name, written(value).replaceAll(/[^\x20-\x7e]/g, '')]),
  )
  const url = search === '' ? place : `${place}?${search}`
  if (body === undefined) return { url, headers }
  return { url, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

const partsOf = (operation: Operation): fc.Arbitrary<Parts> =>
  fc.record({
    path: valuesOf(operation, 'path'),
    query: valuesOf(operation, 'query'),
    header: valuesOf(operation, 'header'),
    body: operation.body ? boundary(operation.body) : fc.constant(undefined),
  })

/** One odd value in one place of a request that is right elsewhere. */
function withOneOdd(operation: Operation): fc.Arbitrary<Parts> {
  return fc.tuple(partsOf(operation), fc.constantFrom(...ODD), fc.nat()).map(([parts, odd, choice]) => {
    const places = (['path', 'query', 'header'] as const).flatMap((place) =>
      operation.parameters.filter((each) => each.in === place).map(({ name }) => ({ place, name })),
    )
    const fields = Object.keys(operation.body?.properties ?? {})
    const at = choice % (places.length + fields.length + 1)
    const chosen = places[at]
    if (chosen) return { ...parts, [chosen.place]: { ...parts[chosen.place], [chosen.name]: odd } }
    const field = fields[at - places.length]
    return field
      ? { ...parts, body: { ...(parts.body as Values), [field]: odd } }
      : { ...parts, query: { ...parts.query, odd: odd }, body: operation.body ? odd : undefined }
  })
}

const TYPES = [
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=edge',
  'multipart/form-data',
  'text/plain',
  'application/json; charset=utf-16',
  '',
]

/** A body that is no JSON, or hardly, of any kind. */
function noise(operation: Operation): fc.Arbitrary<Fuzzed> {
  const bodies = fc.oneof(
    fc.json({ maxDepth: 3 }),
    fc.string({ maxLength: 200, unit: 'binary' }),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom(
      '{',
      '{"a":1',
      '{"__proto__":{"a":1}}',
      '{"constructor":{"prototype":{}}}',
      `${'['.repeat(3_000)}`,
      `{"a":"${'x'.repeat(1_100_000)}"}`,
      '--edge\r\ncontent-disposition: form-data; name="a"\r\n\r\nb\r\n--edge--\r\n',
      '--edge\r\ncontent-disposition: form-data; name="a"; filename="../x"\r\n\r\nb',
      '--edge\r\n\r\n',
      'a=b&a=c&__proto__=d&%zz=%',
    ),
  )
  return fc.tuple(partsOf(operation), bodies, fc.constantFrom(...TYPES)).map(([parts, body, type]) => {
    const { url, headers } = assemble(operation, { ...parts, body: undefined })
    return { url, headers: { ...headers, ...(type && { 'content-type': type }) }, body }
  })
}

/** Requests of an operation: boundary values, then one odd value, then noise: that order found most. */
export function requestsOf(operation: Operation, seed: number, count: number): Fuzzed[] {
  const assembled = (parts: fc.Arbitrary<Parts>) => parts.map((each) => assemble(operation, each))
  const third = Math.ceil(count / 3)
  return [assembled(partsOf(operation)), assembled(withOneOdd(operation)), noise(operation)].flatMap((each) =>
    fc.sample(each, { seed, numRuns: third }),
  )
}
