import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { waitFor } from './wait.ts'

/** A real SSH agent that holds one key; gives its socket. It ends with the test. */
export async function startSshAgent(t: TestContext, privateKey: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-agent-'))
  const socket = join(folder, 'agent.sock')
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' })
  t.after(async () => {
    const ended = once(agent, 'exit')
    agent.kill()
    await ended
    rmSync(folder, { recursive: true })
  })
  await waitFor(() => existsSync(socket))
  writeFileSync(join(folder, 'key'), privateKey, { mode: 0o600 })
  execFileSync('ssh-add', ['-q', join(folder, 'key')], { env: { ...process.env, SSH_AUTH_SOCK: socket } })
  return socket
}
