import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { executionsOf } from '../../../../test/support/execution.ts'
import { testKernel } from '../../../../test/support/kernel.ts'
import { environment } from '../../../../test/support/server-process.ts'
import { waitFor } from '../../../../test/support/wait.ts'
import { inTransaction } from '../../db/db.ts'
import { isRoot, quoted } from './launch.ts'
import { isAlive, signal, statOf } from './process.ts'

/** Settings of the server that everybody of the machine may read. */
const settings = mkdtempSync(join(tmpdir(), 'atelier-settings-'))
chmodSync(settings, 0o755)
writeFileSync(join(settings, 'atelier.env'), 'a password of the server', { mode: 0o644 })
const kernel = await testKernel({
  env: { ATELIER_ADMIN_PASSWORD: 'a password of the server', ATELIER_EXECUTION_HIDDEN: settings },
})
after(() => rmSync(settings, { recursive: true }))
const { executions } = kernel
const { ask, row, stop, ended, running, makeFolder, orderOf } = executionsOf(kernel)
const recordOf = (id: number) => join(kernel.config.data, 'executions', String(id))
const isMain = isRoot() && process.env.ATELIER_TEST_PLAIN === undefined
/** Where nobody may make a namespace of users, as in many containers. The tests' own one is mapped from outside. */
const PLAIN = `
  unshare --user sh -c 'until read -r a </proc/self/uid_map; do sleep 0.01; done 2>/dev/null; exec "$@"' sh \\
    sh -c 'echo 0 >/proc/sys/user/max_user_namespaces && exec "$@"' sh "$@" &
  until [ "$(readlink /proc/$!/ns/user)" != "$(readlink /proc/self/ns/user)" ]; do sleep 0.01; done
  echo '0 0 4294967295' >/proc/$!/gid_map; echo '0 0 4294967295' >/proc/$!/uid_map; wait $!`
const SOMEBODY = ['setpriv', '--reuid=23456', '--regid=23456', '--clear-groups']
// They take their time beside the others.
const unprivileged = isMain ? runAgain(SOMEBODY, 'F7|asks first|launcher was killed', {}) : undefined
const plain = isMain
  ? runAgain(
      ['sh', '-c', PLAIN, 'sh', ...SOMEBODY],
      'asks first|doctor|without end keeps|hides from its end',
      {
        ATELIER_TEST_PLAIN: '1',
      },
    )
  : undefined
const stubborn = isMain
  ? await running({ script: 'trap "" TERM; echo up; while :; do sleep 60; done' }, 'up')
  : 0
const stubbornSince = performance.now()
if (isMain) await stop(stubborn)

