import type { App } from '../../src/kernel/http/app.ts'

export interface Shape {
  type?: string
  anyOf?: Shape[]
  enum?: unknown[]
  const?: unknown
  default?: unknown
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  format?: string
  items?: Shape
  maxItems?: number
  minItems?: number
  properties?: Record<string, Shape>
  required?: string[]
}

export interface Operation {
  /** Such as `DELETE /api/groups/{id}`. */
  key: string
  method: string
  path: string
  parameters: { name: string; in: 'path' | 'query' | 'header'; required: boolean; schema: Shape }[]
  body?: Shape
  statuses: number[]
  /** Its answer does not end. */
  isStream: boolean
  access: unknown
}

interface Described {
  parameters?: Operation['parameters']
  requestBody?: { content: Record<string, { schema: Shape }> }
  responses: Record<string, { content?: Record<string, unknown> }>
  'x-access': unknown
}

/** Every operation that `/openapi.json` names. */
export async function operationsOf(app: App): Promise<Operation[]> {
  const document = (await app.inject('/openapi.json')).json() as {
    paths: Record<string, Record<string, Described>>
  }
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([name, described]) => {
      const method = name.toUpperCase()
      return {
        key: `${method} ${path}`,
        method,
        path,
        parameters: described.parameters ?? [],
        body: described.requestBody?.content['application/json']?.schema,
        statuses: Object.keys(described.responses).map(Number),
        isStream: described.responses[200]?.content?.['text/event-stream'] !== undefined,
        access: described['x-access'],
      }
    }),
  )
}
