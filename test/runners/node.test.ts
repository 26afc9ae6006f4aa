import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { runTemplate, startRunner } from '../support/node-runner.ts'
import { waitFor } from '../support/wait.ts'

const resultsOf = (run: Awaited<ReturnType<typeof runTemplate>>, host: string) =>
  run.done(host).entries.map(({ exception, result }) => exception ?? result)

test('a template is called for each host, and its values are told as nornir would', async () => {
  const values = `
    const cycle = { name: 'c' }; cycle.self = cycle
    class Point { x = 1; get y() { throw new Error('no y') } }
    const VALUES = {
      nothing: undefined, none: null, yes: true, no: false, seven: 7, half: 7.5, big: 12345678901234567890n, text: 'fine',
      list: [1, 'a', null], object: { a: { b: [true] } }, date: new Date(0), bytes: Buffer.from('raw'),
      map: new Map([['a', 1]]), set: new Set([1, 2]), cycle, point: new Point(), fn: () => 1, nan: NaN,
      error: new Error('told'), within: { date: new Date(0), big: 1n, nothing: undefined, symbol: Symbol('s') },
    }
    export function job_function(task) { return VALUES[task.host.get('value')] }
  `
  const names =
    'nothing none yes no seven half big text list object date bytes map set cycle point fn nan error within'.split(
      ' ',
    )
  const run = await runTemplate({
    template: values,
    hosts: names.map((name) => ({ name, data: { value: name } })),
  })
  const told = Object.fromEntries(names.map((name) => [name, resultsOf(run, name)[0]]))
  assert.deepEqual(told, {
    nothing: 'None',
    none: 'None',
    yes: 'True',
    no: 'False',
    seven: '7',
    half: '7.5',
    big: '12345678901234567890',
    text: 'fine',
    list: [1, 'a', null],
    object: { a: { b: [true] } },
    date: '1970-01-01T00:00:00.000Z',
    bytes: 'raw',
    map: { a: 1 },
    set: [1, 2],
    cycle: { name: 'c', self: 'the same as above it' },
    point: { x: 1 },
    fn: '() => 1',
    nan: 'nan',
    error: 'told',
    within: { date: '1970-01-01T00:00:00.000Z', big: '1', nothing: null, symbol: 'Symbol(s)' },
  })
  assert.deepEqual(
    run
      .events()
      .map(({ event }) => event)
      .filter((event) => event !== 'started' && event !== 'done'),
    ['ready', 'end'],
  )
})

test('a twin fails as its Python template does where a variable is missing', async () => {
  const run = await runTemplate({ template: 'say.ts', hosts: [{ name: 'a' }] })
  assert.deepEqual(resultsOf(run, 'a'), ["job_function() missing 1 required positional argument: 'text'"])
})

test('parts are entries in order, and a failing one fails its host in nornir’s words', async () => {
  const template = `
    const add = (task, { to }) => task.result({ result: to + 1, changed: true, diff: '+1' })
    const bad = () => { throw new Error('boom') }
    const outer = async (task) => { await task.run({ name: 'inner', task: add, variables: { to: 1 } }); return 'outer' }
    export async function job_function(task, { mode }) {
      await task.run({ name: 'first', task: add, variables: { to: 6 } })
      await task.run({ task: outer })
      if (task.host.name === 'raises') await task.run({ name: 'ping', task: bad })
      if (task.host.name === 'says') return task.result({ failed: true, result: 'why' })
      if (task.host.name === 'catches') await task.run({ name: 'ping', task: bad }).catch(() => undefined)
      return mode
    }
  `
  const hosts = ['fine', 'raises', 'says', 'catches'].map((name) => ({ name }))
  const run = await runTemplate({ template, hosts, variables: { mode: { a: 1 } } })
  assert.deepEqual(resultsOf(run, 'fine'), [{ a: 1 }, '7', 'outer', '2'])
  const fine = run.done('fine')
  assert.deepEqual(
    fine.entries.map(({ name }) => name),
    ['job_function', 'first', 'outer', 'inner'],
  )
  assert.deepEqual([fine.state, fine.entries[1]?.changed, fine.entries[1]?.diff], ['ok', true, '+1'])
  assert.equal(resultsOf(run, 'raises')[0], 'Subtask: ping (failed)\n')
  assert.equal(resultsOf(run, 'raises').at(-1), 'boom')
  assert.deepEqual(
    [run.done('raises').state, run.done('raises').error],
    ['failed', { kind: 'raised', message: 'boom' }],
  )
  assert.deepEqual([run.done('says').state, resultsOf(run, 'says')[0]], ['failed', 'why'])
  assert.equal(run.done('catches').state, 'failed')
})

