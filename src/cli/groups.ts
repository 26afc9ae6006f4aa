import { Type } from 'typebox'
import { getAccountByName } from '../kernel/identity/account.ts'
import { createGroup, getGroupByName, listGroups, setMember } from '../kernel/identity/group.ts'
import { defineCommand, lines } from './command.ts'

const PAGE = 500
const Name = Type.String({ maxLength: 320 })

export const groupCommands = [
  defineCommand({
    usage: 'groups add <name>',
    summary: 'Make a group',
    args: Type.Object({ name: Name }),
    async act({ kernel }, { name }, { by }) {
      const { id, name: made } = await createGroup(kernel.identity, by, name)
      return { id, name: made }
    },
    print: ({ name }) => name,
  }),
  defineCommand({
    usage: 'groups list',
    summary: 'Groups, a line each: id, name, members',
    args: Type.Object({}),
    async act({ kernel }) {
      const found: { id: number; name: string; members: number }[] = []
      for (let after = 0; ; after = found.at(-1)?.id ?? 0) {
        const page = await listGroups(kernel.identity, { after, limit: PAGE })
        found.push(...page.map(({ id, name, members }) => ({ id, name, members: members ?? 0 })))
        if (page.length < PAGE) return found
      }
    },
    print: (groups) => lines(groups.map(({ id, name, members }) => [id, name, members])),
  }),
  ...(['add', 'remove'] as const).map((verb) =>
    defineCommand({
      usage: `groups members ${verb} <group> <name>`,
      summary: verb === 'add' ? 'Put an account into a group' : 'Take an account out of a group',
      args: Type.Object({ group: Name, name: Name }),
      async act({ kernel: { identity } }, { group, name }, { by }) {
        const { id: groupId } = await getGroupByName(identity, group)
        const { id: accountId } = await getAccountByName(identity, name)
        await setMember(identity, by, groupId, accountId, verb === 'add')
        return { group: groupId, account: accountId }
      },
    }),
  ),
]
