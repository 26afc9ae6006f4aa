import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Type } from 'typebox'
import { type AtelierConfig, settingsSchema } from '../app.ts'
import { readConfig } from '../kernel/config/config.ts'
import { listSettings } from '../kernel/config/settings.ts'
import { defineCommand, lines } from './command.ts'

export type Env = Record<string, string | undefined>

/** The settings of an installation: variables over the file that `--config` names, `<data>/atelier.yaml` by default. */
export function readSettings(env: Env, file?: string): AtelierConfig {
  const path = file ?? join(env.ATELIER_DATA ?? './data', 'atelier.yaml')
  if (file !== undefined && !existsSync(file)) throw new Error(`There is no settings file ${file}.`)
  return readConfig(settingsSchema, { env, yaml: existsSync(path) ? readFileSync(path, 'utf8') : undefined })
}

/** One table of every setting, made from the schema: `docs/settings.md` is this. */
export function settingsTable(): string {
  const rows = listSettings(settingsSchema).map(({ env, path, schema }) => {
    const { default: value, description } = schema as { default?: unknown; description: string }
    return `| \`${env}\` | \`${path.join('.')}\` | ${shown(value)} | ${description} |`
  })
  return ['| variable | in `atelier.yaml` | default | what it does |', '|---|---|---|---|', ...rows].join(
    '\n',
  )
}

const shown = (value: unknown): string =>
  value === undefined || (Array.isArray(value) && value.length === 0) ? '' : `\`${String(value)}\``

export const settingsCommands = [
  defineCommand({
    usage: 'settings',
    summary: 'The settings in force and where each came from',
    args: Type.Object({}),
    async act({ kernel }) {
      return kernel.installation.list().map(({ env, schema, value, origin }) => ({
        name: env,
        value: schema.secret && value !== undefined ? '(secret)' : (value ?? null),
        origin,
      }))
    },
    print: (rows) => lines(rows.map(({ name, value, origin }) => [name, value, origin])),
  }),
]
