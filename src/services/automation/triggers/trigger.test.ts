import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { testApp } from '../../../../test/support/apps/automation.ts'
import { everythingIn } from '../../../../test/support/data-folder.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import { setRoles } from '../../../kernel/identity/group.ts'
import type { Automation } from '../index.ts'
import { createRun, requireRun } from '../runs/run.ts'
import { createTemplate } from '../templates/template.ts'

const API = '/api/automation/triggers'
const opened = await testApp()
const automation = opened.atelier.automation as Automation
const admin = await opened.as('admin')
const runner = await opened.as('ned', { roles: ['automation:netadmin'] })

const files = { hostsFile: 'triggers/hosts.yaml', groupsFile: 'triggers/groups.yaml' }
const inventory = (await admin.post('/api/automation/inventories', { name: 'Lab', ...files })).json().id
await admin.put(`/api/automation/inventories/${inventory}/files/groups`, { content: '{}\n' })
await admin.put(`/api/automation/inventories/${inventory}/files/hosts`, { content: 'a: {}\nb: {}\nc: {}\n' })
const preset = await inTransaction(automation.db, async (tx) => {
  const template = await createTemplate(
    automation,
    tx,
    { via: 'system' },
    {
      ...{ name: 'Say', fileName: 'say.py', variables: ['text', 'count'] },
      form: [
        { name: 'text', label: 'Text', type: 'text', required: true },
        { name: 'count', label: 'Count', type: 'number' },
      ],
    },
  )
  const { id } = await createRun(
    automation,
    tx,
    { via: 'system' },
    {
      ...{ name: 'Say it', isPreset: true, templateId: template.id, inventoryId: inventory },
      ...{ variables: { text: 'hello', count: 1 }, filters: { hosts: ['a', 'b'] } },
    },
  )
  return id
})

async function trigger(body: object = {}): Promise<{ id: number; secret: string; body: string }> {
  const answer = await runner.post(API, { name: 'From monitoring', presetId: preset, ...body })
  assert.equal(answer.statusCode, 201, answer.body)
  return { id: answer.json().trigger.id, secret: answer.json().secret, body: answer.body }
}

const fire = (id: number, headers: Record<string, string>, payload?: object | string) =>
  opened.inject({
    method: 'POST',
    url: `${API}/${id}/fire`,
    headers: { ...headers, ...(payload !== undefined && { 'content-type': 'application/json' }) },
    ...(payload !== undefined && { payload }),
  })
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` })
const signed = (secret: string, text: string) => ({
  'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`,
})
const madeBy = async (answer: { json(): { run: number } }) => requireRun(automation.db, answer.json().run)

test('a call with the secret runs the preset with what its body says, on hosts of the preset alone', async () => {
  const { id, secret } = await trigger({
    variables: [
      { name: 'text', pointer: '/alert/a~1b/0' },
      { name: 'count', pointer: '/count' },
    ],
    hostsPointer: '/alert/host',
  })
  const body = { alert: { 'a/b': ['down'], host: 'b' }, count: 7, more: 1 }
  const answer = await fire(id, bearer(secret), body)
  assert.equal(answer.statusCode, 202)
  assert.match(answer.json().url, /\/app\/automation\/runs\/\d+$/)
  const run = await madeBy(answer)
  assert.deepEqual(JSON.parse(run.variables ?? ''), { text: 'down', count: 7 })
  assert.deepEqual(JSON.parse(run.filters ?? ''), { hosts: ['b'] })
  assert.deepEqual(
    [run.status, run.trigger_id, run.asked_as, run.asked_by, run.is_preset],
    ['scheduled', id, 'trigger', runner.id, 0],
  )
  const [entry] = (await admin.get(`/api/journal?object=automation.trigger:${id}`)).json().items
  assert.deepEqual([entry.action, entry.details.run], ['automation.trigger.used', run.id])

  const refused = await Promise.all([
    fire(id, bearer(secret), { ...body, alert: { ...body.alert, host: ['b', 'c'] } }),
    fire(id, bearer(secret), { ...body, alert: { ...body.alert, host: [] } }),
    fire(id, bearer(secret), { ...body, count: 'many' }),
    fire(id, bearer(secret), '{"broken"'),
    fire(id, bearer(secret), '['.repeat(100) + ']'.repeat(100)),
  ])
  assert.deepEqual(
    refused.map(({ statusCode }) => statusCode),
    [400, 400, 400, 400, 400],
  )
  assert.match(refused[0].json().detail, /does not run on c/)
  assert.equal(refused[2].json().errors[0].field, 'variables.count')
  assert.equal((await fire(id, bearer(secret), { a: 'x'.repeat(262_144) })).statusCode, 413)
  const form = await opened.inject({
    ...{ method: 'POST', url: `${API}/${id}/fire`, payload: 'a=b' },
    headers: { ...bearer(secret), 'content-type': 'application/x-www-form-urlencoded' },
  })
  assert.equal(form.statusCode, 415)
  const plain = await trigger()
  const all = await madeBy(await fire(plain.id, { 'x-gitlab-token': plain.secret }))
  assert.deepEqual([all.variables, all.filters], ['{"text":"hello","count":1}', '{"hosts":["a","b"]}'])
})

