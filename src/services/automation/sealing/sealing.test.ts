import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import { eachApp, type TestApp, testApp } from '../../../../test/support/apps/automation.ts'
import { everythingIn } from '../../../../test/support/data-folder.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import { enqueue } from '../../../kernel/jobs/jobs.ts'
import { rotateSecrets } from '../../../kernel/secrets/rotate.ts'
import type { Automation } from '../automation.ts'
import { keepReading } from '../configs/keep.ts'
import { groundOf } from '../schedules/plan.fixture.ts'
import { hasClear, sealOld } from './seal-old.ts'

const API = '/api/automation'
const CANARY = 'community Zk7canary'
/** Long enough to lie on pages of its own, at its end; its beginning lies beside others. */
const TEXT = `snmp-server ${CANARY}\n${'!-'.repeat(5_000)}\nsnmp-server ${CANARY}\n`
const PATH = 'web_nornir/nornir_config/example_config/hosts.yaml'
const automationOf = (app: TestApp) => app.atelier.automation as Automation

async function findClear(app: TestApp): Promise<boolean> {
  const check = app.kernel.checks.find(({ name }) => name === 'sealed texts of automation')
  const level = (await check?.look())?.level
  const isClear = await hasClear(automationOf(app).db)
  assert.equal(level, isClear ? 'warning' : 'ok')
  return isClear
}

/** As an older server has left them. */
async function unseal({ db }: Automation): Promise<void> {
  const clear = { seal_key: null, sealed: null }
  await inTransaction(db, async (tx) => {
    await tx
      .updateTable('automation_config_version')
      .set({ ...clear, content: TEXT })
      .execute()
    await tx
      .updateTable('automation_config')
      .set({ ...clear, intended: TEXT })
      .execute()
    await tx
      .insertInto('automation_file_version')
      .values({
        ...{ path: PATH, ...clear, letters: null, sha256: hash('sha256', TEXT), content: TEXT },
        ...{ at: 1, account_id: null, via: 'disk' },
      })
      .execute()
  })
}

eachApp((open, name) => {
  test(`S1: what devices and files say is kept sealed, what older servers kept too, and read as before, on ${name}`, async () => {
    let app = await open()
    const { inventory } = await groundOf(automationOf(app))
    const reading = { inventory, host: 'core1', platform: null, attempt: null, failure: '' }
    await keepReading(automationOf(app), { ...reading, at: 1, text: TEXT })
    const nora = await app.as('nora', { roles: ['automation:superuser'] })
    const [{ id }] = (await nora.get(`${API}/configs`)).json().items
    assert.equal((await nora.put(`${API}/configs/${id}/intended`, { number: 1 })).json().drift, 0)
    assert.equal(await findClear(app), false)

    await unseal(automationOf(app))
    assert.equal(await findClear(app), true)
    const seen = async () => {
      const get = async (path: string) => (await nora.get(`${API}/${path}`)).json()
      const files = await get(`inventories/${inventory}/files/hosts/versions`)
      const [{ id: version }] = files.items
      return {
        files,
        file: (await get(`inventories/${inventory}/files/hosts/versions/${version}`)).content,
        list: await get('configs?state=as-intended'),
        versions: await get(`configs/${id}/versions`),
        text: (await get(`configs/${id}/versions/1`)).content,
        intended: (await get(`configs/${id}/intended`)).text,
        drift: await get(`configs/${id}/drift`),
      }
    }
    const before = await seen()
    assert.deepEqual([before.text, before.file, before.intended], [TEXT, TEXT, TEXT])
    if (name === 'SQLite') {
      // A start asks for the job by itself.
      await app.close()
      app = await testApp({ folder: app.folder })
      Object.assign(nora, await app.as('nora'))
    } else await inTransaction(automationOf(app).db, (tx) => enqueue(tx, sealOld, {}))
    await app.jobs.drain()
    assert.equal(await findClear(app), false)
    assert.deepEqual(await seen(), before)

    const { database, secrets } = app.kernel
    const { values } = await rotateSecrets({
      ...{ database, secrets, clock: app.clock },
      settle: async () => {},
    })
    assert.ok(values >= 3)
    assert.deepEqual(await seen(), before)
    await keepReading(automationOf(app), { ...reading, at: 2, text: `${TEXT}!\nmore\n` })
    assert.equal((await nora.get(`${API}/configs/${id}/diff?from=1&to=2`)).json().added, 2)
    assert.equal((await nora.get(`${API}/configs/${id}`)).json().drift, 2)
    await app.close()
    if (name === 'SQLite') assert.equal(everythingIn(app.folder).includes(CANARY), false)
  })
})
