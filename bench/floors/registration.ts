// The floor of registrations: Fastify and PostgreSQL, the way most would write it: lock the rows (`select … for update`),
// count, insert, commit. Started with the address of a durable PostgreSQL; prints its own, and the ids of what is in it.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { fastify } from 'fastify'
import pg from 'pg'

const SECRET = 'floor'
const PEOPLE = 1_000
const WORKSHOPS = 60

const pool = new pg.Pool({ connectionString: process.argv[2], max: 40 })
await pool.query(`
  create table event (id int8 generated always as identity primary key, available bool not null);
  create table workshop (id int8 generated always as identity primary key, event_id int8 not null references event,
    moment text not null, seats int8 not null, target_group text not null);
  create table participant (id int8 generated always as identity primary key, event_id int8 not null references event,
    target_group text not null, key_version int8 not null);
  create table registration (id int8 generated always as identity primary key, workshop_id int8 not null references workshop,
    participant_id int8 not null references participant, entry_time int8 not null, unique (participant_id, workshop_id));
  create index on registration (workshop_id, id);
  create table audit (id int8 generated always as identity primary key, at int8 not null, participant_id int8 not null,
    address text not null, old text not null, new text not null);
  insert into event (available) values (true);
  insert into workshop (event_id, moment, seats, target_group)
    select 1, (i % 3)::text, 1000000, '' from generate_series(0, ${WORKSHOPS - 1}) i;
  insert into participant (event_id, target_group, key_version) select 1, '', 1 from generate_series(1, ${PEOPLE});
`)

const macOf = (text: string) => createHmac('sha256', SECRET).update(text).digest()
const tokenOf = (id: number) => `${id}.${macOf(String(id)).toString('base64url')}`

const app = fastify()

app.put<{ Params: { uid: string }; Body: { workshop_ids: number[] } }>(
  '/registrations/user/:uid',
  async (request, reply) => {
    const [id = '', mac = ''] = String(request.headers.authorization).split(' ')[1]?.split('.') ?? []
    const given = Buffer.from(mac, 'base64url')
    if (given.length !== 32 || !timingSafeEqual(given, macOf(id)) || id !== request.params.uid)
      return reply.code(401).send()
    const ids = request.body.workshop_ids
    const client = await pool.connect()
    try {
      await client.query('begin')
      const { rows: people } = await client.query({
        name: 'person',
        text: `select p.target_group, e.available from participant p join event e on e.id = p.event_id
          where p.id = $1 and p.key_version = 1 for update of p`,
        values: [id],
      })
      const { rows: workshops } = await client.query({
        name: 'workshops',
        text: 'select * from workshop where id = any($1::int8[]) order by id for update',
        values: [ids],
      })
      const { rows: held } = await client.query({
        name: 'held',
        text: 'select workshop_id from registration where participant_id = $1',
        values: [id],
      })
      const { rows: counts } = await client.query({
        name: 'counts',
        text: 'select workshop_id, count(*) as n from registration where workshop_id = any($1::int8[]) group by workshop_id',
        values: [ids],
      })
      const taken = new Map(counts.map((row) => [row.workshop_id, Number(row.n)]))
      const isFree = workshops.every((row) => (taken.get(row.id) ?? 0) < Number(row.seats))
      if (!people[0]?.available || workshops.length < ids.length || !isFree) throw new Error('refused')
      await client.query({
        name: 'drop',
        text: 'delete from registration where participant_id = $1 and workshop_id <> all($2::int8[])',
        values: [id, ids],
      })
      await client.query({
        name: 'take',
        text: `insert into registration (workshop_id, participant_id, entry_time)
          select w, $2, $3 from unnest($1::int8[]) w on conflict do nothing`,
        values: [ids, id, Date.now()],
      })
      await client.query({
        name: 'audit',
        text: 'insert into audit (at, participant_id, address, old, new) values ($1, $2, $3, $4, $5)',
        values: [Date.now(), id, request.ip, JSON.stringify(held), JSON.stringify(ids)],
      })
      const { rows } = await client.query({
        name: 'mine',
        text: 'select id, entry_time, workshop_id from registration where participant_id = $1 order by id',
        values: [id],
      })
      await client.query('commit')
      return { registrations: rows }
    } catch (error) {
      await client.query('rollback')
      throw error
    } finally {
      client.release()
    }
  },
)

await app.listen({ host: '127.0.0.1', port: 0 })
const address = app.server.address()
if (typeof address === 'object' && address)
  console.log(
    `http://127.0.0.1:${address.port} ${Array.from({ length: PEOPLE }, (_, i) => tokenOf(i + 1)).join(' ')}`,
  )
process.once('SIGTERM', () => process.exit(0))
