import { Readable } from 'node:stream'
import { inTransaction } from '../../../kernel/db/db.ts'
import { setInTeam } from '../../../kernel/identity/team.ts'
import type { Filling } from '../../../kernel/sample/sample.ts'
import { noteThing } from '../../../kernel/sample/things.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import type { Collection } from '../collection.ts'
import { requireGrant } from '../grants/grant.ts'
import { insertLinks, prepareLinks } from '../participants/link.ts'
import { importParticipants, linesOf, prepareImport } from '../participants/participant-import.ts'
import { addOwner, projectTeam, titled } from '../projects/member.ts'
import { createProject } from '../projects/project.ts'
import { createStamps } from '../submissions/stamp.ts'
import { discardFiles, storeSubmission } from '../submissions/submission.ts'
import type { ProjectRow, Tx } from '../tables.ts'
import { ACTIVITIES, PROTOCOL } from './answers.ts'
import { codeOf, codesOf, planSendings, type Sending } from './plan.ts'

export const PROJECT_KIND = 'collection.project'
const SINCE_DAYS = 31
/** Half of the links end soon, so that the page has something to say about it. */
const ENDS_DAYS = [5, 16] as const
const AT_ONCE = 6
const TELL_EVERY = 150

/** Makes a study and everything that came in over 30 days, by the functions that real ones come in by. */
export async function fillSample(collection: Collection, filling: Filling): Promise<void> {
  const { random, tell } = filling
  const now = collection.kernel.clock.now()
  await tell(0, 'A study with its participants')
  const { project, tokens } = await makeStudy(collection, filling, now)
  const sendings = await planSendings(random, { now, people: filling.participants })
  let sent = 0
  const next = sendings.values()
  const sendAll = async () => {
    // All of them take from one list: the order stays, but for a few that go at once.
    for (const sending of next) {
      filling.signal.throwIfAborted()
      await send(at(collection, sending.at), sending, tokens.get(codeOf(sending.person)) ?? '')
      sent += 1
      if (sent % TELL_EVERY === 0)
        await tell(sent / sendings.length, `${sent} of ${sendings.length} submissions of ${project.title}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, sendAll))
}

/** The service as it was at another time. */
function at(collection: Collection, time: number): Collection {
  const now = () => time
  const kernel = { ...collection.kernel, clock: { ...collection.kernel.clock, now } }
  return { ...collection, kernel, nextStamp: createStamps(now) }
}

async function makeStudy(
  collection: Collection,
  { by, people, participants }: Filling,
  now: number,
): Promise<{ project: ProjectRow; tokens: Map<string, string> }> {
  const past = at(collection, now - SINCE_DAYS * DAY_MS)
  const owner = people.get('i.solheim') as number
  const project = await inTransaction(past.db, async (tx) => {
    const made = await createProject(past, tx, by, {
      name: await freeName(tx),
      title: 'Voice and Mood 2026',
      description: 'Sample data: mood, sleep and two recordings, over a month.',
      protocolUrl: `${PROTOCOL}/protocol`,
      webAppUrl: 'https://study.example.org/ui/',
      activities: ACTIVITIES,
      contact: 'Amara Okafor, a.okafor@sample.example',
    })
    await noteThing(tx, PROJECT_KIND, made.id)
    await addOwner(past, tx, by, { projectId: made.id, account: owner })
    return made
  })
  for (const [name, role] of MEMBERS) {
    const account = people.get(name) as number
    await setInTeam(past, by, projectTeam, titled(project), { account, role })
  }
  const lines = linesOf({ text: codesOf(participants).join('\n') })
  const plan = await prepareImport(past.db, project, { lines, leaveOut: false })
  await inTransaction(past.db, (tx) => importParticipants(past, tx, { by, project }, plan))
  return { project, tokens: await giveLinks(past, { by, project, now }) }
}

const MEMBERS = [
  ['l.haddad', 'manager'],
  ['a.okafor', 'coordinator'],
  ['n.haugen', 'coordinator'],
] as const

async function giveLinks(
  past: Collection,
  { by, project, now }: { by: Filling['by']; project: ProjectRow; now: number },
): Promise<Map<string, string>> {
  const act = { by, project, selection: {} }
  const links = await prepareLinks(past, act, { replace: false })
  await inTransaction(past.db, async (tx) => {
    for (const [half, days] of ENDS_DAYS.entries())
      await insertLinks(past, tx, act, {
        links: links.filter((_, index) => index % 2 === half),
        expiresAt: now + days * DAY_MS,
      })
  })
  return new Map(links.map(({ participant, token }) => [participant.code, token]))
}

/** The name of its folder, free of those that people have made. */
async function freeName(db: Tx): Promise<string> {
  const rows = await db
    .selectFrom('collection_project')
    .select('name_folded')
    .where('name_folded', '>=', 'sample-voice-and-mood')
    .where('name_folded', '<', 'sample-voice-and-mooe')
    .limit(1_000)
    .execute()
  const taken = new Set(rows.map((row) => row.name_folded))
  for (let number = 1; ; number += 1) {
    const name = `sample-voice-and-mood${number === 1 ? '' : `-${number}`}`
    if (!taken.has(name)) return name
  }
}

async function send(then: Collection, { responses, file }: Sending, token: string): Promise<void> {
  const grant = await requireGrant(then, token, undefined)
  const files = file
    ? [{ field: 'file', name: file.name, incoming: await then.area.receive(Readable.from([file.bytes])) }]
    : []
  try {
    await storeSubmission(then, {
      grant,
      by: { via: 'grant', credential: `collection.grant:${grant.id}` },
      responses,
      files,
      origin: 'https://study.example.org',
    })
  } finally {
    await discardFiles(files)
  }
}
