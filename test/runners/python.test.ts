import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import ssh2 from 'ssh2'
import type { Ask } from '../../src/services/automation/runs/protocol.ts'
import { ENV, orderHost, startJobRunner } from '../support/job-runner.ts'
import { needsSshd, startSshd } from '../support/sshd.ts'
import { waitFor } from '../support/wait.ts'

const PROGRAM = ['python3', '-B', '-u', 'runners/python/main.py']
const IMPORTS = 'from nornir.core.task import Task, Result\n'

type Start = Parameters<typeof startJobRunner>[1]

const start = (t: TestContext, source: string, order: Start['order'] = {}, more: Partial<Start> = {}) =>
  startJobRunner(t, { argv: PROGRAM, files: { 'job.py': `${IMPORTS}${source}` }, order, ...more })

/** Runs it to its end. */
async function run(...args: Parameters<typeof start>) {
  const runner = await start(...args)
  assert.equal(await runner.ended(), 0, runner.said())
  return runner
}

const hasNornir = spawnSync('python3', ['-c', 'import nornir.core'], { env: ENV }).status === 0

test('a Python template says what nornir would say: results, subtasks, failures, inherited data', async (t) => {
  const source = `
import datetime
def sub(task, word="sub"):
    if word == "bad":
        raise ValueError("no " + word)
    return Result(host=task.host, result=word, changed=True, diff="+ a")
def nested(task):
    task.run(sub, name="inner")
    return "outer"
def job_function(task: Task, text: str) -> Result:
    what = task.host.get("what")
    if what == "plain":
        return f"{task.host.name} says {text}"
    if what == "dict":
        return {"at": datetime.date(2026, 1, 2), "many": (1, 2.5, None), 3: {4}, "big": 2 ** 60, "nan": float("nan")}
    if what == "list":
        loop = [1]
        loop.append(loop)
        return loop
    if what == "none":
        return None
    if what == "multi":
        return Result(host=task.host, result=task.run(sub))
    if what == "nested":
        task.run(nested, severity_level=10)
        return 7
    if what == "subfails":
        task.run(sub, word="bad", name="breaker")
    if what == "says-failed":
        return Result(host=None, failed=True, result="why")
    if what == "raises":
        raise RuntimeError("boom")
    if what == "inherits":
        h = task.host
        return [h.hostname, h.port, h["role"], h["only"], h.get("nothing", 5), h.platform, str(h.groups[0]), h.has_parent_group("top"), sorted(h.keys())]
`
  const whats = ['plain', 'dict', 'list', 'none', 'multi', 'nested', 'subfails', 'says-failed', 'raises']
  const inherits = orderHost('inherits', {
    own: { hostname: '10.0.0.1', groups: ['low'], data: { what: 'inherits' } },
  })
  const runner = await run(t, source, {
    variables: { text: 'hi' },
    hosts: [...whats.map((what) => orderHost(what, { own: { data: { what } } })), inherits],
    groups: {
      low: { data: { role: 'low' }, groups: ['top'] },
      top: { data: { role: 'top', only: 'top' }, port: 2222 },
    },
    defaults: { platform: 'ios', data: { role: 'none', last: 1 } },
  })
  const entries = (host: string) => runner.done(host)?.entries.map(({ result }) => result)
  assert.deepEqual(entries('plain'), ['plain says hi'])
  assert.deepEqual(entries('dict'), [
    { at: '2026-01-02', many: [1, 2.5, null], '3': '{4}', big: String(2n ** 60n), nan: 'nan' },
  ])
  assert.deepEqual(entries('list'), [[1, '… itself …']])
  assert.deepEqual(entries('none'), ['None'])
  assert.deepEqual(entries('multi'), ['MultiResult: [Result: "sub"]', 'sub'])
  assert.deepEqual(entries('nested'), ['7', 'outer'])
  assert.deepEqual(entries('inherits'), [
    ['10.0.0.1', 2222, 'low', 'top', 5, 'ios', 'low', true, ['last', 'only', 'role', 'what']],
  ])
  assert.deepEqual(
    runner.done('multi')?.entries.map(({ name, changed, diff, failed }) => [name, changed, diff, failed]),
    [
      ['job_function', false, '', false],
      ['sub', true, '+ a', false],
    ],
  )
  const { state, error, entries: failed } = runner.done('subfails') ?? {}
  assert.deepEqual([state, error], ['failed', { kind: 'raised', message: 'no bad' }])
  assert.deepEqual(
    failed?.map(({ name, exception }) => [name, exception]),
    [
      ['job_function', 'Subtask: breaker (failed)\n'],
      ['breaker', 'no bad'],
    ],
  )
  assert.deepEqual(
    runner.done('says-failed')?.entries.map(({ result, failed, exception }) => [result, failed, exception]),
    [['why', true, undefined]],
  )
  assert.equal(runner.done('raises')?.entries[0]?.exception, 'boom')
  assert.match(runner.printed('raises'), /job\.py, line 33, in job_function: raise RuntimeError\("boom"\)/)
  assert.deepEqual(
    runner.of('end').map(({ exception }) => exception),
    [undefined],
  )
  assert.match(runner.of('ready')[0]?.engine ?? '', /^python 3\.\d+\.\d+ with (?:the stand-in for )?nornir/)
})