/** Runs tests of this file as somebody else, who may not enter every folder that a checkout lies in: it is put elsewhere for them. */
async function runAgain(command: readonly string[], pattern: string, env: Record<string, string>) {
  const home = join(import.meta.dirname, '../../../..')
  const place = mkdtempSync(join(tmpdir(), 'atelier-checkout-'))
  chmodSync(place, 0o755)
  const moved = (path: string) => (path.startsWith(`${home}/`) ? place + path.slice(home.length) : path)
  const put = [
    '--mount',
    'sh',
    '-c',
    'mount --bind "$1" "$2" && cd "$2" && shift 2 && exec "$@"',
    'sh',
    home,
    place,
  ]
  const run = [
    moved(process.execPath),
    `--test-name-pattern=${pattern}`,
    moved(fileURLToPath(import.meta.url)),
  ]
  const child = spawn('unshare', [...put, ...command, ...run], {
    env: { ...environment('/nonexistent'), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said = text(child.stdout)
  const [code] = await once(child, 'exit')
  rmdirSync(place)
  return { code, said: await said }
}

const SECRET = 'a secret of this one'

/** Commands of the running processes of this machine. */
function commandLines(): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.flatMap((pid) => {
    try {
      return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')]
    } catch {
      // It ended while it was listed.
      return []
    }
  })
}

test('what one prints, its exit code, its end and what it used are told', async () => {
  const script = `echo "in $(pwd)"; echo "it's $WHO"; echo oops >&2; head -c 60000000 /dev/zero | sha256sum >/dev/null; exit 3`
  const directory = makeFolder()
  const id = await ask({ script, directory, env: { WHO: `it's "me"\n$HOME` } })
  const { state, outcome, exit_code, reason, output, host, ended_at, started_at, cpu_seconds } =
    await ended(id)
  assert.deepEqual(
    { state, outcome, exit_code, reason },
    {
      state: 'ended',
      outcome: 'failed',
      exit_code: 3,
      reason: 'It ended with status 3.',
    },
  )
  assert.equal(output, `in ${directory}\nit's it's "me"\n$HOME\noops\n`)
  assert.ok(host)
  assert.ok(ended_at !== null && started_at !== null && ended_at >= started_at)
  assert.ok(cpu_seconds === null || cpu_seconds < 20)
  const quick = await ended(await ask({ script: 'exit 0' }))
  assert.equal(quick.outcome, 'finished')
  const killed = await ended(await ask({ script: 'kill -SEGV $$' }))
  assert.equal(killed.outcome, 'failed')
  assert.match(killed.reason ?? '', /^The program crashed \(SIGSEGV\)/)
})

test('F7: one runs with least privilege and sees nothing of the server', async () => {
  const other = makeFolder()
  const directory = makeFolder()
  const script = `
    id -u; id -u > own-file; umask
    echo "-- env"; env
    echo "-- fds"; readlink /proc/$$/fd/*
    echo "-- caps"; grep -E 'Cap(Eff|Prm|Inh|Amb)|NoNewPrivs' /proc/self/status
    echo "-- data"; find ${kernel.config.data} 2>&1
    echo "-- server"; cat /proc/${process.pid}/environ 2>&1; ls /proc | grep -c '^[0-9]'
    echo "-- write"; echo x > ${kernel.config.data}/x; echo x > ${other}/x; ls /dev/shm
    head -c 100 ${kernel.config.secretKeyFile}; cat ${settings}/*
    grep -c . /etc/shadow`
  const { output, outcome } = await ended(await ask({ script, directory, secrets: { TOKEN: SECRET } }))
  const part = (name: string) => output.split(`-- ${name}\n`)[1]?.split('\n-- ')[0] ?? ''

  const uid = isRoot() ? 65_534 : process.getuid?.()
  assert.equal(output.split('\n')[0], String(uid))
  assert.notEqual(uid, 0)
  assert.equal(statSync(join(directory, 'own-file')).uid, uid)
  assert.equal(statSync(join(directory, 'own-file')).mode & 0o777, 0o600)
  assert.match(output, /\n0077\n/)
  assert.match(part('write'), new RegExp(`${settings}/.*No such file`))
  const names = part('env')
    .split('\n')
    .map((line) => line.split('=')[0])
  const expected = [
    'ATELIER_EXECUTION',
    'HOME',
    'LANG',
    'LOGNAME',
    'OLDPWD',
    'PATH',
    'PWD',
    'SHELL',
    'TOKEN',
    'USER',
  ]
  assert.deepEqual(names.sort(), expected)
  assert.ok(part('env').includes(`TOKEN=${SECRET}`))
  // What this very process inherited from whoever runs the tests, and does not close itself, is none of the server's.
  const inherited = readdirSync('/proc/self/fd').map((fd) => linkOf(`/proc/self/fd/${fd}`))
  const open = part('fds')
    .split('\n')
    .filter((target) => !/^(\/dev\/null|\/proc\/.*|.*\/pipe|)$/.test(target))
  assert.deepEqual(
    open.filter((target) => !(target.startsWith('pipe:') && inherited.includes(target))),
    [],
  )
  assert.equal(part('caps').match(/Cap\w+:\t0+\n/g)?.length, 4)
  assert.match(part('caps'), /NoNewPrivs:\t1/)
  const { data } = kernel.config
  const seen = part('data')
    .split('\n')
    .filter((line) => !line.startsWith(`${directory}`))
  assert.deepEqual(seen, [data, `${data}/workspaces`])
  assert.match(part('server'), /No such file/)
  assert.ok(Number(part('server').split('\n').at(-1)) < 10)
  assert.doesNotMatch(output, /a password of the server/)
  assert.equal(part('write').match(/Read-only|nonexistent|No such file/g)?.length, 4, part('write'))
  assert.equal(outcome, 'failed', 'the password file of the machine was read')
})

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    // That of the listing itself.
    return ''
  }
}

