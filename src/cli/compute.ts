import { readFile, stat } from 'node:fs/promises'
import { Type } from 'typebox'
import { stringify } from 'yaml'
import type { Atelier } from '../app.ts'
import { problem } from '../kernel/problem.ts'
import {
  addClient,
  addKind,
  type Compute,
  type Imported,
  importConfig,
  listClients,
  listKinds,
  removeClient,
  removeKind,
} from '../services/compute/index.ts'
import { defineCommand, lines } from './command.ts'

const MOST_BYTES = 1_048_576

const Name = Type.String({ minLength: 1, maxLength: 150 })
const Key = Type.String({ minLength: 1, maxLength: 64 })
const Page = Type.Optional(Type.String({ maxLength: 300 }))

function computeOf({ compute }: Atelier): Compute {
  if (!compute)
    throw problem('switched_off', 409, 'compute is switched off. Set ATELIER_COMPUTE_ENABLED=true.')
  return compute
}

export const computeCommands = [
  defineCommand({
    usage: 'compute clients add <name>',
    summary: 'Make a trusted client of the protocol and print its token: it is shown this once',
    options: { '--email-domain <domain>': 'it may bring only people with an address there' },
    args: Type.Object({ name: Name, emailDomain: Type.Optional(Type.String({ maxLength: 200 })) }),
    act: (atelier, { name, emailDomain }, { by }) => addClient(computeOf(atelier), by, { name, emailDomain }),
    print: ({ token }) => token,
  }),
  defineCommand({
    usage: 'compute clients list',
    summary: 'Trusted clients, a line each: name, domain of addresses, account',
    args: Type.Object({}),
    act: (atelier) => listClients(computeOf(atelier)),
    print: (clients) => lines(clients.map(({ name, emailDomain, account }) => [name, emailDomain, account])),
  }),
  defineCommand({
    usage: 'compute clients remove <name>',
    summary: 'Take the right of a trusted client; the people that it brought stay',
    args: Type.Object({ name: Name }),
    async act(atelier, { name }, { by }) {
      await removeClient(computeOf(atelier), by, name)
      return { name }
    },
  }),
  defineCommand({
    usage: 'compute session-kinds add <id>',
    summary: 'Add a kind of sessions that runs a command',
    options: {
      '--name <text>': 'what people read',
      '--command <command>':
        'lines of a shell; it listens on $ATELIER_HOST and $ATELIER_PORT where it has a page',
      '--start-page <path>': 'where Open leads, below the session’s address; without it there is no page',
      '--ready-path <path>': 'it is ready when this page answers; without it when it listens',
      '--at-root': 'its program knows nothing of the session’s address, and serves at the root of one',
      '--env <pairs...>': 'variables as NAME=VALUE',
    },
    args: Type.Object({
      id: Key,
      name: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
      command: Type.Optional(Type.String({ minLength: 1, maxLength: 20_000 })),
      startPage: Page,
      readyPath: Page,
      atRoot: Type.Optional(Type.Boolean()),
      env: Type.Optional(Type.Array(Type.String({ maxLength: 2_100 }), { maxItems: 100 })),
    }),
    async act(atelier, { id: key, name = key, command, startPage, readyPath, atRoot, env = [] }, { by }) {
      if (command === undefined)
        throw problem(
          'bad_arguments',
          400,
          `Say what it runs: compute session-kinds add ${key} --command CMD`,
        )
      const wanted = { key, name, command, startPage, readyPath, atRoot, env: variablesOf(env) }
      const kind = await addKind(computeOf(atelier), by, wanted)
      return { id: kind.key, version: kind.version }
    },
    print: ({ id }) => id,
  }),
  defineCommand({
    usage: 'compute session-kinds list',
    summary: 'What can be started, a line each: id, name, type, version',
    args: Type.Object({}),
    async act(atelier) {
      const kinds = await listKinds(computeOf(atelier).db)
      return kinds.map(({ key, version, definition: { name, type } }) => ({ id: key, name, type, version }))
    },
    print: (kinds) => lines(kinds.map(({ id, name, type, version }) => [id, name, type, version])),
  }),
  defineCommand({
    usage: 'compute session-kinds remove <id>',
    summary: 'Put a kind away: nobody can start it, and what runs goes on',
    args: Type.Object({ id: Key }),
    async act(atelier, { id }, { by }) {
      await removeKind(computeOf(atelier), by, id)
      return { id }
    },
  }),
  defineCommand({
    usage: 'compute import-config <file>',
    summary: 'Take over a config.json of the original; prints what is left to do, as lines of atelier.yaml',
    paths: ['file'],
    args: Type.Object({ file: Type.String({ minLength: 1, maxLength: 1_000 }) }),
    async act(atelier, { file }, { by }) {
      const compute = computeOf(atelier)
      if ((await stat(file)).size > MOST_BYTES)
        throw problem('too_large', 413, 'This file is larger than 1 MB.')
      return importConfig(compute, by, await readFile(file, 'utf8'))
    },
    print: report,
  }),
]

function variablesOf(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw problem('bad_arguments', 400, `Write a variable as NAME=VALUE, not ${pair}.`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

function report({ resources, kinds, settings, left }: Imported): string {
  const named = (what: string, names: readonly string[]) =>
    names.length > 0 ? [`# ${what}: ${names.join(', ')}`] : []
  return [
    ...named('Resources', resources),
    ...named('Session kinds', kinds),
    ...left.map((line) => `# Left: ${line}`),
    ...(Object.keys(settings).length > 0 ? [stringify({ compute: settings }).trimEnd()] : []),
  ].join('\n')
}
