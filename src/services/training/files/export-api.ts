import { setImmediate } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { Id, IdParams, Query } from '../../../kernel/api/shapes.ts'
import { attachmentHeaders } from '../../../kernel/files/download.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { sendCsv } from '../../../kernel/http/send-csv.ts'
import { sheetNames, workbook, XLSX_TYPE } from '../../../kernel/table-file/write-xlsx.ts'
import { requireEvent } from '../events/member.ts'
import { originalCsv, participantsCsv, startCsv } from '../participants/participant-export.ts'
import { participantProblems } from '../participants/participant-problems.ts'
import { noteKeysRead } from '../participants/participant-replace.ts'
import { selectionOf, selectionQuery } from '../participants/participant-view.ts'
import { behalfProblems } from '../registrations/behalf-problems.ts'
import type { Training } from '../training.ts'
import { certificatesOf } from './certificates.ts'
import { noteExport } from './export-note.ts'
import { lettersOf } from './letters.ts'
import { LIST_NAMES, type List, listOf } from './lists.ts'
import { listPdf } from './lists-pdf.ts'
import { workbookOf } from './workbook.ts'

const config = { access: 'account' } as const
const AnyFile = Type.Unsafe<unknown>({ type: 'string' })
const bom = Type.Boolean({
  default: false,
  description: 'Begins a CSV with the mark by which spreadsheets know UTF-8',
})

/** What leaves an event as files: people, lists, the workbook, and letters with keys. */
export function exportRoutes(scope: Scope, training: Training): void {
  peopleRoutes(scope, training)
  listRoutes(scope, training)

  scope.get(
    '/events/:id/letters.pdf',
    {
      config,
      schema: {
        summary: 'Slips with keys and codes to print and cut, by class and name',
        params: IdParams,
        querystring: Query(selectionQuery),
        response: { 200: AnyFile },
      },
    },
    async (request, reply) => {
      const event = await requireEvent(training, request.actor, request.params.id, 'manager')
      const { stream, count } = await lettersOf(training, event, selectionOf(request.query))
      if (count === 0) throw participantProblems.nobodyChosen()
      noteKeysRead(training, request.by, event.id)
      return send(reply, `${event.name} keys.pdf`, 'application/pdf', stream)
    },
  )

  scope.get(
    '/events/:id/certificates.pdf',
    {
      config,
      schema: {
        summary: 'A page for each participant who was there, with what they took part in',
        params: IdParams,
        querystring: Query(selectionQuery),
        response: { 200: AnyFile },
      },
    },
    async (request, reply) => {
      const event = await requireEvent(training, request.actor, request.params.id, 'manager')
      const { stream, count } = await certificatesOf(training, event, selectionOf(request.query))
      if (count === 0) throw behalfProblems.nobodyThere()
      noteExport(training, request.by, event.id, 'certificates')
      return send(reply, `${event.name} certificates.pdf`, 'application/pdf', stream)
    },
  )
}

const PEOPLE_FILES = ['studenten.csv', 'startbestand.csv', 'participants.csv'] as const

function peopleRoutes(scope: Scope, training: Training): void {
  scope.get(
    '/events/:id/files/:name',
    {
      config,
      schema: {
        summary:
          'People with their keys, for an import: `studenten.csv` as the original writes it, `startbestand.csv` to begin with',
        params: Type.Object({ id: Id, name: Type.Enum(PEOPLE_FILES) }),
        querystring: Query({ bom }),
        response: { 200: AnyFile },
      },
    },
    async (request, reply) => {
      const { id, name } = request.params
      const event = await requireEvent(training, request.actor, id, 'manager')
      const type = 'text/csv; charset=utf-8'
      if (name === 'startbestand.csv') return send(reply, name, type, startCsv())
      noteKeysRead(training, request.by, event.id)
      const text =
        name === 'studenten.csv'
          ? await originalCsv(training, id)
          : await participantsCsv(training, id, request.query.bom)
      return send(reply, name === 'studenten.csv' ? name : `${event.name} participants.csv`, type, text)
    },
  )
}

function listRoutes(scope: Scope, training: Training): void {
  scope.get(
    '/events/:id/workbook.xlsx',
    {
      config,
      schema: {
        summary: 'Who is registered, with a worksheet for each workshop',
        params: IdParams,
        response: { 200: AnyFile },
      },
    },
    async (request, reply) => {
      const event = await requireEvent(training, request.actor, request.params.id, 'manager')
      noteExport(training, request.by, event.id, 'workbook')
      return send(reply, `${event.name}.xlsx`, XLSX_TYPE, await workbookOf(training, event.id))
    },
  )

  scope.get(
    '/events/:id/lists/:name/:format',
    {
      config,
      schema: {
        summary:
          'A list to print or to work with: by class, timetables, door lists, attendance, registrations',
        params: Type.Object({
          id: Id,
          name: Type.Enum(LIST_NAMES),
          format: Type.Enum(['csv', 'xlsx', 'pdf']),
        }),
        querystring: Query({ bom }),
        response: { 200: AnyFile },
      },
    },
    async (request, reply) => {
      const { id, name, format } = request.params
      const event = await requireEvent(training, request.actor, id, 'manager')
      noteExport(training, request.by, event.id, name)
      const list = await listOf(training.db, event, name)
      const file = `${event.name} ${list.title.toLowerCase()}`
      if (format === 'pdf') return send(reply, `${file}.pdf`, 'application/pdf', listPdf(list, event.name))
      if (format === 'xlsx') return send(reply, `${file}.xlsx`, XLSX_TYPE, await listWorkbook(list))
      return sendCsv(reply, file, { bom: request.query.bom, head: [list.of, ...list.head] }, () =>
        linesOf(list),
      )
    },
  )
}

async function* linesOf(list: List) {
  for (const { title, rows } of list.sections) {
    yield rows.map((cells) => [title, ...cells])
    await setImmediate()
  }
}

function listWorkbook(list: List): Promise<Buffer> {
  const { sections, head, of } = list
  if (!list.isApart || sections.length === 0) {
    const rows = sections.flatMap(({ title, rows }) => rows.map((cells) => [title, ...cells]))
    return workbook([{ name: list.title, rows: [[of, ...head], ...rows] }])
  }
  const names = sheetNames(sections.map(({ title }) => title))
  return workbook(
    sections.map(({ title, facts, rows }, at) => ({
      name: names[at] as string,
      rows: [[title], [facts], head, ...rows],
    })),
  )
}

function send(reply: FastifyReply, name: string, type: string, body: unknown): FastifyReply {
  return reply
    .headers(attachmentHeaders(name, type))
    .header('cache-control', 'no-store')
    .serializer((each: unknown) => each as string)
    .send(body)
}
