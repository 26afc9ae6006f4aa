import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filterFault, fits } from './filter.ts'
import { findHosts, traceHost } from './hosts.ts'
import { connectionsOf, type Host, type Inventory, resolveInventory } from './inventory.ts'
import { orderPartOf } from './order.ts'
import { parseFiles } from './parse.ts'
import { checkFilters, selectHosts } from './select.ts'

const parsed = (hosts: string, groups?: string, defaults?: string) =>
  parseFiles({
    hosts: { path: 'hosts.yaml', content: hosts },
    ...(groups !== undefined && { groups: { path: 'groups.yaml', content: groups } }),
    ...(defaults !== undefined && { defaults: { path: 'defaults.yaml', content: defaults } }),
  })

function resolved(hosts: string, groups?: string, defaults?: string): Inventory {
  const { raw, warnings, faults } = parsed(hosts, groups, defaults)
  assert.deepEqual(faults, [])
  assert.ok(raw)
  return resolveInventory(raw, { warnings, files: [] })
}

const hostIn = (inventory: Inventory, name: string): Host => {
  const host = inventory.hosts.get(name)
  assert.ok(host)
  return host
}

const LAB = resolved(
  `
10:
  hostname: 192.0.2.10
  groups: [edge]
  data: { role: null, asn: 65001, tags: [a, b], site: { name: Zürich, floor: 3 } }
leaf1: { groups: [leaf, lab], hostname: 192.0.2.1, data: { jump_host: '10' } }
leaf10: { groups: [leaf], platform: linux, port: '2222' }
bare:
`,
  `
leaf: { groups: [fabric], data: { role: leaf }, username: leafy, connection_options: { ssh: { port: 2200, extras: { timeout: 5 } } } }
fabric: { platform: ios, data: { role: fabric, domain: fabric.example }, password: hidden, connection_options: { ssh: { port: 9, username: net } } }
lab: { data: { domain: lab.example, rack: 1 } }
edge: { platform: junos, data: { role: edge } }
`,
  `
port: 22
username: all
data: { domain: example, tier: 0 }
connection_options: { ssh: { platform: any }, netconf: { port: 830 } }
`,
)

test('a host inherits as in Nornir: itself, its groups depth first, the defaults; the first that says it wins', () => {
  assert.deepEqual([...LAB.hosts.keys()], ['10', 'leaf1', 'leaf10', 'bare'])
  const leaf = hostIn(LAB, 'leaf1')
  assert.deepEqual(
    leaf.chain.map(({ name }) => name),
    ['leaf', 'fabric', 'lab'],
  )
  assert.deepEqual(
    { ...leaf, own: null, chain: null },
    {
      ...{ name: 'leaf1', own: null, chain: null, groups: ['leaf', 'lab'] },
      ...{ hostname: '192.0.2.1', port: 22, username: 'leafy', password: 'hidden', platform: 'ios' },
      data: { jump_host: '10', role: 'leaf', domain: 'fabric.example', rack: 1, tier: 0 },
    },
  )
  assert.deepEqual(connectionsOf(leaf, LAB.defaults), {
    ssh: {
      ...{ hostname: null, port: 2200, username: 'net', password: null, platform: 'any' },
      extras: { timeout: 5 },
    },
    netconf: { hostname: null, port: 830, username: null, password: null, platform: null, extras: null },
  })
  // A key that says null is said.
  assert.equal(hostIn(LAB, '10').data.role, null)
  assert.deepEqual([hostIn(LAB, 'leaf10').port, hostIn(LAB, 'bare').platform], [2222, null])
  const traced = traceHost(LAB, leaf)
  assert.deepEqual(
    traced.data.map(({ key, from, hides }) => [key, from.group ?? from.kind, hides.length]),
    [
      ['jump_host', 'host', 0],
      ['role', 'leaf', 1],
      ['domain', 'fabric', 2],
      ['rack', 'lab', 0],
      ['tier', 'defaults', 0],
    ],
  )
  assert.deepEqual(
    traced.attributes.map(({ key, from }) => [key, from.group ?? from.kind]),
    [
      ['hostname', 'host'],
      ['port', 'defaults'],
      ['platform', 'fabric'],
    ],
  )
  assert.doesNotMatch(JSON.stringify(traced), /hidden|leafy/)
})

