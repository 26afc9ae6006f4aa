import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachApp } from '../../../test/support/apps/kernel.ts'
import { signIn } from '../../../test/support/browser-session.ts'
import { ensureFirstAdministrator } from './first.ts'

eachApp((open, name) => {
  test(`an empty installation gets the account admin, whose random password is told once (${name})`, async () => {
    const opened = await open()
    const { identity } = opened.kernel
    const made = await ensureFirstAdministrator(identity)
    assert.match(made?.password ?? '', /^\w{20}$/)
    const answer = await signIn(opened, { name: 'admin', password: made?.password ?? '' })
    assert.equal(answer.json().account.administrator, true)
    assert.equal(await ensureFirstAdministrator(identity), undefined)
    assert.equal(await ensureFirstAdministrator(identity, 'another horse battery'), undefined)
  })

  test(`the password that the operator chose is never told (${name})`, async () => {
    const opened = await open()
    const chosen = 'the operator’s own words'
    assert.deepEqual(await ensureFirstAdministrator(opened.kernel.identity, chosen), {})
    assert.equal((await signIn(opened, { name: 'admin', password: chosen })).statusCode, 201)
  })
})
