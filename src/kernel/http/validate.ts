import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'

/**
 * Checks requests with the schemas' own library. Addresses and queries are text, so numbers in them are read as such; a
 * body is taken as it is: "1" is not 1.
 */
export const compileSchema: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema)
  const isText = httpPart !== 'body'
  // It walks the whole schema each time, which most schemas need not.
  const hasDefaults = JSON.stringify(schema).includes('"default":')
  const read = (data: unknown) => {
    const texts = readTexts(schema, data)
    return hasDefaults ? Value.Default(schema, texts) : texts
  }
  return (data) => {
    const value = isText ? read(data) : data
    if (validator.Check(value)) return { value }
    const [first] = validator.Errors(value)
    const where = first?.instancePath.slice(1).replaceAll('/', '.') || 'The request'
    return { error: new Error(`${where} ${first ? sentenceOf(first) : 'is not right'}.`) }
  }
}

interface Shape {
  type?: string
  properties?: Record<string, Shape>
  items?: Shape
}

/** Only what is a number letter for letter becomes one: not 1.5, 1e3 or an empty text. */
function readTexts(schema: TSchema, data: unknown): unknown {
  const { properties = {} } = schema as Shape
  const entries = Object.entries(data as Record<string, unknown>)
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      readText(Object.hasOwn(properties, name) ? properties[name] : undefined, value),
    ]),
  )
}

function readText(shape: Shape | undefined, value: unknown): unknown {
  if (shape?.type === 'array') return [value].flat().map((each) => readText(shape.items, each))
  if (typeof value !== 'string') return value
  if (shape?.type === 'integer' && /^-?\d{1,16}$/.test(value)) return Number(value)
  if (shape?.type === 'boolean' && /^(true|false)$/.test(value)) return value === 'true'
  return value
}

function sentenceOf({ keyword, message }: { keyword: string; message: string }): string {
  switch (keyword) {
    case 'boolean':
    case 'additionalProperties':
      return 'is not known here'
    case 'pattern':
      return 'holds characters, or has a form, that are not taken here'
    default:
      return message
  }
}
