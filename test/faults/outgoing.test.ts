import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { dataFolder, run } from '../support/program.ts'
import { startStudyServer } from '../support/study-server.ts'

const has = (command: string) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0
const LOOPBACK = /inet_addr\("127\.|inet_pton\(AF_INET6, "::1"/

test('C2: a server that nothing was set up for connects to nobody outside of its machine', {
  skip: has('strace') ? false : 'strace is not there',
}, async () => {
  const folder = dataFolder()
  const trace = join(dataFolder(), 'trace')
  const tracer = ['strace', '-D', '-f', '-e', 'trace=connect,sendto,sendmsg', '-o', trace]
  const server = await startStudyServer(folder, {}, tracer)
  const auth_token = await server.issue()
  assert.equal((await server.submit({ auth_token, responses: '{"mark":1}' })).status, 200)
  for (const path of ['/', '/docs', '/openapi.json', '/metrics'])
    await (await fetch(server.url + path)).text()
  // It looks at mail, clusters, outside servers and the clock too.
  assert.equal((await run(['doctor'], { ATELIER_DATA: folder })).code, 0)
  assert.equal(await server.end(), 0)
  const abroad = readFileSync(trace, 'utf8')
    .split('\n')
    .filter((line) => /sa_family=AF_INET/.test(line) && !LOOPBACK.test(line))
  assert.deepEqual(abroad, [])
})
