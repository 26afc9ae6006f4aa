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
const address = (options: SettingOptions) =>
  Type.Optional(Type.String({ pattern: '^https?://[^\\s]+$', ...options }))

/** What the kernel can be told. Each service adds a group of its own. */
export const kernelSettings = {
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
    description: 'Address that people use, for links in mails and cookies. Default: what it listens on.',
  }),
  trustedProxies: Type.Array(Type.String(), {
    default: [],
    description: 'Addresses or networks of proxies in front, whose X-Forwarded-For is believed.',
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
      description:
        'smtp://user:password@host:587 to send mail. Without it mails are kept and can be read by the operator.',
    }),
  ),
  mailFrom: Type.String({ default: 'Atelier <atelier@localhost>', description: 'Sender of mails.' }),
  reserveBytes: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description:
        'Room on the disk that uploads leave free. Default: 512 MB or 2 % of the disk, whichever is more.',
    }),
  ),
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