test('D9: variables reach the function alone, whatever they are called', async (t) => {
  const source = `
def job_function(task, name, on_good, raise_on_error, self, severity_level, nornir, host=None, **more):
    return [name, on_good, raise_on_error, self, severity_level, nornir, host, sorted(more), task.params["name"]]
`
  const variables = {
    name: 'n',
    on_good: false,
    raise_on_error: true,
    self: 1,
    severity_level: 'x',
    nornir: {},
  }
  const order = { variables: { ...variables, processors: 2, host: 'h' } }
  // A server that dies before it has given the order is asked again.
  const runner = await run(t, source, order, { silentFirst: true })
  assert.deepEqual(runner.done('one')?.entries[0]?.result, [
    'n',
    false,
    true,
    1,
    'x',
    {},
    'h',
    ['processors'],
    'n',
  ])
  const without = await run(t, 'def job_function(task, text):\n    return text\n')
  const missing = "job_function() missing 1 required positional argument: 'text'"
  assert.deepEqual(without.done('one')?.error, { kind: 'raised', message: missing })
})

test('a template that exits, forks, prints, floods or hides what it holds harms no other host', async (t) => {
  const source = `
import sys, os, threading, subprocess, logging
print("loaded")
class Odd:
    def __str__(self):
        raise KeyError("odd")
def deep(n):
    return deep(n + 1)
def job_function(task, password):
    name = task.host.name
    if name == "exits":
        sys.exit("bye")
    if name == "interrupts":
        raise KeyboardInterrupt()
    if name == "base":
        raise BaseException()
    if name == "recurses":
        deep(0)
    if name == "odd":
        return Odd()
    if name == "bytes":
        return b"\\xff\\x00" * 3
    if name == "forks":
        child = os.fork()
        if child == 0:
            print("of the child")
            return "child"
        os.waitpid(child, 0)
        return "parent"
    if name == "closes":
        os.chdir("/")
        os.closerange(3, 200)
        return "closed"
    if name == "prints":
        print("out of", name)
        print("err of", name, file=sys.stderr)
        sys.stdout.buffer.write(b"bytes\\n")
        logging.getLogger("mine").warning("logged")
        other = threading.Thread(target=lambda: print("of its thread"))
        other.start(); other.join()
        sys.stdout.close()
        os.write(1, b"real stdout\\n")
        subprocess.run(["echo", "of a program"])
        return "fine"
    if name == "floods":
        for i in range(40000):
            print("line", i)
        return "x" * 3000000
    if name == "tells":
        print("it is " + password)
        sys.stdout.write("half " + password[:4]); sys.stdout.write(password[4:] + "\\n")
        return {password: ["so " + password], "n": 1}
    if name == "raises-it":
        raise ValueError("wrong " + password)
`
  const hosts = [
    'exits',
    'interrupts',
    'base',
    'recurses',
    'odd',
    'bytes',
    'forks',
    'closes',
    'prints',
    'floods',
    'tells',
    'raises-it',
  ]
  const secret = 'planted-hunter2'
  const runner = await run(t, source, {
    hosts,
    variables: { password: secret },
    mask: [secret],
    settings: { outputBytes: 10_000, resultBytes: 100_000 },
  })
  assert.deepEqual([...new Set(runner.of('done').map(({ host }) => host))].sort(), [...hosts].sort())
  assert.equal(runner.of('done').length, hosts.length)
  const messageOf = (host: string) => runner.done(host)?.error?.message
  assert.equal(messageOf('exits'), 'bye')
  assert.equal(messageOf('interrupts'), 'KeyboardInterrupt')
  assert.equal(messageOf('base'), 'BaseException')
  assert.match(messageOf('recurses') ?? '', /maximum recursion depth/)
  const first = (host: string) => runner.done(host)?.entries[0]?.result
  assert.equal(first('odd'), '<Odd that cannot be shown: KeyError>')
  assert.equal(first('bytes'), "b'\\xff\\x00\\xff\\x00\\xff\\x00'")
  assert.equal(first('forks'), 'parent')
  assert.equal(first('closes'), 'closed')
  assert.doesNotMatch(JSON.stringify(runner.events()), /of the child/)
  assert.match(runner.printed('prints'), /out of prints\n/)
  assert.match(runner.printed('prints'), /err of prints\n/)
  assert.match(runner.printed('prints'), /bytes\n/)
  assert.match(runner.printed('prints'), /mine .*logged/)
  assert.match(runner.printed('prints'), /of its thread/)
  assert.match(runner.said(), /real stdout\n/)
  assert.match(runner.said(), /of a program\n/)
  assert.match(runner.printed(), /^loaded\n/)
  const flood = runner.printed('floods')
  assert.ok(flood.length < 50_000, String(flood.length))
  assert.match(flood, /\[output cut: \d+ characters are left out here\]\n(?:line \d+\n)+$/)
  assert.match(flood, /\nline 39999\n$/)
  assert.match(String(first('floods')), /not kept/)
  assert.deepEqual(first('tells'), { '••••': ['so ••••'], n: 1 })
  assert.equal(messageOf('raises-it'), 'wrong ••••')
  assert.doesNotMatch(readFileSync(join(runner.folder, 'events.jsonl'), 'utf8'), /hunter2/)
  assert.ok(!existsSync(join(runner.folder, 'template/__pycache__')))
})

