import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Dispatcher, Pool } from 'undici'
import { drain } from '../../../kernel/http/form.ts'
import { Problem } from '../../../kernel/problem.ts'
import { proxyProblems } from './proxy-problems.ts'

/** A client that reads slowly lets so much lie before the session is held up: pausing for each piece costs a third of the speed. */
const MOST_WAITING_BYTES = 524_288

export interface Forwarded {
  request: FastifyRequest
  reply: FastifyReply
  pool: Pool
  /** As the session is asked. */
  path: string
  headers: string[]
  /** What of the answer's headers goes on. */
  answerHeaders(raw: string[]): string[]
}

/**
 * Sends a request on to a session, and its answer back, both as streams that wait for whoever is slower. Resolves once the
 * answer has begun, and tells whether it is a stream of events; throws a Problem when none came.
 */
export function forward(forwarded: Forwarded): Promise<{ isEndless: boolean }> {
  return new Promise((resolve, reject) => {
    send(forwarded, { resolve, reject, isSecond: false })
  })
}

interface Outcome {
  resolve(begun: { isEndless: boolean }): void
  reject(problem: unknown): void
  isSecond: boolean
}

function send(forwarded: Forwarded, outcome: Outcome): void {
  const { request, pool, path, headers } = forwarded
  const { raw } = request
  // What goes wrong at the session must not take the client's connection along, on which it is told.
  const body = hasBody(request) ? raw.iterator({ destroyOnReturn: false }) : null
  const handler = new Answer(forwarded, outcome, () => {
    // A kept connection may have ended just as it was used: what has no body can be asked again.
    const isAgain = body === null && !outcome.isSecond && isSafe(request.method)
    if (isAgain) send(forwarded, { ...outcome, isSecond: true })
    return isAgain
  })
  const method = request.method as Dispatcher.HttpMethod
  pool.dispatch({ path, method, headers, body: body as never }, handler)
}

/** Of the first line of an answer; what else a session says there is no reason not to give its answer. */
const PLAIN = /^[\t\x20-\x7e]*$/

const isSafe = (method: string): boolean => method === 'GET' || method === 'HEAD'

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'
}

/** The answer of a session on its way to a client. */
class Answer implements Dispatcher.DispatchHandler {
  readonly #forwarded: Forwarded
  readonly #outcome: Outcome
  readonly #again: () => boolean
  #isBegun = false
  #isFlowing = false

  constructor(forwarded: Forwarded, outcome: Outcome, again: () => boolean) {
    this.#forwarded = forwarded
    this.#outcome = outcome
    this.#again = again
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    const { raw } = this.#forwarded.reply
    const leave = () => {
      if (!raw.writableFinished) controller.abort(new Error('The client has gone.'))
    }
    if (raw.destroyed) leave()
    else raw.once('close', leave)
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, unknown>>,
    words?: string,
  ): void {
    // Only the last answer counts: `100 Continue` and its like were for us.
    if (status < 200) return
    const { reply, answerHeaders } = this.#forwarded
    this.#isBegun = true
    reply.hijack()
    const { raw } = reply
    raw.writeHead(status, PLAIN.test(words ?? '') ? words : '', answerHeaders(textsOf(controller.rawHeaders)))
    // What a stream of events says first may come long after its head; most answers come in one piece with it.
    process.nextTick(() => this.#isFlowing || raw.flushHeaders())
    this.#outcome.resolve({ isEndless: /^text\/event-stream\b/i.test(String(headers['content-type'])) })
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const { raw } = this.#forwarded.reply
    this.#isFlowing = true
    if (raw.write(chunk) || raw.writableLength < MOST_WAITING_BYTES) return
    controller.pause()
    raw.once('drain', () => controller.resume())
  }

  onResponseEnd(): void {
    this.#isFlowing = true
    this.#forwarded.reply.raw.end()
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    const { reply, request } = this.#forwarded
    const { raw } = reply
    // An answer that breaks off must not look whole.
    if (this.#isBegun) raw.destroy()
    else if (raw.destroyed) {
      reply.hijack()
      this.#outcome.resolve({ isEndless: false })
    } else if (!(codeOf(error) === 'UND_ERR_SOCKET' && this.#again())) {
      drain(request.raw)
      this.#outcome.reject(problemOf(error))
    }
  }
}

function textsOf(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  return Array.isArray(raw)
    ? raw.map((each) => (typeof each === 'string' ? each : each.toString('latin1')))
    : []
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code

function problemOf(error: Error): Problem {
  if (codeOf(error) === 'UND_ERR_HEADERS_TIMEOUT') return proxyProblems.silent()
  // It names headers and addresses that no server could be sent.
  if (codeOf(error) === 'UND_ERR_INVALID_ARG') return proxyProblems.malformed()
  return error instanceof Problem ? error : proxyProblems.gone()
}
