import { type TObject, type TSchema, Type } from 'typebox'

/** What a setting's schema may say beside its type. */
export interface SettingOptions {
  description: string
  default?: unknown
  /** The variable's name where it is not made from the path (`collection.maxBodyBytes` → `ATELIER_COLLECTION_MAX_BODY_BYTES`). */
  env?: string
  /** Never shown, never logged. */
  secret?: boolean
  /** True when the variable is there at all, whatever its value. */
  presence?: boolean
  /** An administrator may set it in the console too, where nothing else does; when it counts from. */
  stored?: 'at once' | 'after a restart'
}

export interface Setting {
  path: readonly string[]
  env: string
  schema: TSchema & SettingOptions
  required: boolean
}

/** Every setting of a schema whose leaves are settings and whose objects are groups of them. */
export function listSettings(schema: TObject, above: readonly string[] = []): Setting[] {
  return Object.entries(schema.properties).flatMap(([name, each]) => {
    const path = [...above, name]
    if ((each as { type?: string }).type === 'object') return listSettings(each as TObject, path)
    const setting = each as TSchema & SettingOptions
    const required = (schema.required ?? []).includes(name) && setting.default === undefined
    return [{ path, env: setting.env ?? variableName(path), schema: setting, required }]
  })
}

/** `compute.passthrough.wildcardDomain` is `ATELIER_COMPUTE_PASSTHROUGH_WILDCARD_DOMAIN`. */
function variableName(path: readonly string[]): string {
  const words = path.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase())
  return `ATELIER_${words.join('_')}`
}

const port = { minimum: 0, maximum: 65_535 }
/** Five fields; what they mean is asked of the scheduler. */
const CRON = '^\\S+( +\\S+){4}$'
const kept = { minimum: 0, maximum: 400 }
const address = (options: SettingOptions) =>
  Type.Optional(Type.String({ pattern: '^https?://[^\\s]+$', ...options }))

