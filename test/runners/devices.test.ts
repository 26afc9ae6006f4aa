import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, describe, test } from 'node:test'
import type { ServerChannel } from 'ssh2'
import { allOf, type HostOf, runTemplate } from '../support/node-runner.ts'
import { simulateHosts } from '../support/simulated.ts'
import { needsSshd, startSshd } from '../support/sshd.ts'

/** The command line of a switch: with a greeting, an enable secret, pages, and a configuration. */
const SWITCH = `#!/bin/sh
[ "$1" = -c ] && { echo 'Line has invalid autocommand'; exit 1; }
mode='>'
printf 'Welcome to switch#\\r\\nno entry > here$\\r\\n\\r\\ncore1%s' "$mode"
paged=yes
description=old
while read -r line; do
  case $line in
  enable) printf 'Password: '; stty -echo; read -r given; stty echo; echo
    [ "$given" = open-up ] && mode='#' || echo '% Access denied' ;;
  'terminal length 0') paged= ;;
  'terminal width 0') echo "% Invalid input detected at '^' marker." ;;
  'show ip interface brief') printf '%s\\n' \\
    'Interface              IP-Address      OK? Method Status                Protocol' \\
    'GigabitEthernet0/0     10.1.0.1        YES NVRAM  up                    up      ' \\
    'GigabitEthernet0/1     unassigned      YES NVRAM  administratively down down    ' ;;
  'show version') printf '%s\\n' 'Cisco IOS Software, Version 15.2(4)M7, RELEASE' 'core1 uptime is 1 week, 2 days, 3 hours, 4 minutes' ;;
  'show running-config')
    [ -z "$paged" ] || { printf -- ' --More-- '; dd bs=1 count=1 2>/dev/null >/dev/null; printf '\\b\\b\\b\\b\\b\\b\\b\\b\\b\\b          \\b\\b\\b\\b\\b\\b\\b\\b\\b\\b'; }
    printf '%s\\n' 'Building configuration...' '!' 'hostname core1' 'interface GigabitEthernet0/0' " description $description" ' ip address 10.1.0.1 255.255.255.0' '!' 'end' ;;
  'configure terminal') mode='(config)#' ;;
  'interface '*) mode='(config-if)#' ;;
  'description '*) description=\${line#description } ;;
  exit) mode='(config)#' ;;
  end) mode='#' ;;
  'write memory') echo '[OK]' ;;
  '') ;;
  *) echo "% Invalid input detected at '^' marker." ;;
  esac
  printf 'core1%s' "$mode"
done
`

test('a switch is spoken to at its prompt: enable, pages, tables, a change and one that it refuses', {
  skip: needsSshd,
}, async () => {
  const sshd = await startSshd({ shell: SWITCH })
  after(() => sshd.stop())
  const { address: hostname, port, user, password } = sshd
  const host = (name: string, enable?: string): HostOf => ({
    ...{ name, hostname, port, platform: 'ios' },
    credential: { kind: 'password', username: user, password, ...(enable === undefined ? {} : { enable }) },
  })
  const hosts = [host('core1', 'open-up')]
  const hostKeys = { unknown: 'refuse' as const, known: [...sshd.known] }
  const start = (template: string, variables = {}, dryRun = false) =>
    runTemplate({ template, hosts, variables, hostKeys, settings: { dryRun } })
  const run = async (...args: Parameters<typeof start>) => (await start(...args)).done('core1')
  const read = await start(allOf(['interfaces', 'facts', 'backup_configuration']))
  // What it says is shown without what is said to it, and its configuration is nobody's output.
  assert.match(
    read.output('core1'),
    /^Interface .*\nGigabitEthernet0\/0 .*\n.*\nCisco IOS .*\ncore1 uptime is .*\n$/,
  )
  assert.deepEqual(read.done('core1').entries[0]?.result, {
    interfaces: [
      { name: 'GigabitEthernet0/0', addresses: ['10.1.0.1'], isUp: true },
      { name: 'GigabitEthernet0/1', addresses: [], isUp: false },
    ],
    facts: {
      name: 'core1',
      system: 'Cisco IOS Software, Version 15.2(4)M7, RELEASE',
      version: '15.2(4)M7',
      upSeconds: 788_640,
    },
    backup_configuration:
      'hostname core1\ninterface GigabitEthernet0/0\n description old\n ip address 10.1.0.1 255.255.255.0\n!\n',
  })
  const lines = 'interface GigabitEthernet0/0\n description new'
  const [changed] = (await run('change_configuration.ts', { lines })).entries
  assert.equal(
    changed?.diff,
    '@@ -1,5 +1,5 @@\n hostname core1\n interface GigabitEthernet0/0\n- description old\n+ description new\n  ip address 10.1.0.1 255.255.255.0\n !\n',
  )
  const refused = await run('change_configuration.ts', {
    lines: 'interface GigabitEthernet0/0\n descriptoin new',
  })
  assert.equal(refused.error?.message, "descriptoin new: % Invalid input detected at '^' marker.")

  const bad = [host('none'), host('bad', 'wrong')]
  const ended = await runTemplate({ template: 'get_interfaces.ts', hosts: bad, hostKeys })
  assert.deepEqual(
    bad.map(({ name }) => ended.done(name).error),
    [
      { kind: 'authentication', message: 'none asks for an enable secret, and its credential has none.' },
      { kind: 'authentication', message: 'bad refuses its enable secret.' },
    ],
  )
})

