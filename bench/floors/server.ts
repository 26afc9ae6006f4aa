// The floor: Fastify, node:sqlite and nothing else, doing the same work as the product with one commit a request.
// Started with a folder; prints its address. `synchronous=FULL`, so that each answer is on disk as the product's are.
import { hash, randomUUID } from 'node:crypto'
import { createWriteStream, mkdirSync, writeFile } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import busboy from '@fastify/busboy'
import { fastify } from 'fastify'
import { answers } from '../support/form.ts'

const folder = process.argv[2] ?? '.'
const uploads = join(folder, 'uploads')
mkdirSync(uploads, { recursive: true })
const database = new DatabaseSync(join(folder, 'floor.db'))
database.exec(`pragma journal_mode = wal; pragma synchronous = full;
  create table token (id integer primary key, sha256 text not null unique, account text not null) strict;
  create table submission (id integer primary key, project_id integer not null, grant_id integer not null, received_at integer not null,
    stamp text not null, size integer not null, files integer not null, responses text, file text) strict;
  create index submission_project on submission (project_id, id)`)
const token = 'floor-token'
database.prepare('insert into token (sha256, account) values (?, ?)').run(hash('sha256', token), 'floor')
const findToken = database.prepare('select account from token where sha256 = ?')
const listSubmissions = database.prepare(
  'select id, grant_id, received_at, stamp, size, files from submission where project_id = ? order by id desc limit 20',
)
const insert = database.prepare(
  'insert into submission (project_id, grant_id, received_at, stamp, size, files, responses, file) values (1, 1, ?, ?, ?, ?, ?, ?)',
)
database.exec('begin')
for (let i = 0; i < 2_000; i += 1) insert.run(Date.now(), randomUUID(), answers.length, 0, answers, null)
database.exec('commit')

const app = fastify({ bodyLimit: 200_000_000 })
const write = promisify(writeFile)

interface Submission {
  id: number
  grant_id: number
  received_at: number
  stamp: string
  size: number
  files: number
}

const integer = { type: 'integer' }
const item = {
  type: 'object',
  properties: {
    id: integer,
    grant: integer,
    receivedAt: { type: 'string', format: 'date-time' },
    stamp: { type: 'string' },
    size: integer,
    files: integer,
  },
}
const listSchema = {
  response: {
    200: { type: 'object', properties: { items: { type: 'array', items: item }, next: integer } },
  },
}
app.get('/list', { schema: listSchema }, async (request) => {
  const account = findToken.get(hash('sha256', String(request.headers.authorization).slice(7)))
  if (!account) throw new Error('no token')
  // The same answer as the product's.
  const items = (listSubmissions.all(1) as unknown as Submission[]).map((row) => ({
    id: row.id,
    grant: row.grant_id,
    receivedAt: new Date(row.received_at).toISOString(),
    stamp: row.stamp,
    size: row.size,
    files: row.files,
  }))
  return { items, next: items.at(-1)?.id }
})

app.addContentTypeParser('multipart/form-data', (_request, payload, done) => done(null, payload))
app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) =>
  done(null, text),
)

app.post('/submit', async (request) => {
  const fields: Record<string, string> = {}
  const files: Promise<{ path: string; size: number }>[] = []
  const form = new busboy.Busboy({
    headers: request.headers as busboy.BusboyHeaders,
    limits: { fieldSize: 20_000_000 },
  })
  form.on('field', (name, value) => {
    fields[name] = value
  })
  form.on('file', (_name, stream) => files.push(storeFile(stream)))
  await pipeline(request.body as NodeJS.ReadableStream, form)
  if (!findToken.get(hash('sha256', fields.auth_token ?? ''))) throw new Error('no token')
  const stamp = randomUUID()
  const stored = await Promise.all(files)
  if (fields.responses !== undefined) {
    JSON.parse(fields.responses)
    await write(join(uploads, `${stamp}-messages.json`), fields.responses)
  }
  insert.run(
    Date.now(),
    stamp,
    fields.responses?.length ?? stored[0]?.size ?? 0,
    stored.length,
    fields.responses ?? null,
    stored[0]?.path ?? null,
  )
  return { status: 'accepted' }
})

app.post('/row', async (request) => {
  insert.run(Date.now(), randomUUID(), 0, 0, request.body as string, null)
  return { status: 'accepted' }
})

async function storeFile(stream: NodeJS.ReadableStream): Promise<{ path: string; size: number }> {
  const path = join(uploads, randomUUID())
  const target = createWriteStream(path)
  await pipeline(stream, target)
  return { path, size: target.bytesWritten }
}

await app.listen({ host: '127.0.0.1', port: 0 })
const address = app.server.address()
if (typeof address === 'object' && address) console.log(`http://127.0.0.1:${address.port} ${token}`)
