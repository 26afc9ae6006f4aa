import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KnownKey } from '../../src/services/automation/runs/protocol.ts'
import type { Space } from './netns.ts'
import { freePort } from './postgres.ts'
import { waitFor } from './wait.ts'

/** What a test with sshd says to a runner that may not have one: a password is only asked of other accounts by root. */
export const needsSshd = process.getuid?.() === 0 ? false : 'only root runs sshd for other accounts'

export interface SshdOptions {
  /** Where it listens, beside what `space` says. `0.0.0.0` answers on every address of 127.0.0.0/8: many hosts in one. */
  address?: string
  /** A machine of its own: it listens on port 22 there. */
  space?: Space
  keyTypes?: readonly ('ed25519' | 'ecdsa' | 'rsa')[]
  /** What runs instead of a shell for whoever signs in, such as the command line of a device: `$1` is `-c`, `$2` the command. */
  shell?: string
}

/**
 * A real OpenSSH server with host keys of its own. `user` signs in by `password`, by `privateKey`, and by `lockedKey`,
 * which `passphrase` opens; `root` by the keys alone.
 *
 *     const host = await startSshd()
 *     after(() => host.stop())
 *     // an inventory: `${host.address}` `${host.port}` `${host.user}` `${host.password}`; known keys: host.known
 */
export interface Sshd extends SshSecrets {
  readonly address: string
  readonly port: number
  readonly user: string
  /** Its host keys, as an order names them. */
  readonly known: readonly KnownKey[]
  /** Home of the user: what a template leaves there. */
  readonly home: string
  /** What it has said so far, at its level VERBOSE. */
  log(): string
  /** The same place answers with new host keys from now on. */
  changeKeys(): Promise<void>
  /** It takes connections and says nothing. */
  freeze(): void
  thaw(): void
  stop(): Promise<void>
}

interface SshSecrets {
  readonly password: string
  readonly privateKey: string
  readonly publicKey: string
  readonly lockedKey: string
  readonly passphrase: string
}

const USER = 'tester'
const USER_ID = 23_457
const SSHD = '/usr/sbin/sshd'

/** Starts one within a few hundredths of a second. Its end belongs in the file's `after`. */
export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  const { space, keyTypes = ['ed25519'] } = options
  const folder = mkdtempSync(join(tmpdir(), 'atelier-sshd-'))
  chmodSync(folder, 0o755)
  // Its own folder for its privileges, which Debian makes at the boot.
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  const at = (name: string) => join(folder, name)
  const home = at('home')
  mkdirSync(home)
  execFileSync('chown', [String(USER_ID), home])
  const secrets = ownSecrets()
  const address = space?.address ?? options.address ?? '127.0.0.1'
  const port = space ? 22 : await freePort()
  writeFileSync(
    at('passwd'),
    `${readFileSync('/etc/passwd', 'utf8')}${USER}:x:${USER_ID}:${USER_ID}::${home}:${shellOf(options, at('shell'))}\n`,
  )
  writeFileSync(at('shadow'), `${readFileSync('/etc/shadow', 'utf8')}${USER}:${secrets.hash}:19000::::::\n`, {
    mode: 0o600,
  })
  writeFileSync(at('authorized'), `${secrets.publicKey}\n`, { mode: 0o644 })
  writeFileSync(
    at('sshd_config'),
    configuration({ folder, address: space ? '0.0.0.0' : address, port, keyTypes }),
  )
  let known = makeHostKeys(folder, keyTypes, { address, port })

  let child: ChildProcess
  const start = async () => {
    const said = openSync(at('log'), 'a')
    // The accounts of the machine, and this one, for this server alone.
    const script =
      'mount --bind "$1/passwd" /etc/passwd && mount --bind "$1/shadow" /etc/shadow && exec "$2" -D -e -f "$1/sshd_config"'
    const args = ['sh', '-c', script, 'sh', folder, SSHD]
    const [program, rest] = space
      ? space.inside('unshare', '--mount', ...args)
      : (['unshare', ['--mount', ...args]] as const)
    child = spawn(program, rest, { stdio: ['ignore', said, said], env: { PATH: process.env.PATH } })
    closeSync(said)
    const from = port
    await waitFor(() => {
      if (child.exitCode !== null) throw new Error(`sshd ended:\n${readFileSync(at('log'), 'utf8')}`)
      return answers(address, from)
    })
  }
  const end = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGCONT')
    child.kill('SIGKILL')
    await gone
  }
  await start()
  return {
    ...secrets,
    address,
    port,
    user: USER,
    home,
    get known() {
      return known
    },
    log: () => readFileSync(at('log'), 'utf8'),
    async changeKeys() {
      await end()
      known = makeHostKeys(folder, keyTypes, { address, port })
      await start()
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async stop() {
      await end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function shellOf({ shell }: SshdOptions, path: string): string {
  if (shell === undefined) return '/bin/sh'
  writeFileSync(path, shell, { mode: 0o755 })
  return path
}

function configuration(of: {
  folder: string
  address: string
  port: number
  keyTypes: readonly string[]
}): string {
  const lines = [
    `ListenAddress ${of.address}`,
    `Port ${of.port}`,
    ...of.keyTypes.map((type) => `HostKey ${of.folder}/host-${type}`),
    `AuthorizedKeysFile ${of.folder}/authorized`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'UseDNS no',
    'LogLevel VERBOSE',
    'PasswordAuthentication yes',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    'MaxStartups 2000',
    'MaxSessions 200',
    'MaxAuthTries 20',
    'Subsystem sftp internal-sftp',
  ]
  return `${lines.join('\n')}\n`
}

function makeHostKeys(
  folder: string,
  types: readonly string[],
  where: { address: string; port: number },
): KnownKey[] {
  return types.map((type) => {
    const file = join(folder, `host-${type}`)
    rmSync(file, { force: true })
    makeKey(file, { type })
    const [name = '', key = ''] = readFileSync(`${file}.pub`, 'utf8').split(' ')
    return { ...where, type: name, key }
  })
}

let made: (SshSecrets & { hash: string }) | undefined

/** Of this process: making keys takes longer than starting a server. */
function ownSecrets(): SshSecrets & { hash: string } {
  if (made) return made
  const folder = mkdtempSync(join(tmpdir(), 'atelier-keys-'))
  const password = `sesame-${randomBytes(9).toString('hex')}`
  const passphrase = `open-${randomBytes(9).toString('hex')}`
  const file = join(folder, 'key')
  makeKey(file, {})
  const privateKey = readFileSync(file, 'utf8')
  const publicKey = readFileSync(`${file}.pub`, 'utf8').trim()
  execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', passphrase, '-f', file])
  const lockedKey = readFileSync(file, 'utf8')
  rmSync(folder, { recursive: true })
  const hash = execFileSync('openssl', ['passwd', '-6', '-stdin'], {
    input: password,
    encoding: 'utf8',
  }).trim()
  made = { password, passphrase, privateKey, publicKey, lockedKey, hash }
  return made
}

function makeKey(file: string, { type = 'ed25519' }: { type?: string }): void {
  execFileSync('ssh-keygen', [
    '-q',
    '-t',
    type,
    ...(type === 'rsa' ? ['-b', '2048'] : []),
    '-N',
    '',
    '-C',
    'test',
    '-f',
    file,
  ])
}

/** Whether it says who it is. */
function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port })
    socket.setTimeout(1_000, () => socket.destroy())
    socket.once('data', () => socket.destroy()).once('data', () => resolve(true))
    socket.once('close', () => resolve(false))
    socket.once('error', () => resolve(false))
  })
}
