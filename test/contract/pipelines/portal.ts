import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { TestApp, TestAppOptions } from '../../support/apps/pipelines.ts'
import { eachApp } from '../../support/apps/pipelines.ts'

/** An experiment as the front-end gets it. */
export interface Listed {
  id: number
  label: string | null
  created: string
  status: string
  app: string
  experimentName: string
  experimentDescription: string
  inputs: string[]
  outputs: string[]
  params: Record<string, string>
}

/** An experiment as the backend gets it. */
export interface Offered {
  id: number
  user: number
  host: string
  app: string
  params: Record<string, string>
}

/** Somebody at the front-end. */
export interface Person {
  token: string
  submit(parts: FormData, headers?: Record<string, string>): Promise<Response>
  list(): Promise<Listed[]>
  /** The one with that number. */
  one(id: number): Promise<Listed>
  file(id: number, path: string, headers?: Record<string, string>): Promise<Response>
}

/** A server with pipelines on it, as front-end and backend know it. */
export interface Portal {
  test: TestApp
  base: string
  signUp(email: string): Promise<Person>
  /** What an unmodified backend does, from this machine. */
  queue(): Promise<Offered[]>
  zip(id: number): Promise<Buffer>
  results(id: number, files: Record<string, string | Buffer>, field?: string): Promise<Response>
  fail(id: number, exit?: string): Promise<Response>
  /** Every file of the service on disk. */
  onDisk(): string[]
  root: string
}

/** Runs `define` on each database. `open()` gives a server of its own, which ends with the test file. */
export function eachPortal(
  define: (open: (options?: TestAppOptions) => Promise<Portal>, name: string) => void,
) {
  eachApp((openApp, name) =>
    define(async (options = {}) => {
      const env = { ATELIER_PIPELINES_SIGNUP: 'open', ...options.env }
      return portalOn(await openApp({ ...options, env }))
    }, name),
  )
}

export async function portalOn(test: TestApp): Promise<Portal> {
  const base = `${await test.listen()}/pipelines`
  const { pipelines } = test.atelier
  if (!pipelines) throw new Error('pipelines is switched off.')
  const { root } = pipelines.files
  return {
    test,
    base,
    root,
    async signUp(email) {
      const password = 'a long password'
      const form = formOf({ remember: 'true', email, password, 'confirm-password': password })
      const answer = await fetch(`${base}/users/new`, { method: 'POST', body: form })
      const { token } = (await answer.json()) as { token: string }
      return personOn(base, token)
    },
    async queue() {
      return (await (await fetch(`${base}/experiments/queue`)).json()) as Offered[]
    },
    async zip(id) {
      const answer = await fetch(`${base}/experiments/${id}/files`)
      if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
      return Buffer.from(await answer.arrayBuffer())
    },
    results(id, files, field = 'results') {
      const form = new FormData()
      for (const [name, content] of Object.entries(files)) form.append(field, fileOf(name, content))
      return fetch(`${base}/experiments/${id}/results`, { method: 'POST', body: form })
    },
    fail(id, exit) {
      const body = exit === undefined ? new URLSearchParams() : new URLSearchParams({ exit_code: exit })
      return fetch(`${base}/experiments/${id}/failed`, { method: 'POST', body })
    },
    onDisk: () =>
      readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)))
        .sort(),
  }
}

function personOn(base: string, token: string): Person {
  const list = async () => {
    const answer = await fetch(`${base}/experiments?token=${token}`)
    return ((await answer.json()) as { experiments: Listed[] }).experiments
  }
  return {
    token,
    submit: (body, headers = {}) => fetch(`${base}/experiments/new`, { method: 'POST', body, headers }),
    list,
    async one(id) {
      const found = (await list()).find((each) => each.id === id)
      if (!found) throw new Error(`There is no experiment ${id}.`)
      return found
    },
    file: (id, path, headers = {}) =>
      fetch(`${base}/experiments/${id}/file?${new URLSearchParams({ token, path })}`, { headers }),
  }
}

export const fileOf = (name: string, content: string | Buffer): File =>
  new File([typeof content === 'string' ? content : new Uint8Array(content)], name)

/** A form as browsers send it; several values of a name are an array. */
export function formOf(fields: Record<string, string | File | readonly File[]>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields))
    for (const each of [value].flat()) form.append(name, each)
  return form
}

/** The number of a new experiment. */
export async function idOf(answer: Response): Promise<number> {
  const body = await answer.text()
  if (answer.status !== 200 || body !== 'true') throw new Error(`${answer.status} ${body}`)
  return Number(answer.headers.get('x-experiment-id'))
}

export async function errorOf(answer: Response): Promise<[number, string]> {
  return [answer.status, ((await answer.json()) as { error: string }).error]
}