test('F7: its script and its secrets stand on no command line and are left on no disk', async () => {
  const id = await running({ script: 'echo up; sleep 60 # canary', secrets: { TOKEN: SECRET } }, 'up')
  for (const line of commandLines()) assert.ok(!line.includes(SECRET) && !line.includes('canary'), line)
  for (const name of readdirSync(recordOf(id))) {
    const path = join(recordOf(id), name)
    assert.equal(statSync(path).mode & 0o077, 0, name)
    if (statSync(path).isFile()) assert.ok(!readFileSync(path, 'utf8').includes(SECRET), name)
  }
  await stop(id)
  assert.equal((await ended(id)).outcome, 'stopped')
})

test('F7: writing without end keeps the newest output, and no more than was agreed', async () => {
  const id = await running({ script: 'yes "line after line"', limits: { outputBytes: 200_000 } }, 'line')
  const before = join(recordOf(id), 'output.before')
  await waitFor(() => statSync(before, { throwIfNoEntry: false }) !== undefined)
  const { mtimeMs } = statSync(before)
  await waitFor(() => statSync(before).mtimeMs > mtimeMs)
  const sizeOf = (name: string) => statSync(join(recordOf(id), name), { throwIfNoEntry: false })?.size ?? 0
  const kept = sizeOf('output') + sizeOf('output.before')
  assert.ok(kept <= 200_000, `${kept}`)
  await stop(id)
  const over = await ended(id)
  assert.equal(over.outcome, 'stopped')
  assert.ok(over.output.length >= 100_000 && over.output.includes('line after line\nline after line\n'))
})

test('F7: forking without end stops at the limit of processes, and is all gone at its end', async () => {
  const id = await running(
    { script: 'f() { f | f & }; f; echo up; sleep 60', limits: { processes: 40 } },
    'Cannot fork',
  )
  const { processes } = (await executions.meter(id)) ?? { processes: 0 }
  assert.ok(processes < 60, `${processes}`)
  const inside = insideOf(id)
  await stop(id)
  assert.equal((await ended(id)).state, 'ended')
  assert.equal(isAlive(inside), false)
})

test('F7: the limit of processes counts for each one alone', async () => {
  const script = 'for i in 1 2 3 4 5 6; do sleep 60 & done; echo up; sleep 60'
  const ids = [
    await running({ script, limits: { processes: 10 } }, 'up'),
    await running({ script, limits: { processes: 10 } }, 'up'),
  ]
  for (const id of ids) {
    assert.doesNotMatch(await executions.output(id, { bytes: 1_000 }), /fork/)
    await stop(id)
  }
  for (const id of ids) await ended(id)
})

test('one that holds more memory than it has is ended, with a sentence that says so', async () => {
  // Each process keeps its own limit, all together do not.
  const hold = `import time; x = bytearray(40_000_000); print("up", flush=True); time.sleep(60)`
  const script = `for i in 1 2 3; do python3 -c '${hold}' & done; wait`
  const id = await ask({ script, limits: { memoryMb: 100 } })
  const { outcome, reason, peak_bytes } = await ended(id)
  assert.deepEqual([outcome, reason], ['failed', 'It used more memory than the 100 MB that it had.'])
  assert.ok((peak_bytes ?? 0) > 100_000_000)
})

