import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy'
import { Problem, problem } from '../problem.ts'
import { httpProblems } from './problems.ts'

export interface FormPart {
  field: string
  /** As the client sent it: data, never a path. */
  filename: string
  mimeType: string
  stream: Readable
}

export interface TextOptions {
  /** Of the whole body. */
  maxBytes: number
  /** Hears how many bytes of text are held in memory by now. What it throws ends the reading early. */
  onHeld?(bytes: number): void
  /** Takes how the reading is ended at once, also while nothing comes; what it is called with is the fault. */
  onStop?(stop: (fault: unknown) => void): void
}

export interface FormOptions<F> extends TextOptions {
  /** Of the text fields together, which are held in memory. */
  maxFieldBytes: number
  /** Hears of each field as it comes. What it throws ends the reading early. */
  onField?(name: string, value: string): Promise<void>
  /** Takes one file as it streams in. What it gives is in `files`, also of a form that turns out broken later. */
  onFile(part: FormPart): Promise<F>
}

export interface Form<F> {
  fields: { name: string; value: string }[]
  files: F[]
  /** What is wrong with the form. Fields and files from before are given all the same: the caller throws them away. */
  fault?: unknown
  /** The first value of a field. */
  first(name: string): string | undefined
}

/** Parts of one form at most (promises.md, I3). */
const MOST_PARTS = 1_000
const LONGEST_NAME = 255
/** What each piece of text that comes in costs beside its bytes: a sender may cut it into single ones. */
export const PIECE_BYTES = 100
/** How long the rest of a refused body is read and thrown away, so that its sender can read the answer. */
const DRAIN_MS = 10_000

const broken = (cause?: unknown) =>
  problem('invalid_multipart', 400, 'The form is broken or was cut off. Send it again as a whole.', { cause })

export function isForm(contentType: string | undefined): boolean {
  return /^(multipart\/form-data|application\/x-www-form-urlencoded)\s*(;|$)/i.test(contentType ?? '')
}

/** Reads a multipart or urlencoded form as a stream: fields into memory, files to whoever takes them. */
export async function readForm<F>(raw: IncomingMessage, options: FormOptions<F>): Promise<Form<F>> {
  const form: Form<F> = {
    fields: [],
    files: [],
    first: (name) => form.fields.find((field) => field.name === name)?.value,
  }
  const parser = newParser(raw, options)
  if (!parser) {
    form.fault = broken()
    drain(raw)
    return form
  }
  const reading = new Reading(form, parser, options)
  await reading.read(raw)
  if (form.fault !== undefined) drain(raw)
  return form
}

/** One form while it comes in. */
class Reading<F> {
  readonly #form: Form<F>
  readonly #parser: BusboyInstance
  readonly #options: FormOptions<F>
  /** What is done with fields and files; none of it fails. */
  readonly #taking: Promise<void>[] = []
  /** By the place in the form: a small file behind a large one is taken first. */
  readonly #taken: { file: F }[] = []
  readonly #open = new Set<Readable>()
  #fields = 0
  #files = 0
  /** Bytes of text: of the fields that are there, and of the one that comes. */
  #heldBytes = 0
  #comingBytes = 0
  #stop = () => {}

