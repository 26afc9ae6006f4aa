import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { inTransaction } from '../../../kernel/db/db.ts'
import { addAccount, changeAccount, prepareAccount } from '../../../kernel/identity/account.ts'
import { putMember } from '../../../kernel/identity/group.ts'
import { addRole } from '../../../kernel/identity/role.ts'
import { Problem } from '../../../kernel/problem.ts'
import { SUPPORT_ROLE } from '../automation.ts'
import type { Tx } from '../tables.ts'
import { readBody } from './body.ts'
import { keys, readFields, text } from './fields.ts'
import { paged, pageOf } from './page.ts'
import { resource, type Way } from './resource.ts'
import { Paged, Paging } from './shapes.ts'
import { countUsers, findUser, groupIds, listUsers, type WireUser } from './user.store.ts'
import { idOf, type Wire, wireProblems } from './wire.ts'

const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
const UserView = Type.Object({ id: Id, username: Type.String(), groups: Type.Array(Id) })
const UserBody = Type.Object({
  username: Type.String({ maxLength: 150 }),
  groups: Type.Optional(Type.Array(Id)),
})

const BAD_NAME =
  'Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.'

/** Accounts that use automation, and the protocol's groups of them. */
export function userRoutes(wire: Wire): void {
  const { db } = wire.automation
  resource(wire, {
    path: '/api/users',
    name: 'User List',
    right: 'administer',
    ways: {
      GET: {
        summary: 'Accounts that use automation',
        right: 'read',
        query: Type.Object(Paging),
        answer: Paged(UserView),
        act: async (request) => {
          const page = pageOf(request)
          const [count, results] = [await countUsers(db), await listUsers(db, page)]
          return paged(wire, request, { path: '/api/users/', count, page, results })
        },
      },
      POST: {
        summary: 'Make an account; it has no password until one is set elsewhere',
        right: 'administer',
        body: UserBody,
        answer: UserView,
        status: 201,
        act: async (request) => viewUser(wire, await makeUser(wire, request)),
      },
    },
  })
  oneUser(wire)
}

function oneUser(wire: Wire): void {
  const { db, kernel } = wire.automation
  const write = (summary: string, partial: boolean): Way => ({
    summary,
    right: 'administer',
    body: partial ? Type.Partial(UserBody) : UserBody,
    answer: UserView,
    refusals: [404],
    act: async (request) => {
      const user = await requireUser(wire, request)
      const { username, groups } = await readUser(wire, request, { partial })
      if (username !== undefined && username !== user.username)
        throw wireProblems.invalid({ username: ['The name of an account cannot be changed.'] })
      if (groups) await inTransaction(db, (tx) => putIntoGroups(wire, tx, request, { id: user.id, groups }))
      return viewUser(wire, user.id)
    },
  })
  resource(wire, {
    path: '/api/users/:id',
    name: 'User Instance',
    right: 'administer',
    ways: {
      GET: {
        summary: 'One account',
        right: 'read',
        answer: UserView,
        act: (request) => requireUser(wire, request),
      },
      PUT: write('Set the groups of an account', false),
      PATCH: write('Change the groups of an account', true),
      DELETE: {
        summary: 'Close an account',
        right: 'administer',
        status: 204,
        refusals: [404, 409],
        act: async (request) => {
          const { id } = await requireUser(wire, request)
          const reason = 'Removed by the protocol of automation.'
          await changeAccount(kernel.identity, request.by, id, { disabled: true, reason })
        },
      },
    },
  })
}

async function requireUser({ automation }: Wire, { params }: FastifyRequest): Promise<WireUser> {
  const user = await findUser(automation.db, idOf((params as { id: string }).id))
  if (!user) throw wireProblems.notFound()
  return user
}

async function viewUser({ automation }: Wire, id: number): Promise<WireUser> {
  const user = await findUser(automation.db, id)
  if (!user) throw wireProblems.notFound()
  return user
}

async function readUser(wire: Wire, request: FastifyRequest, { partial = false } = {}) {
  const known = await groupIds(wire.automation.db)
  const shape = {
    username: text({
      max: 150,
      required: true,
      check: (name) => (/^[\p{L}\p{N}_.@+-]+$/u.test(name) ? undefined : BAD_NAME),
    }),
    groups: keys(async (id) => known.includes(id)),
  }
  return readFields(await readBody(wire, request), shape, partial)
}

async function makeUser(wire: Wire, request: FastifyRequest): Promise<number> {
  const { db, kernel } = wire.automation
  const { identity } = kernel
  const { username = '', groups = [] } = await readUser(wire, request)
  const row = await prepareAccount(identity, { name: username }).catch(nameFault)
  return inTransaction(db, async (tx) => {
    const { id } = await addAccount(identity, tx, request.by, row)
    // As in the original, whoever has an account may read.
    await addRole(identity, tx, request.by, { holder: { account: id }, role: SUPPORT_ROLE })
    await putIntoGroups(wire, tx, request, { id, groups })
    return id
  }).catch(nameFault)
}

function nameFault(error: unknown): never {
  const { code } = error instanceof Problem ? error : { code: undefined }
  if (code === 'name_taken')
    throw wireProblems.invalid({ username: ['A user with that username already exists.'] })
  throw code === 'invalid_name' ? wireProblems.invalid({ username: [BAD_NAME] }) : error
}

/** Of the protocol's groups into these and no others; groups of other services stay. */
async function putIntoGroups(
  { automation }: Wire,
  tx: Tx,
  { by }: FastifyRequest,
  { id, groups }: { id: number; groups: readonly number[] },
): Promise<void> {
  for (const group of await groupIds(tx))
    await putMember(automation.kernel.identity, tx, by, {
      group,
      account: id,
      isMember: groups.includes(group),
    })
}
