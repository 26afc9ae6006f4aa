import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachApp } from '../../../test/support/apps/collection.ts'
import { filesOf } from '../../../test/support/unzip.ts'

const PREFIX = '/api/collection'

eachApp((open, name) => {
  test(`S8: the only owner of a project is not erased before somebody else owns it (${name})`, async () => {
    const { as } = await open()
    const admin = await as('admin')
    const owner = await as('owner', { roles: ['collection:user'] })
    const other = await as('other')
    const { id } = (await owner.post(`${PREFIX}/projects`, { name: 'Sleep' })).json()
    const erase = () => admin.post(`/api/accounts/${owner.id}/erasure`, { name: 'owner', reason: 'Asked' })
    const refused = (await erase()).json()
    assert.equal(refused.code, 'erasure_refused')
    assert.match(refused.obstacles[0], /The project Sleep has no other owner/)
    const own = await filesOf((await owner.get('/api/me/export')).rawPayload)
    const { projects } = JSON.parse(own['my-data/collection.json'] ?? '')
    assert.deepEqual(projects, [{ role: 'owner', id, title: 'Sleep' }])
    const added = await owner.put(`${PREFIX}/projects/${id}/members`, { account: other.id, role: 'owner' })
    assert.equal(added.statusCode, 200, added.body)
    const [told] = (await other.get('/api/me/notices')).json().items
    assert.match(told.text, /owner has made you owner/)
    assert.equal((await erase()).statusCode, 200)
    const [left] = (await other.get('/api/me/notices')).json().items
    assert.match(left.text, new RegExp(`^erased-${owner.id} has made you`))
  })
})
