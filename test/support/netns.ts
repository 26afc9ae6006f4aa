import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What a test with namespaces says to a runner that may not make them. */
export const needsNamespaces = process.getuid?.() === 0 ? false : 'only root makes network namespaces'

/** A machine of its own: with its own network, mounts and processes. It goes with the process that made it. */
export interface Space {
  /** Where this process reaches it. */
  readonly address: string
  /** The same command, run inside. */
  inside(program: string, ...args: string[]): [program: string, args: string[]]
  /** Runs a command inside to its end, and gives what it prints. */
  run(program: string, ...args: string[]): Promise<string>
  /** Puts a folder or file in the place of another one, for those inside alone. */
  bind(path: string, over: string): Promise<void>
  /** Joins it with another one by a cable: addresses with their length, such as `10.0.12.1/30`. */
  join(other: Space, ends: { name: string; mine: string; theirs: string }): Promise<void>
  readonly pid: number
  stop(): Promise<void>
}

/** Blocks of four addresses in 198.18.0.0/15, which is kept for tests of networks. */
const BLOCKS = 32_768

/** Makes a namespace that is reached by an address of its own; its end belongs in the file's `after`. */
export async function makeSpace(): Promise<Space> {
  const namespaces = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
  // It ends with its standard input, and everything inside ends with it.
  const child = spawn('unshare', [...namespaces, 'sh', '-c', 'ip link set lo up; echo up; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  const pid = firstChildOf(child)
  const inside: Space['inside'] = (program, ...args) => [
    'nsenter',
    [`--target=${pid}`, '--net', '--mount', '--pid', '--', program, ...args],
  ]
  const runInside: Space['run'] = async (program, ...args) => (await run(...inside(program, ...args))).stdout
  const { here, there, device } = await firstFreeBlock(pid)
  await run('ip', ['address', 'add', `${here}/30`, 'dev', device])
  await run('ip', ['link', 'set', device, 'up'])
  await runInside('ip', 'address', 'add', `${there}/30`, 'dev', 'outside')
  await runInside('ip', 'link', 'set', 'outside', 'up')
  const space: Space = {
    pid,
    address: there,
    inside,
    run: runInside,
    async bind(path, over) {
      await runInside('mount', '--bind', path, over)
    },
    async join(other, { name, mine, theirs }) {
      const peer = ['peer', 'name', name, 'netns', String(other.pid)]
      await run('ip', ['link', 'add', name, 'netns', String(pid), 'type', 'veth', ...peer])
      const both = [
        { at: space, address: mine },
        { at: other, address: theirs },
      ]
      for (const { at, address } of both) {
        await at.run('ip', 'address', 'add', address, 'dev', name)
        await at.run('ip', 'link', 'set', name, 'up')
      }
    },
    async stop() {
      const gone = once(child, 'exit')
      child.stdin.end()
      await gone
    },
  }
  return space
}

function firstChildOf({ pid }: ChildProcess): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ', 1)[0])
}

/** The name of the device says which block it has: two processes cannot take the same. */
async function firstFreeBlock(pid: number): Promise<{ here: string; there: string; device: string }> {
  for (;;) {
    const block = Math.floor(Math.random() * BLOCKS)
    const device = `atelier${block.toString(16)}`
    const at = (host: number) => {
      const number = 198 * 2 ** 24 + 18 * 2 ** 16 + block * 4 + host
      return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.')
    }
    const made = await run('ip', [
      ...['link', 'add', device, 'type', 'veth'],
      ...['peer', 'name', 'outside', 'netns', String(pid)],
    ]).catch((error: Error) => error)
    if (!(made instanceof Error)) return { here: at(1), there: at(2), device }
    if (!made.message.includes('File exists')) throw made
  }
}
