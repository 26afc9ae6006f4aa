import { type Static, Type } from 'typebox'
import { serviceSettings } from '../../kernel/config/settings.ts'

const days = { minimum: 0, maximum: 36_500 }

export const pipelinesSettings = Type.Object({
  ...serviceSettings('/pipelines'),
  root: Type.Optional(
    Type.String({
      minLength: 1,
      env: 'ATELIER_UPLOAD_FOLDER',
      description:
        'Folder of inputs and results, as <account>/submitted|completed|editing. Default: uploads in the data folder.',
    }),
  ),
  definitions: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'Folder of the definitions of apps, looked at again whenever something in it changes. Default: pipelines/definitions in the data folder.',
    }),
  ),
  strictApps: Type.Boolean({
    default: false,
    description:
      'Whether experiments of apps that have no definition here are refused. Without it they wait for a backend that knows the app.',
  }),
  defaultHost: Type.String({
    default: 'localhost',
    pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
    description: 'Host of an experiment whose form names none.',
  }),
  signup: Type.Union([Type.Literal('approval'), Type.Literal('open'), Type.Literal('closed')], {
    default: 'approval',
    description:
      'Whether whoever signs up waits for an administrator, may begin at once, or cannot sign up at all.',
  }),
  approvedDomains: Type.Array(Type.String({ pattern: '^[a-z0-9.-]+\\.[a-z]+$' }), {
    default: [],
    description: 'Whoever proves an address in one of these domains, such as lab.example, needs no approval.',
  }),
  adminEmail: Type.Optional(
    Type.String({
      pattern: '^[^@\\s]+@[^@\\s]+$',
      maxLength: 254,
      description: 'Who is mailed of each sign-up. Default: all administrators of pipelines.',
    }),
  ),
  adminSlack: Type.Optional(
    Type.String({
      pattern: '^https://',
      secret: true,
      description: 'Address of a Slack webhook that is told of each sign-up.',
    }),
  ),
  trustLoopback: Type.Boolean({
    default: true,
    description:
      'Whether programs on this machine may use the protocol’s reserved routes without a credential, as its backend and scripts do. Nothing that a proxy forwards counts, and nothing that an execution of this server sends.',
  }),
  loopbackPort: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 65_535,
      description:
        'A second port, on loopback alone, that serves this protocol at its root, so that an unmodified backend finds it; the original’s is 5000.',
    }),
  ),
  maxFiles: Type.Integer({
    minimum: 1,
    maximum: 100_000,
    default: 50,
    description: 'Input files that a person may store at once, where no limit says otherwise.',
  }),
  maxFileBytes: Type.Integer({
    minimum: 1,
    maximum: Number.MAX_SAFE_INTEGER,
    default: 1_073_741_824,
    description: 'Largest file of an experiment.',
  }),
  running: Type.Integer({
    minimum: 1,
    maximum: 10_000,
    default: 8,
    description: 'Experiments of one person at work at once, where no limit says otherwise.',
  }),
  attempts: Type.Integer({
    minimum: 1,
    maximum: 20,
    default: 3,
    description: 'How often an experiment is begun at most where the machinery fails, not its program.',
  }),
  maxResultBytes: Type.Integer({
    minimum: 1,
    maximum: Number.MAX_SAFE_INTEGER,
    default: 21_474_836_480,
    description: 'Most that the results of one experiment take.',
  }),
  maxResultFiles: Type.Integer({
    minimum: 1,
    maximum: 10_000,
    default: 2_000,
    description: 'Most files that one experiment leaves as results.',
  }),
  inputDays: Type.Integer({
    ...days,
    default: 30,
    description: 'How long inputs are kept after the end of an experiment, in days; 0 keeps them.',
  }),
  outputDays: Type.Integer({
    ...days,
    default: 90,
    description: 'How long results are kept, in days; 0 keeps them.',
  }),
  directory: Type.Union([Type.Literal('everybody'), Type.Literal('groups')], {
    default: 'groups',
    description:
      'Whom people can find to share with: everybody who uses pipelines, or those of their own groups. A link can be sent to anybody.',
  }),
  warnDays: Type.Integer({
    minimum: 1,
    maximum: 365,
    default: 7,
    description: 'How long before results go their owner is told, in days.',
  }),
})

export type PipelinesSettings = Static<typeof pipelinesSettings>
