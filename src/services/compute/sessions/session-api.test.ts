import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../../../../test/support/apps/compute.ts'
import { waitFor } from '../../../../test/support/wait.ts'

const API = '/api/compute'
const opened = await testApp()
const { kernel, atelier } = opened
kernel.executions.begin()
const ada = await opened.as('ada', { roles: ['compute:user'] })
const ben = await opened.as('ben', { roles: ['compute:user'] })
const otto = await opened.as('otto', { roles: ['compute:admin'] })

const made = await otto.post(`${API}/kinds`, { key: 'reader', definition: kindOf() })
assert.equal(made.statusCode, 201, made.body)
const workspace = (await ada.post(`${API}/workspaces`, { name: 'Kidney' })).json()

function kindOf(changes: object = {}) {
  return {
    name: 'Reader',
    description: 'Reads a line and waits.',
    icon: 'flask',
    type: 'command',
    command: 'echo "colour $ATELIER_FIELD_COLOUR"; exec sleep 300',
    startPage: null,
    readyPath: null,
    atRoot: false,
    env: {},
    parameters: [
      {
        name: 'num_cpus',
        label: 'Cores',
        description: '',
        type: 'int',
        default: 1,
        min: 1,
        max: 4,
      },
      {
        name: 'time_limit_minutes',
        label: 'Time',
        description: '',
        type: 'int',
        default: 60,
        min: 1,
        max: 600,
      },
    ],
    fields: [
      {
        name: 'colour',
        label: 'Colour',
        description: '',
        type: 'choice',
        choices: ['red', 'blue'],
        default: 'red',
      },
    ],
    groups: [],
    resources: [],
    idleMinutes: null,
    maxMinutes: 120,
    extendMinutes: 240,
    helper: false,
    ...changes,
  }
}

const sessionAt = async (id: number) => (await ada.get(`${API}/sessions/${id}`)).json()
async function until(id: number, isSo: (session: { status: string; isReady: boolean }) => boolean) {
  await waitFor(async () => {
    await kernel.executions.look()
    return isSo(await sessionAt(id))
  }, 20_000)
  return sessionAt(id)
}

test('the launch page knows what can be started, within the bounds of the kind, and says what would happen', async () => {
  const { kinds, chosen, limits, profiles, recent } = (
    await ada.get(`${API}/launch?workspace=${workspace.id}`)
  ).json()
  const reader = kinds.find(({ key }: { key: string }) => key === 'reader')
  assert.equal(reader.parameters[1].max, 120, 'no longer than its kind lasts')
  assert.deepEqual(reader.options, { num_cpus: 1, time_limit_minutes: 60 })
  assert.deepEqual([chosen, profiles, recent], ['jupyter_lab', [], []])
  assert.deepEqual(limits.sessions, { used: 0, limit: null })
  const check = (options: object, fields: object = {}) =>
    ada.post(`${API}/launch/check`, { kind: 'reader', options, fields }).then((answer) => answer.json())
  const fine = await check({ num_cpus: 2, time_limit_minutes: 90 })
  assert.deepEqual([fine.coreHours, fine.refusal, fine.errors], [3, null, []])
  const wrong = await check({ num_cpus: 9 }, { colour: 'green' })
  assert.deepEqual(wrong.errors, [
    { field: 'options.num_cpus', message: 'Cores is at most 4.' },
    { field: 'fields.colour', message: 'Colour is one of red, blue.' },
  ])
  await otto.put(`${API}/quotas/accounts/${ada.id}`, { sessions: 0, coreHours: 2, diskBytes: null })
  assert.match((await check({})).refusal, /0 of 0 sessions/)
  const narrow = (await ada.get(`${API}/launch?workspace=${workspace.id}`)).json()
  const bounds = narrow.kinds.find(({ key }: { key: string }) => key === 'reader').parameters
  assert.deepEqual([bounds[0].max, bounds[1].max], [4, 120])
  await otto.delete(`${API}/quotas/accounts/${ada.id}`)
  assert.equal((await ben.get(`${API}/launch?workspace=${workspace.id}`)).statusCode, 404)
})

