import { readdirSync, readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join, relative } from 'node:path'
import { readMasterToken } from '../../../src/services/collection/index.ts'
import { eachApp, type TestApp, type TestAppOptions } from '../../support/apps/collection.ts'

/** What can be sent. */
export type RequestBody = NonNullable<RequestInit['body']>

/** A server with collection on it, as a study team knows it: an address, the secret, and a folder. */
export interface Study {
  test: TestApp
  /** Address of the mount. */
  base: string
  /** The master TOKEN. */
  secret: string
  /** Issues an auth_token. */
  issue(query?: Record<string, string>): Promise<string>
  submit(body: RequestBody, headers?: Record<string, string>): Promise<Response>
  /** A multipart form as browsers send it. */
  form(fields: Record<string, string | File>): FormData
  /** Names of the files of a project, in order. */
  files(project?: string): string[]
  read(name: string, project?: string): Buffer
  /** Every file below the base directory but the logs. */
  everything(): string[]
}

/** Runs `define` on each database. `open()` gives a server of its own, which ends with the test file. */
export function eachStudy(
  define: (open: (options?: TestAppOptions) => Promise<Study>, name: string) => void,
) {
  eachApp((openApp, name) => define(async (options) => studyOn(await openApp(options)), name))
}

export async function studyOn(test: TestApp): Promise<Study> {
  const base = `${await test.listen()}/collection`
  const { collection } = test.atelier
  if (!collection) throw new Error('collection is switched off.')
  const secret = await readMasterToken(collection, { via: 'system' })
  const { root } = collection.area
  const folderOf = (project: string) => join(root, 'uploads/responses', project)
  return {
    test,
    base,
    secret,
    async issue(query = {}) {
      const answer = await fetch(`${base}/token?${new URLSearchParams({ token: secret, ...query })}`)
      const { auth_token } = (await answer.json()) as { auth_token: string }
      return auth_token
    },
    submit: (body, headers = {}) => fetch(`${base}/submit`, { method: 'POST', body, headers }),
    form(fields) {
      const form = new FormData()
      for (const [name, value] of Object.entries(fields)) form.append(name, value)
      return form
    },
    files: (project = 'unknown') => namesIn(folderOf(project)),
    read: (name, project = 'unknown') => readFileSync(join(folderOf(project), name)),
    everything: () =>
      readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)))
        .filter((path) => !path.startsWith('logs'))
        .sort(),
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return []
    throw error
  }
}

export interface ErrorBody {
  status: string
  message: string
}

/** Status of the answer and `status` of its body. */
export async function refusal(answer: Response): Promise<[number, string]> {
  const body = (await answer.json()) as ErrorBody
  return [answer.status, body.status]
}

/** A multipart body written by hand, for what no browser sends. */
export function multipart(parts: { headers: string; content: string | Buffer }[], boundary = 'edge'): Buffer {
  return Buffer.concat([
    ...parts.flatMap(({ headers, content }) => [
      Buffer.from(`--${boundary}\r\n${headers}\r\n\r\n`),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ])
}

export const MULTIPART = { 'content-type': 'multipart/form-data; boundary=edge' }

export const field = (name: string, content: string) => ({
  headers: `content-disposition: form-data; name="${name}"`,
  content,
})

export const filePart = (name: string, fileName: string, content: string | Buffer) => ({
  headers: `content-disposition: form-data; name="${name}"; filename="${fileName}"\r\ncontent-type: application/octet-stream`,
  content,
})

/** Sends bytes over a connection of their own and gives all that comes back until it closes. */
export async function sendRaw(
  base: string,
  bytes: Buffer | string,
  end: (socket: Socket) => void = () => undefined,
): Promise<string> {
  const { hostname, port } = new URL(base)
  const socket = connect(Number(port), hostname)
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve())
    // A reset is one of the ways in which it ends.
    socket.once('error', () => resolve())
  })
  await new Promise<void>((resolve) => socket.write(bytes, () => resolve()))
  end(socket)
  await closed
  return Buffer.concat(chunks).toString()
}
