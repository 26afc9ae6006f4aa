import { Type } from 'typebox'
import { rotateSecrets } from '../kernel/secrets/rotate.ts'
import { defineCommand } from './command.ts'

export const secretCommands = [
  defineCommand({
    usage: 'secrets rotate',
    summary: 'Give the installation a new key and encrypt every secret anew, while it runs (about a minute)',
    args: Type.Object({}),
    async act({ kernel: { database, secrets, clock, journal } }, _args, { by, alone, progress }) {
      progress('Encrypting every secret with a new key …')
      // Alone, nobody else can have encrypted something that is not committed yet.
      const settle = alone ? { settle: async () => undefined } : {}
      const rotated = await rotateSecrets({ database, secrets, clock, ...settle })
      journal.note({ by, action: 'secrets.rotated', details: { ...rotated } })
      return rotated
    },
    print: ({ key }) => key,
  }),
]