test('one process alone cannot take much more memory than there is for all', async () => {
  const script = `python3 -c 'x = bytearray(1_400_000_000)'`
  const { outcome, output } = await ended(await ask({ script, limits: { memoryMb: 100 } }))
  assert.equal(outcome, 'failed')
  assert.match(output, /MemoryError/)
})

test('a stop asks first, and takes along all that it has started, wherever that went', async () => {
  const nap = `sleep 61.${process.pid}`
  const script = `
    trap 'echo asked > asked' TERM
    setsid sh -c 'trap "" TERM; (setsid ${nap} &); ${nap}' &
    (nohup ${nap} >/dev/null 2>&1 &)
    echo up
    while [ ! -e asked ]; do sleep 0.1; done; exit 0`
  const directory = makeFolder()
  const id = await running({ script, directory }, 'up')
  await waitFor(async () => ((await executions.meter(id))?.processes ?? 0) > 3)
  const inside = insideOf(id)
  await stop(id)
  const { outcome, stop_asked_at } = await ended(id)
  assert.equal(outcome, 'stopped')
  assert.ok(stop_asked_at)
  assert.equal(readFileSync(join(directory, 'asked'), 'utf8'), 'asked\n')
  assert.equal(isAlive(inside), false)
  assert.ok(!commandLines().some((line) => line.includes(nap)))
})

test('one that hides from its end and keeps its output open does not hold that up', async () => {
  const nap = `sleep 6.${process.pid}`
  const hides = `setsid env -i ${nap} & until grep -qz '^6\\.' /proc/$!/cmdline; do sleep 0.1; done; exit 4`
  const { outcome, exit_code } = await ended(await ask({ script: hides }))
  assert.deepEqual([outcome, exit_code], ['failed', 4])
  // Without a namespace nobody can find it.
  if (process.env.ATELIER_TEST_PLAIN === undefined)
    assert.ok(!commandLines().some((line) => line.includes(nap)))
})

test('F7: terminals and shared memory of one are out of reach for another of the same account', async (t) => {
  if (process.env.ATELIER_TEST_PLAIN !== undefined) return t.skip('needs namespaces')
  const opens = `python3 -c 'import pty, time; pty.openpty(); print("up", flush=True); time.sleep(60)'`
  const one = await running({ script: `ipcmk -M 1000 >/dev/null; ${opens}` }, 'up')
  const looks = 'ls /dev/pts; ipcs -m | grep -c nobody; df --output=size -m /dev/shm'
  const { output } = await ended(await ask({ script: looks, limits: { memoryMb: 100 } }))
  await stop(one)
  assert.match(output, /^ptmx\n0\n.*\n +100\n/)
})

test('F2: a link that another session puts in the place of its folder for /tmp leads nowhere', {
  skip: !isMain && 'needs root',
}, async () => {
  const place = mkdtempSync('/var/lib/atelier-closed-')
  mkdirSync(join(place, 'open'), { mode: 0o755 })
  writeFileSync(join(place, 'open', 'theirs'), '', { mode: 0o644 })
  const directory = mkdtempSync('/srv/atelier-work-')
  chownSync(directory, 65_534, 65_534)
  const folders = [1, 2, 3, 4, 5, 6].map((number) => join(directory, `.${number}`))
  const swaps = `python3 -c '
import ctypes, os
for name in range(1, 7):
    os.makedirs(f".{name}/tmp"); os.symlink("${place}/open", f".{name}/link")
print("up", flush=True)
swap = ctypes.CDLL(None).renameat2
while True:
    for name in range(1, 7): swap(-100, b".%d/tmp" % name, -100, b".%d/link" % name, 2)'`
  try {
    const one = await running({ directory, folder: join(directory, '.9'), script: swaps }, 'up')
    const ids = await Promise.all(folders.map((folder) => ask({ directory, folder, script: 'ls /tmp' })))
    const outputs = await Promise.all(ids.map(async (id) => (await ended(id)).output))
    await stop(one)
    await ended(one)
    assert.ok(outputs.every((output) => !output.includes('theirs')))
  } finally {
    rmSync(place, { recursive: true })
    rmSync(directory, { recursive: true, maxRetries: 5 })
  }
})