test('what a template does to its process stays with its host', async () => {
  const template = `
    import { execFileSync } from 'node:child_process'
    export async function job_function(task) {
      switch (task.host.name) {
        case 'prints': console.log('out'); console.error('err'); process.stdout.write('raw\\n'); task.log('logged'); return 'ok'
        case 'exits': process.exit(3)
        case 'later': setTimeout(() => { throw new Error('into the void') }, 5); return new Promise(() => {})
        case 'rejects': Promise.reject(new Error('unheard')); return new Promise(() => {})
        case 'changes': task.variables = 1; return 'kept'
        case 'throws': throw { not: 'an error' }
        case 'large': return 'x'.repeat(2_000_000)
        case 'hangs': return new Promise(() => {})
        case 'ignores': await new Promise((done) => task.signal.addEventListener('abort', done)); return 'too late'
      }
    }
  `
  const names = ['prints', 'exits', 'later', 'rejects', 'changes', 'throws', 'large', 'hangs', 'ignores']
  const run = await runTemplate({
    template,
    hosts: names.map((name) => ({ name })),
    settings: { hostSeconds: 1 },
  })
  const told = names.map((name) => [name, run.done(name).state, run.done(name).error?.message])
  assert.deepEqual(told, [
    ['prints', 'ok', undefined],
    ['exits', 'failed', 'The template called process.exit.'],
    ['later', 'failed', 'into the void'],
    ['rejects', 'failed', 'unheard'],
    ['changes', 'ok', undefined],
    ['throws', 'failed', '[object Object]'],
    ['large', 'failed', 'Its result has 2000078 bytes; at most 1000000 are kept.'],
    ['hangs', 'timed-out', 'It took longer than 1 s.'],
    ['ignores', 'timed-out', 'It took longer than 1 s.'],
  ])
  assert.equal(run.output('prints'), 'out\nerr\nraw\nlogged\n')
})

test('a template that cannot be loaded is told in one line, and no host is begun', async () => {
  const cases = [
    { template: 'export const x =', says: /^job template "template.ts" cannot be loaded: / },
    {
      template: 'throw new Error("at its start\\nsecond line")',
      says: /^job template "template.ts" cannot be loaded: at its start$/,
    },
    { template: 'export const x = 1', says: /^job template "template.ts" has no function "job_function"$/ },
  ]
  for (const { template, says } of cases) {
    const events = (await runTemplate({ template, hosts: [{ name: 'a' }] })).events()
    assert.deepEqual(
      events.map(({ event }) => event),
      ['ready', 'end'],
    )
    const end = events.at(-1)
    assert.match((end?.event === 'end' && end.exception) || '', says)
  }
})

test('what was done before a template kept the thread for itself, or killed its process, stands written', async () => {
  const template = `
    export function job_function(task) {
      if (task.host.name === 'b') process.kill(process.pid, 'SIGKILL')
      for (; task.host.name === 'b';);
      return 'fine'
    }
  `
  const hosts = ['a', 'b', 'c'].map((name) => ({ name }))
  const run = await runTemplate({ template, hosts, settings: { workers: 1 } })
  assert.deepEqual(
    run.events().map((each) => [each.event, 'host' in each && each.host]),
    [
      ['ready', false],
      ['started', 'a'],
      ['done', 'a'],
      ['started', 'b'],
    ],
  )
})

