import { Type } from 'typebox'
import type { Scope } from '../http/app.ts'
import type { Installation, SettingChanges, ShownSetting } from '../installation/installation.ts'
import type { Kernel } from '../kernel.ts'
import { versionOf } from './account-view.ts'
import { Body, MatchHeaders, Text } from './shapes.ts'

const Kept = (maxLength: number) => Type.Optional(Type.Union([Text(maxLength, 1), Type.Null()]))

/** What the console may set; null takes it away. */
export const SettingFields = {
  name: Kept(60),
  contact: Kept(200),
  language: Type.Optional(Type.Union([Type.Literal('en'), Type.Literal('nl'), Type.Null()])),
  publicUrl: Kept(500),
  smtpUrl: Kept(1_000),
  mailFrom: Kept(255),
}

const Value = Type.Union([
  Type.String(),
  Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
  Type.Boolean(),
  Type.Array(Type.String()),
  Type.Null(),
])

const SettingView = Type.Object({
  name: Type.String({ description: 'As in atelier.yaml' }),
  variable: Type.String(),
  group: Type.Union([Type.String(), Type.Null()], { description: 'The part of the name before the dot' }),
  description: Type.String(),
  value: Value,
  isSet: Type.Boolean({ description: 'Of a secret one this is all that is told' }),
  secret: Type.Boolean(),
  origin: Type.Union([
    Type.Literal('default'),
    Type.Literal('environment'),
    Type.Literal('file'),
    Type.Literal('console'),
  ]),
  editable: Type.Boolean({ description: 'Whether the console may set it' }),
  applies: Type.Union([Type.Literal('at once'), Type.Literal('after a restart')]),
  waiting: Type.Boolean({ description: 'It was set in the console, and counts from the next start' }),
})
const Settings = Type.Object({ items: Type.Array(SettingView) })

/** The settings in force, and those that are kept in the console. */
export function settingRoutes(scope: Scope, { installation }: Kernel): void {
  const access = 'administrator' as const

  scope.get(
    '/settings',
    {
      config: { access },
      schema: {
        summary:
          'Every setting with its value and where that came from; of secret ones only whether they are set',
        response: { 200: Settings },
      },
    },
    async (_request, reply) => reply.header('etag', etagOf(installation)).send(viewOf(installation)),
  )

  scope.patch(
    '/settings',
    {
      config: { access, refusals: [409] },
      schema: {
        summary: 'Set what the console may set; a variable or the file wins over it',
        headers: MatchHeaders,
        body: Body(SettingFields),
        response: { 200: Settings },
      },
    },
    async (request, reply) => {
      const version = versionOf(request.headers['if-match'])
      await installation.change(request.by, request.body as SettingChanges, version)
      return reply.header('etag', etagOf(installation)).send(viewOf(installation))
    },
  )
}

const etagOf = ({ version }: Installation): string => `"${version}"`
const viewOf = (installation: Installation) => ({ items: installation.list().map(settingView) })

function settingView({ path, env, schema, value, origin, editable, waiting }: ShownSetting) {
  const secret = schema.secret === true
  return {
    name: path.join('.'),
    variable: env,
    group: path.length > 1 ? (path[0] as string) : null,
    description: schema.description,
    value: secret || value === undefined ? null : (value as string),
    isSet: value !== undefined,
    secret,
    origin,
    editable,
    applies: schema.stored ?? 'after a restart',
    waiting,
  }
}
