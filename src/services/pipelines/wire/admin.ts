import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { calledPrefix } from '../../../kernel/http/called.ts'
import { listAllGroups } from '../people/group.ts'
import { everybody, type ListedPerson } from '../people/person-list.ts'
import { RESERVED, reserved } from './reserved.ts'
import type { Wire } from './wire.ts'

type Group = Awaited<ReturnType<typeof listAllGroups>>[number]

/** The administrator's two pages, for scripts and for hosts without a sign-in; people use the console. */
export function adminRoutes(wire: Wire): void {
  const { scope, pipelines } = wire
  const options = (summary: string) => ({
    exposeHeadRoute: true,
    config: { access: RESERVED, refusals: [403] },
    onRequest: reserved(wire, { free: true }),
    schema: { summary, response: { 200: Type.String({ description: 'A page' }) } },
  })

  scope.get('/admin/users', options('A page of all accounts, with their groups'), async (request, reply) => {
    const groups = await listAllGroups(pipelines.db)
    const rows = (await everybody(pipelines, {})).map((each) =>
      personRow(each, groups, calledPrefix(wire, request)),
    )
    return page(reply, 'Users', `<table>${rows.join('')}</table>`)
  })

  scope.get('/admin/groups', options('A page of all groups'), async (request, reply) => {
    const base = calledPrefix(wire, request)
    const forms = (await listAllGroups(pipelines.db)).map((group) => groupForms(group, base))
    const create = form(`${base}/groups/create`, '<input type="text" name="group" required> ', 'Create')
    return page(reply, 'Groups', [...forms, create].join(''))
  })
}

function personRow(
  { id, email, name, may, groups: own }: ListedPerson,
  groups: Group[],
  base: string,
): string {
  const [verb, label] = may === 1 ? ['deny', 'Deny'] : ['approve', 'Approve']
  const boxes = groups.map((group) => {
    const checked = own.some((each) => each.id === group.id) ? ' checked' : ''
    return `<label><input type="checkbox" name="gid" value="${group.id}"${checked}> ${escaped(group.name)}</label> `
  })
  const hidden = `<input type="hidden" name="uid" value="${id}"><input type="hidden" name="replace" value="1">`
  return [
    `<tr><td>${id}</td><td>${escaped(email ?? name)}</td>`,
    `<td><a href="${escaped(base)}/users/${verb}/${id}" rel="nofollow">${label}</a></td>`,
    `<td>${form(`${base}/users/groups/map`, hidden + boxes.join(''), 'Save')}</td></tr>`,
  ].join('')
}

const groupForms = ({ id, name }: Group, base: string): string =>
  form(`${base}/groups/edit/${id}`, `<input type="text" name="group" value="${escaped(name)}"> `, 'Rename') +
  form(`${base}/groups/remove/${id}`, '', 'Remove')

const form = (action: string, inputs: string, button: string): string =>
  `<form method="post" action="${escaped(action)}">${inputs}<button type="submit">${button}</button></form>`

function page(reply: FastifyReply, title: string, body: string): FastifyReply {
  const head = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head>`
  return (
    reply
      .type('text/html; charset=utf-8')
      // Without it a browser keeps to itself from which page a form was sent, and it would be refused.
      .header('referrer-policy', 'same-origin')
      .send(`${head}<body><h1>${title}</h1>${body}</body></html>\n`)
  )
}

const CODES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (letter) => CODES[letter] ?? letter)
