import { type Static, Type } from 'typebox'
import { serviceSettings } from '../../kernel/config/settings.ts'

const bytes = { maximum: Number.MAX_SAFE_INTEGER }

export const collectionSettings = Type.Object({
  ...serviceSettings('/collection'),
  basedir: Type.Optional(
    Type.String({
      env: 'REPROSCHEMA_BACKEND_BASEDIR',
      description:
        'Base directory, with the layout that the study teams’ scripts know. Default: collection in the data folder.',
    }),
  ),
  development: Type.Boolean({
    env: 'DEV8dac6d02a913',
    presence: true,
    default: false,
    description:
      'Development mode: callbacks on this machine may be registered. On when the variable is there at all.',
  }),
  maxBodyBytes: Type.Integer({
    // Slices of the web app are 10,000,000 bytes, and a form is a little more.
    minimum: 11_000_000,
    ...bytes,
    default: 100_000_000,
    description: 'Largest submission, in bytes.',
  }),
  maxExpiryMinutes: Type.Integer({
    minimum: 1,
    maximum: 5_256_000,
    default: 525_600,
    description: 'Longest life of a token, in minutes.',
  }),
  createProjects: Type.Boolean({
    default: true,
    description: 'Whether issuing a token for an unknown project makes it.',
  }),
  grantQuotaBytes: Type.Integer({
    minimum: 11_000_000,
    ...bytes,
    default: 50_000_000_000,
    description: 'What may be stored with one token in all, in bytes.',
  }),
  keepExpiredDays: Type.Integer({
    minimum: 30,
    maximum: 36_500,
    default: 365,
    description: 'How long expired tokens are still told apart from unknown ones.',
  }),
  successor: Type.Boolean({
    default: false,
    description: 'Also serves the successor’s protocol below <mount>/api.',
  }),
  studyPrefix: Type.String({
    env: 'STUDY_PREFIX',
    default: 'study',
    description: 'Project of the successor’s tokens that name none.',
  }),
  schemaFolder: Type.Optional(
    Type.String({
      description: 'Folder of a protocol that <mount>/api/schema serves. Nothing is fetched from elsewhere.',
    }),
  ),
})

export type CollectionSettings = Static<typeof collectionSettings>
