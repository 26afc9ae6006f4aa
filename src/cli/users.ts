import { Type } from 'typebox'
import { findOsName, OS_NAME } from '../kernel/execution/os-account.ts'
import { setOsName } from '../kernel/execution/os-mapping.ts'
import {
  changeAccount,
  createAccount,
  getAccountByName,
  setPassword,
  shown,
} from '../kernel/identity/account.ts'
import { newSecret } from '../kernel/identity/credential.ts'
import { listOwnRoles, setRoles } from '../kernel/identity/group.ts'
import { listAccounts } from '../kernel/identity/identity.store.ts'
import type { AccountRow } from '../kernel/identity/tables.ts'
import { defineCommand, lines } from './command.ts'

const PAGE = 500
const Name = Type.String({ maxLength: 320 })
const text = () => Type.Optional(Type.String({ maxLength: 1_024 }))

export const userCommands = [
  defineCommand({
    usage: 'users add <name>',
    summary: 'Make an account; without --password it gets a random one, which is printed',
    options: {
      '--password <password>': 'its password',
      '--email <address>': 'its e-mail address',
      '--first-name <name>': 'first name',
      '--last-name <name>': 'last name',
      '--admin': 'make it an administrator',
    },
    args: Type.Object({
      name: Name,
      password: text(),
      email: text(),
      firstName: text(),
      lastName: text(),
      admin: Type.Optional(Type.Boolean()),
    }),
    async act({ kernel }, { admin, ...args }, { by }) {
      const made = args.password === undefined ? newSecret().slice(0, 20) : undefined
      const account = { ...args, password: args.password ?? made, administrator: admin }
      const row = await createAccount(kernel.identity, by, account)
      return { id: row.id, ...shown(row), ...(made !== undefined && { password: made }) }
    },
    print: (account) => account.password ?? account.name,
  }),
  defineCommand({
    usage: 'users list',
    summary: 'Accounts, a line each: id, name, e-mail address, what they are',
    args: Type.Object({}),
    async act({ kernel }) {
      const found: AccountRow[] = []
      for (let after = 0; ; after = found.at(-1)?.id ?? 0) {
        const page = await listAccounts(kernel.db, { after, limit: PAGE })
        found.push(...page)
        if (page.length < PAGE) return found.map((row) => ({ id: row.id, ...shown(row) }))
      }
    },
    print: (accounts) =>
      lines(
        accounts.map(({ id, name, email, kind, administrator, disabled }) => {
          const states = [kind, administrator && 'administrator', disabled && 'disabled']
          return [id, name, email, states.filter(Boolean).join(', ')]
        }),
      ),
  }),
  ...(['disable', 'enable'] as const).map((verb) =>
    defineCommand({
      usage: `users ${verb} <name>`,
      summary: verb === 'disable' ? 'Sign an account out everywhere and keep it out' : 'Let it in again',
      args: Type.Object({ name: Name }),
      async act({ kernel: { identity } }, { name }, { by }) {
        const { id } = await getAccountByName(identity, name)
        const row = await changeAccount(identity, by, id, { disabled: verb === 'disable' })
        return { id, ...shown(row) }
      },
    }),
  ),
  defineCommand({
    usage: 'users roles <name> [roles...]',
    summary:
      'Say which roles an account has of its own, or set them: collection:manager, collection:owner@7, …',
    options: { '--none': 'take all of them away' },
    args: Type.Object({
      name: Name,
      roles: Type.Optional(Type.Array(Type.String({ maxLength: 80 }), { maxItems: 100 })),
      none: Type.Optional(Type.Boolean()),
    }),
    async act({ kernel: { identity } }, { name, roles = [], none }, { by }) {
      const { id } = await getAccountByName(identity, name)
      if (none || roles.length > 0) await setRoles(identity, by, { account: id }, none ? [] : roles)
      return { id, roles: await listOwnRoles(identity, { account: id }) }
    },
    print: ({ roles }) => roles.join('\n'),
  }),
  defineCommand({
    usage: 'users os-account <name> [system]',
    summary:
      'Say as which account of the operating system somebody’s sessions and runs are started, or set it',
    options: { '--none': 'take it away' },
    args: Type.Object({
      name: Name,
      system: Type.Optional(Type.String({ pattern: OS_NAME })),
      none: Type.Optional(Type.Boolean()),
    }),
    async act({ kernel: { identity } }, { name, system, none }, { by }) {
      const { id } = await getAccountByName(identity, name)
      if (none || system !== undefined) await setOsName(identity, by, id, none ? undefined : system)
      return { id, osAccount: (await findOsName(identity.db, id))?.name ?? null }
    },
    print: ({ osAccount }) => osAccount ?? 'none',
  }),
  defineCommand({
    usage: 'users set-password <name>',
    summary: 'Set a password and end every sign-in; without --password it is a random one, which is printed',
    options: { '--password <password>': 'the new password' },
    args: Type.Object({ name: Name, password: text() }),
    async act({ kernel: { identity } }, { name, password }, { by }) {
      const { id } = await getAccountByName(identity, name)
      const made = password === undefined ? newSecret().slice(0, 20) : undefined
      await setPassword(identity, by, id, password ?? made ?? '')
      return { id, ...(made !== undefined && { password: made }) }
    },
    print: ({ password }) => password ?? '',
  }),
]