/** A host that speaks NETCONF: in chunks of a few bytes, or by the end marker alone. */
function netconf({ chunks, hello = '' }: { chunks: boolean; hello?: string }) {
  const END = ']]>]]>'
  const base = (version: string) => `<capability>urn:ietf:params:netconf:base:${version}</capability>`
  const candidate = '<capability>urn:ietf:params:netconf:capability:candidate:1.0</capability>'
  const config = { running: '<host>a &amp; b</host>', candidate: '' }
  const answer = (rpc: string): string => {
    if (rpc.includes('<get-config>')) return `<data>${config.running}</data>`
    if (rpc.includes('<commit/>')) config.running = config.candidate
    const edited = /<config>([\s\S]*)<\/config>/.exec(rpc)?.[1]
    if (edited !== undefined) config.candidate = edited
    if (rpc.includes('<lock>')) {
      return '<rpc-error><error-severity>error</error-severity><error-message xml:lang="en">locked by &lt;x&gt;</error-message></rpc-error>'
    }
    if (rpc.includes('<validate>'))
      return '<rpc-error><error-severity>warning</error-severity></rpc-error><ok/>'
    if (rpc.includes('<kill/>')) return 'x'.repeat(300_000)
    return '<ok/>'
  }
  return (channel: ServerChannel, subsystem: string | undefined) => {
    if (subsystem !== 'netconf') return void channel.end()
    channel.write(
      `<hello xmlns="urn:ietf:params:xml:ns:netconf:base:1.0"><capabilities>${base('1.0')}${chunks ? base('1.1') : ''}${candidate}</capabilities></hello>${END}${hello}`,
    )
    let text = ''
    let greeted = false
    channel.on('data', (piece: Buffer) => {
      text += piece
      for (;;) {
        const end = greeted && chunks ? '\n##\n' : END
        const at = text.indexOf(end)
        if (at < 0) return
        const message = text.slice(0, at)
        text = text.slice(at + end.length)
        if (!greeted) greeted = true
        else reply(channel, message)
      }
    })
  }

  function reply(channel: ServerChannel, rpc: string): void {
    const id = /message-id="(\d+)"/.exec(rpc)?.[1]
    const notice = '<notification><event>ü</event></notification>'
    for (const message of [notice, `<nc:rpc-reply message-id="${id}">${answer(rpc)}</nc:rpc-reply>`]) {
      if (!chunks) channel.write(message + END)
      else channel.write(piecesOf(message))
    }
  }

  /** Cut within characters and tags. */
  function piecesOf(message: string): Buffer {
    const bytes = Buffer.from(message)
    const pieces: Buffer[] = []
    for (let at = 0; at < bytes.length; at += 7) {
      const piece = bytes.subarray(at, at + 7)
      pieces.push(Buffer.from(`\n#${piece.length}\n`), piece)
    }
    return Buffer.concat([...pieces, Buffer.from('\n##\n')])
  }
}

test('NETCONF is spoken in 1.0 and 1.1: reads, edits, commits, and the errors of the host', async () => {
  const template = `
    export async function job_function(task) {
      const session = await task.netconf()
      const before = await session.getConfig()
      const locked = await session.lock().catch((error) => error.message)
      await session.editConfig('<host>c</host>')
      await session.validate()
      await session.commit()
      const flood = task.host.name === 'flood' ? await session.rpc('<kill/>') : ''
      return { before, locked, after: await session.getConfig({ source: 'running' }), again: (await task.netconf()) === session, flood }
    }
  `
  const told = {
    before: '<host>a &amp; b</host>',
    locked: 'locked by <x>',
    after: '<host>c</host>',
    again: true,
    flood: '',
  }
  for (const speaks of [{ chunks: true, hello: '\n' }, { chunks: false }]) {
    const device = await simulateHosts({ talk: netconf(speaks) })
    after(() => device.stop())
    const host = {
      hostname: device.address(0),
      connectionOptions: { netconf: { port: device.port } },
      ...{ username: device.user, password: device.password },
    }
    const run = await runTemplate({
      template,
      hosts: [
        { name: 'fine', ...host },
        { name: 'flood', ...host },
      ],
      hostKeys: { unknown: 'refuse', known: [device.known(device.address(0))] },
      settings: { resultBytes: 100_000, workers: 1, hostSeconds: 10 },
    })
    assert.deepEqual(run.done('fine').entries[0]?.result, told)
    assert.deepEqual(run.done('flood').error, {
      kind: 'too-large',
      message: 'An answer has more than 100000 bytes.',
    })
    assert.equal(device.connections, 2)
  }
})