test('a session is started once for a key, seen by its owner and by operators, extended, stopped, and started again like it', async () => {
  const body = { kind: 'reader', options: { num_cpus: 2 }, fields: { colour: 'blue' } }
  const start = () =>
    opened.inject({
      method: 'POST',
      url: `${API}/workspaces/${workspace.id}/sessions`,
      headers: { authorization: `Bearer ${ada.token}`, 'idempotency-key': 'launch-1' },
      payload: body,
    })
  const [first, second] = await Promise.all([start(), start()])
  assert.equal(first.statusCode, 201, first.body)
  const { id } = first.json()
  assert.equal(second.json().id, id)
  assert.equal((await ada.get(`${API}/sessions`)).json().total.count, 1)
  const running = await until(id, ({ isReady }) => isReady)
  assert.deepEqual(
    [running.kind.name, running.cpus, running.minutes, running.fields, running.canOpen],
    ['Reader', 2, 60, { colour: 'blue' }, false],
  )
  assert.deepEqual(
    running.steps.slice(0, 1).map(({ step }: { step: string }) => step),
    ['asked'],
  )
  assert.equal((await ben.get(`${API}/sessions/${id}`)).statusCode, 404)
  assert.equal((await ben.post(`${API}/sessions/${id}/stop`)).statusCode, 404)
  assert.equal((await ben.get(`${API}/sessions?of=everybody`)).statusCode, 404)
  const seen = (await otto.get(`${API}/sessions?of=everybody&state=running&search=kid`)).json()
  assert.deepEqual(
    seen.items.map((each: { id: number; person: { name: string } }) => [each.id, each.person.name]),
    [[id, 'ada']],
  )
  assert.equal(running.extendMinutes, 60)
  const extended = await ada.post(`${API}/sessions/${id}/extend`, {})
  assert.equal(Date.parse(extended.json().deadlineAt) - Date.parse(running.deadlineAt), 3_600_000)
  await waitFor(async () => (await ada.get(`${API}/sessions/${id}/log`)).json().total > 0)
  assert.equal((await ada.post(`${API}/sessions/${id}/stop`)).json().status, 'stopping')
  const over = await until(id, ({ status }) => status === 'complete')
  assert.deepEqual([over.cause, over.used.wallSeconds >= 0, over.extendMinutes], ['stopped', true, null])
  assert.equal((await ada.post(`${API}/sessions/${id}/stop`)).statusCode, 400)

  const again = await ada.post(`${API}/workspaces/${workspace.id}/sessions`, { like: id })
  const like = again.json()
  assert.deepEqual([like.likeId, like.options, like.fields], [id, body.options, body.fields])
  await until(like.id, ({ isReady }) => isReady)
  const stop = `${API}/sessions/${like.id}/stop?reason=The%20machine%20restarts.`
  assert.equal((await otto.post(stop)).statusCode, 200)
  const [told] = (await ada.get('/api/me/notices')).json().items
  assert.match(told.title, /^Reader in .* was stopped$/)
  assert.match(told.text, /The machine restarts\.$/)
  await until(like.id, ({ status }) => status === 'complete')
  const { kinds, chosen, recent } = (await ada.get(`${API}/launch?workspace=${workspace.id}`)).json()
  const { last, options, values } = kinds.find(({ key }: { key: string }) => key === 'reader')
  assert.deepEqual([chosen, last.isHere, options.num_cpus, values.colour], ['reader', true, 2, 'blue'])
  assert.equal(recent.length, 2)
})

test('A12: what somebody’s session prints is read by an administrator only with a reason, which its owner reads', async () => {
  const [{ id }] = (await ada.get(`${API}/sessions?limit=1`)).json().items
  const { id: first } = (await ada.get(`${API}/sessions`)).json().items.at(-1)
  const log = `${API}/sessions/${first}/log`
  const { total, lines } = (await ada.get(log)).json()
  assert.deepEqual([lines.length, lines[0]], [total, 'colour blue'])
  const oldest = (await ada.get(`${log}?lines=1&skip=${total - 1}`)).json()
  assert.deepEqual(oldest, { total, lines: ['colour blue'] })
  assert.equal((await otto.get(`${API}/sessions/${id}/log`)).json().code, 'reason_needed')
  const read = await otto.get(`${API}/sessions/${first}/log?reason=Ada%20asked%20me`)
  assert.equal(read.json().lines[0], 'colour blue')
  const entries = await kernel.journal.list({ limit: 50 })
  const entry = entries.find(({ action }) => action === 'compute.session.log-read')
  assert.deepEqual(
    [entry?.account_id, entry?.reason, entry?.audience],
    [otto.id, 'Ada asked me', `account:${ada.id}`],
  )
  const [told] = (await ada.get('/api/me/notices')).json().items
  assert.match(told.title, /otto read the log of your session/)
  assert.equal((await ben.get(`${API}/sessions/${first}/log`)).statusCode, 404)
})

/** Listens to a stream; `text` grows, `over` comes with its end. */
function listen(answer: Response) {
  const heard = { text: '', over: Promise.resolve() }
  heard.over = (async () => {
    for await (const part of answer.body ?? []) heard.text += Buffer.from(part).toString()
  })()
  return heard
}

