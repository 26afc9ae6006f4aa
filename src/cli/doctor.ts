import { Type } from 'typebox'
import type { Atelier } from '../app.ts'
import { type Check, diagnose, kernelChecks } from '../kernel/doctor/doctor.ts'
import { collectionChecks } from '../services/collection/index.ts'
import { defineCommand, lines } from './command.ts'

function checksOf({ kernel, collection }: Atelier): Check[] {
  return [...kernelChecks(kernel), ...(collection ? collectionChecks(collection) : [])]
}

export const doctorCommands = [
  defineCommand({
    usage: 'doctor',
    summary: 'What is wrong with this installation, and what mends it',
    options: { '--strict': 'exit with 3 when anything is found' },
    args: Type.Object({ strict: Type.Optional(Type.Boolean()) }),
    async act(atelier, { strict }) {
      return { strict: strict === true, found: await diagnose(checksOf(atelier)) }
    },
    print: ({ found }) =>
      lines(
        found.map(({ name, level, finding, fix }) => [
          level === 'ok' ? 'ok' : level.toUpperCase(),
          name,
          ...(finding === undefined ? [] : [`${finding} ${fix}`]),
        ]),
      ),
    exitCode: ({ strict, found }) => (strict && found.some(({ level }) => level !== 'ok') ? 3 : 0),
  }),
]