/** What the kernel can be told. Each service adds a group of its own. */
export const kernelSettings = {
  name: Type.String({
    default: 'Atelier',
    minLength: 1,
    maxLength: 60,
    stored: 'at once',
    description: 'What people call this installation. It stands on every page.',
  }),
  contact: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      stored: 'at once',
      description: 'Whom people ask when they cannot get in: a name, an address, a telephone number.',
    }),
  ),
  language: Type.Union([Type.Literal('en'), Type.Literal('nl')], {
    default: 'en',
    stored: 'at once',
    description: 'Language of pages and mails for whoever has not chosen one.',
  }),
  host: Type.String({
    default: '127.0.0.1',
    description: 'Address to listen on. 0.0.0.0 listens on all of the machine.',
  }),
  port: Type.Integer({ ...port, default: 8080, description: 'Port to listen on; 0 takes a free one.' }),
  data: Type.String({
    default: './data',
    minLength: 1,
    description: 'Folder of the database, the secret key, the files and the socket.',
  }),
  databaseUrl: Type.Optional(
    Type.String({
      pattern: '^postgres(ql)?://',
      secret: true,
      description: 'postgres://… to use PostgreSQL. Without it the database is a file in the data folder.',
    }),
  ),
  databasePoolSize: Type.Integer({
    minimum: 2,
    maximum: 500,
    default: 40,
    description: 'Connections to PostgreSQL at most.',
  }),
  publicUrl: address({
    stored: 'after a restart',
    description: 'Address that people use, for links in mails and cookies. Default: what it listens on.',
  }),
  trustedProxies: Type.Array(Type.String(), {
    default: [],
    description: 'Addresses or networks of proxies in front, whose X-Forwarded-For is believed.',
  }),
  overloadMs: Type.Integer({
    minimum: 0,
    maximum: 60_000,
    default: 200,
    description:
      'How late the server may be with all that it does, in ms, and that for longer than half a second, before it refuses new requests with 503; 0 refuses none.',
  }),
  logLevel: Type.Union(
    (['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const).map((level) =>
      Type.Literal(level),
    ),
    { default: 'info', description: 'How much is logged on stderr.' },
  ),
  adminPassword: Type.Optional(
    Type.String({
      minLength: 8,
      maxLength: 1024,
      secret: true,
      description: 'Password of the account admin, made on an empty data folder.',
    }),
  ),
  secretKeyFile: Type.Optional(
    Type.String({
      description: 'File of the key that encrypts secrets at rest. Default: secret.key in the data folder.',
    }),
  ),
  secretKey: Type.Optional(
    Type.String({ minLength: 32, secret: true, description: 'That key itself, instead of a file.' }),
  ),
  smtpUrl: Type.Optional(
    Type.String({
      pattern: '^smtps?://',
      secret: true,
      stored: 'at once',
      description:
        'smtp://user:password@host:587 to send mail. Without it mails are kept and can be read by the operator.',
    }),
  ),
  mailFrom: Type.String({
    default: 'Atelier <atelier@localhost>',
    minLength: 3,
    maxLength: 255,
    stored: 'at once',
    description: 'Sender of mails.',
  }),
  backup: Type.Object({
    enabled: Type.Boolean({ default: true, description: 'Whether backups are made at their times.' }),
    folder: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'Folder of the backups, best on another disk. Default: backups in the data folder.',
      }),
    ),
    workspaces: Type.Boolean({
      default: true,
      description:
        'Whether backups hold the files of workspaces, as they lie at the time. Where another backup has them, they can be left out.',
    }),
    cron: Type.String({
      default: '30 2 * * *',
      pattern: CRON,
      description: 'When a backup is made: minute, hour, day, month, day of the week.',
    }),
    rehearsalCron: Type.String({
      default: '30 4 * * 0',
      pattern: CRON,
      description: 'When the newest backup is restored into a temporary folder, to see that it can be.',
    }),
    timezone: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'Zone of these times, such as Europe/Brussels. Default: that of the machine.',
      }),
    ),
    keepDaily: Type.Integer({ ...kept, default: 7, description: 'Days whose last backup is kept.' }),
    keepWeekly: Type.Integer({ ...kept, default: 4, description: 'Weeks whose last backup is kept.' }),
    keepMonthly: Type.Integer({ ...kept, default: 6, description: 'Months whose last backup is kept.' }),
    passphraseFile: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'File with the passphrase that seals the secret key in each backup. Without it the key is left out.',
      }),
    ),
    warnAfterHours: Type.Integer({
      minimum: 1,
      maximum: 8_760,
      default: 36,
      description: 'Age of the last good backup from which on administrators are warned.',
    }),
  }),
  oidc: Type.Object({
    issuer: address({
      description:
        'Address of an OpenID Connect provider, to sign in with its accounts. Without it passwords alone.',
    }),
    clientId: Type.Optional(
      Type.String({ minLength: 1, description: 'Name under which the provider knows this installation.' }),
    ),
    clientSecret: Type.Optional(
      Type.String({
        minLength: 1,
        secret: true,
        description: 'Its secret there. Without one it is a public client, which PKCE alone protects.',
      }),
    ),
    name: Type.String({
      default: 'single sign-on',
      minLength: 1,
      maxLength: 60,
      description: 'What stands on the button, after "Continue with".',
    }),
    scopes: Type.Array(Type.String(), {
      default: ['openid', 'profile', 'email'],
      description: 'What is asked of the provider; openid must be among it.',
    }),
    policy: Type.Union([Type.Literal('known'), Type.Literal('open')], {
      default: 'known',
      description:
        'Who may come in: known are those whom an administrator linked or invited; open is everybody there.',
    }),
    roles: Type.Array(Type.String(), {
      default: [],
      description: 'Roles of an account that is made when somebody new comes in (service:role).',
    }),
    allowHttp: Type.Boolean({
      default: false,
      description:
        'Also takes a provider without TLS. For tests: whoever is in between can sign in as anybody.',
    }),
  }),
  execution: Type.Object({
    user: Type.String({
      default: 'nobody',
      pattern: '^[a-z_][a-z0-9_.-]{0,31}$',
      description:
        'Account of the operating system that sessions and runs on this machine run as, where the server is root.',
    }),
    osAccounts: Type.Union([Type.Literal('mapped'), Type.Literal('same-name'), Type.Literal('none')], {
      default: 'mapped',
      description:
        'Who runs as an account of their own there: those whom an administrator gave one, everybody as the one of their name, or nobody.',
    }),
    hidden: Type.Array(Type.String({ pattern: '^/' }), {
      default: ['/etc/atelier', '/run/postgresql', '/var/backups/atelier'],
      description: 'Folders and files that sessions on this machine do not see, beside the data folder.',
    }),
  }),
  reserveBytes: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description:
        'Room on the disk that uploads leave free. Default: 512 MB or 2 % of the disk, whichever is more.',
    }),
  ),
  webhooks: Type.Object({
    allow: Type.Array(Type.String(), {
      default: [],
      description:
        'Addresses or networks inside the house that webhooks may be sent to, such as 10.1.2.3 or 10.1.0.0/16.',
    }),
  }),
}

/** The settings that every service has: whether it is served, where, and under which host names at their root. */
export function serviceSettings(mount: string) {
  return {
    enabled: Type.Boolean({ default: true, description: 'Whether this service is served.' }),
    mount: Type.String({
      default: mount,
      pattern: '^/[a-z0-9/_-]+$',
      description: 'Path below which its protocol is served.',
    }),
    hosts: Type.Array(Type.String(), {
      default: [],
      description: 'Host names at whose root the protocol is served as well.',
    }),
  }
}
