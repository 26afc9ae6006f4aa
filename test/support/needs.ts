import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'

/** What a test needs of the machine: how to see that it is there, and the Debian package that brings it. */
interface Need {
  package: string
  isThere(): boolean
}

/** What moves the clock of one process: preloaded before it. */
export const [FAKETIME] = globSync('/usr/lib/*/faketime/libfaketimeMT.so.1')

const NEEDS: readonly Need[] = [
  { package: 'chromium-headless-shell', isThere: () => existsSync('/usr/bin/chromium-headless-shell') },
  { package: 'util-linux', isThere: () => has('setpriv') },
  { package: 'strace', isThere: () => has('strace') },
  { package: 'libfaketime', isThere: () => FAKETIME !== undefined },
  { package: 'nginx', isThere: () => existsSync('/usr/sbin/nginx') },
  { package: 'caddy', isThere: () => existsSync('/usr/bin/caddy') },
  { package: 'openssl', isThere: () => has('openssl') },
  { package: 'curl', isThere: () => has('curl') },
  { package: 'unzip', isThere: () => has('unzip') },
  { package: 'munge', isThere: () => has('munged') },
  { package: 'slurm-wlm', isThere: () => has('slurmctld') && has('slurmd') && has('sbatch') },
  { package: 'slurmrestd', isThere: () => has('slurmrestd') },
  { package: 'slurm-wlm-jwt-plugin', isThere: () => hasPlugin('auth_jwt') },
  { package: 'jupyter-notebook', isThere: () => has('jupyter-notebook') },
  { package: 'python3-ipykernel', isThere: () => existsSync('/usr/lib/python3/dist-packages/ipykernel') },
  { package: 'python3-nibabel', isThere: () => existsSync('/usr/lib/python3/dist-packages/nibabel') },
  { package: 'python3-scipy', isThere: () => existsSync('/usr/lib/python3/dist-packages/scipy') },
  { package: 'dcm2niix', isThere: () => has('dcm2niix') },
  { package: 'graphicsmagick', isThere: () => has('gm') },
  { package: 'openssh-server', isThere: () => existsSync('/usr/sbin/sshd') },
  { package: 'iproute2', isThere: () => has('ip') },
  { package: 'frr', isThere: () => existsSync('/usr/lib/frr/ospfd') },
  { package: 'python3-paramiko', isThere: () => existsSync('/usr/lib/python3/dist-packages/paramiko') },
]

/** Installs what is missing when the user is root, else throws with what to install. */
export function provideNeeds(): void {
  const missing = NEEDS.filter((need) => !need.isThere()).map((need) => need.package)
  if (missing.length === 0) return
  if (process.getuid?.() !== 0 || !has('apt-get')) {
    throw new Error(`The tests need: ${missing.join(', ')}. As root: apt-get install ${missing.join(' ')}`)
  }
  console.log(`Installing ${missing.join(', ')} …`)
  apt(['update', '-qq'])
  apt(['install', '-y', '-qq', '--no-install-recommends', ...missing])
}

function apt(args: string[]): void {
  // The two below keep a package's service from being started: a test wants its program only.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', SYSTEMD_OFFLINE: '1', RUNLEVEL: '1' }
  const { status, stdout, stderr } = spawnSync('apt-get', args, {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`apt-get ${args.join(' ')} failed:\n${stdout}\n${stderr}`)
}

/** Slurm's plugins lie in a folder that is named for the machine's architecture. */
const hasPlugin = (name: string): boolean => globSync(`/usr/lib/*/slurm*/${name}.so`).length > 0

function has(command: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0
}
