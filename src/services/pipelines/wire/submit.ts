import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { calledPrefix } from '../../../kernel/http/called.ts'
import { drain, type Form, type FormPart } from '../../../kernel/http/form.ts'
import { onceOf } from '../../../kernel/http/idempotent.ts'
import { httpProblems } from '../../../kernel/http/problems.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { Problem, problem } from '../../../kernel/problem.ts'
import { countInputs } from '../experiments/experiment.store.ts'
import type { NewInput, TextField } from '../experiments/form.ts'
import { firstOf } from '../experiments/notes.ts'
import { submitExperiment } from '../experiments/submit.ts'
import { fileLimitOf } from '../limits/limit.ts'
import { readBody, textOf } from './body.ts'
import { A_TOKEN, personOf, tokenOf } from './person.ts'
import { Done, type Wire, wireProblems } from './wire.ts'

const VALUE_BYTES = 1_048_576
/** Of all text fields together, which are held in memory. */
const FIELD_BYTES = 4 * VALUE_BYTES
const NAME_BYTES = 200
/** What a form costs around its files. */
const AROUND_BYTES = 8 * VALUE_BYTES
const MOST_CHARACTERS = 10_000
const FIELD_NAME = 'The name of a field'

interface Received {
  actor: Actor
  fields: TextField[]
  files: NewInput[]
}

/** Takes an experiment: answers once all of it is durable, and keeps nothing of what it refuses. */
export function submitRoutes(wire: Wire): void {
  const { scope } = wire
  scope.post(
    '/experiments/new',
    {
      config: { access: A_TOKEN, refusals: [400, 403, 409, 413, 422] },
      schema: {
        summary: 'Hand in an experiment',
        description:
          'A form with `token`, `app`, `host`, `experimentName`, and the fields and files of the app.',
        consumes: ['multipart/form-data', 'application/x-www-form-urlencoded', 'application/json'],
        response: { 200: Done },
      },
    },
    async (request, reply) => {
      const received = await receive(wire, request)
      try {
        const id = await submit(wire, request, received)
        void reply
          .header('location', `${calledPrefix(wire, request)}/experiments/${id}`)
          .header('x-experiment-id', String(id))
          .header('access-control-expose-headers', 'location, x-experiment-id')
        return true as const
      } catch (error) {
        throw inWords(error)
      } finally {
        await discardAll(received.files)
      }
    },
  )
}

const discardAll = (files: readonly NewInput[]) =>
  Promise.all(files.map(({ incoming }) => incoming.discard()))

/** Reads a form to its end. The token is judged as soon as it is seen, and before anything else is found wrong. */
async function receive(wire: Wire, request: FastifyRequest): Promise<Received> {
  const judge = await createJudge(wire, request)
  const { settings } = wire.pipelines
  const intake = new Intake(wire, judge)
  const form = await readBody<NewInput | undefined>(request, {
    maxBytes: AROUND_BYTES + MOST_PARTS * settings.maxFileBytes,
    maxFieldBytes: FIELD_BYTES,
    onField: (name, value) => intake.takeField(name, value),
    onFile: (part) => intake.takeFile(part),
  })
  const files = form.files.filter((file) => file !== undefined)
  try {
    const actor = await judge.person(form)
    if (form.fault !== undefined) throw form.fault
    await intake.requireCount(actor)
    return { actor, fields: form.fields, files }
  } catch (error) {
    await discardAll(files)
    throw error
  }
}

const MOST_PARTS = 1_000

/** Judges the token of one request once: that of the address or a header, else the first of the form. */
interface Judge {
  see(token: string): Promise<void>
  /** Undefined while no token was seen. */
  seen(): Promise<Actor> | undefined
  person(form: Form<unknown>): Promise<Actor>
}

async function createJudge(wire: Wire, request: FastifyRequest): Promise<Judge> {
  const token = tokenOf(request)
  let judged: Promise<Actor> | undefined
  if (token !== undefined) {
    try {
      judged = Promise.resolve(await personOf(wire, request, { token }))
    } catch (error) {
      drain(request.raw)
      throw error
    }
  }
  return {
    async see(value) {
      judged ??= personOf(wire, request, { token: value })
      await judged
    },
    seen: () => judged,
    async person({ fault }) {
      // A body that was not read to its end may have had one.
      if (judged === undefined && isOverload(fault)) throw fault
      judged ??= personOf(wire, request, { token: '' })
      return judged
    },
  }
}