test('its time ends it by the clock of the server, and an extension moves that', async () => {
  const id = await running({ script: 'echo up; sleep 60', limits: { minutes: 10 } }, 'up')
  const deadline = (await row(id)).deadline_at ?? 0
  assert.equal(deadline, kernel.clock.now() + 600_000)
  assert.equal(await executions.extend(id, deadline + 600_000), true)
  kernel.clock.set(deadline)
  await executions.look()
  assert.equal((await row(id)).state, 'running')
  kernel.clock.set(deadline + 600_000)
  const { outcome, deadline_at, reason } = await ended(id)
  assert.deepEqual([outcome, deadline_at], ['timed-out', deadline + 600_000])
  assert.equal(reason, 'Its time was over.')
  assert.equal(await executions.extend(id, deadline + 900_000), false)
})

test('its time ends it also while no server looks', async () => {
  const local = executions.backends.get('local')
  const order = orderOf({ script: 'sleep 60', limits: { minutes: 1 / 60 } })
  await local?.submit(990_020, order, await executions.userOf(undefined))
  const status = join(recordOf(990_020), 'status')
  await waitFor(() => statSync(status, { throwIfNoEntry: false }) !== undefined)
  assert.match(readFileSync(status, 'utf8'), /^\d+ timed-out\n/)
})

test('R8: handing the same one over again starts no second process, also at the same moment', async () => {
  const directory = makeFolder()
  const order = orderOf({ script: 'echo start >> log; sleep 60', directory })
  const local = executions.backends.get('local')
  assert.ok(local)
  const user = await executions.userOf(undefined)
  const handed = await Promise.all([1, 2, 3].map(() => local.submit(990_001, order, user)))
  handed.push(await local.submit(990_001, order, user))
  assert.equal(new Set(handed.map(({ handle }) => JSON.stringify(handle))).size, 1)
  const log = join(directory, 'log')
  await waitFor(() => statSync(log, { throwIfNoEntry: false })?.size === 'start\n'.length)
  const known = { id: 990_001, handle: handed[0]?.handle, osUser: null, order }
  await local.stop(known)
  await waitFor(async () => (await local.look([known])).get(known.id)?.state === 'ended')
  assert.equal(readFileSync(log, 'utf8'), 'start\n')
})

test('R8: a process that got the pid of another is never taken for it', async () => {
  const local = executions.backends.get('local')
  const id = await running({ script: 'echo up; sleep 60' }, 'up')
  const handle = JSON.parse((await row(id)).handle ?? '')
  const order = orderOf({ script: '' })
  const strangers = [
    { ...handle, pid: process.pid },
    { ...handle, start: '1' },
    { ...handle, boot: 'another start of the machine' },
    { ...handle, node: 'another data folder' },
  ].map((each, index) => ({ id: 990_010 + index, handle: each, osUser: null, order }))
  for (const stranger of strangers) await local?.stop(stranger)
  const seen = await local?.look(strangers)
  for (const { id: stranger } of strangers) assert.equal(seen?.get(stranger)?.outcome, 'lost')
  assert.equal(signal({ pid: process.pid, start: '1' }, 'SIGKILL'), false)
  await executions.look()
  assert.equal((await row(id)).state, 'running')
  await stop(id)
  await ended(id)
})

