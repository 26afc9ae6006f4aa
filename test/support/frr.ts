import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeSpace, type Space } from './netns.ts'
import { type Sshd, startSshd } from './sshd.ts'
import { waitFor } from './wait.ts'

/** A router with FRR's zebra and ospfd, and sshd, in a namespace of its own: `root` signs in by `sshd.privateKey`. */
export interface Router {
  readonly name: string
  readonly space: Space
  readonly sshd: Sshd
  /** What its vtysh says to a command. */
  vtysh(...commands: string[]): Promise<string>
}

const DAEMONS = ['zebra', 'ospfd'] as const

/**
 * A line of routers that speak OSPF with their neighbours by point-to-point links: hello 1 s, dead 4 s. Router `n` has the
 * loopback `10.255.0.n/32`, and `10.0.n.1` on its link to the next one, which has `10.0.n.2`. Needs to be root.
 */
export async function startRouters(
  names: readonly string[],
): Promise<{ routers: Router[]; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-frr-'))
  chmodSync(folder, 0o755)
  const spaces = await Promise.all(names.map(makeSpace))
  for (const [at, space] of spaces.entries()) {
    const next = spaces[at + 1]
    const block = `10.0.${at + 1}`
    if (next)
      await space.join(next, { name: `link${at + 1}`, mine: `${block}.1/30`, theirs: `${block}.2/30` })
    await space.run('ip', 'address', 'add', `10.255.0.${at + 1}/32`, 'dev', 'lo')
  }
  const routers = await Promise.all(
    names.map((name, at) => {
      const links = [at, at + 1].filter((link) => link > 0 && link < names.length)
      const configuration = configurationOf({ id: `10.255.0.${at + 1}`, links })
      return startRouter({ name, space: spaces[at] as Space, folder: join(folder, name), configuration })
    }),
  )
  return {
    routers,
    async stop() {
      await Promise.all(routers.map(({ sshd }) => sshd.stop()))
      await Promise.all(spaces.map((space) => space.stop()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function startRouter(of: {
  name: string
  space: Space
  folder: string
  configuration: string
}): Promise<Router> {
  const { name, space, folder } = of
  for (const part of ['etc', 'run']) mkdirSync(join(folder, part), { recursive: true, mode: 0o777 })
  for (const part of ['etc', 'run']) chmodSync(join(folder, part), 0o777)
  writeFileSync(join(folder, 'etc/vtysh.conf'), 'service integrated-vtysh-config\n')
  writeFileSync(join(folder, 'etc/frr.conf'), of.configuration, { mode: 0o666 })
  await space.run('mkdir', '-p', '/run/frr')
  await space.bind(join(folder, 'etc'), '/etc/frr')
  await space.bind(join(folder, 'run'), '/run/frr')
  for (const daemon of DAEMONS) await startDaemon(space, daemon)
  const vtysh: Router['vtysh'] = (...commands) =>
    space.run('vtysh', ...commands.flatMap((each) => ['-c', each]))
  await waitFor(() =>
    space.run('vtysh', '-b').then(
      () => true,
      () => false,
    ),
  )
  return { name, space, sshd: await startSshd({ space }), vtysh }
}

/** It is there once it has gone into the background. */
async function startDaemon(space: Space, daemon: string): Promise<void> {
  const [program, args] = space.inside(`/usr/lib/frr/${daemon}`, '-d', '-A', '127.0.0.1')
  const child = spawn(program, args, { stdio: 'ignore' })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`${daemon} does not start: ${code}`)
}

function configurationOf({ id, links }: { id: string; links: number[] }): string {
  const link = (number: number) => [
    `interface link${number}`,
    ' ip ospf network point-to-point',
    ' ip ospf hello-interval 1',
    ' ip ospf dead-interval 4',
    ' ip ospf area 0',
    'exit',
    '!',
  ]
  const lines = [
    ...links.flatMap(link),
    ...['interface lo', ' ip ospf area 0', 'exit', '!'],
    // Else each waits for five seconds before it says anything new.
    ...[
      'router ospf',
      ` ospf router-id ${id}`,
      ' timers throttle lsa all 0',
      ' timers lsa min-arrival 0',
      'exit',
      '!',
    ],
  ]
  return `${lines.join('\n')}\n`
}