test('what a template prints is told while it is at work, a line without an end too, and no secret in halves', async (t) => {
  const source = `
import logging, os, sys, time
def job_function(task, password):
    print("one of", task.host.name)
    sys.stdout.write("two " + password[:7])
    while not os.path.exists("go"):
        time.sleep(0.02)
    sys.stdout.write(password[7:] + " three\\n")
    logging.getLogger("mine").info("logged")
`
  const secret = 'planted-hunter2'
  const order = { hosts: ['a', 'b'], variables: { password: secret }, mask: [secret] }
  const runner = await start(t, source, order)
  await waitFor(() => runner.printed('a') === 'one of a\ntwo ' && runner.printed('b') === 'one of b\ntwo ')
  writeFileSync(join(runner.folder, 'go'), '')
  assert.equal(await runner.ended(), 0, runner.said())
  assert.equal(runner.printed('a'), 'one of a\ntwo •••• three\nmine - INFO - logged\n')
})

test('a host that hangs is left after its time, another takes its place, and a stop ends what is at work', async (t) => {
  const source = `
import time
def sub(task):
    return "before"
def job_function(task):
    if task.host.name == "hangs":
        task.run(sub)
        while True:
            pass
    if task.host.name == "waits":
        time.sleep(600)
    return task.is_dry_run()
`
  const hosts = ['hangs', 'two', 'waits', 'never']
  const runner = await start(t, source, { hosts, settings: { workers: 1, hostSeconds: 1, dryRun: true } })
  await waitFor(() => runner.done('two') !== undefined)
  assert.equal(runner.done('two')?.entries[0]?.result, 'True')
  const { state, error, entries } = runner.done('hangs') ?? {}
  assert.deepEqual([state, error?.kind], ['timed-out', 'timeout'])
  assert.match(error?.message ?? '', /within 1 s/)
  assert.deepEqual(
    entries?.map(({ result }) => result),
    ['before'],
  )
  await waitFor(() => runner.of('started').some(({ host }) => host === 'waits'))
  runner.process.kill('SIGTERM')
  assert.equal(await runner.ended(), 0)
  assert.equal(runner.done('waits')?.state, 'aborted')
  assert.deepEqual(
    runner.of('started').map(({ host }) => host),
    ['hangs', 'two', 'waits'],
  )
  assert.equal(runner.events().at(-1)?.event, 'end')
})

