import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachSchool, PASSWORD } from './school.ts'

const CSV = 'Naam;Klas;Doelgroep;Identificatie\r\nNick;4ITF;app;X816S9D1\r\nAn;4ITF;app;\r\nBob;4ITF;web;'

/** What the client makes of a file of students. */
const usersOf = (csv: string) =>
  csv
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(';'))
    .filter(([name]) => name)
    .map(([full_name, user_class, targetGroup, identity]) => ({
      full_name,
      user_class,
      targetGroup,
      identity,
    }))

eachSchool((open, database) => {
  test(`every screen of the known client can be played call by call (${database})`, async () => {
    const school = await open()
    const { nobody } = school

    // 3. Management home.
    const signedIn = await nobody.post('/auth/login', { credential: PASSWORD, admin_login: 1 })
    assert.deepEqual(Object.keys(signedIn.body), ['token'])
    const admin = school.as(signedIn.body.token)
    const { body: me } = await admin.get('/auth/login')
    assert.deepEqual(me as object, {
      ...me,
      full_name: 'admin',
      permission: 100,
      targetGroup: null,
      event_id: -1,
    })
    assert.deepEqual((await admin.get('/events')).body, { events: [] })
    const made = await admin.post('/events', { name: '1546300800000' })
    assert.equal(made.status, 200)
    const { id } = made.body
    assert.deepEqual(made.body as object, { id, name: '1546300800000', available: false, workshops: [] })
    assert.deepEqual((await admin.get('/events')).body as object, {
      events: [{ id, name: '1546300800000', available: false, workshops: null }],
    })

    // 4. Manage event: each change is a PUT of the whole event, with what the client keeps of its own in it.
    let { body: event } = await admin.get(`/events/${id}`)
    const save = async (changes: object) => {
      const answer = await admin.put(`/events/${id}`, { ...event, ...changes, _editMode: false, title: 'x' })
      assert.equal(answer.status, 200, answer.text)
      event = answer.body
      assert.deepEqual((await admin.get(`/events/${id}`)).body, event)
    }
    await save({ name: 'spring2027' })
    const dialog = (title: string, moment: string, limit: string) => ({
      title,
      moment,
      description: `**${title}**`,
      limit,
      targetGroup: 'app',
      _selected: false,
    })
    await save({ workshops: [...event.workshops, dialog('Soldering', '1. Morning', '2')] })
    await save({ workshops: [...event.workshops, dialog('Flying', '2. Noon', '12')] })
    await save({ workshops: [...event.workshops, dialog('Filming', '2. Noon', '12')] })
    await save({ workshops: [...event.workshops, dialog('Gone', '3. Night', '12')] })
    await save({ workshops: event.workshops.slice(0, 3) })
    const [soldering, , filming] = event.workshops.map((each) => each.id) as [number, number, number]
    assert.deepEqual(event.workshops[0] as object, {
      id: soldering,
      title: 'Soldering',
      description: '**Soldering**',
      moment: '1. Morning',
      limit: 2,
      targetGroup: 'app',
      event: id,
      registrations: null,
      _registrationCount: 0,
    })
    assert.deepEqual((await admin.get(`/events/${id}/workshop_links`)).body as object, { workshop_links: [] })
    const link = { workshop1_id: soldering, workshop2_id: filming, link_type: 'inclusive', event_id: id }
    const linked = await admin.put(`/events/${id}/workshop_links`, [link])
    assert.deepEqual([linked.status, linked.text], [204, ''])
    assert.deepEqual((await admin.get(`/events/${id}/workshop_links`)).body as object, {
      workshop_links: [[link, {}]],
    })

    // 5. Students: the file is merged with who is there.
    const put = await admin.put(`/events/${id}/users`, usersOf(CSV))
    assert.deepEqual([put.status, put.text], [204, ''])
    const { users } = (await admin.get(`/events/${id}/users`)).body
    const [nick, an] = users
    assert.deepEqual(nick as object, {
      id: nick?.id,
      full_name: 'Nick',
      identity: 'X816S9D1',
      permission: 1,
      targetGroup: 'app',
      user_class: '4ITF',
      event_id: id,
      registrations: [],
    })
    for (const each of users.slice(1)) assert.match(each.identity, /^[A-Z0-9]{8}$/)
    assert.equal((await admin.put(`/events/${id}/users`, users)).status, 204)
    assert.deepEqual((await admin.get(`/events/${id}/users`)).body.users, users)
    await save({ available: true })

    // 2. Registration.
    const found = (await nobody.get('/events')).body.events.find(({ name }) => name === 'spring2027')
    assert.deepEqual([found?.id, found?.available], [id, true])
    const key = await nobody.post('/auth/login', { credential: 'X816S9D1', admin_login: 0 })
    const student = school.as(key.body.token)
    const { body: self } = await student.get('/auth/login')
    assert.deepEqual(self as object, {
      id: nick?.id,
      full_name: 'Nick',
      permission: 1,
      targetGroup: 'app',
      event_id: id,
    })
    assert.equal((await student.get(`/events/${id}/workshop_links`)).status, 200)
    const own = `/registrations/user/${self.id}`
    assert.deepEqual((await student.get(own)).body as object, { registrations: [] })
    const chosen = await student.put(own, { workshop_ids: [soldering, filming] })
    assert.equal(chosen.status, 200, chosen.text)
    assert.deepEqual(
      chosen.body.registrations.map((each) => [each.workshop_id, each.user_id, each.user]),
      [
        [soldering, self.id, self.id],
        [filming, self.id, self.id],
      ],
    )
    assert.match(
      chosen.body.registrations[0]?.entry_time ?? '',
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/,
    )
    assert.deepEqual((await student.get(own)).body, chosen.body)
    assert.deepEqual(
      (await nobody.get(`/events/${id}`)).body.workshops.map((each) => each._registrationCount),
      [1, 0, 1],
    )

    // 5 and 6, once it is closed.
    await save({ available: false })
    const registered = (await admin.get(`/events/${id}/users`)).body.users
    assert.deepEqual(
      registered[0]?.registrations,
      chosen.body.registrations.map((each) => each.id),
    )
    const missing = registered.filter(({ registrations }) => registrations.length === 0)
    for (const path of [`/events/${id}/unregistered_users`, `/event/${id}/unregistered_users`])
      assert.deepEqual((await admin.get(path)).body.users, missing)
    assert.equal(missing[0]?.id, an?.id)
    const book = await admin.get(`/export/event_registrations/${id}`)
    assert.equal(book.status, 200)
    assert.equal(
      book.headers.get('content-type'),
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    )
    assert.equal(book.headers.get('content-disposition'), 'attachment; filename="inschrijvingen.xlsx"')
    assert.ok(book.text.startsWith('PK'))

    // 7. The password: the token goes on, though the client ignores the new one, and its second call fails as ever.
    const change = { old_password: PASSWORD, new_password: 'Another horse 2028' }
    const changed = await admin.post('/auth/change_admin_password', change)
    assert.deepEqual(Object.keys(changed.body), ['token'])
    assert.equal((await nobody.post('/auth/login', { credential: change.new_password })).status, 400)
    assert.equal((await admin.get('/auth/login')).status, 200)
    assert.equal((await school.as(changed.body.token).get('/auth/login')).status, 200)
    assert.equal((await school.admin.get('/auth/login')).status, 401)
    assert.equal((await nobody.post('/auth/login', { credential: PASSWORD, admin_login: 1 })).status, 401)
  })
})
