import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import ssh2 from 'ssh2'
import type { OrderCredential } from '../../src/services/automation/runs/protocol.ts'
import { makeSpace, type Space } from '../support/netns.ts'
import { type HostOf, runTemplate, startRunner } from '../support/node-runner.ts'
import { freePort } from '../support/postgres.ts'
import { simulateHosts } from '../support/simulated.ts'
import { needsSshd, type Sshd, startSshd } from '../support/sshd.ts'
import { waitFor } from '../support/wait.ts'

const TEMPLATE = `
  export async function job_function(task, { secret }) {
    const ssh = task.ssh()
    const part = (name, command) => task.run({ name, task: (sub) => sub.ssh().read(command) })
    switch (task.host.get('do')) {
      case 'parts': await part('a', 'echo one'); await part('b', ['echo', "it's", '$HOME']); return ssh.exec('cat; echo bad >&2; exit 3', { stdin: 'given' })
      case 'files': await ssh.writeFile('note', 'kept here', { mode: 0o600 }); return ssh.readFile('note')
      case 'fails': return ssh.read('echo no such thing >&2; exit 1')
      case 'floods': return ssh.exec('yes')
      case 'late': return ssh.exec('sleep 30', { timeout: 0.2 })
      case 'breaks': return ssh.exec('kill -9 $PPID')
      case 'returns': await ssh.exec('kill -9 $PPID').catch(() => undefined); return (await ssh.read('id -un')).trim()
      case 'hangs': console.log('begun'); return ssh.exec('echo $$ >pid; exec sleep 300')
      case 'says': return ssh.exec(['echo', secret])
      default: return (await ssh.read('id -un')).trim()
    }
  }
`

