import assert from 'node:assert/strict'
import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { eachApp, type TestApp } from '../../support/apps/compute.ts'
import { type Person, person, said } from './person.ts'

const NONE = 'Shared workspace matching given parameters could not be found.'
const notAccepted = (id: number): [number, string] => [
  400,
  `Workspace ${id} is a shared workspace and has not been accepted.`,
]

interface Mapping {
  original_workspace_id: { id: number; user_id: object } | null
  shared_workspace_id: { id: number; name: string; user_id: object }
  is_accepted: boolean
}
interface Both {
  original_workspaces: Mapping[]
  shared_workspaces: Mapping[]
}

const sharesOf = async (who: Person, path = ''): Promise<Both> =>
  (await who.get(`/shared_workspaces/${path}`)).json().data
const copies = (list: Mapping[]) => list.map((each) => each.shared_workspace_id.id)
const workspacesOf = async (who: Person) => (await who.get('/workspaces')).json().data.workspaces

async function make(owner: Person, body: object = {}): Promise<number> {
  const answer = await owner.post('/workspaces/', { name: 'Kidney', description: 'first', ...body })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json().data.workspace.id
}

/** Copies for these people, made whole. */
async function share(
  opened: TestApp,
  owner: Person,
  original: number | string,
  to: number[],
): Promise<number[]> {
  const answer = await owner.post('/shared_workspaces/', {
    original_workspace_id: original,
    shared_user_ids: to,
  })
  assert.deepEqual(said(answer), [200, 'Successful.'])
  await opened.jobs.drain()
  return copies(answer.json().data.shared_workspaces)
}

