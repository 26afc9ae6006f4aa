import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ServerProcess, startServer } from './server-process.ts'

export interface StudyServer extends ServerProcess {
  /** Address of collection. */
  base: string
  /** Issues an auth_token. */
  issue(project?: string): Promise<string>
  /** Sends a form; the answer is read whole. */
  submit(fields: Record<string, string | File>): Promise<{ status: number; body: string }>
}

/** A server in a process of its own, as a study team knows it. Its secret comes from where their scripts look for it. */
export async function startStudyServer(
  folder: string,
  env: Record<string, string> = {},
  command: readonly string[] = [],
): Promise<StudyServer> {
  const server = await startServer(folder, env, command)
  const base = `${server.url}/collection`
  return {
    ...server,
    base,
    async issue(project = 'study') {
      const log = readFileSync(join(folder, 'collection/logs/console.log'), 'utf8')
      const secret = /^TOKEN=(.+)$/m.exec(log)?.[1] ?? ''
      const answer = await fetch(`${base}/token?${new URLSearchParams({ token: secret, project })}`)
      return ((await answer.json()) as { auth_token: string }).auth_token
    },
    async submit(fields) {
      const form = new FormData()
      for (const [name, value] of Object.entries(fields)) form.append(name, value)
      const answer = await fetch(`${base}/submit`, { method: 'POST', body: form })
      return { status: answer.status, body: await answer.text() }
    },
  }
}
