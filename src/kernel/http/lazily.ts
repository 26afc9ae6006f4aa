import serializerFactory from '@fastify/fast-json-stringify-compiler'
import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { compileSchema } from './validate.ts'

/**
 * Schemas are compiled when their route is first called: most processes never call most routes, and compiling the answers'
 * and the requests' of all of them is two thirds of the time that building the server takes (150 ms of 230).
 */
export const compileLazily: FastifySchemaCompiler<TSchema> = (route) => {
  let validate: ReturnType<typeof compileSchema> | undefined
  return (data: unknown) => {
    validate ??= compileSchema(route)
    return validate(data)
  }
}

/** The same for what turns answers into JSON. */
export const buildSerializerLazily: ReturnType<typeof serializerFactory> = (externalSchemas, options) => {
  const compile = serializerFactory()(externalSchemas, options)
  return (route) => {
    let serialize: ReturnType<typeof compile> | undefined
    return (data: unknown) => {
      serialize ??= compile(route)
      return serialize(data)
    }
  }
}