describe('HTTP and local commands', () => {
  const serve = async (): Promise<{ server: Server; port: number }> => {
    const server = createServer((request, response) => {
      if (request.url === '/slow') return
      if (request.url === '/large') return void response.end('x'.repeat(200_000))
      request.setEncoding('utf8')
      let body = ''
      request.on('data', (piece: string) => {
        body += piece
      })
      request.on('end', () => {
        const { method, url, headers } = request
        response.writeHead(url === '/away' ? 302 : 200, {
          'content-type': 'application/json',
          location: 'http://elsewhere.invalid/',
        })
        response.end(
          JSON.stringify({ method, url, body, sign: headers.authorization, type: headers['content-type'] }),
        )
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    return { server, port: (server.address() as AddressInfo).port }
  }

  test('a host is asked by HTTP with its credential, which nobody else gets', async () => {
    const { server, port } = await serve()
    after(() => server.close())
    const template = `
      export async function job_function(task, { other }) {
        const ask = (path, more = {}) => task.http({ path, ...more }).then((answer) => answer.json(), (error) => error.message)
        if (task.host.name === 'token') return [await ask('/a?b=1', { query: { c: 'd e' }, json: { x: 1 } }), await ask(other)]
        return [
          await ask('/', { method: 'DELETE' }),
          (await task.http({ path: '/away' })).status,
          await ask('/slow', { timeout: 0.2 }), await ask('/large'), await ask('/', { scheme: 'https' }),
        ]
      }
    `
    const host = {
      hostname: '127.0.0.1',
      connectionOptions: { http: { port, extras: { scheme: 'http' } } },
    }
    const run = await runTemplate({
      template,
      hosts: [
        { name: 'token', ...host, credential: { kind: 'token', token: 'abc' } },
        { name: 'basic', ...host, username: 'ada', password: 'pass' },
      ],
      variables: { other: `http://localhost:${port}/` },
      settings: { resultBytes: 100_000 },
    })
    assert.deepEqual(run.done('token').entries[0]?.result, [
      { method: 'POST', url: '/a?b=1&c=d+e', body: '{"x":1}', sign: 'Bearer abc', type: 'application/json' },
      { method: 'GET', url: '/', body: '' },
    ])
    const [basic, ...rest] = (run.done('basic').entries[0]?.result ?? []) as unknown[]
    assert.deepEqual(basic, { method: 'DELETE', url: '/', body: '', sign: 'Basic YWRhOnBhc3M=' })
    assert.deepEqual(rest.slice(0, 3), [
      302,
      `127.0.0.1:${port} does not answer within 0.2 s.`,
      'The answer has more than 100000 bytes.',
    ])
    assert.match(String(rest[3]), /^The connection to 127.0.0.1:\d+ broke: /)
  })

  test('a program of this machine is run without a shell, and ends with what it has started', async () => {
    const template = `
      export async function job_function(task) {
        if (task.host.name === 'hangs') return task.local(['sh', '-c', 'sleep 60 & echo $! >pid; wait'])
        return [
          await task.local(['cat'], { stdin: 'given' }),
          await task.local(['sh', '-c', 'echo "$1" >&2; exit 4', 'sh', '$HOME']),
          await task.local(['no-such-program']).catch((error) => error.code),
          await task.local(['sleep', '9'], { timeout: 0.1 }).catch((error) => error.message),
        ]
      }
    `
    const hosts = [{ name: 'fine' }, { name: 'hangs' }]
    const run = await runTemplate({ template, hosts, settings: { hostSeconds: 1 } })
    assert.deepEqual(run.done('fine').entries[0]?.result, [
      { stdout: 'given', stderr: '', code: 0 },
      { stdout: '', stderr: '$HOME\n', code: 4 },
      'ENOENT',
      'sleep took longer than 0.1 s.',
    ])
    assert.equal(run.done('hangs').state, 'timed-out')
  })
})
