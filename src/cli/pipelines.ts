import { Type } from 'typebox'
import type { Atelier } from '../app.ts'
import type { ActContext } from '../kernel/control/protocol.ts'
import { getAccountByName } from '../kernel/identity/account.ts'
import { problem } from '../kernel/problem.ts'
import {
  addBackendToken,
  approvePerson,
  denyPerson,
  everybody,
  importFrom,
  listInstalled,
  type Pipelines,
} from '../services/pipelines/index.ts'
import { defineCommand, lines } from './command.ts'

const Name = Type.String({ minLength: 1, maxLength: 320 })

function pipelinesOf({ pipelines }: Atelier): Pipelines {
  if (!pipelines)
    throw problem('switched_off', 409, 'pipelines is switched off. Set ATELIER_PIPELINES_ENABLED=true.')
  return pipelines
}

const decision = (act: typeof approvePerson, verb: string, summary: string) =>
  defineCommand({
    usage: `pipelines people ${verb} <name>`,
    summary,
    options: { '--message <text>': 'what they are told besides' },
    args: Type.Object({ name: Name, message: Type.Optional(Type.String({ maxLength: 4_000 })) }),
    async act(atelier, { name, message }, { by }: ActContext) {
      const { id } = await getAccountByName(atelier.kernel.identity, name)
      await act(pipelinesOf(atelier), by, id, { message })
      return { id, name }
    },
  })

export const pipelinesCommands = [
  defineCommand({
    usage: 'pipelines apps import <path>',
    summary: 'Take over definitions of apps: a descriptor of Boutiques, or a folder of the portal’s files',
    paths: ['path'],
    args: Type.Object({ path: Type.String({ minLength: 1, maxLength: 1_000 }) }),
    act: (atelier, { path }, { by }) => importFrom(pipelinesOf(atelier), by, path),
    print: ({ apps, faults }) =>
      [
        lines(apps.map(({ key, label, change, file }) => [key, label, change, file])),
        ...faults.map(({ file, line, message }) => `# ${file}${line === null ? '' : `:${line}`}: ${message}`),
      ].join('\n'),
    // Some were left out.
    exitCode: ({ apps, faults }) =>
      faults.length > 0 || apps.some(({ change }) => change === 'taken') ? 1 : 0,
  }),
  defineCommand({
    usage: 'pipelines apps list',
    summary: 'Apps that are installed, a line each: key, label, version, what is missing',
    args: Type.Object({}),
    async act(atelier) {
      const apps = await listInstalled(pipelinesOf(atelier))
      return apps.map(({ row, definition: { label, version }, readiness }) => ({
        ...{ key: row.key, label, version, source: row.source },
        missing: readiness.missing,
      }))
    },
    print: (apps) =>
      lines(
        apps.map(({ key, label, version, missing }) => [
          key,
          label,
          version || '-',
          missing.join(' ') || 'ready',
        ]),
      ),
  }),
  defineCommand({
    usage: 'pipelines backend-token <name>',
    summary: 'Print a token for a program that takes experiments by the protocol: it is shown this once',
    args: Type.Object({ name: Name }),
    act: (atelier, { name }, { by }) => addBackendToken(pipelinesOf(atelier), by, name),
    print: ({ token }) => token,
  }),
  defineCommand({
    usage: 'pipelines people list',
    summary: 'People who use pipelines or have asked to, a line each: id, address, whether they may',
    options: { '--waiting': 'only those who may not' },
    args: Type.Object({ waiting: Type.Optional(Type.Boolean()) }),
    async act(atelier, { waiting }) {
      const people = await everybody(pipelinesOf(atelier), { unapproved: waiting })
      return people.map(({ id, name, email, may }) => ({ id, name, email, approved: may === 1 }))
    },
    print: (people) =>
      lines(
        people.map(({ id, name, email, approved }) => [id, email ?? name, approved ? 'approved' : 'waiting']),
      ),
  }),
  decision(approvePerson, 'approve', 'Let somebody use pipelines; they are told by mail'),
  decision(denyPerson, 'deny', 'Refuse somebody, or take the right away; they are told by mail'),
]
