import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { ask, type Request } from './load.ts'
import { type BenchServer, type StartOptions, startServer } from './server.ts'

export const MAIN = 'src/main.ts'
/** What people start. It becomes the server, so that its process is the one that is measured. */
export const LAUNCHER = { file: 'atelier', command: ['/bin/sh'] }

export const productEnv = {
  ATELIER_DATA: '{folder}',
  ATELIER_PORT: '0',
  ATELIER_LOG_LEVEL: 'error',
  ATELIER_ADMIN_PASSWORD: 'only for this bench',
}

/** What product and floor have in common for a client. */
export interface Measurable extends BenchServer {
  /** The 20 newest submissions, with a token. */
  list: Request
  submitPath: string
  /** The token that submits. */
  grant: string
}

/** Starts the floor, which has its rows already. */
export async function startFloor(options: StartOptions = {}): Promise<Measurable> {
  const server = await startServer('bench/floors/server.ts', options)
  const [token = ''] = server.words
  return { ...server, list: authorised('/list', token), submitPath: '/submit', grant: token }
}

/** Starts the product and makes what a client needs: an API token, a project, a token to submit with. */
export async function startProduct(options: StartOptions = {}): Promise<Measurable> {
  const env = { ...productEnv, ...options.env }
  const { file, command: shell } = LAUNCHER
  const server = await startServer(file, { ...options, command: shell, args: ['serve'], env })
  const token = await command(server, 'tokens', 'add', 'admin')
  const master = await command(server, 'collection', 'token')
  const issued = await ask(server, { path: `/collection/token?token=${master}&project=bench` })
  const [projectId] = (await command(server, 'collection', 'projects')).split('\t')
  return {
    ...server,
    list: authorised(`/api/collection/projects/${projectId}/submissions?limit=20`, token),
    submitPath: '/collection/submit',
    grant: (JSON.parse(issued) as { auth_token: string }).auth_token,
  }
}

export function authorised(path: string, token: string): Request {
  return { path, headers: { authorization: `Bearer ${token}` } }
}

/** What a command on the server's data says. */
export async function command(server: BenchServer, ...words: string[]): Promise<string> {
  const env = { ...process.env, ATELIER_DATA: server.folder }
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...words], { env })
  return stdout.trim()
}