test('one whose launcher was killed is told as lost, and leaves nothing behind', async () => {
  const id = await running({ script: 'echo up; sleep 60' }, 'up')
  const inside = insideOf(id)
  process.kill(JSON.parse((await row(id)).handle ?? '').pid, 'SIGKILL')
  const { outcome, reason } = await ended(id)
  assert.equal(outcome, 'lost')
  assert.match(reason ?? '', /^Nobody saw how it ended/)
  await waitFor(() => !isAlive(inside))
})

test('what cannot be started says why, and is not tried again', async () => {
  const gone = await ended(await ask({ script: 'true', directory: '/nonexistent/folder' }))
  assert.deepEqual([gone.outcome, gone.reason], ['failed', 'The folder that it works in is gone.'])
  const odd = await ended(await ask({ script: 'true', env: { 'A;B': '' } }))
  assert.equal(odd.reason, 'The variable A;B cannot be set.')
})

test('one whose folder its account may not enter ends with what the system said', {
  skip: !isRoot(),
}, async () => {
  const directory = join(kernel.config.data, 'workspaces')
  const { outcome, reason, output } = await ended(
    await ask({ script: 'true', directory, folder: join(directory, 'x') }),
  )
  assert.deepEqual(
    [outcome, reason],
    ['failed', 'The server could not set up its folder. The end of its output says why.'],
  )
  assert.match(output, /Permission denied/)
})

test('one whose folder lies in a closed one, such as root’s home, reaches it and nothing else there', {
  skip: !isMain,
}, async () => {
  const home = join(makeFolder(), 'home')
  const directory = join(home, 'data', 'w')
  mkdirSync(directory, { recursive: true, mode: 0o755 })
  chownSync(directory, 65_534, 65_534)
  writeFileSync(join(home, 'secret'), 'of root', { mode: 0o644 })
  chmodSync(home, 0o700)
  const { outcome, output } = await ended(await ask({ script: 'echo done >it && ls ../..', directory }))
  assert.deepEqual([outcome, output, readdirSync(directory)], ['finished', 'data\n', ['.1', 'it']])
})

test('what is shown to all is seen also where it lies in a closed folder', { skip: !isMain }, async () => {
  const home = join(makeFolder(), 'home')
  const [directory, programs, other] = ['data/w', 'programs', 'other'].map((name) => join(home, name)) as [
    string,
    string,
    string,
  ]
  for (const folder of [directory, programs, other]) mkdirSync(folder, { recursive: true, mode: 0o755 })
  chownSync(directory, 65_534, 65_534)
  writeFileSync(join(programs, 'run.sh'), 'echo it runs; touch "$0.too" 2>/dev/null || echo and stays', {
    mode: 0o644,
  })
  chmodSync(home, 0o700)
  executions.show(programs)
  const { outcome, output } = await ended(
    await ask({ script: 'sh ../../programs/run.sh; ls ../..', directory }),
  )
  assert.deepEqual([outcome, output], ['finished', 'it runs\nand stays\ndata\nprograms\n'])
  const elsewhere = await ended(await ask({ script: `sh ${programs}/run.sh` }))
  assert.deepEqual([elsewhere.outcome, elsewhere.output], ['finished', 'it runs\nand stays\n'])
})

test('the meter shows cores, memory and processes while one runs', async () => {
  const id = await running({ script: 'echo up; while :; do :; done' }, 'up')
  await waitFor(async () => {
    await executions.look()
    const meter = await executions.meter(id)
    return meter !== undefined && meter.cpus > 0 && meter.memoryBytes > 500_000 && meter.processes > 0
  })
  await stop(id)
  await ended(id)
  assert.equal(await executions.meter(id), undefined)
})

