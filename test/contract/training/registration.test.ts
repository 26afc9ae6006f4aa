import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choiceOf, eachSchool, refused, type WireUser } from './school.ts'

const CLOSED = 'Registration for this event is not allowed'

eachSchool((open, database) => {
  test(`a choice is refused by the first check that fails, and the old one stays (${database})`, async (t) => {
    const school = await open()
    const { admin } = school
    const app = { targetGroup: 'app', limit: 5 }
    const { event, ids, users } = await school.event({
      workshops: [
        { ...app, title: 'Held', moment: '1' },
        { ...app, title: 'Other', moment: '2' },
        { ...app, title: 'Full', moment: '3', limit: 0 },
        { ...app, title: 'Web', moment: '4', targetGroup: 'web' },
        { ...app, title: 'Twin', moment: '2' },
        { ...app, title: 'Inclusive', moment: '5' },
        { ...app, title: 'Its half', moment: '6' },
        { ...app, title: 'Exclusive', moment: '7' },
      ],
      users: [
        { full_name: 'Nick', targetGroup: 'app', identity: 'nick' },
        { full_name: 'An', targetGroup: 'app', identity: 'an' },
      ],
    })
    const [held, other, full, web, twin, inclusive, half, exclusive] = ids as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    const foreign = await school.event({
      workshops: [{ title: 'Elsewhere', moment: '1', targetGroup: 'app' }],
    })
    const [elsewhere] = foreign.ids as [number]
    const link = (workshop1_id: number, workshop2_id: number, link_type: string) => ({
      workshop1_id,
      workshop2_id,
      link_type,
    })
    const links = [link(inclusive, half, 'inclusive'), link(exclusive, held, 'exclusive')]
    assert.equal((await admin.put(`/events/${event.id}/workshop_links`, links)).status, 204)
    const nick = await school.login('nick')
    const [{ id }, an] = users as [WireUser, WireUser]
    const own = `/registrations/user/${id}`
    assert.equal((await nick.put(own, { workshop_ids: [held] })).status, 200)
    const [before] = (await nick.get(own)).body.registrations

    const unknown = 987_654_321
    for (const [what, body, status, text] of [
      ['no list', { workshop_ids: 'x' }, 400, /no list/],
      ['no field', {}, 400, /no list/],
      ['no object', [held], 400, /no JSON object/],
      ['a fraction', { workshop_ids: [held + 0.5] }, 400, /no whole number/],
      ['a word', { workshop_ids: ['x'] }, 400, /no whole number/],
      ['null', { workshop_ids: [null] }, 400, /no whole number/],
      ['1,001 entries', { workshop_ids: Array.from({ length: 1_001 }, () => held) }, 400, /1,000/],
      ['nothing', { workshop_ids: [] }, 400, 'No data'],
      ['unknown ones alone', { workshop_ids: [unknown, -1, 0] }, 400, 'No data'],
      ['another event', { workshop_ids: [elsewhere] }, 403, 'You can only register for your own event'],
      [
        'one of another event too, which is told before what is unknown',
        { workshop_ids: [held, elsewhere, unknown] },
        403,
        'Not allowed to register for multiple events in one request.',
      ],
      ['an unknown one too', { workshop_ids: [held, unknown, full] }, 400, new RegExp(String(unknown))],
      [
        'a full one, before its group',
        { workshop_ids: [full, web] },
        403,
        'Limit reached. Refresh the page.',
      ],
      [
        'another group, before its moment',
        { workshop_ids: [web, other, twin] },
        403,
        'Not allowed to register for workshops outside of target group.',
      ],
      [
        'one moment twice, before links',
        { workshop_ids: [other, twin, inclusive] },
        409,
        'Already registered for another workshop on this moment',
      ],
      [
        'an inclusive one alone, before exclusive ones',
        { workshop_ids: [inclusive, exclusive, held] },
        403,
        `Link between workshopID ${half} and ${inclusive}, type: inclusive`,
      ],
      [
        'the other half alone',
        { workshop_ids: [half] },
        403,
        `Link between workshopID ${inclusive} and ${half}, type: inclusive`,
      ],
      [
        'two that exclude each other',
        { workshop_ids: [exclusive, held] },
        403,
        `Link between workshopID ${exclusive} and ${held}, type: exclusive`,
      ],
    ] as const)
      await t.test(what, async () => {
        refused(await nick.put(own, body), status, text)
        assert.deepEqual((await nick.get(own)).body.registrations, [before])
      })

    await t.test('nobody else reads or changes it, and the administrator does neither', async () => {
      const stranger = await school.login('an')
      for (const client of [stranger, admin, school.nobody, school.as('x'), school.as(`${nick.token}x`)])
        for (const path of [own, `/registrations/user/${unknown}`, '/registrations/user/x']) {
          refused(await client.get(path), 401)
          refused(await client.put(path, { workshop_ids: [other] }), 401)
          refused(await client.delete(`${path}/${held}`), 401)
        }
      assert.deepEqual((await nick.get(own)).body.registrations, [before])
      assert.deepEqual(await choiceOf(stranger, an.id), [])
    })

    await t.test('the same choice keeps its rows, repeated ids count once, and text is read', async () => {
      const again = await nick.put(own, { workshop_ids: [held, String(held), other, other] })
      assert.equal(again.status, 200, again.text)
      assert.deepEqual(again.body.registrations[0], before)
      assert.deepEqual(await choiceOf(nick, id), [held, other])
      const { workshops } = (await school.nobody.get(`/events/${event.id}`)).body
      assert.deepEqual(
        workshops.slice(0, 3).map((each) => each._registrationCount),
        [1, 1, 0],
      )
    })

    await t.test(
      'who is inside stays inside when the limit falls, and keeps the place with a new choice',
      async () => {
        const { body } = await admin.get(`/events/${event.id}`)
        const lower = body.workshops.map((each) => ({ ...each, limit: each.id === held ? 0 : each.limit }))
        assert.equal((await admin.put(`/events/${event.id}`, { workshops: lower })).status, 200)
        assert.equal((await nick.put(own, { workshop_ids: [held, twin] })).status, 200)
        assert.deepEqual(await choiceOf(nick, id), [held, twin])
      },
    )

    await t.test('one place can be given back, unless its other half would stay alone', async () => {
      assert.equal((await nick.put(own, { workshop_ids: [inclusive, half] })).status, 200)
      refused(
        await nick.delete(`${own}/${half}`),
        403,
        `Link between workshopID ${half} and ${inclusive}, type: inclusive`,
      )
      assert.equal((await nick.put(own, { workshop_ids: [other, exclusive] })).status, 200)
      const dropped = await nick.delete(`${own}/${other}`)
      assert.deepEqual([dropped.status, dropped.text], [204, ''])
      for (const gone of [other, unknown, 'x', 0]) refused(await nick.delete(`${own}/${gone}`), 404)
      assert.deepEqual(await choiceOf(nick, id), [exclusive])
      const { workshops } = (await school.nobody.get(`/events/${event.id}`)).body
      assert.equal(workshops.find((each) => each.id === other)?._registrationCount, 0)
    })

    await t.test(
      'without a workshop nothing can be given back, and one cannot be chosen by its address',
      async () => {
        const answer = await nick.delete(own)
        refused(answer, 405)
        assert.equal(answer.headers.get('allow'), 'GET, HEAD, PUT')
        refused(await nick.put(`${own}/${held}`, { workshop_ids: [held] }), 405)
        assert.deepEqual((await nick.get(`${own}/${held}`)).body, (await nick.get(own)).body)
      },
    )

    await t.test(
      'closing is final at once, also for giving back, and what was chosen can still be read',
      async () => {
        assert.equal((await admin.put(`/events/${event.id}`, { available: false })).status, 200)
        refused(await nick.put(own, { workshop_ids: [other] }), 403, CLOSED)
        refused(await nick.put(own, { workshop_ids: [elsewhere, full] }), 403, CLOSED)
        refused(await nick.delete(`${own}/${exclusive}`), 403, CLOSED)
        assert.deepEqual(await choiceOf(nick, id), [exclusive])
        assert.equal((await admin.put(`/events/${event.id}`, { available: true })).status, 200)
        // The event of the lowest workshop is the one that is asked, open or closed, before it is anybody's own.
        assert.equal((await admin.put(`/events/${foreign.event.id}`, { available: false })).status, 200)
        refused(await nick.put(own, { workshop_ids: [elsewhere] }), 403, CLOSED)
      },
    )
  })
})
