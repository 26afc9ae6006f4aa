import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachApp } from '../../../test/support/app.ts'
import { holdsRole } from './role.ts'

const ladders = new Map([['study', ['owner', 'manager', 'coordinator']]])

test('a role for one thing is held by whoever has it, a higher one, or the same for all things', () => {
  const asked = 'study:manager@7'
  for (const [held, answer] of [
    ['study:manager@7', true],
    ['study:owner@7', true],
    ['study:manager', true],
    ['study:owner', true],
    ['study:coordinator@7', false],
    ['study:coordinator', false],
    ['study:manager@8', false],
    ['study:manager@77', false],
    ['study:user@7', false],
    ['other:owner', false],
    ['other:manager@7', false],
  ] as const)
    assert.equal(holdsRole(new Set([held]), ladders, asked), answer, held)
})

test('a role for one thing is none for all things, and what is in no ladder stands for itself alone', () => {
  for (const [held, asked, answer] of [
    ['study:owner@7', 'study:manager', false],
    ['study:manager', 'study:coordinator', true],
    ['study:owner', 'study:user', false],
    ['study:user', 'study:user@3', true],
    ['other:b', 'other:a', false],
    ['study:owner', '', false],
    ['study:owner', 'account:5', false],
    ['study:owner', 'study:__proto__', false],
  ] as const)
    assert.equal(holdsRole(new Set([held]), ladders, asked), answer, `${held} for ${asked}`)
})

eachApp((open, name) => {
  test(`a role for one thing is set like any other, and what is none is refused (${name})`, async () => {
    const app = await open()
    const [admin, ada] = [await app.as('admin'), await app.as('ada')]
    const url = `/api/accounts/${ada.id}/roles`
    const roles = ['collection:manager@7', 'collection:user']
    assert.deepEqual((await admin.put(url, { roles })).json(), { roles })
    for (const role of [
      'collection:manager@0',
      'collection:manager@x',
      'collection:manager@7@8',
      'manager@7',
    ]) {
      const refused = await admin.put(url, { roles: [role] })
      assert.deepEqual([refused.statusCode, refused.json().code], [400, 'invalid_role'], role)
    }
    assert.deepEqual((await admin.get(`/api/accounts/${ada.id}`)).json().ownRoles, roles)
  })

  test(`A3: a role in a project that is taken away is gone at once, also one that came by a group (${name})`, async () => {
    const app = await open()
    const admin = await app.as('admin')
    const { id } = (await admin.post('/api/collection/projects', { name: 'Voice' })).json()
    const ada = await app.as('ada', { roles: [`collection:coordinator@${id}`] })
    const look = async () => (await ada.get(`/api/collection/projects/${id}`)).statusCode
    assert.equal(await look(), 200)
    await admin.put(`/api/accounts/${ada.id}/roles`, { roles: [] })
    assert.equal(await look(), 404)
    const group = (await admin.post('/api/groups', { name: 'team' })).json()
    await admin.put(`/api/groups/${group.id}/roles`, { roles: [`collection:manager@${id}`] })
    await admin.put(`/api/groups/${group.id}/members/${ada.id}`)
    assert.equal(await look(), 200)
    await admin.delete(`/api/groups/${group.id}/members/${ada.id}`)
    assert.equal(await look(), 404)
  })
})
