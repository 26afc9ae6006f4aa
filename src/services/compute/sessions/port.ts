import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Below those from which the system takes ports of outgoing connections. */
const LOWEST = 20_000
const HIGHEST = 32_000
const TRIES = 200
/** So long the program that gets a port has to take it. */
const KEPT_MS = 60_000

const given = new Map<number, number>()

/** A port of this machine where nobody listens, and that nobody else was given in the last minute. */
export async function findFreePort(host: string): Promise<number> {
  const now = performance.now()
  for (const [port, until] of given) if (until < now) given.delete(port)
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = randomInt(LOWEST, HIGHEST)
    if (given.has(port)) continue
    given.set(port, now + KEPT_MS)
    if (await isFree(host, port)) return port
  }
  throw new Error('No port of this machine is free for a session.')
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, host, () => server.close(() => resolve(true)))
  })
}