  constructor(form: Form<F>, parser: BusboyInstance, options: FormOptions<F>) {
    this.#form = form
    this.#parser = parser
    this.#options = options
    parser.on('field', (name: string | undefined, value: string, nameCut: boolean, valueCut: boolean) =>
      this.#field(name ?? '', value, nameCut || valueCut),
    )
    parser.on(
      'file',
      (
        field: string | undefined,
        stream: Readable,
        filename: string | undefined,
        _: string,
        mimeType: string,
      ) => this.#file({ field: field ?? '', stream, filename: filename ?? '', mimeType }),
    )
    parser.on('partsLimit', () => this.#fail(httpProblems.tooLarge()))
    options.onStop?.((fault) => this.#fail(fault))
  }

  async read(raw: IncomingMessage): Promise<void> {
    const form = this.#form
    const parsed = once(this.#parser, 'finish').catch((error) => this.#fail(broken(error)))
    await pump(raw, this.#parser, {
      form,
      maxBytes: this.#options.maxBytes,
      look: (length) => {
        if (this.#open.size === 0) this.#comingBytes += length + PIECE_BYTES
        // Of what is no field, such as a preamble, nothing is held; of one that is too long no more than may be.
        this.#options.onHeld?.(this.#heldBytes + Math.min(this.#comingBytes, this.#options.maxFieldBytes))
      },
      onStop: (end) => {
        this.#stop = end
      },
    })
    if (form.fault === undefined) await parsed
    // It leaves out parts that it cannot name, without a word; nothing may be accepted and dropped.
    if (partsOf(this.#parser) > this.#fields + this.#files) this.#fail(broken())
    for (const stream of this.#open) if (form.fault !== undefined) stream.destroy(form.fault as Error)
    await Promise.all(this.#taking)
    // Places of files that could not be taken are holes, which `flatMap` leaves out.
    form.files = this.#taken.flatMap(({ file }) => [file])
  }

  #fail(fault: unknown): void {
    this.#form.fault ??= isCutOff(fault) ? broken(fault) : fault
    this.#stop()
  }

  #field(name: string, value: string, isCut: boolean): void {
    this.#fields += 1
    this.#comingBytes = 0
    this.#heldBytes += Buffer.byteLength(value)
    const isLarge =
      isCut ||
      this.#heldBytes > this.#options.maxFieldBytes ||
      this.#fields > MOST_PARTS ||
      Buffer.byteLength(name) > LONGEST_NAME
    if (isLarge) this.#fail(httpProblems.tooLarge())
    if (this.#form.fault !== undefined) return
    this.#form.fields.push({ name, value })
    const { onField } = this.#options
    if (onField) this.#taking.push(onField(name, value).catch((error) => this.#fail(error)))
  }

  #file(part: FormPart): void {
    const { stream } = part
    const place = this.#files
    this.#files += 1
    this.#comingBytes = 0
    this.#open.add(stream)
    stream.once('close', () => this.#open.delete(stream)).on('error', (error) => this.#fail(error))
    const take = async () => {
      this.#taken[place] = { file: await this.#options.onFile(part) }
    }
    this.#taking.push(
      take().catch((error) => {
        this.#fail(error)
        // What nobody takes any more would hold up what comes behind it.
        stream.resume()
      }),
    )
  }
}

/** How many parts a multipart form had; the parser counts them for itself alone. */
const partsOf = (parser: BusboyInstance): number =>
  (parser as unknown as { _parser?: { _nparts?: number } })._parser?._nparts ?? 0

/** The parser's own words on a file part whose end did not come. */
const isCutOff = (error: unknown): boolean =>
  !(error instanceof Problem) && /multipart data/i.test((error as Error).message)

function newParser<F>(raw: IncomingMessage, options: FormOptions<F>): BusboyInstance | undefined {
  try {
    return new Busboy({
      headers: raw.headers as BusboyHeaders,
      limits: {
        parts: MOST_PARTS,
        // It leaves out further ones without a word: those are counted here.
        fields: MOST_PARTS + 1,
        fieldNameSize: LONGEST_NAME + 1,
        fieldSize: options.maxFieldBytes,
        headerPairs: 100,
      },
      preservePath: true,
      highWaterMark: 256 * 1024,
      fileHwm: 256 * 1024,
    })
  } catch {
    return undefined
  }
}

interface Pump {
  form: Form<unknown>
  maxBytes: number
  /** Hears of each chunk after it was read. */
  look(length: number): void
  /** Called with how to end the reading at once, also while nothing comes. */
  onStop(end: () => void): void
}

/** Ends the parser in every case: a body that was cut, is too large, or is not wanted any more ends early. */
function pump(
  raw: IncomingMessage,
  parser: BusboyInstance,
  { form, maxBytes, look, onStop }: Pump,
): Promise<void> {
  return new Promise((resolve) => {
    let read = 0
    let over = false
    const end = () => {
      if (over) return
      over = true
      raw.off('data', take).off('end', end).off('error', cut).off('close', cut)
      parser.end()
      resolve()
    }
    const cut = (error?: unknown) => {
      form.fault ??= broken(error)
      end()
    }
    const take = (chunk: Buffer) => {
      read += chunk.length
      if (read > maxBytes) form.fault ??= httpProblems.tooLarge()
      if (form.fault !== undefined) return end()
      if (!parser.write(chunk)) {
        raw.pause()
        parser.once('drain', () => raw.resume())
      }
      try {
        look(chunk.length)
      } catch (error) {
        form.fault ??= error
        end()
      }
    }
    onStop(end)
    parser.once('error', end)
    if (raw.destroyed) return cut()
    raw.on('data', take).once('end', end).once('error', cut).once('close', cut)
  })
}

/** Reads on for a while without keeping anything; who then still sends is cut off. */
export function drain(raw: IncomingMessage): void {
  if (raw.complete || raw.destroyed) return
  raw.resume()
  const timer = setTimeout(() => raw.destroy(), DRAIN_MS).unref()
  raw.once('close', () => clearTimeout(timer)).once('end', () => clearTimeout(timer))
}

/** Reads a body of text whole. Throws 413 past the limit, and 400 when it was cut off. */
export function readText(raw: IncomingMessage, options: TextOptions): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const chunks: Buffer[] = []
  let read = 0
  const leave = () => raw.off('data', take).off('end', end).off('error', fail).off('close', fail)
  const fail = (fault?: unknown) => {
    leave()
    drain(raw)
    reject(fault instanceof Problem ? fault : broken(fault))
  }
  const end = () => {
    leave()
    resolve(Buffer.concat(chunks).toString('utf8'))
  }
  const take = (chunk: Buffer) => {
    chunks.push(chunk)
    read += chunk.length
    if (read > options.maxBytes) return fail(httpProblems.tooLarge())
    try {
      options.onHeld?.(read + chunks.length * PIECE_BYTES)
    } catch (error) {
      fail(error)
    }
  }
  options.onStop?.(fail)
  if (raw.destroyed) fail()
  else raw.on('data', take).once('end', end).once('error', fail).once('close', fail)
  return promise
}