test('F7: what one sends to this machine is known as its own, also when it hangs up at once', async (t) => {
  const seen = new Map<string, boolean>()
  const server = createServer(async (request, response) => {
    if (request.url === '/fleeting' && !request.socket.closed) await once(request.socket, 'end')
    seen.set(request.url ?? '', await executions.isBehind(request.socket))
    response.end('heard')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const call = (path: string, then: string) =>
    `exec 3<>/dev/tcp/127.0.0.1/${(server.address() as AddressInfo).port}
    printf 'GET ${path} HTTP/1.1\\r\\nhost: localhost\\r\\nconnection: close\\r\\n\\r\\n' >&3; ${then}`
  const inside = `bash -c ${quoted(`${call('/inside', 'cat <&3')}; ${call('/fleeting', 'exec 3>&-')}`)}`
  await ended(await ask({ script: inside }))
  const [outside] = await once(spawn('bash', ['-c', call('/outside', 'cat <&3')]), 'exit')
  assert.equal(outside, 0)
  await waitFor(() => seen.has('/fleeting'))
  assert.deepEqual(Object.fromEntries(seen), { '/inside': true, '/fleeting': true, '/outside': false })
})

test('doctor says how well they are kept apart', async () => {
  const check = kernel.checks.find(({ name }) => name === 'executions')
  const { level, finding } = (await check?.look()) ?? {}
  if (process.env.ATELIER_TEST_PLAIN === undefined)
    assert.deepEqual([level, finding], ['ok', 'Sessions see neither the data of the server nor each other.'])
  else assert.match(finding ?? '', /^This machine makes no namespaces: sessions run as the server’s own user/)
})

test('F7: the same holds where the server is not root', { skip: !isMain }, async () => {
  const { code, said } = (await unprivileged) ?? {}
  assert.equal(code, 0, said)
  assert.match(said ?? '', /pass [3-9]/)
})

test('on a machine without namespaces all else holds', { skip: !isMain }, async () => {
  const { code, said } = (await plain) ?? {}
  assert.equal(code, 0, said)
  assert.match(said ?? '', /pass [3-9]/)
})

test('one that does not listen to a stop is ended ten seconds later', { skip: !isMain }, async () => {
  assert.equal((await ended(stubborn)).outcome, 'stopped')
  assert.ok(performance.now() - stubbornSince > 9_000)
})

function insideOf(id: number) {
  const [pid = '', start = ''] = readFileSync(join(recordOf(id), 'inside'), 'utf8')
    .trim()
    .split(' ')
  assert.ok(statOf(pid), 'it runs')
  return { pid: Number(pid), start }
}

test('one that is asked for and stopped in the same breath never runs', async () => {
  const directory = makeFolder()
  const id = await inTransaction(kernel.db, async (tx) => {
    const asked = await executions.start(tx, orderOf({ script: 'touch ran', directory }))
    await executions.stop(tx, asked.id)
    return asked.id
  })
  const { outcome, started_at } = await ended(id)
  assert.deepEqual([outcome, started_at], ['stopped', null])
  assert.deepEqual(readdirSync(directory), [])
})

test('the record of one goes two weeks after its end, and with that its output', async () => {
  const id = (await ended(await ask({ script: 'echo hello' }))).id
  await executions.sweep()
  assert.equal(await executions.output(id, { bytes: 100 }), 'hello\n')
  kernel.clock.advance(15 * 86_400_000)
  await executions.sweep()
  assert.equal(statSync(recordOf(id), { throwIfNoEntry: false }), undefined)
  assert.equal(await executions.output(id, { bytes: 100 }), '')
})

test('its own folder may lie beside the one that it works in', async () => {
  const folder = join(kernel.config.data, 'runs', 'one')
  const directory = makeFolder()
  const script = `echo mine > "$OWN/file" && cat "$OWN/file" && ls ${kernel.config.data}`
  const { outcome, output } = await ended(await ask({ script, directory, folder, env: { OWN: folder } }))
  assert.deepEqual([outcome, output], ['finished', 'mine\nruns\nworkspaces\n'])
  assert.equal(readFileSync(join(folder, 'file'), 'utf8'), 'mine\n')
})
