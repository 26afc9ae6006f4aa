import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { type FormPart, isForm, PIECE_BYTES, readForm, readText } from '../../../kernel/http/form.ts'
import { httpProblems } from '../../../kernel/http/problems.ts'
import { type Collection, requireSpace } from '../collection.ts'
import { requireGrant, type UsableGrant } from '../grants/grant.ts'
import { problems } from '../problems.ts'
import { storedName } from '../submissions/file-name.ts'
import type { Members } from '../submissions/json-text.ts'
import { MOST_RESPONSE_BYTES } from '../submissions/responses.ts'
import { type ArrivedFile, discardFiles } from '../submissions/submission.ts'
import type { Visit } from './gate.ts'
import { askedBy, bearerOf, isJson } from './wire.ts'

/** An auth_token in a header: the name of a project, and 32 letters. Another kind of header is none of ours. */
const GRANT = /^.+-[0-9a-f]{32}$/s

/** What a request to /submit brought, its token already judged. */
export interface Received {
  grant: UsableGrant
  responses: string | undefined
  files: ArrivedFile[]
}

/**
 * Reads a submission to its end. The token is judged as soon as it is seen, and before anything else is found wrong; a
 * refusal leaves nothing behind.
 */
export async function receive(
  collection: Collection,
  request: FastifyRequest,
  visit: Visit,
): Promise<Received> {
  const type = request.headers['content-type']
  if (isForm(type)) return receiveForm(collection, request, visit)
  const judge = createJudge(collection, request, visit)
  if (isJson(type)) return receiveJson(collection, request, { visit, judge })
  // Whatever else it is, it brought no auth_token that counts; with one in the header, it is no submission.
  await judge.grant(undefined)
  throw problems.noResponses()
}

/** Judges the token of one request once: the first that the form brings, else that of the header. */
interface Judge {
  see(token: string): Promise<void>
  grant(fault: unknown): Promise<UsableGrant>
}

function createJudge(collection: Collection, request: FastifyRequest, visit: Visit): Judge {
  const { counted } = askedBy(request)
  let judged: Promise<UsableGrant> | undefined
  const judge = async (token: string | undefined) => {
    const grant = await requireGrant(collection, token, counted)
    visit.belongTo(grant.id)
    return grant
  }
  return {
    async see(token) {
      judged ??= judge(token)
      await judged
    },
    async grant(fault) {
      const token = judged === undefined ? bearerOf(request, GRANT) : undefined
      // Without a token it says so; but a body that was not read to its end may have had one.
      if (judged === undefined && token === undefined && isOverload(fault)) throw fault
      judged ??= judge(token)
      return judged
    },
  }
}

function isOverload(fault: unknown): boolean {
  const { status = 0 } = (fault ?? {}) as { status?: number }
  return status === 413 || status >= 500
}

async function receiveForm(collection: Collection, request: FastifyRequest, visit: Visit): Promise<Received> {
  const { area, settings } = collection
  const room = (bytes: number) => requireSpace(collection, bytes)
  const judge = createJudge(collection, request, visit)
  let blob: string | undefined
  // Text comes in fields, and in a file that is text: both are held together.
  const held = { fields: 0, blob: 0 }
  const hold = (more: Partial<typeof held>) => {
    Object.assign(held, more)
    visit.hold(held.fields + held.blob)
  }
  const form = await readForm<ArrivedFile | undefined>(request.raw, {
    maxBytes: settings.maxBodyBytes,
    maxFieldBytes: MOST_RESPONSE_BYTES,
    onHeld: (fields) => hold({ fields }),
    onStop: visit.onStop,
    onField: async (name, value) => {
      if (name === 'auth_token') await judge.see(value)
    },
    async onFile(part) {
      // A page that sends the responses as a Blob means the same.
      if (part.field === 'responses' && blob === undefined) {
        blob = ''
        blob = await textOf(part, (bytes) => hold({ blob: bytes }))
        return undefined
      }
      const name = storedName(part.filename)
      return { field: part.field, name, incoming: await area.receive(part.stream, { requireRoom: room }) }
    },
  })
  const files = form.files.filter((file) => file !== undefined)
  try {
    const grant = await judge.grant(form.fault)
    if (form.fault !== undefined) throw form.fault
    const text = form.fields.find(({ name, value }) => name === 'file' && !EMPTY.has(value))
    if (text) files.push(await fileOfText(collection, text.value))
    const field = form.first('responses')
    // Both came: none of them is dropped.
    if (field !== undefined && blob !== undefined) files.push(await fileOfText(collection, blob, 'responses'))
    return { grant, responses: field ?? blob, files }
  } catch (error) {
    await discardFiles(files)
    throw error
  }
}

/** What a web app sends for "no file". */
const EMPTY: ReadonlySet<string> = new Set(['', 'null', 'undefined'])

async function textOf({ stream }: FormPart, onHeld: (bytes: number) => void): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MOST_RESPONSE_BYTES) throw httpProblems.tooLarge()
    chunks.push(chunk)
    onHeld(size + chunks.length * PIECE_BYTES)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Text in the place of a file is kept as one: what was accepted is stored. */
async function fileOfText(collection: Collection, text: string, name = ''): Promise<ArrivedFile> {
  const requireRoom = (bytes: number) => requireSpace(collection, bytes)
  const incoming = await collection.area.receive(Readable.from([Buffer.from(text)]), { requireRoom })
  return { field: name === '' ? 'file' : name, name: storedName(name), incoming }
}

const MEMBERS = ['auth_token', 'responses', 'expires', 'project']

/** `{"auth_token": …, "responses": …}`; the responses are kept as their own text, letter for letter. */
async function receiveJson(
  { responses: check, settings }: Collection,
  request: FastifyRequest,
  { visit, judge }: { visit: Visit; judge: Judge },
): Promise<Received> {
  const maxBytes = Math.min(settings.maxBodyBytes, MOST_RESPONSE_BYTES)
  let text = ''
  let members: Members | undefined
  let fault: unknown
  try {
    text = await readText(request.raw, { maxBytes, onHeld: visit.hold, onStop: visit.onStop })
    visit.onStop(undefined)
    members = await check.requireAround(text, MEMBERS)
  } catch (error) {
    fault = error
  }
  const memberOf = (name: string) => {
    const place = members?.at.get(name)
    return place && text.slice(...place).trim()
  }
  const token = memberOf('auth_token')
  if (token?.startsWith('"')) await judge.see(JSON.parse(token) as string)
  const grant = await judge.grant(fault)
  if (fault !== undefined) throw fault
  const responses = memberOf('responses')
  // What is not known would be dropped.
  if (!members || (responses === undefined && members.others)) throw problems.noResponses()
  return { grant, responses, files: [] }
}
