import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Router, startRouters } from '../support/frr.ts'
import { needsNamespaces } from '../support/netns.ts'
import { allOf, runTemplate } from '../support/node-runner.ts'
import { waitFor } from '../support/wait.ts'

interface Read {
  interfaces: { name: string; addresses: string[]; isUp: boolean }[]
  neighbours: object[]
  routes: { prefix: string }[]
  get_interfaces: string
  facts: { system: string }
}

describe('Routers', { skip: needsNamespaces }, () => {
  let routers: readonly Router[] = []
  let stop = async () => {}
  before(async () => {
    const started = await startRouters(['r1', 'r2', 'r3'])
    routers = started.routers
    stop = started.stop
    const knows = async (router: Router | undefined, prefix: string) =>
      (await router?.vtysh('show ip route json'))?.includes(prefix) ?? false
    await waitFor(
      async () => (await knows(routers[0], '10.255.0.3/32')) && knows(routers[2], '10.255.0.1/32'),
      20_000,
    )
  })
  after(() => stop())

  const run = (
    template: string,
    variables: Record<string, unknown> = {},
    { dryRun = false, on = routers } = {},
  ) =>
    runTemplate({
      template,
      variables,
      settings: { dryRun },
      hostKeys: { unknown: 'refuse', known: routers.flatMap(({ sshd }) => [...sshd.known]) },
      hosts: on.map(({ name, sshd }) => ({
        ...{ name, hostname: sshd.address, port: sshd.port, platform: 'frr' },
        credential: { kind: 'key', username: 'root', privateKey: sshd.privateKey },
      })),
    })

  const result = async (template: string, on = routers) => {
    const ended = await run(template, {}, { on })
    return Object.fromEntries(on.map(({ name }) => [name, ended.done(name).entries[0]?.result]))
  }

  test('their interfaces, neighbours and routes are read as data', async () => {
    const all = allOf(['interfaces', 'neighbours', 'routes', 'get_interfaces', 'facts'])
    const read = (await result(all)) as Record<string, Read>
    const links = read.r2?.interfaces.filter(({ name }) => name.startsWith('link'))
    assert.deepEqual(
      links?.map(({ name, addresses, isUp }) => [name, addresses[0], isUp]),
      [
        ['link1', '10.0.1.2/30', true],
        ['link2', '10.0.2.1/30', true],
      ],
    )
    assert.deepEqual(read.r2?.neighbours, [
      { id: '10.255.0.1', state: 'Full/-', address: '10.0.1.1', interface: 'link1' },
      { id: '10.255.0.3', state: 'Full/-', address: '10.0.2.2', interface: 'link2' },
    ])
    assert.deepEqual(
      read.r1?.routes.find(({ prefix }) => prefix === '10.255.0.3/32'),
      { prefix: '10.255.0.3/32', protocol: 'ospf', via: ['10.0.1.2'] },
    )
    assert.match(read.r1?.get_interfaces ?? '', /^link1\s+up\s+default\s+10\.0\.1\.1\/30/m)
    assert.match(read.r1?.facts.system ?? '', /^Debian/)
  })

  test('a configuration is changed, shown before in a dry run, and restored', async () => {
    const on = routers.slice(0, 1)
    const backup = await result('backup_configuration.ts', on)
    const lines = 'interface link1\n description to the next\n ip ospf cost 77\nrouter ospf\n maximum-paths 4'
    const dry = await run('change_configuration.ts', { lines }, { dryRun: true, on })
    const wet = await run('change_configuration.ts', { lines }, { on })
    const [asked, done] = [dry.done('r1').entries[0], wet.done('r1').entries[0]]
    // Between the two nothing had changed: the second one shows all of it.
    assert.deepEqual([asked?.changed, done?.changed], [true, true])
    const signs = (diff = '') =>
      diff
        .split('\n')
        .filter((line) => /^[+-]/.test(line))
        .sort()
    assert.deepEqual(signs(done?.diff), [
      '+ description to the next',
      '+ ip ospf cost 77',
      '+ maximum-paths 4',
    ])
    assert.deepEqual(signs(asked?.diff), signs(done?.diff))
    assert.match((await routers[0]?.vtysh('show ip ospf interface link1')) ?? '', /Cost: 77/)

    const restored = await run('restore_configuration.ts', { configuration: backup.r1 }, { on })
    assert.deepEqual(restored.done('r1').error, undefined)
    assert.deepEqual(await result('backup_configuration.ts', on), backup)
  })

  test('a device that refuses a line gets back what it had', async () => {
    const on = routers.slice(1, 2)
    const before = await result('backup_configuration.ts', on)
    const lines = 'interface link1\n ip ospf cost 99\n no such thing'
    const ended = await run('change_configuration.ts', { lines }, { on })
    assert.equal(ended.done('r2').state, 'failed')
    assert.match(ended.done('r2').error?.message ?? '', /^% Unknown command/)
    assert.match(ended.output('r2'), /is taken back/)
    assert.deepEqual(await result('backup_configuration.ts', on), before)
  })

  test('a ping from a router tells whether the other end answers', async () => {
    const ended = await run('ping.ts', { target: '10.255.0.3;id' })
    assert.equal(ended.done('r1').error?.message, '“10.255.0.3;id” is no address and no name.')
  })
})
