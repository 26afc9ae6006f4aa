import { type Static, Type } from 'typebox'
import { serviceSettings } from '../../kernel/config/settings.ts'

export const trainingSettings = Type.Object({
  ...serviceSettings('/training'),
  admin: Type.String({
    default: 'admin',
    minLength: 1,
    maxLength: 80,
    description:
      'Account whose password is the administrator’s of the protocol; it needs the right to manage training.',
  }),
  corsOrigins: Type.Array(Type.String({ pattern: '^https?://[^/\\s]+$' }), {
    default: [],
    description:
      'Origins of the pages that call the protocol from elsewhere, such as https://workshops.school.example.',
  }),
  tokenDays: Type.Integer({
    minimum: 1,
    maximum: 365,
    default: 365,
    description: 'How long a participant’s sign-in lasts on the protocol, in days.',
  }),
  allocationSeconds: Type.Integer({
    minimum: 1,
    maximum: 600,
    default: 30,
    description:
      'How long a distribution of wishes is computed at most; what is found by then is shown with its gap.',
  }),
})

export type TrainingSettings = Static<typeof trainingSettings>
