import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { calledPrefix } from '../../../kernel/http/called.ts'
import { addGroup, type Changer, dropGroup, nameGroup, putIntoGroups } from '../people/group.ts'
import { readFields, textOf } from './body.ts'
import { RESERVED, reserved, reservedBy } from './reserved.ts'
import { ID, NumberedPath, type Wire, wireProblems } from './wire.ts'

const LONGEST_NAME = 100
const NUMBER = /^[1-9]\d{0,14}$/

/** Groups, and who is in them: from the pages of the administrator, to which each answer leads back. */
export function groupRoutes(wire: Wire): void {
  const { scope, pipelines } = wire
  const options = (summary: string) => ({
    config: { access: RESERVED, refusals: [400, 403, 404, 409, 413] },
    onRequest: reserved(wire),
    schema: { summary, response: { 302: Type.Null() } },
  })
  const back = (request: FastifyRequest, reply: FastifyReply, page: string) =>
    reply.redirect(`${calledPrefix(wire, request)}/admin/${page}`, 302)

  scope.post(
    '/users/groups/map',
    options('Put an account (uid) into groups (gid, repeated); with replace=1 into no others'),
    async (request, reply) => {
      const form = await readFields(request)
      const account = numberIn(form.first('uid'), 'uid')
      const groups = form.fields
        .filter(({ name }) => name === 'gid')
        .map(({ value }) => numberIn(value, 'gid'))
      const replace = form.first('replace') === '1'
      await putIntoGroups(pipelines, changerOf(request), { account, groups, replace })
      return back(request, reply, 'users')
    },
  )

  scope.post(
    '/groups/create',
    options('Make a group: a form with its name as group'),
    async (request, reply) => {
      await addGroup(pipelines, changerOf(request), await nameIn(request))
      return back(request, reply, 'groups')
    },
  )

  const numbered = (summary: string) => {
    const { schema, ...rest } = options(summary)
    return { ...rest, schema: { ...schema, params: NumberedPath } }
  }
  scope.post(`/groups/edit/${ID}`, numbered('Give a group another name'), async (request, reply) => {
    const name = await nameIn(request)
    await nameGroup(pipelines, changerOf(request), { id: Number(request.params.id), name })
    return back(request, reply, 'groups')
  })

  scope.post(`/groups/remove/${ID}`, numbered('Remove a group'), async (request, reply) => {
    await dropGroup(pipelines, changerOf(request), Number(request.params.id))
    return back(request, reply, 'groups')
  })
}

const changerOf = (request: FastifyRequest): Changer => ({
  by: reservedBy(request),
  isAdministrator: request.actor?.administrator ?? false,
})

async function nameIn(request: FastifyRequest): Promise<string> {
  const form = await readFields(request)
  const name = textOf(form.first('group'), 'group', LONGEST_NAME * 10).trim()
  if (name === '' || name.length > LONGEST_NAME)
    throw wireProblems.malformed(`The name of a group has 1 to ${LONGEST_NAME} characters.`)
  return name
}

/** What is no number names nothing. */
function numberIn(text: string | undefined, what: string): number {
  if (text === undefined || text === '') throw wireProblems.malformed(`${what} is missing.`)
  if (!NUMBER.test(text)) throw wireProblems.notFound()
  return Number(text)
}
