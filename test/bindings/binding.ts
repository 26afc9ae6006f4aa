import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Caller, TestApp } from '../support/app.ts'

/** Who and what a test of every operation has at hand. */
export interface Stage {
  opened: TestApp
  /** An administrator. */
  admin: Caller
  /** A person whose things the examples are about. */
  owner: Caller
  /** A word that nothing else holds, for names of things: where it is seen, the thing is seen. */
  mark: string
}

/** One call of an operation that succeeds. */
interface Example {
  /** Makes what the call is about, and gives the call with the credential of one who may. */
  prepare(stage: Stage): Promise<InjectOptions>
  /** A GET that changes something all the same, or that is in the journal because of what it shows. */
  changes?: boolean
  /** Why its change is in no entry of the journal. */
  unrecorded?: string
}

/** By method and path as the document names them, such as `DELETE /api/groups/{id}`. */
export type Bindings = Readonly<Record<string, Example>>

/** What examples read of the answers of other calls. */
interface Answered {
  id: number
  token: string
  items: { id: number }[]
}

/** What a call gives when it succeeds; anything else is a mistake of the test. */
export async function must(answer: Promise<LightMyRequestResponse>): Promise<Answered> {
  const got = await answer
  if (got.statusCode >= 300) throw new Error(`It was refused: ${got.statusCode} ${got.body}`)
  return got.body === '' ? { id: 0, token: '', items: [] } : got.json()
}

export function call(
  by: Caller,
  method: InjectOptions['method'],
  url: string,
  payload?: object,
): InjectOptions {
  return { method, url, headers: { authorization: `Bearer ${by.token}` }, ...(payload && { payload }) }
}
