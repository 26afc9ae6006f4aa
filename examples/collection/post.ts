import { request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

/** A form that is sent with the same bytes however often it is tried. */
export interface SealedForm {
  type: string
  bytes: Buffer
}

export async function seal(form: FormData): Promise<SealedForm> {
  const sealed = new Response(form)
  return {
    type: sealed.headers.get('content-type') ?? '',
    bytes: Buffer.from(await sealed.arrayBuffer()),
  }
}

export interface Attempted<T> {
  /** Missing when the last try failed too. */
  answer?: T
  tries: number
  failure?: string
}

/** A refusal in words: trying again would change nothing. */
class Refused extends Error {}

/** Tries like the web app: once, and three times more after a pause that doubles. */
export async function attempt<T>(pauseMs: number, act: () => Promise<T>): Promise<Attempted<T>> {
  let failure = ''
  for (let tries = 1; tries <= 4; tries++) {
    if (tries > 1) await pause(pauseMs * 2 ** (tries - 2))
    try {
      return { answer: await act(), tries }
    } catch (error) {
      const { message, cause } = error as Error & { cause?: { code?: string } }
      failure = cause?.code ?? message
      if (error instanceof Refused) return { tries, failure }
    }
  }
  return { tries: 4, failure }
}

/** Reads an answer to its last byte; anything but success throws. */
export async function readJson(response: Response): Promise<Record<string, unknown>> {
  const text = await response.text()
  if (response.ok) return JSON.parse(text)
  const words = `${response.status} ${text}`
  throw response.status < 500 ? new Refused(words) : new Error(words)
}

export async function post(
  url: string,
  { type, bytes }: SealedForm,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const body = new Uint8Array(bytes)
  return readJson(await fetch(url, { method: 'POST', headers: { 'content-type': type, ...headers }, body }))
}

/** Sends half of a form and hangs up, as a telephone does that leaves the house. */
export function hangUpHalfway(url: string, { type, bytes }: SealedForm): Promise<void> {
  return new Promise((resolve) => {
    const headers = { 'content-type': type, 'content-length': bytes.length }
    const sending = request(url, { method: 'POST', headers })
    // Hanging up is what is wanted, and the server may be away just now: both end here.
    sending.on('error', () => undefined)
    sending.once('close', resolve)
    sending.write(bytes.subarray(0, bytes.length / 2), () => sending.destroy())
  })
}
