import { Type } from 'typebox'
import type { Atelier } from '../app.ts'
import { problem } from '../kernel/problem.ts'
import {
  type Automation,
  addToGroup,
  createTestDatabase,
  discoverTemplates,
} from '../services/automation/index.ts'
import { defineCommand, lines } from './command.ts'

const Name = Type.String({ minLength: 1, maxLength: 320 })

function automationOf({ automation }: Atelier): Automation {
  if (!automation)
    throw problem('switched_off', 409, 'automation is switched off. Set ATELIER_AUTOMATION_ENABLED=true.')
  return automation
}

export const automationCommands = [
  defineCommand({
    usage: 'automation groups add <group> <name>',
    summary: 'Put an account into superuser, netadmin or support',
    args: Type.Object({ group: Name, name: Name }),
    act: (atelier, asked, { by }) => addToGroup(automationOf(atelier), by, asked),
  }),
  defineCommand({
    usage: 'automation create-testdb',
    summary: 'Make the sample data of the original, with people whose passwords everybody knows',
    args: Type.Object({}),
    act: (atelier, _args, { by }) => createTestDatabase(automationOf(atelier), by),
    print: (made) => lines(Object.entries(made)),
  }),
  defineCommand({
    usage: 'automation jobs discover',
    summary: 'Files in the folders of templates that are not registered, a line each: folder, file, why not',
    args: Type.Object({}),
    act: (atelier) => discoverTemplates(automationOf(atelier)),
    print: ({ items, notes }) =>
      [
        lines(
          items.map(({ packagePath, fileName, fault, note }) => [
            packagePath,
            fileName,
            fault ?? note ?? 'ready',
          ]),
        ),
        ...notes.map((note) => `# ${note}`),
      ].join('\n'),
  }),
]