test('A3: the stream of a session tells its steps and meters, an operator no log, and ends with the session or with the right', async () => {
  const base = await opened.listen()
  const olga = await opened.as('olga', { roles: ['compute:admin'] })
  const { id } = (
    await ada.post(`${API}/workspaces/${workspace.id}/sessions`, { kind: 'reader', options: {} })
  ).json()
  const streamOf = (by: { token: string }) =>
    fetch(`${base}${API}/sessions/${id}/live`, { headers: { authorization: `Bearer ${by.token}` } })
  const answer = await streamOf(ada)
  assert.equal(answer.headers.get('content-type'), 'text/event-stream')
  const mine = listen(answer)
  const hers = listen(await streamOf(olga))
  assert.equal((await streamOf(ben)).status, 404)
  const isTold = ({ text }: { text: string }) =>
    /event: session\n.*"isReady":true/.test(text) && text.includes('event: meters')
  await waitFor(async () => {
    await kernel.executions.look()
    return isTold(mine) && isTold(hers)
  }, 20_000)
  assert.match(mine.text, /event: meters\ndata: \{"items":\[\{"at":"[^"]+","cpus":[\d.]+,"memoryBytes":\d+/)
  assert.match(mine.text, /"steps":\[\{"at":"[^"]+","step":"asked"/)

  const admin = await opened.as('admin')
  const roles = await admin.put(`/api/accounts/${olga.id}/roles`, { roles: ['compute:user'] })
  assert.equal(roles.statusCode, 200, roles.body)
  await Promise.race([hers.over, waitFor(() => hers.text.includes('event: end'), 6_000)])
  assert.ok(!hers.text.includes('event: log'))
  assert.ok(!mine.text.includes('event: end'))
  await ada.post(`${API}/sessions/${id}/stop`)
  await until(id, ({ status }) => status === 'complete')
  await mine.over
  assert.ok(mine.text.includes('"status":"complete"') && mine.text.includes('event: end'))
})

test('a failed session keeps its cause, and a profile keeps what one likes to start', async () => {
  const { id: kind, version } = made.json()
  const changed = await otto.patch(`${API}/kinds/${kind}`, {
    definition: kindOf({ command: 'echo "no such module" >&2; exit 3' }),
  })
  assert.equal(changed.json().version, version + 1)
  const { id } = (await ada.post(`${API}/workspaces/${workspace.id}/sessions`, { kind: 'reader' })).json()
  const failed = await until(id, ({ status }) => status === 'failed')
  assert.match(failed.message, /status 3/)
  assert.equal(failed.kind.version, version + 1)
  assert.equal((await ada.get(`${API}/sessions?state=failed`)).json().items[0].id, id)

  const wish = { name: 'Big', kind: 'reader', options: { num_cpus: 4 }, fields: { colour: 'red' } }
  assert.equal((await ada.put(`${API}/profiles`, { ...wish, options: { num_cpus: 3 } })).statusCode, 200)
  const saved = (await ada.put(`${API}/profiles`, wish)).json()
  const { items } = (await ada.get(`${API}/profiles`)).json()
  assert.deepEqual(
    items.map((each: { name: string; options: object }) => [each.name, each.options]),
    [['Big', { num_cpus: 4 }]],
  )
  assert.equal((await ben.delete(`${API}/profiles/${saved.id}`)).statusCode, 404)
  assert.equal((await ada.delete(`${API}/profiles/${saved.id}`)).statusCode, 204)
})

test('a kind keeps its versions, is restored, moved and put away, and is nobody’s to change but operators’', async () => {
  const { id } = made.json()
  assert.equal((await ada.get(`${API}/kinds`)).statusCode, 403)
  const stale = await opened.inject({
    method: 'PATCH',
    url: `${API}/kinds/${id}`,
    headers: { authorization: `Bearer ${otto.token}`, 'if-match': '"1"' },
    payload: { definition: kindOf({ name: 'Mine' }) },
  })
  assert.equal(stale.statusCode, 412)
  const { items } = (await otto.get(`${API}/kinds/${id}/versions`)).json()
  assert.deepEqual(
    items.map((each: { version: number; madeBy: string }) => [each.version, each.madeBy]),
    [
      [2, 'otto'],
      [1, 'otto'],
    ],
  )
  const restored = (await otto.post(`${API}/kinds/${id}/versions/1/restore`)).json()
  assert.deepEqual([restored.version, restored.definition.command], [3, kindOf().command])
  const away = (await otto.patch(`${API}/kinds/${id}`, { isArchived: true })).json()
  assert.equal(away.isArchived, true)
  const keys = (answer: { items: { key: string }[] }) => answer.items.map(({ key }) => key)
  assert.ok(!keys((await otto.get(`${API}/kinds`)).json()).includes('reader'))
  assert.ok(keys((await otto.get(`${API}/kinds?archived=true`)).json()).includes('reader'))
  const refused = await ada.post(`${API}/workspaces/${workspace.id}/sessions`, { kind: 'reader' })
  assert.equal(refused.statusCode, 400)
  const taken = await otto.post(`${API}/kinds`, { key: 'reader', definition: kindOf() })
  assert.deepEqual([taken.statusCode, taken.json().errors[0].field], [409, 'key'])
  const bad = await otto.post(`${API}/kinds`, {
    key: 'x',
    definition: kindOf({ command: '', maxMinutes: 300, extendMinutes: 200 }),
  })
  assert.deepEqual(
    bad.json().errors.map(({ field }: { field: string }) => field),
    ['command', 'extendMinutes'],
  )
  assert.ok(atelier.compute)
})
