import { once } from 'node:events'
import { WebSocket } from 'ws'

/** A running Jupyter as a browser reaches it: its address with a slash at its end, and what opens it. */
export interface Notebook {
  base: string
  secret: string
}

/** Asks Jupyter's own API; gives what it answers, and throws where it refuses. */
export async function askJupyter<T>(
  { base, secret }: Notebook,
  path: string,
  { method = 'GET', body }: { method?: string; body?: object } = {},
): Promise<T> {
  const answer = await fetch(base + path, {
    method,
    headers: { authorization: `token ${secret}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 500)}`)
  return (text === '' ? undefined : JSON.parse(text)) as T
}

interface Message {
  header: { msg_type: string }
  content: { text?: string; execution_state?: string; ename?: string }
}

/** A kernel of Python with the connection over which cells run. */
export interface Kernel {
  id: string
  /** Sends a cell; what it prints can be waited for. */
  run(code: string): void
  /** Resolves with all that was printed once it holds `text`. */
  printed(text: string): Promise<string>
  close(): void
}

export async function startKernel(notebook: Notebook): Promise<Kernel> {
  const { base, secret } = notebook
  const { id } = await askJupyter<{ id: string }>(notebook, 'api/kernels', { method: 'POST', body: {} })
  const address = `${base.replace(/^http/, 'ws')}api/kernels/${id}/channels?token=${secret}`
  const socket = new WebSocket(address)
  await once(socket, 'open')
  let shown = ''
  const watchers = new Set<() => void>()
  socket.on('message', (data) => {
    const { header, content } = JSON.parse(String(data)) as Message
    if (header.msg_type === 'stream') shown += content.text ?? ''
    if (header.msg_type === 'error') shown += content.ename ?? ''
    for (const watcher of watchers) watcher()
  })
  let count = 0
  return {
    id,
    run(code) {
      count += 1
      const header = {
        msg_id: `m${count}`,
        msg_type: 'execute_request',
        username: '',
        session: 's',
        version: '5.3',
      }
      const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false }
      socket.send(
        JSON.stringify({ header, parent_header: {}, metadata: {}, content, channel: 'shell', buffers: [] }),
      )
    },
    printed: (text) =>
      new Promise((resolve) => {
        const look = () => {
          if (!shown.includes(text)) return
          watchers.delete(look)
          resolve(shown)
        }
        watchers.add(look)
        look()
      }),
    close: () => socket.terminate(),
  }
}