describe('SSH hosts', { skip: needsSshd }, () => {
  let a: Sshd
  let b: Sshd
  let hidden: Sshd
  let space: Space
  before(async () => {
    space = await makeSpace()
    ;[a, b, hidden] = await Promise.all([
      startSshd(),
      startSshd({ keyTypes: ['rsa', 'ecdsa'] }),
      startSshd({ space }),
    ])
  })
  after(async () => {
    await Promise.all([a.stop(), b.stop(), hidden.stop()])
    await space.stop()
  })

  const at = (name: string, sshd: Sshd, more: Partial<HostOf> = {}): HostOf => ({
    name,
    hostname: sshd.address,
    port: sshd.port,
    username: sshd.user,
    password: sshd.password,
    ...more,
  })
  const doing = (what: string) => ({ data: { do: what } })
  const by = (credential: OrderCredential) => ({ password: null, credential })

  test('they are entered by password, key, locked key and agent, and over a jump host', async () => {
    const agentKey = { kind: 'agent', publicKey: a.publicKey } as const
    const hosts = [
      at('password', a),
      at('key', a, by({ kind: 'key', privateKey: a.privateKey })),
      at(
        'locked',
        b,
        by({ kind: 'key', privateKey: a.lockedKey, passphrase: a.passphrase, username: 'root' }),
      ),
      at('agent', b, by(agentKey)),
      at('behind', hidden, { jump: { ...jumpOf(a) } }),
      at('too', hidden, { jump: { ...jumpOf(a) } }),
      at('wrong', a, { password: 'wrong' }),
      at('locked out', a, by({ kind: 'key', privateKey: a.lockedKey, passphrase: 'wrong' })),
      at('anybody', a, { username: null }),
      at('nameless', a, { hostname: 'no-such-host.invalid' }),
      at('nobody', a, { port: await freePort() }),
      at('no way', a, { hostname: '127.0.0.1', port: 1, jump: { ...jumpOf(a) } }),
    ]
    const key = ssh2.utils.parseKey(a.privateKey)
    const run = await runTemplate({
      template: TEMPLATE,
      hosts,
      hostKeys: { unknown: 'refuse', known: [...a.known, ...b.known, ...hidden.known] },
      sign({ id, sign }) {
        assert.ok(!(key instanceof Error))
        return { id, signature: (key.sign(Buffer.from(sign.data, 'base64')) as Buffer).toString('base64') }
      },
    })
    const told = hosts.map(({ name }) => {
      const { state, error, entries } = run.done(name)
      return [name, state, error?.kind ?? entries[0]?.result]
    })
    assert.deepEqual(told, [
      ['password', 'ok', 'tester'],
      ['key', 'ok', 'tester'],
      ['locked', 'ok', 'root'],
      ['agent', 'ok', 'tester'],
      ['behind', 'ok', 'tester'],
      ['too', 'ok', 'tester'],
      ['wrong', 'failed', 'authentication'],
      ['locked out', 'failed', 'authentication'],
      ['anybody', 'failed', 'authentication'],
      ['nameless', 'unreachable', 'name'],
      ['nobody', 'unreachable', 'refused'],
      ['no way', 'unreachable', 'no-route'],
    ])
    assert.equal(run.done('wrong').error?.message, `127.0.0.1 port ${a.port} does not let “tester” in.`)
    // Three hosts lie behind the one connection to the jump host.
    assert.equal(a.log().match(/Accepted password for tester/g)?.length, 2)
  })

  const jumpOf = (sshd: Sshd) => ({
    ...{ own: {}, platform: null, groups: [], data: {}, connectionOptions: {} },
    ...{
      name: 'jump',
      hostname: sshd.address,
      port: sshd.port,
      username: sshd.user,
      password: sshd.password,
    },
  })

  test('commands, files and parts go over one connection a host, and what they do wrong is told', async () => {
    const before = b.log().length
    const kinds = ['parts', 'files', 'returns', 'fails', 'floods', 'late', 'breaks']
    const run = await runTemplate({
      template: TEMPLATE,
      hosts: kinds.map((kind) => at(kind, b, doing(kind))),
      hostKeys: { unknown: 'refuse', known: [...b.known] },
      settings: { resultBytes: 100_000 },
    })
    assert.deepEqual(
      run.done('parts').entries.map(({ result }) => result),
      [{ code: 3, stdout: 'given', stderr: 'bad\n' }, 'one\n', "it's $HOME\n"],
    )
    assert.equal(run.done('files').entries[0]?.result, 'kept here')
    assert.equal(readFileSync(join(b.home, 'note'), 'utf8'), 'kept here')
    const told = kinds
      .slice(3)
      .map((kind) => [kind, run.done(kind).error?.kind, run.done(kind).error?.message])
    assert.deepEqual(told, [
      ['fails', 'raised', 'no such thing'],
      ['floods', 'too-large', 'It printed more than 100000 bytes.'],
      ['late', 'timeout', 'The command took longer than 0.2 s.'],
      ['breaks', 'closed', 'The host ended the command without saying how.'],
    ])
    assert.equal(
      b
        .log()
        .slice(before)
        .match(/Accepted password/g)?.length,
      kinds.length + 1,
    )
  })

  test('F9: an unknown key is refused or taken as the inventory says, a changed one is always refused', async () => {
    const other = await startSshd({ keyTypes: ['ed25519', 'rsa'] })
    after(() => other.stop())
    const meet = async (unknown: 'refuse' | 'accept', known = other.known) => {
      const hosts = [at('x', other), at('y', other, { hostname: 'localhost' })]
      const run = await runTemplate({ template: TEMPLATE, hosts, hostKeys: { unknown, known: [...known] } })
      const keys = run
        .events()
        .flatMap((each) => (each.event === 'host-key' ? [[each.host, each.type, each.verdict]] : []))
      return {
        keys: keys.sort(),
        states: ['x', 'y'].map((name) => [run.done(name).state, run.done(name).error?.kind]),
      }
    }
    const [ed25519, rsa] = other.known
    assert.ok(ed25519 && rsa)
    assert.deepEqual(await meet('refuse', []), {
      keys: [
        ['x', 'ssh-ed25519', 'refused'],
        ['y', 'ssh-ed25519', 'refused'],
      ],
      states: [
        ['unreachable', 'host-key-unknown'],
        ['unreachable', 'host-key-unknown'],
      ],
    })
    // The key that is known is asked for, whichever the host would show by itself.
    assert.deepEqual(await meet('accept', [rsa]), {
      keys: [['y', 'ssh-ed25519', 'taken']],
      states: [
        ['ok', undefined],
        ['ok', undefined],
      ],
    })
    await other.changeKeys()
    const tried = other.log().length
    const changed = await meet('accept', [ed25519])
    assert.deepEqual(changed.states[0], ['unreachable', 'host-key-changed'])
    assert.deepEqual(changed.keys[0], ['x', 'ssh-ed25519', 'changed'])
    // Nobody has tried to sign in there.
    assert.equal(
      other
        .log()
        .slice(tried)
        .match(/Accepted|Failed/g)?.length,
      1,
    )
  })

  test('a host that says nothing, or never ends, is given up after its time, and the others go on', async () => {
    const silent = await startSshd()
    after(() => silent.stop())
    silent.freeze()
    const run = await runTemplate({
      template: TEMPLATE,
      hosts: [at('silent', silent), at('hangs', a, doing('hangs')), at('fine', a)],
      hostKeys: { unknown: 'accept', known: [] },
      settings: { hostSeconds: 1, workers: 2 },
    })
    assert.deepEqual(
      ['silent', 'hangs', 'fine'].map((name) => run.done(name).state),
      ['timed-out', 'timed-out', 'ok'],
    )
  })

  test('stopping a run ends what it has begun on its hosts', async () => {
    const run = startRunner({
      template: TEMPLATE,
      hosts: [at('hangs', hidden, doing('hangs'))],
      hostKeys: { unknown: 'accept', known: [] },
    })
    const pidFile = join(hidden.home, 'pid')
    await waitFor(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '')
    run.stop()
    await run.ended
    assert.equal(run.done('hangs').state, 'aborted')
    const pid = readFileSync(pidFile, 'utf8').trim()
    await waitFor(async () =>
      (await space.run('ps', '-o', 'pid=')).split('\n').every((each) => each.trim() !== pid),
    )
  })

  test('F9: what opens the hosts is in no argument, no environment and no file, at any time', async () => {
    const secrets = [a.password, a.passphrase, 'variable-secret', ...a.privateKey.split('\n').slice(1, 4)]
    const hosts = [
      at('password', a, doing('hangs')),
      at('key', b, {
        ...by({ kind: 'key', privateKey: a.lockedKey, passphrase: a.passphrase }),
        ...doing('hangs'),
      }),
      at('says', a, doing('says')),
    ]
    const run = startRunner({
      template: TEMPLATE,
      hosts,
      variables: { secret: 'variable-secret' },
      mask: secrets,
      hostKeys: { unknown: 'accept', known: [] },
    })
    await waitFor(() => run.output('password') !== '' && run.output('key') !== '')
    await waitFor(() => run.events().some((each) => each.event === 'done' && each.host === 'says'))
    const seen = [
      ...['cmdline', 'environ'].map((name) => readFileSync(`/proc/${run.pid}/${name}`, 'latin1')),
      ...readdirSync(run.folder, { recursive: true, withFileTypes: true })
        .filter((each) => each.isFile())
        .map((each) => readFileSync(join(each.parentPath, each.name), 'latin1')),
    ]
    run.stop()
    await run.ended
    seen.push(readFileSync(join(run.folder, 'events.jsonl'), 'latin1'))
    assert.ok(seen.length >= 5)
    for (const secret of secrets) assert.ok(!seen.some((text) => text.includes(secret)), secret.slice(0, 8))
    assert.deepEqual(run.done('says').entries[0]?.result, { code: 0, stdout: '••••\n', stderr: '' })
  })

  test('a question for the password is answered, and old devices are spoken to in their way', async () => {
    const asks = await simulateHosts({
      signIn(context) {
        if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive'])
        context.prompt([{ prompt: 'Password: ', echo: false }], ([given]) =>
          given === 'by question' ? context.accept() : context.reject(),
        )
      },
      answer: (command, host) => ({ stdout: `${host}: ${command}\n` }),
    })
    after(() => asks.stop())
    const run = await runTemplate({
      template: TEMPLATE,
      hosts: [0, 1].map((number) => ({
        name: `h${number}`,
        hostname: asks.address(number),
        port: asks.port,
        username: asks.user,
        password: 'by question',
        data: { ssh_legacy: number === 1 },
      })),
      hostKeys: { unknown: 'refuse', known: [0, 1].map((number) => asks.known(asks.address(number))) },
    })
    assert.equal(run.done('h0').entries[0]?.result, '127.66.0.0: id -un')
    assert.equal(run.done('h1').entries[0]?.result, '127.66.0.1: id -un')
  })
})