const isOverload = (fault: unknown): boolean => {
  const { status = 0 } = (fault ?? {}) as { status?: number }
  return status === 413 || status >= 500
}

/** What comes of one form, within what may come. */
class Intake {
  readonly #wire: Wire
  readonly #judge: Judge
  #files = 0
  /** Known once it is known who sends. */
  #limit: Promise<number> | undefined

  constructor(wire: Wire, judge: Judge) {
    this.#wire = wire
    this.#judge = judge
  }

  async takeField(name: string, value: string): Promise<void> {
    if (Buffer.byteLength(name) > NAME_BYTES || Buffer.byteLength(value) > VALUE_BYTES)
      throw httpProblems.tooLarge()
    textOf(name, FIELD_NAME, NAME_BYTES)
    if (name === 'token') await this.#judge.see(value)
  }

  async takeFile({ field, filename, stream }: FormPart): Promise<NewInput | undefined> {
    const { files: area, settings, uploads } = this.#wire.pipelines
    // An input of files that nobody touched.
    if (filename === '') return void stream.resume()
    if (Buffer.byteLength(field) > NAME_BYTES) throw httpProblems.tooLarge()
    textOf(field, FIELD_NAME, NAME_BYTES)
    this.#files += 1
    const place = this.#files
    await this.#judge.seen()
    // Only counted: all of them will be refused.
    if (place > (await this.#mostFiles())) return void stream.resume()
    try {
      const incoming = await area.receive(stream, {
        maxBytes: settings.maxFileBytes,
        requireRoom: uploads.requireRoom,
      })
      return { field, name: filename, incoming, source: { from: 'form' } }
    } catch (error) {
      throw (error as Partial<Problem>).code === 'too_large' ? wireProblems.fileTooLarge(filename) : error
    }
  }

  /** More than all that one may store were sent. */
  async requireCount({ accountId }: Actor): Promise<void> {
    const { pipelines } = this.#wire
    const limit = await fileLimitOf(pipelines, pipelines.db, accountId)
    if (this.#files <= limit) return
    throw wireProblems.quota(this.#files, Math.max(0, limit - (await countInputs(pipelines.db, accountId))))
  }

  #mostFiles(): Promise<number> {
    const { pipelines } = this.#wire
    const judged = this.#judge.seen()
    if (!judged) return Promise.resolve(pipelines.settings.maxFiles)
    this.#limit ??= judged.then(({ accountId }) => fileLimitOf(pipelines, pipelines.db, accountId))
    return this.#limit
  }
}

/** Fields that say what it is, and are none of the app's. */
const OF_FORM: ReadonlySet<string> = new Set([
  'token',
  'host',
  'app',
  'experimentName',
  'experimentDescription',
])

async function submit({ pipelines }: Wire, request: FastifyRequest, received: Received): Promise<number> {
  const { actor, files } = received
  const values = new Map(Object.entries(firstOf(received.fields.map(({ name, value }) => [name, value]))))
  const plain = (name: string, what = name) => textOf(values.get(name) ?? '', what, MOST_CHARACTERS)
  const fields = [...values].filter(([name]) => !OF_FORM.has(name)).map(([name, value]) => ({ name, value }))
  const { id } = await submitExperiment(pipelines, request.by, {
    account: actor.accountId,
    app: values.get('app') ?? '',
    host: values.get('host'),
    label: values.has('label') ? plain('label') : undefined,
    name: plain('experimentName'),
    description: plain('experimentDescription'),
    fields,
    files,
    once: onceOf(request.headers['idempotency-key'], {
      what: `pipelines account:${actor.accountId} experiments/new`,
      content: digestOf(received),
    }),
  })
  return id
}

function digestOf({ fields, files }: Received): string {
  const content = createHash('sha256')
  for (const { name, value } of fields) if (name !== 'token') content.update(JSON.stringify([name, value]))
  for (const { field, name, incoming } of files)
    content.update(JSON.stringify([field, name, incoming.sha256]))
  return content.digest('hex')
}

/** What the protocol says in words of its own. */
function inWords(error: unknown): unknown {
  if (!(error instanceof Problem)) return error
  const { code, extra, status, message } = error
  if (code === 'files_exceeded') return wireProblems.quota(extra.files as number, extra.left as number)
  if (code !== 'invalid_form' && code !== 'invalid_field') return error
  const errors = extra.errors as { field: string; message: string }[]
  const fields = firstOf(errors.map((each) => [each.field, each.message]))
  return problem(code, status, message, { extra: { fields } })
}
