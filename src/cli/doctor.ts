import { Type } from 'typebox'
import { examine } from '../kernel/doctor/health.ts'
import { defineCommand, lines } from './command.ts'

export const doctorCommands = [
  defineCommand({
    usage: 'doctor',
    summary: 'What is wrong with this installation, and what mends it',
    options: { '--strict': 'exit with 3 when anything is found' },
    args: Type.Object({ strict: Type.Optional(Type.Boolean()) }),
    async act({ kernel }, { strict }) {
      return { strict: strict === true, found: await examine(kernel) }
    },
    print: ({ found }) =>
      lines(
        found.map(({ name, level, finding, fix }) => [
          level === 'ok' ? 'ok' : level.toUpperCase(),
          name,
          ...(finding === undefined ? [] : [[finding, fix].filter(Boolean).join(' ')]),
        ]),
      ),
    exitCode: ({ strict, found }) => (strict && found.some(({ level }) => level !== 'ok') ? 3 : 0),
  }),
]
