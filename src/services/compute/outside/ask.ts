import { readAtMost } from '../../../kernel/http/read-at-most.ts'
import { problems } from './outside-problems.ts'

const TIMEOUT_MS = 10_000
const MOST_BYTES = 2_097_152

export interface Answer {
  status: number
  /** What it says as JSON; undefined when it is none. */
  body: unknown
}

/** Asks another server that an operator has named: with a deadline, no redirect, and not for ever much. */
export async function ask(
  url: string,
  {
    method = 'GET',
    headers,
    form,
  }: { method?: 'GET' | 'POST'; headers: Record<string, string>; form?: Record<string, string> },
): Promise<Answer> {
  try {
    const answer = await fetch(url, {
      method,
      headers: { accept: 'application/json', ...headers },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(form && { body: new URLSearchParams(form) }),
    })
    const body = await readJson(answer)
    if (answer.status >= 500) throw new Error(`It answers ${answer.status}.`)
    return { status: answer.status, body }
  } catch (error) {
    throw problems.down(error)
  }
}

async function readJson(answer: Response): Promise<unknown> {
  const bytes = await readAtMost(answer, MOST_BYTES)
  if (!bytes) throw new Error('It answers more than is read.')
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

/** A name and secret as servers ask for them. */
export const basicOf = (name: string, secret: string): string =>
  `Basic ${Buffer.from(`${encodeURIComponent(name)}:${encodeURIComponent(secret)}`).toString('base64')}`