test('a run is told what a host says itself, all that it inherits, and over which host it is reached', () => {
  const { hosts, groups, defaults } = orderPartOf(LAB, [hostIn(LAB, 'leaf1'), hostIn(LAB, '10')])
  assert.equal(hosts[0]?.jump?.hostname, '192.0.2.10')
  assert.equal(hosts[1]?.jump, undefined)
  assert.deepEqual(hosts[0]?.own, {
    hostname: '192.0.2.1',
    groups: ['leaf', 'lab'],
    data: { jump_host: '10' },
  })
  assert.deepEqual([Object.keys(groups), defaults.port], [['leaf', 'fabric', 'lab', 'edge'], 22])
})

test('filters choose exact names and equal values, and never steer the engine', () => {
  const chosen = (filters: Parameters<typeof selectHosts>[1]) => {
    const { hosts, unknown } = selectHosts(LAB, filters)
    return [hosts.map(({ name }) => name), unknown]
  }
  assert.deepEqual(chosen({ hosts: ['leaf1', 'leaf', 'leaf1'] }), [['leaf1'], ['leaf']])
  assert.deepEqual(chosen(null), [['10', 'leaf1', 'leaf10', 'bare'], []])
  assert.deepEqual(chosen({ hosts: [], platform: 'ios', role: 'leaf' }), [['leaf1'], []])
  assert.deepEqual(chosen({ site: { floor: 3, name: 'Zürich' } }), [['10'], []])
  // Nobody guesses at passwords, nor reaches into an object's insides.
  assert.deepEqual(chosen({ password: 'hidden' }), [[], []])
  assert.deepEqual(chosen(JSON.parse('{"__proto__": {}, "constructor": null}')), [[], []])
  assert.deepEqual(chosen({ hosts: null, filter_obj: { role: 'leaf' } }), [['leaf1', 'leaf10'], []])
  for (const bad of [
    [],
    'leaf',
    { hosts: 'leaf1' },
    { hosts: [1] },
    { filter_func: 'x' },
    { filter_obj: {} },
  ])
    assert.equal(checkFilters(bad)?.field, 'filters', JSON.stringify(bad))
  assert.equal(checkFilters({ filter_obj: { platform: 'ios' } }, { objects: true }), undefined)
  assert.ok(checkFilters({ filter_obj: { and: {} } }, { objects: true }))
})

test('filter objects reach into data, compare, and are joined by and, or and not', () => {
  const cases: [object, string[]][] = [
    [{ platform__in: ['ios', 'linux'] }, ['leaf1', 'leaf10']],
    [{ site__name__contains: 'rich' }, ['10']],
    [{ site__floor__ge: 3, asn__lt: 65_002 }, ['10']],
    [{ site__floor__gt: '2' }, []],
    [{ tags__contains: 'a' }, ['10']],
    [{ tags__any: ['x', 'b'] }, ['10']],
    [{ tags__all: ['a', 'x'] }, []],
    [{ tags__all: ['b', 'a'] }, ['10']],
    [{ site__contains: 'floor' }, ['10']],
    [{ name__startswith: 'leaf', name__endswith: '0' }, ['leaf10']],
    [{ has_parent_group: 'fabric' }, ['leaf1', 'leaf10']],
    [{ groups__contains: 'lab' }, ['leaf1']],
    [{ not: { has_parent_group: 'fabric' } }, ['10', 'bare']],
    [{ or: [{ name: 'bare' }, { and: [{ role: 'leaf' }, { port__ne: 22 }] }] }, ['leaf10', 'bare']],
    [{ role__eq: null }, ['10']],
    [{ name__toString: 'x' }, []],
    [{ data__constructor__name: 'Object' }, []],
  ]
  for (const [filter, names] of cases) {
    assert.equal(filterFault(filter), undefined)
    const found = [...LAB.hosts.values()]
      .filter((host) => fits(host, filter as never))
      .map(({ name }) => name)
    assert.deepEqual(found, names, JSON.stringify(filter))
  }
  for (const bad of [null, [], { or: [1] }, { not: [] }, { a____b: 1 }, { '': 1 }])
    assert.ok(filterFault(bad))
  assert.match(filterFault({ or: Array(600).fill({ a: 1 }) }) ?? '', /at most/)
})