test('what cannot run as a whole says why in one line, before any host is touched', async (t) => {
  const exceptionOf = async (...args: Parameters<typeof start>) => {
    const runner = await run(...args)
    assert.equal(runner.of('started').length, 0)
    return runner.of('end')[0]?.exception
  }
  const exceptions = await Promise.all([
    exceptionOf(t, 'def other(task):\n    pass\n'),
    exceptionOf(t, 'def x(:\n'),
    exceptionOf(t, 'import sys\nsys.exit(3)\n'),
    exceptionOf(t, 'from nornir_netmiko import netmiko_send_command\n'),
    exceptionOf(t, '', { template: { path: 'template/gone.py', function: 'job_function' } }),
    exceptionOf(t, 'while True:\n    pass\n', { settings: { hostSeconds: 1 } }),
  ])
  assert.deepEqual(exceptions, [
    'job template "job.py" has no function "job_function"',
    'job template "job.py" could not be loaded: SyntaxError: invalid syntax (job.py, line 2)',
    'job template "job.py" could not be loaded: SystemExit: 3',
    'job template "job.py" needs the Python package nornir_netmiko, which is not installed here',
    'job template "gone.py" not found',
    'job template "job.py" was not loaded within 1 s',
  ])
})

test('modules beside a template are found, and credentials of the store open its hosts', async (t) => {
  const files = {
    'sub/job.py': `${IMPORTS}import helper\ndef job_function(task):\n    h = task.host\n    o = h.get_connection_parameters("netmiko")\n    return [helper.WORD, h.username, h.password, o.username, o.password, o.port, o.extras["secret"], o.extras["fast"], o.extras["ssh_strict"], open(o.extras["alt_key_file"]).read()]\n`,
    'sub/helper.py': 'WORD = "helped"\n',
  }
  const host = orderHost('one', {
    own: { hostname: '127.0.0.1', username: 'file', password: 'file', groups: ['g'] },
    credential: { kind: 'password', username: 'store', password: 'stored', enable: 'up' },
  })
  const connection = { username: 'conn', password: 'conn', port: 2022, extras: { fast: true } }
  const order = {
    hosts: [host, orderHost('two', { own: { groups: ['g'] } })],
    groups: { g: { connection_options: { netmiko: connection } } },
    hostKeys: {
      unknown: 'refuse' as const,
      known: [{ address: '127.0.0.1', port: 2022, type: 'ssh-ed25519', key: 'AAAA' }],
    },
  }
  const runner = await run(t, '', order, { files })
  assert.deepEqual(runner.done('one')?.entries[0]?.result, [
    ...['helped', 'store', 'stored', 'store', 'stored', 2022, 'up', true, true],
    '[127.0.0.1]:2022 ssh-ed25519 AAAA\n',
  ])
  assert.equal(runner.done('two')?.error?.message, "'secret'")
})

test('the real nornir runs the same templates, where it is installed', {
  skip: !hasNornir && 'nornir is not installed here',
}, async (t) => {
  const source = `
from nornir.core.filter import F
def sub(task):
    return Result(host=task.host, result="sub")
def job_function(task):
    inner = task.nornir.filter(F(name="one")).run(task=sub, on_good=True)
    return Result(host=task.host, result=[sorted(inner), task.run(sub)[0].result, task.host["a"], task.is_dry_run()])
`
  const runner = await run(t, source, {
    hosts: [orderHost('one', { own: { groups: ['g'] } }), orderHost('two', { own: { groups: ['g'] } })],
    groups: { g: { data: { a: 1 } } },
    configuration: {
      runner: { plugin: 'threaded', options: { num_workers: 5 } },
      logging: { enabled: true },
    },
  })
  assert.match(runner.of('ready')[0]?.engine ?? '', /with nornir/)
  assert.deepEqual(
    runner.done('two')?.entries.map(({ result }) => result),
    [[['one'], 'sub', 1, false], 'sub'],
  )
  assert.equal(runner.of('done').length, 2)
})

