import assert from 'node:assert/strict'
import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import type { TestApp } from './app.ts'
import { waitFor } from './wait.ts'

const PREFIX = '/api/collection'
export const BASE = 'https://example.org/p'

export interface Answer {
  item: string
  value: unknown
  activity?: string
  id?: string
  session?: string
  subject?: string
  start?: string
  end?: string
}

let ids = 0
const uuid = () => {
  ids += 1
  return `uuid:00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`
}

/** A pair as the web app sends it. */
export function pair({ item, value, activity = 'phq2', session = 's1', ...rest }: Answer): object[] {
  const id = rest.id ?? uuid()
  const itemUrl = `${BASE}/activities/${activity}/items/${item}`
  return [
    {
      '@type': 'reproschema:ResponseActivity',
      '@id': uuid(),
      used: [itemUrl, `${BASE}/activities/${activity}/${activity}_schema`, `${BASE}/pilot_schema`],
      inLanguage: 'en',
      startedAtTime: rest.start ?? '2027-03-01T09:00:00.000Z',
      endedAtTime: rest.end ?? '2027-03-01T09:00:11.000Z',
      wasAssociatedWith: { version: '1.0.0', url: 'https://study.example.org/ui/' },
      generated: id,
    },
    {
      '@type': 'reproschema:Response',
      '@id': id,
      wasAttributedTo: { '@id': session, ...(rest.subject && { subject_id: rest.subject }) },
      isAbout: itemUrl,
      value,
    },
  ]
}

/** The zip of one activity as the web app makes it, with its recordings. */
function activityZip(name: string, entries: object[], recordings: Record<string, Buffer>): Promise<Buffer> {
  const zip = new ZipFile()
  zip.addBuffer(Buffer.from(JSON.stringify(entries)), `${name}/activity_0.jsonld`)
  for (const [file, bytes] of Object.entries(recordings)) zip.addBuffer(bytes, `${name}/${file}`)
  zip.end()
  return buffer(zip.outputStream)
}

/** Waits until all that came in is sorted and read; that is asked for after the answer to a submission. */
export async function readAll(app: TestApp): Promise<void> {
  const { db } = app.atelier.collection ?? assert.fail('collection is switched off')
  const isSorted = async () => {
    await app.jobs.drain()
    const query = db.selectFrom('collection_submission').select('id').where('parse_state', 'is', null)
    return (await query.limit(1).execute()).length === 0
  }
  await waitFor(isSorted)
  await app.jobs.drain()
}

/** A project with an owner, whose participants send answers. */
export async function study(app: TestApp, name = 'Voice') {
  const owner = await app.as('olga', { roles: ['collection:user'] })
  const project = (await owner.post(`${PREFIX}/projects`, { name })).json().id as number
  const links = new Map<string, string>()
  const linkOf = async (participant: string) => {
    const known = links.get(participant)
    if (known !== undefined) return known
    const grant = await owner.post(`${PREFIX}/projects/${project}/grants`, { participant })
    const token: string = grant.json().token
    links.set(participant, token)
    return token
  }
  const post = async (
    participant: string,
    fields: Record<string, string | { name: string; bytes: Buffer }>,
  ) => {
    const form = new FormData()
    form.append('auth_token', await linkOf(participant))
    for (const [field, value] of Object.entries(fields)) {
      if (typeof value === 'string') form.append(field, value)
      else form.append(field, new Blob([new Uint8Array(value.bytes)]), value.name)
    }
    const request = new Request('http://form', { method: 'POST', body: form })
    const headers = { 'content-type': request.headers.get('content-type') ?? '' }
    const payload = Buffer.from(await request.arrayBuffer())
    return app.inject({ method: 'POST', url: '/collection/submit', headers, payload })
  }
  /** Sends answers, and files beside them, and waits until they are read. */
  const send = async (
    participant: string,
    answers: Answer[] | string,
    files: Record<string, Buffer> = {},
  ) => {
    const responses =
      typeof answers === 'string'
        ? answers
        : JSON.stringify(answers.flatMap((each) => pair({ subject: participant, ...each })))
    const parts = Object.entries(files).map(
      ([file, bytes], i) => [`file${i}`, { name: file, bytes }] as const,
    )
    const answer = await post(participant, { responses, ...Object.fromEntries(parts) })
    assert.equal(answer.statusCode, 200, answer.body)
    await readAll(app)
  }
  /** Sends the zip of an activity, recordings in it. */
  const sendZip = async (participant: string, answers: Answer[], recordings: Record<string, Buffer>) => {
    const entries = answers.flatMap((each) => pair({ subject: participant, ...each }))
    const base = `7896a213-0000-4000-8000-000000000001-${participant}`
    const bytes = await activityZip(base, entries, recordings)
    const answer = await post(participant, { file: { name: `${base}-activity0.zip`, bytes } })
    assert.equal(answer.statusCode, 200, answer.body)
    await readAll(app)
  }
  return { owner, project, post, send, sendZip, linkOf }
}