test('one delivery makes one run, whoever sends it again, and a signature is good for its own body alone', async () => {
  const { id, secret } = await trigger({ acceptsUntimed: true })
  const delivery = { ...bearer(secret), 'x-github-delivery': 'd-1' }
  const first = await fire(id, delivery, { n: 1 })
  const answers = await Promise.all(Array.from({ length: 5 }, () => fire(id, delivery, { n: 1 })))
  for (const answer of answers) assert.equal(answer.body, first.body)
  assert.equal((await fire(id, delivery, { n: 2 })).statusCode, 422)
  const other = await fire(id, { ...bearer(secret), 'idempotency-key': 'd-2' }, { n: 1 })
  assert.notEqual(other.body, first.body)

  const text = '{"ref":"main"}'
  const seen = await fire(id, { ...signed(secret, text), 'x-github-delivery': 'd-3' }, text)
  assert.equal(seen.statusCode, 202)
  // Overheard, and sent again under another name.
  const replayed = await fire(id, { ...signed(secret, text), 'x-github-delivery': 'd-4' }, text)
  assert.equal(replayed.body, seen.body)
  const forged = await Promise.all([
    fire(id, signed(secret, text), '{"ref":"evil"}'),
    fire(id, signed('another secret', text), text),
    fire(id, { 'x-hub-signature-256': 'sha256=00' }, text),
    fire(id, { 'x-hub-signature-256': `sha1=${'0'.repeat(40)}` }, text),
    fire(id, {}, text),
  ])
  assert.deepEqual(
    forged.map(({ statusCode }) => statusCode),
    [401, 401, 401, 401, 401],
  )
})

test('a call signed as Standard Webhooks do is good for five minutes and one run; a signature without a time only where the trigger says so', async () => {
  const { id, secret } = await trigger()
  const text = '{"ref":"main"}'
  const standard = (over: { key?: string; at?: number; name?: string; also?: string } = {}) => {
    const { key = secret, at = opened.clock.now(), name = 'msg_1', also = '' } = over
    const timestamp = String(Math.floor(at / 1_000))
    const mac = createHmac('sha256', key).update(`${name}.${timestamp}.${text}`).digest('base64')
    return {
      'webhook-id': name,
      'webhook-timestamp': timestamp,
      'webhook-signature': `${also}v1,${mac}`,
    }
  }
  const headers = standard({ also: 'v1,older ' })
  const first = await fire(id, headers, text)
  assert.equal(first.statusCode, 202, first.body)
  // Overheard, and sent again: at once it is the same delivery, later it is refused.
  assert.equal((await fire(id, headers, text)).body, first.body)
  assert.notEqual((await fire(id, standard({ name: 'msg_2' }), text)).body, first.body)
  const code = async (given: Record<string, string>, body = text) => {
    const answer = await fire(id, given, body)
    return [answer.statusCode, answer.json().code]
  }
  assert.deepEqual(await code({ ...headers, 'webhook-id': 'msg_3' }), [401, 'unauthorized'])
  assert.deepEqual(await code(headers, '{"ref":"evil"}'), [401, 'unauthorized'])
  assert.deepEqual(await code(standard({ key: 'another' })), [401, 'unauthorized'])
  const ahead = standard({ at: opened.clock.now() + 6 * 60_000 })
  assert.deepEqual(await code(ahead), [403, 'stale_signature'])
  opened.clock.advance(5 * 60_000 + 1_000)
  assert.deepEqual(await code(headers), [403, 'stale_signature'])

  assert.deepEqual(await code(signed(secret, text)), [403, 'needs_time'])
  assert.equal((await runner.patch(`${API}/${id}`, { acceptsUntimed: true })).json().acceptsUntimed, true)
  assert.equal((await fire(id, signed(secret, text), text)).statusCode, 202)
})