test('lists are searched, filtered and sorted, with hosts that have no value last', () => {
  const names = (query: Parameters<typeof findHosts>[1]) => findHosts(LAB, query).map(({ name }) => name)
  assert.deepEqual(names({ order: '-platform' }), ['leaf10', '10', 'leaf1', 'bare'])
  assert.deepEqual(names({ order: 'hostname' }), ['leaf1', '10', 'leaf10', 'bare'])
  assert.deepEqual(names({ search: 'LEAF' }), ['leaf1', 'leaf10'])
  assert.deepEqual(names({ search: '192.0.2', group: 'fabric' }), ['leaf1'])
  assert.deepEqual(names({ data: 'site.name=Zürich' }), ['10'])
  assert.deepEqual(names({ data: 'tags=b' }), ['10'])
  assert.deepEqual(names({ data: 'rack' }), ['leaf1'])
})

test('what is wrong with a file is told with line, column and reason, and without what stands there', () => {
  const deep = `a: ${'['.repeat(5_000)}`
  const many = Array.from({ length: 40 }, (_, at) => `g${at}: { groups: [g${at + 1}] }\n`).join('')
  const bombs = Array.from(
    { length: 12 },
    (_, at) => `    a${at}: &a${at} [${`*a${at - 1}, `.repeat(at && 30)}1]\n`,
  )
  const merges = Array.from(
    { length: 9 },
    (_, at) => `    m${at}: &m${at} { <<: [${`*m${at - 1}, `.repeat(at && 10)}{}] }\n`,
  )
  const cases: [hosts: string, groups: string | undefined, place: string, reason: RegExp][] = [
    ['a:\n  groups:\n    - core\n', 'leaf:\n', 'hosts.yaml 2:3', /group core, which does not exist/],
    ['a:\n', 'x:\n  groups: [nowhere]\n', 'groups.yaml 2:3', /x is in the group nowhere/],
    ['a:\n', 'x: { groups: [y] }\ny: { groups: [z] }\nz: { groups: [y] }\n', 'groups.yaml 2:1', /y → z → y/],
    ['a:\n', `${many}g40:\n`, 'groups.yaml 1:1', /more than 32 groups/],
    ['a:\n  port: ssh\n', undefined, 'hosts.yaml 2:3', /port of host a must be a number/],
    ['a:\n  port: 70000\n', undefined, 'hosts.yaml 2:3', /1 to 65535/],
    ['a:\n  port: 1\n  port: 2\n', undefined, 'hosts.yaml 3:3', /second time/],
    ['a: {}\nb: {}\na: {}\n', undefined, 'hosts.yaml 3:1', /second time/],
    ['a:\n\tport: 1\n', undefined, 'hosts.yaml 2:1', /tab/],
    ['- a\n- b\n', undefined, 'hosts.yaml 1:1', /must be a map/],
    ['a: text\n', undefined, 'hosts.yaml 1:1', /host a must be a map/],
    ['a:\n  groups: leaf\n', 'leaf:\n', 'hosts.yaml 2:3', /list of names/],
    ['a:\n  data: [1]\n', undefined, 'hosts.yaml 2:3', /data of host a must be a map/],
    ['a:\n  hostname: [1]\n', undefined, 'hosts.yaml 2:3', /hostname of host a must be a text/],
    ['a:\n  connection_options: { ssh: 1 }\n', undefined, 'hosts.yaml 2:25', /connection ssh of host a/],
    ['a:\n  password: "unclosed-secret\n', undefined, 'hosts.yaml 3:1', /quotation mark/],
    ['a:\n  password: secret]: x: y\n', undefined, 'hosts.yaml 2:13', /./],
    ['a: 1\n---\nb: 2\n', undefined, 'hosts.yaml 2:1', /second document/],
    ['a: { data: *nobody }\n', undefined, 'hosts.yaml 1:12', /alias/],
    ['a: &a { data: { b: *a } }\n', undefined, 'hosts.yaml 1:20', /within what it names/],
    [`a:\n  data:\n${bombs.join('')}`, undefined, 'hosts.yaml', /too large/],
    [`a:\n  data:\n${merges.join('')}`, undefined, 'hosts.yaml', /too large/],
    ['a:\n  data: &a { <<: *a }\n', undefined, 'hosts.yaml', /deeper than 64/],
    [deep, undefined, 'hosts.yaml 1:', /deeper than 64/],
    [`a: { data: { b: ${'['.repeat(80)}${']'.repeat(80)} } }`, undefined, 'hosts.yaml', /deeper than 64/],
    ['{a: 1}: {}\n', undefined, 'hosts.yaml 1:1', /single text/],
    ['"a\\0": {}\n', undefined, 'hosts.yaml 1:1', /null character/],
    ['"": {}\n', undefined, 'hosts.yaml 1:1', /empty/],
    ['a: { hostname: "b\\0" }\n', undefined, 'hosts.yaml 1:6', /hostname of host a must be a text/],
    ['a: !!python/object:os.system {}\n', undefined, 'hosts.yaml', /Tags/],
  ]
  for (const [hosts, groups, place, reason] of cases) {
    const [fault] = parsed(hosts, groups).faults
    assert.ok(fault, hosts.slice(0, 80))
    assert.ok(
      `${fault.file} ${fault.line}:${fault.column}`.startsWith(place),
      `${JSON.stringify(fault)} ${place}`,
    )
    assert.match(fault.reason, reason)
    assert.doesNotMatch(fault.reason, /secret/)
  }
  assert.deepEqual(parsed('').raw?.hosts, [])
  assert.deepEqual(parsed('---\n# nothing\n', '~').faults, [])
})

