import assert from 'node:assert/strict'
import { chownSync } from 'node:fs'
import { test } from 'node:test'
import { testApp } from '../../../test/support/apps/kernel.ts'
import { executionsOf } from '../../../test/support/execution.ts'
import { testKernel } from '../../../test/support/kernel.ts'
import { createAccount } from '../identity/account.ts'
import { isRoot } from './local/launch.ts'

/** Accounts that each Debian has; `nobody` is the only one that counts as a person's. */
const SERVICE = { name: 'daemon', uid: 1 }
const PERSON = { name: 'nobody', uid: 65_534 }

test('F7: one runs as the account that an administrator gave its person, else as the service account', {
  skip: !isRoot(),
}, async () => {
  const app = await testApp({ env: { ATELIER_EXECUTION_USER: SERVICE.name } })
  const { ended, ask, makeFolder } = executionsOf(app.kernel)
  const ada = await app.as('ada')
  const admin = await app.as('admin')
  const run = async ({ uid }: { uid: number }) => {
    const directory = makeFolder()
    chownSync(directory, uid, uid)
    return ended(await ask({ script: 'id -un; id -Gn', directory, account: ada.id }))
  }
  const before = await run(SERVICE)
  assert.deepEqual([before.os_user, before.output.split('\n')[0]], [SERVICE.name, SERVICE.name])
  const url = `/api/accounts/${ada.id}/os-account`
  assert.equal((await admin.put(url, { name: PERSON.name })).statusCode, 200)
  assert.equal((await admin.get(`/api/accounts/${ada.id}`)).json().osAccount, PERSON.name)
  const after = await run(PERSON)
  assert.deepEqual([after.os_user, after.output], [PERSON.name, 'nobody\nnogroup\n'])
  assert.equal((await admin.delete(url)).statusCode, 204)
  assert.equal((await app.kernel.executions.userOf(ada.id))?.name, SERVICE.name)
})

test('F7, S8: nobody is given an account of the system itself, of somebody else, or one that is not there, and it goes with its person', async () => {
  const app = await testApp()
  const admin = await app.as('admin')
  const [ada, ben] = [await app.as('ada'), await app.as('ben')]
  const put = (id: number, name: string) => admin.put(`/api/accounts/${id}/os-account`, { name })
  for (const name of ['root', 'daemon', 'www-data']) {
    const { statusCode, body } = await put(ada.id, name)
    assert.deepEqual([statusCode, JSON.parse(body).code], [409, 'reserved_os_account'], name)
  }
  const unknown = await put(ada.id, 'no-such-account')
  assert.deepEqual([unknown.statusCode, unknown.json().code], [409, 'unknown_os_account'])
  for (const name of ['../../etc', '-x', 'Root', 'a b', 'a'.repeat(33), '']) {
    assert.equal((await put(ada.id, name)).statusCode, 400, name)
  }
  assert.equal((await put(ada.id, PERSON.name)).statusCode, 200)
  assert.equal((await put(ada.id, PERSON.name)).statusCode, 200)
  const taken = await put(ben.id, PERSON.name)
  assert.deepEqual([taken.statusCode, taken.json().code], [409, 'os_account_taken'])
  assert.equal((await ben.put(`/api/accounts/${ben.id}/os-account`, { name: PERSON.name })).statusCode, 403)
  const entries = await app.kernel.journal.list({ object: `account:${ada.id}`, limit: 10 })
  assert.equal(entries.filter(({ action }) => action === 'account.os-account-set').length, 1)

  const { ended, ask } = executionsOf(app.kernel)
  const { id } = await ended(await ask({ script: 'true', account: ada.id }))
  const erased = await admin.post(`/api/accounts/${ada.id}/erasure`, { name: 'ada', reason: 'asked' })
  assert.equal(erased.statusCode, 200, erased.body)
  assert.deepEqual(await app.kernel.db.selectFrom('kernel_os_account').selectAll().execute(), [])
  const row = await app.kernel.executions.find(id)
  assert.deepEqual([row?.os_user, row?.account_id], [null, null])
})

test('F7: root is no service account, and where accounts go by name the system keeps its own', {
  skip: !isRoot(),
}, async () => {
  const kernel = await testKernel({
    env: { ATELIER_EXECUTION_OS_ACCOUNTS: 'same-name', ATELIER_EXECUTION_USER: 'root' },
  })
  const { ended, ask } = executionsOf(kernel)
  const refused = async (account?: number) => {
    const { outcome, reason } = await ended(await ask({ script: 'true', account }))
    assert.equal(outcome, 'failed')
    return reason ?? ''
  }
  const add = (name: string) => createAccount(kernel.identity, { via: 'system' }, { name })
  assert.equal(await refused(), 'Nothing is run as root. An administrator sets ATELIER_EXECUTION_USER.')
  for (const [name, words] of [
    ['daemon', /belongs to the operating system itself/],
    ['no-such-account', /is not on this machine/],
    ['Ada@example.org', /is not on this machine/],
  ] as const) {
    assert.match(await refused((await add(name)).id), words)
  }
  const { id } = await add(PERSON.name)
  assert.equal((await kernel.executions.userOf(id))?.uid, PERSON.uid)
})
