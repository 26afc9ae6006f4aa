import { type Static, Type } from 'typebox'
import { serviceSettings } from '../../kernel/config/settings.ts'

const whole = { minimum: 0, maximum: Number.MAX_SAFE_INTEGER }
const minutes = (most: number) => ({ minimum: 1, maximum: most })

export const computeSettings = Type.Object({
  ...serviceSettings('/compute'),
  root: Type.Optional(
    Type.String({
      minLength: 1,
      env: 'ATELIER_WORKSPACES_ROOT',
      description:
        'Folder of all workspaces, with everything in it on one file system. Default: workspaces in the data folder.',
    }),
  ),
  linkRoots: Type.Array(Type.String({ pattern: '^/' }), {
    default: [],
    description:
      'Folders that links in workspaces may lead to, such as /data/public. None are allowed without.',
  }),
  trashDays: Type.Integer({
    minimum: 0,
    maximum: 365,
    default: 14,
    description: 'How long a deleted workspace can be restored; 0 erases it at once.',
  }),
  maxBodyBytes: Type.Integer({
    minimum: 1_048_576,
    maximum: 268_435_456,
    default: 33_554_432,
    description: 'Largest JSON body of a workspace on the protocol; files travel inside.',
  }),
  maxUploadBytes: Type.Integer({
    ...whole,
    default: 107_374_182_400,
    description: 'Largest file that is uploaded into a workspace.',
  }),
  tokenDays: Type.Integer({
    minimum: 1,
    maximum: 3_650,
    default: 90,
    description: 'How long a token of the protocol is good, in days.',
  }),
  anonymousJobSocket: Type.Boolean({
    default: false,
    description:
      'Whether the protocol’s job socket tells status and message to whoever knows the number, as the original does.',
  }),
  oidcTokens: Type.Boolean({
    default: false,
    description:
      'Whether an access token of the OpenID Connect provider opens the protocol. Only where all that the provider gives tokens to is trusted.',
  }),
  groupMap: Type.Array(Type.String({ pattern: '^[^=]+=.+$' }), {
    default: [],
    description:
      'Groups of an identity source that stand for groups here, each as ID=NAME. Who comes in by it is put in and out.',
  }),
  directory: Type.Union([Type.Literal('everybody'), Type.Literal('groups')], {
    default: 'everybody',
    description:
      'Whom people can find to share with: everybody who uses compute, or those of their own groups.',
  }),
  idleMinutes: Type.Integer({
    minimum: 0,
    maximum: 43_200,
    default: 0,
    description:
      'Sessions without traffic for so long are stopped, where their kind says nothing else; 0 never.',
  }),
  warnMinutes: Type.Integer({
    ...minutes(1_440),
    default: 10,
    description: 'How long before its end somebody is told that a session ends.',
  }),
  passthrough: Type.Object({
    patienceSeconds: Type.Integer({
      minimum: 1,
      maximum: 3_600,
      default: 30,
      description:
        'How long the program of a session may take to begin an answer; then whoever asked gets a 504.',
    }),
    wildcardDomain: Type.Optional(
      Type.String({
        pattern: '^[a-z0-9.-]+$',
        description:
          'Domain below which each session is an origin of its own, such as sessions.lab.example; *. of it must lead here.',
      }),
    ),
  }),
  globus: Type.Object({
    introspectionUrl: Type.Optional(
      Type.String({
        pattern: '^https?://',
        description:
          'Where an outside token is looked up, such as https://auth.globus.org/v2/oauth2/token/introspect.',
      }),
    ),
    authorizeUrl: Type.Optional(
      Type.String({ pattern: '^https?://', description: 'Where people sign in by the protocol’s redirect.' }),
    ),
    tokenUrl: Type.Optional(
      Type.String({ pattern: '^https?://', description: 'Where the code of that redirect becomes a token.' }),
    ),
    groupsUrl: Type.Optional(
      Type.String({
        pattern: '^https?://',
        description: 'Where the groups of a person are read with their token.',
      }),
    ),
    clientId: Type.Optional(
      Type.String({ minLength: 1, description: 'Name under which the issuer knows us.' }),
    ),
    clientSecret: Type.Optional(
      Type.String({ minLength: 1, secret: true, description: 'The secret that goes with it.' }),
    ),
    otherClients: Type.Array(Type.String({ minLength: 1 }), {
      default: [],
      description:
        'Other clients of the issuer whose tokens open the protocol too, such as that of a portal. Those given to us do anyway.',
    }),
    allowedGroups: Type.Array(Type.String(), {
      default: [],
      description: 'Groups of which a person must be in one. Without it everybody there may come in.',
    }),
  }),
  datasets: Type.Object({
    resolverUrl: Type.Optional(
      Type.String({
        pattern: '^https?://',
        description: 'Service that says where a data set lies, asked as the protocol’s original asks.',
      }),
    ),
  }),
})

export type ComputeSettings = Static<typeof computeSettings>