test('plain passwords, words of YAML 1.1 and attributes that nobody knows are warned of, never with the value', () => {
  const { warnings, raw } = parsed(
    'a:\n  password: s3cret\n  data: { up: no, area: 010 }\n  role: leaf\n  connection_options: { ssh: { password: s3cret } }\n',
    undefined,
    'groups: [x]\npassword: s3cret\n',
  )
  assert.deepEqual(
    warnings.map(({ file, line }) => `${file}:${line}`),
    [
      'defaults.yaml:1',
      'defaults.yaml:2',
      'hosts.yaml:2',
      'hosts.yaml:3',
      'hosts.yaml:3',
      'hosts.yaml:4',
      'hosts.yaml:5',
    ],
  )
  assert.doesNotMatch(JSON.stringify(warnings), /s3cret/)
  assert.match(JSON.stringify(warnings), /Credentials/)
  assert.deepEqual(raw?.hosts[0]?.[1].data, { up: 'no', area: 10 })
})

test('anchors and merges are read, and odd names are data', () => {
  const { hosts } = resolved(
    'base: &base { platform: ios, data: { a: 1, f: .inf } }\nb:\n  <<: *base\n  port: 2\nc:\n  data: { __proto__: { x: 1 }, constructor: 2 }\n__proto__:\n  hostname: x\n',
  )
  assert.deepEqual([hosts.get('b')?.platform, hosts.get('b')?.port], ['ios', 2])
  assert.deepEqual(hosts.get('b')?.data, { a: 1, f: '.inf' })
  assert.deepEqual(Object.keys(hosts.get('c')?.data ?? {}), ['__proto__', 'constructor'])
  assert.equal(hosts.get('__proto__')?.hostname, 'x')
  assert.equal(({} as { x?: number }).x, undefined)
})
