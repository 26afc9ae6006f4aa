import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from './postgres.ts'
import { waitFor } from './wait.ts'

const run = promisify(execFile)

/** What a test with a cluster says to a runner that may not have one: its daemons start jobs as other accounts. */
export const needsSlurm =
  process.getuid?.() === 0 ? false : 'only root may run Slurm’s daemons as a cluster runs them'

/** A cluster of one node with four cores, 2000 MB and a GPU of no use, in the partitions `main` and `gpu`. */
export interface TestCluster {
  /** Path of its configuration: what SLURM_CONF says. */
  conf: string
  /** Address of its slurmrestd. */
  url: string
  /** Path of the key that its tokens are signed with. */
  keyFile: string
  /** A folder that every account may enter. */
  folder: string
  /** Runs one of its commands, and gives what it prints. */
  command(name: string, ...args: string[]): Promise<string>
  /** It takes connections and answers nothing. */
  freeze(): void
  thaw(): void
  /** It is gone until it is started again; what it knew stands in its files. */
  stopController(): Promise<void>
  startController(): Promise<void>
  /** Ends it, and what runs on it. */
  stop(): Promise<void>
}

/**
 * Starts munged, slurmctld, slurmd and slurmrestd on free ports of loopback, about a second's work: one is enough for a
 * file. Its end belongs in the file's `after`.
 */
export async function startSlurm(): Promise<TestCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-slurm-'))
  chmodSync(folder, 0o755)
  const at = (...names: string[]) => join(folder, ...names)
  for (const name of ['state', 'spool', 'run', 'log']) mkdirSync(at(name))
  const [controller, node, rest] = await Promise.all([freePort(), freePort(), freePort()])
  const conf = at('slurm.conf')
  writeFileSync(at('munge.key'), randomBytes(1_024), { mode: 0o400 })
  writeFileSync(at('jwt.key'), randomBytes(32), { mode: 0o600 })
  writeFileSync(at('gres.conf'), 'Name=gpu File=/dev/null\n')
  writeFileSync(conf, configuration({ folder, controller, node }))

  const env = { PATH: process.env.PATH, SLURM_CONF: conf }
  const children = new Set<ChildProcess>()
  const start = (name: string, program: string, args: string[], more: NodeJS.ProcessEnv = {}) => {
    const said = openSync(at('log', name), 'a')
    const child = spawn(program, args, { stdio: ['ignore', said, said], env: { ...env, ...more } })
    closeSync(said)
    children.add(child)
    child.once('exit', () => children.delete(child))
    return child
  }
  const end = async (child: ChildProcess, signal: NodeJS.Signals) => {
    if (!children.has(child)) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
  const command = async (name: string, ...args: string[]) => (await run(name, args, { env })).stdout
  const isUp = () => command('scontrol', 'ping').then((said) => said.includes(' UP'))

  let slurmctld: ChildProcess
  let slurmd: ChildProcess | undefined
  const kill = () => {
    for (const child of children) child.kill('SIGKILL')
    endJobs(conf)
  }
  process.once('exit', kill)
  const cluster: TestCluster = {
    conf,
    url: `http://127.0.0.1:${rest}`,
    keyFile: at('jwt.key'),
    folder,
    command,
    freeze: () => void slurmctld.kill('SIGSTOP'),
    thaw: () => void slurmctld.kill('SIGCONT'),
    stopController: () => end(slurmctld, 'SIGTERM'),
    async startController() {
      slurmctld = start('slurmctld', 'slurmctld', ['-D'])
      await waitFor(() => isUp().catch(() => false), 20_000)
      // A node that does not announce itself anew is of no use to it for half a minute.
      slurmd?.kill('SIGHUP')
    },
    async stop() {
      process.off('exit', kill)
      await Promise.all([...children].map((child) => end(child, 'SIGKILL')))
      endJobs(conf)
      rmSync(folder, { recursive: true, force: true })
    },
  }

  const munge = ['--key-file', '--socket', '--pid-file', '--log-file', '--seed-file']
  const mungeFiles = [
    at('munge.key'),
    at('run', 'munge.sock'),
    at('run', 'pid'),
    at('log', 'm'),
    at('run', 'seed'),
  ]
  start('munged', 'munged', ['-F', '--force', ...munge.map((name, i) => `${name}=${mungeFiles[i]}`)])
  await waitFor(() => existsSync(at('run', 'munge.sock')))
  slurmd = start('slurmd', 'slurmd', ['-D', '-N', hostname().split('.')[0] ?? ''])
  await cluster.startController()
  // It refuses to run as root; `daemon` lets it take tokens only from requests.
  start(
    'slurmrestd',
    'setpriv',
    [
      ...['--reuid=nobody', '--regid=nogroup', '--clear-groups'],
      ...['slurmrestd', '-a', 'rest_auth/jwt', '-s', 'openapi/v0.0.38', `127.0.0.1:${rest}`],
    ],
    { SLURM_JWT: 'daemon' },
  )
  await waitFor(async () => (await command('sinfo', '-h', '-o', '%T')).includes('idle'), 30_000)
  await waitFor(() =>
    fetch(`${cluster.url}/openapi/v3`).then(
      () => true,
      () => false,
    ),
  )
  return cluster
}

/** What runs on a cluster outlives its daemons. */
function endJobs(conf: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`SLURM_CONF=${conf}`)) continue
      const parent = /^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
      const isStep = readFileSync(`/proc/${parent}/comm`, 'utf8').startsWith('slurmstepd')
      for (const each of isStep ? [parent, pid] : [pid]) process.kill(Number(each), 'SIGKILL')
    } catch {
      // It has ended by itself meanwhile.
    }
  }
}

interface Ports {
  folder: string
  controller: number
  node: number
}

function configuration({ folder, controller, node }: Ports): string {
  const name = hostname().split('.')[0]
  return `ClusterName=test
SlurmctldHost=${name}(127.0.0.1)
SlurmctldPort=${controller}
SlurmdPort=${node}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=${folder}/run/munge.sock
AuthAltTypes=auth/jwt
AuthAltParameters=jwt_key=${folder}/jwt.key
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/run/slurmctld.pid
SlurmdPidFile=${folder}/run/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerParameters=sched_min_interval=0,bf_interval=1
SlurmdParameters=config_overrides
GresTypes=gpu
MinJobAge=300
KillWait=2
NodeName=${name} NodeAddr=127.0.0.1 CPUs=4 Boards=1 SocketsPerBoard=4 CoresPerSocket=1 ThreadsPerCore=1 Gres=gpu:1 RealMemory=2000 State=UNKNOWN
PartitionName=main Nodes=${name} Default=YES MaxTime=12:00:00 DefaultTime=00:30:00 State=UP
PartitionName=gpu Nodes=${name} MaxTime=12:00:00 DefaultTime=00:30:00 State=UP
`
}
