import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachApp } from '../../../test/support/apps/kernel.ts'
import { inTransaction } from '../db/db.ts'
import { linkIdentity } from '../identity/outside-account.ts'
import { fillPeople, removePeople } from './people.ts'
import { listThings } from './things.ts'

const system = { via: 'system' } as const

eachApp((open, name) => {
  test(`sample people and groups go also when somebody was invited into one, or one was got ready to sign in (${name})`, async () => {
    const opened = await open()
    const { kernel } = opened
    const admin = await opened.as('admin')
    const made = await fillPeople(kernel, system)
    const things = await listThings(kernel.db)
    const [accounts, groups] = [things.get('account') ?? [], things.get('group') ?? []]
    const ingrid = made.get('i.solheim') as number
    const invited = await admin.post('/api/invitations', {
      email: 'new@lab.example.org',
      groups: [groups[0]],
    })
    assert.equal(invited.statusCode, 201, invited.body)
    await linkIdentity(kernel.identity, system, ingrid, { issuer: 'https://id.example.org', subject: '7' })
    await inTransaction(kernel.db, (tx) =>
      tx.insertInto('kernel_home').values({ account_id: ingrid, checklist_closed_at: 1 }).execute(),
    )
    await removePeople(kernel, system, { accounts, groups })
    assert.equal((await admin.get(`/api/accounts/${ingrid}`)).statusCode, 404)
    assert.deepEqual((await admin.get('/api/groups')).json().items, [])
    assert.equal(
      (await admin.get('/api/invitations')).json().items.length,
      1,
      'the invitation is nobody of the sample',
    )
  })
})