eachApp((open, name) => {
  test(`a copy is offered, told by mail, hidden until it is accepted, and its receiver’s from then on (${name})`, async () => {
    const opened = await open()
    const [ada, bob, cid] = [
      await person(opened, 'ada'),
      await person(opened, 'bob'),
      await person(opened, 'cid'),
    ]
    const admin = await opened.as('admin')
    await admin.patch(`/api/accounts/${ada.id}`, {
      firstName: 'Ada',
      lastName: 'Lovelace',
      email: 'ada@lab.example.org',
    })
    await admin.patch(`/api/accounts/${bob.id}`, { email: 'bob@lab.example.org' })
    const original = await make(ada, {
      default_job_type: 'local_test_job',
      workspace_details: {
        files: [
          { name: 'a.txt', content: 'a' },
          { name: '.secret', content: 's' },
        ],
      },
    })
    const [first = 0] = await share(opened, ada, String(original), [bob.id])
    const [second = 0] = await share(opened, ada, original, [cid.id])
    const [mapping] = (await sharesOf(bob)).shared_workspaces
    assert.ok(mapping?.original_workspace_id)
    const { datetime_share_created, ...rest } = mapping as Mapping & { datetime_share_created: string }
    assert.match(datetime_share_created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
    const shown = {
      name: 'Kidney',
      description: 'first',
      workspace_details: {
        request_workspace_details: { files: [{ name: 'a.txt' }, { name: '.secret' }], symlinks: [] },
        current_workspace_details: { files: [{ name: '/a.txt' }], symlinks: [] },
      },
    }
    assert.deepEqual(rest, {
      original_workspace_id: {
        id: original,
        ...shown,
        user_id: {
          id: ada.id,
          username: 'ada',
          first_name: 'Ada',
          last_name: 'Lovelace',
          email: 'ada@lab.example.org',
        },
      },
      shared_workspace_id: {
        id: first,
        ...shown,
        user_id: { id: bob.id, username: 'bob', first_name: '', last_name: '', email: 'bob@lab.example.org' },
      },
      last_resource_options: {},
      last_job_type: '',
      is_accepted: false,
    })
    assert.deepEqual(copies((await sharesOf(ada)).original_workspaces), [first, second])
    assert.deepEqual((await sharesOf(ada)).shared_workspaces, [])
    assert.deepEqual(copies((await sharesOf(bob)).shared_workspaces), [first])
    assert.deepEqual(copies((await sharesOf(ada, `${first}/`)).original_workspaces), [first])
    assert.deepEqual(copies((await sharesOf(bob, `${first}`)).shared_workspaces), [first])
    for (const none of [
      await cid.get(`/shared_workspaces/${first}`),
      await bob.get('/shared_workspaces?is_accepted=TRUE'),
    ])
      assert.deepEqual(none.json(), {
        message: NONE,
        success: true,
        data: { original_workspaces: [], shared_workspaces: [] },
      })
    assert.deepEqual(copies((await sharesOf(ada, '?is_accepted=f')).original_workspaces), [first, second])
    assert.deepEqual(copies((await sharesOf(ada, '?limit=1&offset=1')).original_workspaces), [second])
    for (const word of ['maybe', 'constructor'])
      assert.equal(said(await ada.get(`/shared_workspaces?is_accepted=${word}`))[0], 400)
    const mail = await opened.kernel.db
      .selectFrom('kernel_mail')
      .selectAll()
      .where('to_address', '=', 'bob@lab.example.org')
      .where('subject', '=', 'Invitation to Share a Workspace')
      .executeTakeFirstOrThrow()
    for (const word of ['Ada Lovelace', 'bob', 'Kidney', 'first']) assert.ok(mail.text.includes(word), word)

    assert.deepEqual(await workspacesOf(bob), [])
    assert.deepEqual((await bob.get(`/workspaces/${first}`)).json().data.workspaces, [])
    for (const answer of [
      await bob.put(`/workspaces/${first}/`, 'no JSON'),
      await bob.put(`/workspaces/${first}/start/`, {}),
      await bob.put(`/workspaces/${first}/upload/`),
      await bob.delete(`/workspaces/${first}/`),
      await bob.post('/shared_workspaces', { original_workspace_id: first, shared_user_ids: [cid.id] }),
    ])
      assert.deepEqual(said(answer), notAccepted(first))
    assert.deepEqual(said(await ada.delete(`/workspaces/${original}/`)), [
      400,
      `Workspace ${original} has shared workspaces associated with it, that have not yet been accepted. Please cancel those shares to delete this workspace.`,
    ])

    const missing = (id: number): [number, string] => [404, `Shared workspace ${id} not found.`]
    assert.deepEqual(said(await cid.put(`/shared_workspaces/${first}/accept/`)), missing(first))
    assert.deepEqual(said(await ada.put(`/shared_workspaces/${first}/take/`)), missing(first))
    for (const word of ['take', 'Accept'])
      assert.deepEqual(said(await bob.put(`/shared_workspaces/${first}/${word}/`)), [
        400,
        'Invalid PUT type passed.',
      ])
    assert.deepEqual(said(await cid.delete(`/shared_workspaces/${first}`)), [
      403,
      `User does not have permissions for shared workspace ${first}.`,
    ])
    opened.clock.advance(60_000)
    for (let twice = 2; twice > 0; twice -= 1)
      assert.deepEqual((await bob.put(`/shared_workspaces/${first}/accept/`)).json(), {
        message: 'Successful.',
        success: true,
      })
    const [taken] = await workspacesOf(bob)
    assert.equal(taken.id, first)
    assert.equal(taken.datetime_created, new Date(opened.clock.now()).toISOString())
    const folder = join(opened.atelier.compute?.root ?? '', 'bob', String(first))
    assert.equal(readFileSync(join(folder, 'a.txt'), 'utf8'), 'a')
    assert.equal(existsSync(join(folder, '.secret')), false)
    for (const [who, id, mark] of [
      [bob, first, 'BOB'],
      [ada, original, 'ADA'],
    ] as const)
      await who.put(`/workspaces/${id}`, {
        name: mark,
        description: mark,
        workspace_details: { files: [{ name: mark, content: mark }] },
      })
    for (const [who, mark] of [
      [ada, 'BOB'],
      [bob, 'ADA'],
    ] as const) {
      const bearer = { headers: { authorization: `Bearer ${who.token}` } }
      for (const side of ['sent', 'received'])
        assert.ok(
          !(await opened.inject({ url: `/api/compute/shares?side=${side}`, ...bearer })).body.includes(mark),
        )
      assert.ok(!(await who.get('/shared_workspaces')).body.includes(mark), 'A2: each sees their own alone')
    }
    for (const who of [ada, bob])
      assert.deepEqual(said(await who.delete(`/shared_workspaces/${first}/`)), [
        400,
        `Shared workspace ${first} has been accepted and cannot be deleted.`,
      ])
    assert.deepEqual(said(await ada.delete(`/shared_workspaces/${second}/`)), [
      200,
      `Shared workspace ${second} queued for deletion.`,
    ])
    assert.deepEqual(said(await cid.put(`/shared_workspaces/${second}/accept/`)), missing(second))
    assert.equal((await ada.delete(`/workspaces/${original}`)).statusCode, 200)
    await opened.jobs.drain()
    const [left] = (await sharesOf(bob)).shared_workspaces
    assert.deepEqual([left?.original_workspace_id, left?.is_accepted], [null, true])
    assert.equal(lstatSync(join(folder, 'a.txt')).isFile(), true)
  })

  test(`of accepting and cancelling at once exactly one wins (${name})`, async () => {
    const opened = await open()
    const [ada, bob] = [await person(opened, 'ada'), await person(opened, 'bob')]
    const original = await make(ada)
    const offers = await share(opened, ada, original, [bob.id])
    for (let more = 4; more > 0; more -= 1) offers.push(...(await share(opened, ada, original, [bob.id])))
    for (const id of offers) {
      const [accepted, dropped] = await Promise.all([
        bob.put(`/shared_workspaces/${id}/accept/`),
        ada.delete(`/shared_workspaces/${id}`),
      ])
      const won = [accepted, dropped].filter(({ statusCode }) => statusCode === 200)
      assert.equal(won.length, 1, `${accepted.body} ${dropped.body}`)
      const isThere = (await workspacesOf(bob)).some((each: { id: number }) => each.id === id)
      assert.equal(isThere, won[0] === accepted)
    }
  })

  test(`what cannot be shared is refused, and what is offered can be taken back at any time (${name})`, async () => {
    const opened = await open()
    const [ada, bob] = [await person(opened, 'ada'), await person(opened, 'bob')]
    const original = await make(ada)
    const offer = (body: unknown) => ada.post('/shared_workspaces', body)
    assert.match(said(await offer('no'))[1], /^Invalid JSON: /)
    const plain = await opened.as('plain', { roles: ['collection:manager'] })
    const admin = await opened.as('admin')
    await admin.patch(`/api/accounts/${plain.id}`, { firstName: 'Plain', lastName: 'Person' })
    for (const [body, refused] of [
      [{ original_workspace_id: original }, [400, 'Missing required fields.']],
      [{ shared_user_ids: [bob.id] }, [400, 'Missing required fields.']],
      [[], [400, 'Missing required fields.']],
      [{ original_workspace_id: 'x', shared_user_ids: 5 }, [404, 'Workspace x not found for user.']],
      [{ original_workspace_id: original, shared_user_ids: '5' }, [400, 'shared_user_ids is not a list.']],
      [{ original_workspace_id: original, shared_user_ids: [987_654] }, [400, 'Invalid user id provided.']],
      [
        { original_workspace_id: original, shared_user_ids: [bob.id, bob.id] },
        [400, 'Invalid user id provided.'],
      ],
      [
        { original_workspace_id: original, shared_user_ids: [bob.id, 'x'] },
        [400, 'Invalid user id provided.'],
      ],
      [
        { original_workspace_id: original, shared_user_ids: [plain.id] },
        [400, 'User Plain Person does not have permission on the file system.'],
      ],
    ] as const)
      assert.deepEqual(said(await offer(body)), refused, JSON.stringify(body))
    const crowd = Array.from({ length: 70_000 }, (_, at) => at + 1)
    assert.equal(said(await offer({ original_workspace_id: original, shared_user_ids: crowd }))[0], 400)
    const none = await offer({ original_workspace_id: original, shared_user_ids: [] })
    assert.deepEqual(none.json().data, { shared_workspaces: [] })
    assert.deepEqual((await sharesOf(ada)).original_workspaces, [])
    const early = await offer({ original_workspace_id: original, shared_user_ids: [bob.id, ada.id] })
    const [first = 0, own = 0] = copies(early.json().data.shared_workspaces)
    assert.equal(
      (await bob.delete(`/shared_workspaces/${first}`)).statusCode,
      200,
      'while the copy is not made yet',
    )
    await opened.jobs.drain()
    const { original_workspaces, shared_workspaces } = await sharesOf(ada, `${own}`)
    assert.equal(original_workspaces.length + shared_workspaces.length, 1, 'shared with oneself it is one')
    assert.equal((await ada.put(`/shared_workspaces/${own}/accept`)).statusCode, 200)
    assert.deepEqual(
      (await workspacesOf(ada)).map((each: { id: number }) => each.id),
      [original, own],
    )
  })
})
