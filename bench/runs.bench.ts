import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { simulateHosts } from '../test/support/simulated.ts'
import { eventsOf } from './support/events.ts'
import { newFolder } from './support/folder.ts'
import { command, MAIN, productEnv } from './support/product.ts'
import { type BenchServer, startServer } from './support/server.ts'
import type { Row } from './support/table.ts'

const HOSTS = 200
const READERS = 20
const MANY = 1_000
const MB = 1_048_576
const JOBS = 'automation/web_nornir/job_templates'

/** Hosts that are done one after the other, over some seconds, and print until then. */
const DRIP = `
export async function job_function(task) {
  const until = Date.now() + Number(task.host.name.slice(1)) * 20
  while (Date.now() < until) {
    console.log('still at work')
    await new Promise((next) => setTimeout(next, Math.min(100, Math.max(1, until - Date.now()))))
  }
  return 'done'
}
`
const ASK = `
export const job_function = async (task) => (await task.ssh().exec('uptime')).stdout
`

/** How long a host's change is on its way to pages that look at its run, and what a run on many hosts costs. */
export async function runs(): Promise<Row[]> {
  const folder = newFolder()
  const server = await startServer(MAIN, { folder, args: ['serve'], env: productEnv })
  try {
    writeFileSync(join(folder, JOBS, 'drip.ts'), DRIP)
    writeFileSync(join(folder, JOBS, 'ask.ts'), ASK)
    const api = await callerOf(server)
    return [...(await changes(server, api)), ...(await memory(server, api))]
  } finally {
    await server.stop()
  }
}

type Api = Awaited<ReturnType<typeof callerOf>>

async function callerOf(server: BenchServer) {
  const authorization = `Bearer ${await command(server, 'tokens', 'add', 'admin')}`
  const call = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${server.url}/api/automation${path}`, {
      method,
      headers: { authorization, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as { id: number; status: string; counts: { ok: number } }
  }
  return { authorization, call }
}

interface Prepared {
  name: string
  templateId: number
  inventoryId: number
}

async function prepare({ call }: Api, name: string, hosts: string): Promise<Prepared> {
  const files = { hostsFile: `bench/${name}.yaml`, groupsFile: 'bench/groups.yaml' }
  const inventory = await call('POST', '/inventories', { name, ...files, unknownKeys: 'accept' })
  await call('PUT', `/inventories/${inventory.id}/files/hosts`, { content: hosts })
  await call('GET', `/inventories/${inventory.id}/hosts`)
  const template = await call('POST', '/templates', { name, fileName: `${name}.ts` })
  return { name, templateId: template.id, inventoryId: inventory.id }
}

const begin = ({ call }: Api, prepared: Prepared): Promise<{ id: number }> =>
  call('POST', '/runs', { ...prepared, workers: HOSTS, start: {} })

async function changes(server: BenchServer, api: Api): Promise<Row[]> {
  const hosts = Array.from({ length: HOSTS }, (_, i) => `h${i}: {}\n`).join('')
  const { id } = await begin(api, await prepare(api, 'drip', hosts))
  const address = `${server.url}/api/automation/runs/${id}/live`
  const delays = (
    await Promise.all(Array.from({ length: READERS }, () => listen(address, api.authorization)))
  ).flat()
  if (delays.length < HOSTS * READERS * 0.9)
    throw new Error(`Of ${HOSTS * READERS} changes ${delays.length} came.`)
  delays.sort((a, b) => a - b)
  const at = (part: number) => delays[Math.floor(delays.length * part)] ?? Number.NaN
  return [
    {
      what: `a host of ${HOSTS} that print is done until ${READERS} pages have it, p99`,
      product: `p50 ${at(0.5).toFixed(0)} ms`,
      result: { value: at(0.99), bar: 300, better: 'less', unit: 'ms' },
    },
  ]
}

interface Item {
  name: string
  state: string
  startedAt: string | null
  ms: number | null
}

/** The age of each end of a host as it comes. */
async function listen(address: string, authorization: string): Promise<number[]> {
  const delays: number[] = []
  for await (const { at, data } of eventsOf(address, { authorization }, 'hosts'))
    for (const { state, startedAt, ms } of (data as { items: Item[] }).items)
      if (state === 'ok') delays.push(at - Date.parse(startedAt ?? '') - (ms ?? 0))
  return delays
}

async function memory(server: BenchServer, api: Api): Promise<Row[]> {
  const simulated = await simulateHosts({
    async answer() {
      await pause(200)
      return { stdout: 'up\n' }
    },
  })
  try {
    const { port, user, password } = simulated
    const hosts = Array.from(
      { length: MANY },
      (_, i) =>
        `m${i}: { hostname: ${simulated.address(i)}, port: ${port}, username: ${user}, password: ${password} }\n`,
    ).join('')
    const prepared = await prepare(api, 'ask', hosts)
    const idle = server.memoryBytes()
    server.forgetPeak()
    const since = performance.now()
    const { id } = await begin(api, prepared)
    let runner = 0
    let run = await api.call('GET', `/runs/${id}`)
    while (run.status === 'scheduled' || run.status === 'running') {
      runner = Math.max(runner, runnerBytes())
      await pause(100)
      run = await api.call('GET', `/runs/${id}`)
    }
    const seconds = (performance.now() - since) / 1_000
    if (run.counts.ok < MANY) throw new Error(`Of ${MANY} hosts ${run.counts.ok} answered.`)
    const over = (server.peakBytes() - idle + runner) / MB
    return [
      {
        what: `a command on ${MANY} SSH hosts, ${HOSTS} at once: server and runner over idle`,
        product: `runner ${(runner / MB).toFixed(0)} MB, ${seconds.toFixed(1)} s`,
        result: { value: over, bar: 200, better: 'less', unit: 'MB' },
      },
    ]
  } finally {
    await simulated.stop()
  }
}

/** The most that a process of the runner has held. */
function runnerBytes(): number {
  let most = 0
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      if (!readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('runners/node/main.mts')) continue
      const status = readFileSync(`/proc/${name}/status`, 'utf8')
      most = Math.max(most, Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1_024)
    } catch {
      // It has ended.
    }
  }
  return most
}
