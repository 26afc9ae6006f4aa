import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import ssh2, { type AuthContext, type Connection, type ServerChannel } from 'ssh2'
import type { KnownKey } from '../../src/services/automation/runs/protocol.ts'
import { makeSshKey } from './ssh-key.ts'

export interface SimulatedOptions {
  /** How it answers a command; what is left out is an empty answer with code 0. */
  answer?(command: string, host: string): Answer | Promise<Answer>
  /** What speaks when a shell or a subsystem, such as `netconf`, is asked for. */
  talk?(channel: ServerChannel, subsystem: string | undefined): void
  /** How somebody signs in; by default with the password. */
  signIn?(context: AuthContext): void
}

interface Answer {
  stdout?: string
  stderr?: string
  code?: number
}

/** Many hosts in this process: each address of 127.0.0.0/8 is one, by the same port and host key. */
export interface Simulated {
  readonly port: number
  readonly user: string
  readonly password: string
  /** The key of one of them. */
  known(address: string): KnownKey
  /** The address of host 0, 1, 2, …, up to 60,000. */
  address(number: number): string
  /** How often somebody has connected. */
  readonly connections: number
  /** How many are connected now. */
  readonly open: number
  stop(): Promise<void>
}

/** Starts a server of ssh2 that plays as many hosts as are asked for. */
export async function simulateHosts(options: SimulatedOptions = {}): Promise<Simulated> {
  const user = 'admin'
  const password = 'simulated-password'
  const { privateKey, publicKey } = makeSshKey()
  const sockets = new Set<Socket>()
  /** By the port at the other end: what was connected to. */
  const addresses = new Map<number, string>()
  let connections = 0
  const ssh = new ssh2.Server({ hostKeys: [privateKey] }, (client, { port: from }) => {
    connections += 1
    serve(client, options, { user, password, host: addresses.get(from) ?? '' })
  })
  const server = createServer((socket) => {
    const { localAddress = '', remotePort = 0 } = socket
    addresses.set(remotePort, localAddress)
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket) && addresses.delete(remotePort))
    ssh.injectSocket(socket)
  })
  server.listen({ port: 0, host: '0.0.0.0', backlog: 2_048 })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    user,
    password,
    known: (address) => ({ address, port, type: 'ssh-ed25519', key: publicKey.split(' ')[1] ?? '' }),
    address: (number) => `127.66.${number >> 8}.${number & 255}`,
    get connections() {
      return connections
    },
    get open() {
      return sockets.size
    },
    async stop() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

function serve(
  client: Connection,
  { answer, talk, signIn }: SimulatedOptions,
  who: { user: string; password: string; host: string },
): void {
  client.on('error', () => undefined)
  client.on('authentication', (context) => {
    if (signIn) signIn(context)
    else if (context.method !== 'password') context.reject(['password'])
    else if (context.username === who.user && context.password === who.password) context.accept()
    else context.reject(['password'])
  })
  client.on('session', (accept) => {
    const session = accept()
    session.on('pty', (take) => take?.())
    session.on('exec', async (take, _refuse, { command }) => {
      const channel = take()
      const { stdout = '', stderr = '', code = 0 }: Answer = (await answer?.(command, who.host)) ?? {}
      if (stderr) channel.stderr.write(stderr)
      if (stdout) channel.write(stdout)
      channel.exit(code)
      channel.end()
    })
    session.on('shell', (take) => talk?.(take(), undefined))
    session.on('subsystem', (take, _refuse, { name }) => talk?.(take(), name))
  })
}