test('A4, A8: the secret is shown once and kept sealed; wrong ones are refused alike for triggers that are not there, and slowed down', async () => {
  const { id, secret, body } = await trigger()
  assert.ok(body.includes(secret))
  const shown = await Promise.all([
    runner.get(API),
    runner.get(`${API}/${id}`),
    admin.get('/api/journal?limit=200'),
  ])
  for (const answer of shown) assert.equal(answer.body.includes(secret), false)
  assert.equal(everythingIn(opened.folder).includes(secret), false)

  const words = async (trigger: number, headers: Record<string, string>) => {
    const { statusCode, json } = await fire(trigger, headers, {})
    return [statusCode, json().detail]
  }
  const unknown = await words(987_654, bearer(secret))
  assert.deepEqual(await words(id, bearer('wrong')), unknown)
  assert.deepEqual(await words(id, signed('wrong', '{}')), unknown)
  // Loopback without a forwarding header is counted by the trigger alone.
  for (let i = 0; i < 10; i += 1) await fire(id, bearer(`guess ${i}`), {})
  assert.equal((await fire(id, bearer('guess'), {})).statusCode, 429)
  assert.equal((await fire(id, bearer(secret), {})).statusCode, 202)
})

test('A3: a trigger is worth what its maker may: without their right it starts nothing, until somebody makes its secret anew', async () => {
  const maker = await opened.as('max', { roles: ['automation:netadmin'] })
  const made = (await maker.post(API, { name: 'Of Max', presetId: preset })).json()
  const id = made.trigger.id as number
  assert.equal((await fire(id, bearer(made.secret))).statusCode, 202)
  await setRoles(opened.kernel.identity, { via: 'system' }, { account: maker.id }, [])
  for (const _ of [1, 2]) assert.deepEqual((await fire(id, bearer(made.secret))).json().code, 'maker_gone')
  const { items: told } = (await admin.get('/api/me/notices')).json()
  const titles = told.map(({ title }: { title: string }) => title)
  assert.deepEqual(
    titles.filter((title: string) => title.includes('Of Max')),
    ['“Of Max” starts nothing any more'],
  )
  assert.ok((await runner.get(`${API}/${id}`)).json().orphanedAt)
  const taken = (await runner.post(`${API}/${id}/take-over`)).json()
  assert.deepEqual([taken.maker, taken.orphanedAt], ['ned', null])
  const ours = await madeBy(await fire(id, bearer(made.secret)))
  assert.equal(ours.asked_by, runner.id)
  const renewed = (await runner.post(`${API}/${id}/secret`)).json()
  assert.equal((await fire(id, bearer(made.secret))).statusCode, 401)
  assert.equal((await fire(id, bearer(renewed.secret))).statusCode, 202)
  await runner.patch(`${API}/${id}`, { isEnabled: false })
  assert.equal((await fire(id, bearer(renewed.secret))).json().code, 'trigger_off')

  const support = await opened.as('sam', { roles: ['automation:support'] })
  assert.equal((await support.get(`${API}/${id}`)).statusCode, 200)
  for (const refused of [
    support.post(`${API}/${id}/secret`),
    support.delete(`${API}/${id}`),
    support.post(API, { name: 'x', presetId: preset }),
  ])
    assert.equal((await refused).statusCode, 403)
  assert.equal((await runner.post(API, { name: 'x', presetId: 987_654 })).json().code, 'no_preset')
  const odd = await runner.patch(`${API}/${id}`, { variables: [{ name: 'nornir', pointer: '/x' }] })
  assert.equal(odd.json().code, 'no_variable')
  assert.equal((await runner.delete(`${API}/${id}`)).statusCode, 204)
  assert.equal((await fire(id, bearer(renewed.secret))).statusCode, 401)
})

test('a sender that went wild does not fill the queue', async () => {
  const { id, secret } = await trigger()
  const answers = []
  for (let i = 0; i < 21; i += 1) answers.push((await fire(id, bearer(secret))).statusCode)
  assert.deepEqual([answers.at(-2), answers.at(-1)], [202, 429])
})
