import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { eachApp } from '../../../../test/support/apps/automation.ts'
import { needsSshd, startSshd } from '../../../../test/support/sshd.ts'
import { filesOf } from '../../../../test/support/unzip.ts'
import { waitFor } from '../../../../test/support/wait.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import { runBench } from './runs.fixture.ts'

const API = '/api/automation'
const SECRET = 'planted-secret-77'

const GROWS = `
import { spawnSync } from 'node:child_process'
spawnSync('echo', ['printed beside'], { stdio: 'inherit' })
export async function job_function(task, { token }) {
  const half = token.slice(0, 9)
  const script = \`printf 'first\\\\n\${half}'; until [ -e go ]; do sleep 0.05; done; printf '\${token.slice(9)} second \\\\303\\\\251'\`
  await task.ssh().read('echo nobody reads this', { quiet: true })
  return task.ssh().read(script)
}
`

/** What a stream has said until now. */
function hear(url: string, token: string): { said(): string; ended: Promise<void> } {
  let text = ''
  const ended = (async () => {
    const { body } = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
    const stream = (body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())
    for await (const piece of stream) text += piece
  })()
  return { said: () => text, ended }
}

const joined = (lines: { text: string }[]): string => lines.map(({ text }) => text).join('')

eachApp((open, database) => {
  test(`what a command writes is on the page before it goes on, and configurations stay with who may read them, on ${database}`, {
    skip: needsSshd,
  }, async () => {
    const sshd = await startSshd()
    after(() => sshd.stop())
    const bench = await runBench(open)
    const { test: app, automation } = bench
    const net = await app.as('net', { roles: ['automation:netadmin'] })
    const desk = await app.as('desk', { roles: ['automation:support'] })
    const inventoryId = await bench.inventory(
      `h1: { hostname: ${sshd.address}, port: ${sshd.port}, username: ${sshd.user}, password: ${sshd.password} }\n`,
    )
    await inTransaction(automation.db, (tx) =>
      tx.updateTable('automation_inventory').set({ unknown_keys: 'accept' }).execute(),
    )
    const form = [{ name: 'token', type: 'secret' as const }]
    const templateId = await bench.template(GROWS, { variables: ['token'], form })
    const { id } = await bench.start({ templateId, inventoryId, variables: { token: SECRET } })
    await bench.until(id, 'running', 1)
    const base = await app.listen()
    const of = `${API}/runs/${id}/attempts/1`
    const stream = hear(`${base}${API}/runs/${id}/live?host=h1&log=true`, desk.token)
    await waitFor(() => /"host":"h1".*"text":"first\\n"/.test(stream.said()), 20_000)
    await waitFor(() => /"host":null.*"text":"printed beside\\n"/.test(stream.said()), 20_000)
    const log = (await desk.get(`${of}/log`)).json()
    assert.deepEqual([joined(log.lines), log.isOver], ['printed beside\n', false])

    writeFileSync(join(sshd.home, 'go'), '')
    await bench.ended(id)
    await stream.ended
    assert.ok(!stream.said().includes('planted'))
    const whole = 'first\n•••• second é'
    const host = (await desk.get(`${of}/hosts/h1`)).json()
    assert.deepEqual([host.state, host.entries[0].result], ['ok', whole])
    assert.equal(joined((await desk.get(`${of}/hosts/h1/output`)).json().lines), whole)
    const read = async () => ({
      log: joined((await desk.get(`${of}/log`)).json().lines),
      output: joined((await desk.get(`${of}/hosts/h1/output`)).json().lines),
      live: await (async () => {
        const again = hear(`${base}${API}/runs/${id}/live?host=h1`, desk.token)
        await again.ended
        return again.said()
      })(),
      zip: Object.values(
        await filesOf(
          (
            await app.inject({
              url: `${of}/download`,
              headers: { authorization: `Bearer ${desk.token}` },
            })
          ).rawPayload,
        ),
      ).join(''),
    })
    assert.equal((await read()).log, 'printed beside\n')

    await inTransaction(automation.db, (tx) =>
      tx.updateTable('automation_template').set({ keeps_configuration: 1 }).execute(),
    )
    const withheld = await read()
    assert.match(withheld.output, /^Configurations hold secrets/)
    assert.match(withheld.live, /"text":"Configurations hold secrets/)
    assert.doesNotMatch(JSON.stringify(withheld), /second|printed beside/)
    assert.equal(joined((await net.get(`${of}/hosts/h1/output`)).json().lines), whole)
  })
})