test('hosts begin in order, so many at once as are asked for', async () => {
  const template = `
    let now = 0, most = 0
    export async function job_function() {
      most = Math.max(most, ++now)
      await new Promise((done) => setTimeout(done, 5))
      now--
      return most
    }
  `
  const hosts = Array.from({ length: 12 }, (_, at) => ({ name: `h${at}` }))
  const run = await runTemplate({ template, hosts, settings: { workers: 3 } })
  assert.equal(resultsOf(run, 'h11')[0], '3')
  const begun = run.events().flatMap((each) => (each.event === 'started' ? [each.host] : []))
  assert.deepEqual(
    begun,
    hosts.map(({ name }) => name),
  )
})

test('a stopped run begins no other host and ends those at work', async () => {
  const template = `
    export async function job_function(task) {
      console.log('at work')
      if (task.host.name === 'polite') await new Promise((done) => task.signal.addEventListener('abort', done))
      else if (task.host.name === 'tidy') { await new Promise((done) => task.signal.addEventListener('abort', done)); throw task.signal.reason }
      else await new Promise(() => {})
      return 'done'
    }
  `
  const names = ['polite', 'tidy', 'deaf', 'waits']
  const run = startRunner({ template, hosts: names.map((name) => ({ name })), settings: { workers: 3 } })
  await waitFor(() => run.output('deaf') !== '')
  run.stop()
  await run.ended
  const states = names.slice(0, 3).map((name) => run.done(name).state)
  assert.deepEqual(states, ['ok', 'aborted', 'aborted'])
  assert.throws(() => run.done('waits'))
  assert.equal(run.events().at(-1)?.event, 'end')
})

test('what a command prints is told while it is at work, neither letters nor secrets in halves, and not where it is quiet', async () => {
  const template = `
    const SCRIPT = "printf 'one\\\\nplan'; until [ -e go1 ]; do sleep 0.02; done; printf 'ted two \\\\303'; until [ -e go2 ]; do sleep 0.02; done; printf '\\\\251 three'; echo bad >&2"
    export async function job_function(task) {
      if (task.host.name === 'prints') { process.stdout.write('pla'); await task.local(['true']); process.stdout.write('nted\\n') }
      else return (await task.local(['sh', '-c', SCRIPT], { quiet: task.host.name === 'quiet' })).stdout
    }
  `
  const hosts = ['loud', 'quiet', 'prints'].map((name) => ({ name }))
  const run = startRunner({ template, hosts, mask: ['planted', 'lanted two'] })
  await waitFor(() => run.output('loud') === 'one\n')
  writeFileSync(join(run.folder, 'go1'), '')
  await waitFor(() => run.output('loud') === 'one\n•••• two ')
  writeFileSync(join(run.folder, 'go2'), '')
  await run.ended
  assert.equal(run.output('loud'), 'one\n•••• two é threebad\n')
  assert.deepEqual([run.output('quiet'), run.output('prints')], ['', '••••\n'])
  for (const host of ['loud', 'quiet']) assert.deepEqual(resultsOf(run, host), ['one\n•••• two é three'])
})

test('a flood is held back to its newest part, and secrets are covered wherever they stand', async () => {
  const template = `
    export async function job_function(task, { word }) {
      for (let at = 0; at < 20_000; at += 1) console.log('line ' + at + ' ' + word)
      throw new Error('no ' + word)
    }
  `
  const run = await runTemplate({
    template,
    hosts: [{ name: 'a' }],
    variables: { word: 'se"cret' },
    mask: ['se"cret'],
    settings: { outputBytes: 10_000 },
  })
  const output = run.output('a')
  assert.ok(output.length < 40_000 && output.endsWith('line 19999 ••••\n'), output.slice(-100))
  assert.match(output, /^\[output cut: \d+ bytes are left out here\]\nline \d+ ••••$/m)
  assert.equal(run.done('a').error?.message, 'no ••••')
  assert.ok(!JSON.stringify(run.events()).includes('cret'))
})
