import { Type } from 'typebox'
import { problem } from '../kernel/problem.ts'
import { defineCommand } from './command.ts'

export const auditCommands = [
  defineCommand({
    usage: 'audit verify',
    summary: 'Walk the journal and say whether an entry was changed, removed or moved',
    options: {
      '--head <seq:hash>': 'a head of the chain kept elsewhere: also finds entries that were cut off',
    },
    args: Type.Object({ head: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}:[0-9a-f]{64}$' })) }),
    async act({ kernel }, { head }) {
      const [seq, hash = ''] = head?.split(':') ?? []
      const verdict = await kernel.journal.verify(seq === undefined ? undefined : { seq: Number(seq), hash })
      if (!verdict.ok) throw problem('journal_broken', 409, verdict.finding ?? 'The journal is broken.')
      return { entries: verdict.entries, head: `${verdict.head.seq}:${verdict.head.hash}` }
    },
    print: ({ head }) => head,
  }),
]