const CONNECTS = `
import paramiko
def job_function(task):
    options = task.host.get_connection_parameters("netmiko")
    client = paramiko.SSHClient()
    client.load_host_keys(options.extras["alt_key_file"])
    policy = paramiko.RejectPolicy if options.extras["ssh_strict"] else paramiko.AutoAddPolicy
    client.set_missing_host_key_policy(policy())
    client.connect(
        options.hostname,
        port=options.port,
        username=options.username,
        password=options.password,
        pkey=options.extras.get("pkey"),
        allow_agent=False,
        look_for_keys=False,
    )
    return client.exec_command("echo $USER")[1].read().decode().strip()
`

test('F9: Python templates meet host keys as the inventory says, and tell of those that nobody knew', {
  skip: needsSshd,
}, async (t) => {
  const [sshd, other] = await Promise.all([startSshd(), startSshd()])
  t.after(() => Promise.all([sshd.stop(), other.stop()]))
  const own = { hostname: sshd.address, port: sshd.port }
  const username = sshd.user
  const { password, privateKey, lockedKey, passphrase, publicKey } = sshd
  const key = ssh2.utils.parseKey(privateKey)
  assert.ok(!(key instanceof Error))
  const sign = ({ id, sign }: Ask) => ({
    id,
    signature: (key.sign(Buffer.from(sign.data, 'base64')) as Buffer).toString('base64'),
  })
  const hosts = [
    orderHost('password', { own, credential: { kind: 'password', username, password } }),
    orderHost('key', { own, credential: { kind: 'key', username, privateKey } }),
    orderHost('locked', { own, credential: { kind: 'key', username, privateKey: lockedKey, passphrase } }),
    orderHost('agent', { own, credential: { kind: 'agent', username, publicKey } }),
    orderHost('wrong', { own, credential: { kind: 'password', username, password: 'not-it' } }),
  ]
  const changed = other.known.map((key) => ({ ...key, address: sshd.address, port: sshd.port }))
  const [otherType = '', otherKey = ''] = ssh2.utils
    .generateKeyPairSync('ecdsa', { bits: 256 })
    .public.split(' ')
  const keys = [
    { unknown: 'refuse' as const, known: [...sshd.known] },
    { unknown: 'refuse' as const, known: [] },
    { unknown: 'accept' as const, known: [] },
    { unknown: 'accept' as const, known: changed },
    {
      unknown: 'accept' as const,
      known: changed.map((each) => ({ ...each, type: otherType, key: otherKey })),
    },
  ]
  const mask = [password, privateKey]
  const runs = await Promise.all(
    keys.map((hostKeys) => run(t, CONNECTS, { hosts, hostKeys, mask }, { sign })),
  )
  const fine = ['ok', 'ok', 'ok', 'ok', 'authentication']
  assert.deepEqual(
    runs.map((each) => hosts.map(({ name }) => each.done(name)?.error?.kind ?? each.done(name)?.state)),
    [
      fine,
      Array(5).fill('host-key-unknown'),
      fine,
      Array(5).fill('host-key-changed'),
      Array(5).fill('host-key-changed'),
    ],
  )
  assert.equal(runs[0]?.done('key')?.entries[0]?.result, username)
  const met = runs.map((each) => [
    ...new Set(each.of('host-key').map(({ verdict, port }) => `${verdict} ${port}`)),
  ])
  assert.deepEqual(met, [
    [],
    [`refused ${sshd.port}`],
    [`taken ${sshd.port}`],
    [`changed ${sshd.port}`],
    [`changed ${sshd.port}`],
  ])
  assert.ok(sshd.known.some(({ key }) => key === runs[3]?.of('host-key')[0]?.key))
})
