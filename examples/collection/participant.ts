import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { type Answers, answerMood, answerVoice, newSession } from './answers.ts'
import { slicesOf, zipOf } from './archive.ts'
import { type Attempted, attempt, hangUpHalfway, post, readJson, seal } from './post.ts'

/** What the coordinator's link gives a participant's browser, and how this study is to run. */
export interface Study {
  /** Address of the service, such as http://127.0.0.1:8080/collection. */
  base: string
  /** The master TOKEN. */
  token: string
  project: string
  /** Random bytes that make the last zip a large one. */
  extraBytes: number
  /** Pause before the first retry; it doubles twice. */
  pauseMs: number
  say(line: string): void
}

/** Something that was sent, and whether the server has said that it has it. */
export interface Sent {
  participant: string
  /** Name of the file, or `responses` for answers as JSON. */
  name: string
  sha256: string
  size: number
  acknowledged: boolean
}

/** A zip that was cut into slices: its slices joined must give it again. */
export interface CutZip {
  name: string
  sha256: string
  slices: string[]
}

export interface Taken {
  sent: Sent[]
  cut: CutZip[]
}

/** Does what the web app does for one participant, from the opened link to the pressed "Upload". */
export async function takePart(study: Study, participant: string): Promise<Taken> {
  const say = (what: string, outcome: string) => study.say(`${participant}  ${what}: ${outcome}`)
  const grant = await attempt(study.pauseMs, () => issueToken(study))
  say(
    'token for the link, from the coordinator',
    grant.answer ? `until ${grant.answer.expires}` : words(grant),
  )
  if (!grant.answer) return { sent: [], cut: [] }
  const browser = new Browser(study, participant, grant.answer, say)
  await browser.probe()
  const session = newSession(participant)
  const activities = [answerMood(session), answerVoice(session)]
  for (const [index, answers] of activities.entries()) {
    await browser.sendActivity(index, answers)
    await browser.sendAsJson(answers)
  }
  await browser.sendAll(activities)
  return { sent: browser.sent, cut: browser.cut }
}

interface Grant {
  token: string
  expires: string
}

async function issueToken({ base, token, project }: Study): Promise<Grant> {
  const query = new URLSearchParams({ token, project, expiry_minutes: '90' })
  const { auth_token, expiry_time } = await readJson(await fetch(`${base}/token?${query}`))
  return { token: String(auth_token), expires: String(expiry_time) }
}

class Browser {
  readonly sent: Sent[] = []
  readonly cut: CutZip[] = []
  readonly #study: Study
  readonly #participant: string
  readonly #grant: Grant
  readonly #say: (what: string, outcome: string) => void
  /** The app's setting ends in a slash, so it calls `…//submit`. */
  readonly #url: string

  constructor(study: Study, participant: string, grant: Grant, say: (what: string, outcome: string) => void) {
    this.#study = study
    this.#participant = participant
    this.#grant = grant
    this.#say = say
    this.#url = `${study.base}//submit`
  }

  /** Older builds ask on opening whether their token is still good. */
  async probe(): Promise<void> {
    const form = await seal(this.#form({ file: 'null' }))
    const probed = await attempt(this.#study.pauseMs, () => post(this.#url, form))
    this.#say('probe on opening (file=null)', words(probed))
  }

  /** On "Next": the activity as a zip of its own. */
  async sendActivity(index: number, answers: Answers): Promise<void> {
    const name = this.#archiveName()
    const zip = await zipOf(name, [{ index, answers }])
    await this.#sendFile(`activity ${answers.activity} as zip`, `${name}-activity${index}.zip`, zip)
  }

  /** What scripts send: the answers themselves. The key makes a retry safe that nothing else would tell from a second set. */
  async sendAsJson(answers: Answers): Promise<void> {
    const responses = JSON.stringify(answers.entries)
    const form = await seal(this.#form({ responses }))
    const headers = { 'idempotency-key': randomUUID() }
    const done = await attempt(this.#study.pauseMs, () => post(this.#url, form, headers))
    this.#note(`answers of ${answers.activity} as JSON`, 'responses', Buffer.from(responses), done)
  }

  /** On "Upload": all activities in one zip, cut into slices that are sent all at once. */
  async sendAll(activities: readonly Answers[]): Promise<void> {
    const name = this.#archiveName()
    const zip = await zipOf(
      name,
      activities.map((answers, index) => ({ index, answers })),
      [{ name: 'long-recording.wav', bytes: randomBytes(this.#study.extraBytes) }],
    )
    const slices = slicesOf(name, zip)
    await Promise.all(
      slices.map(({ name: slice, bytes }, index) =>
        this.#sendFile(`slice ${index + 1} of ${slices.length}`, slice, bytes, index === slices.length - 1),
      ),
    )
    this.cut.push({ name: `${name}.zip`, sha256: sha256(zip), slices: slices.map((slice) => slice.name) })
  }

  async #sendFile(what: string, name: string, bytes: Buffer, cutOff = false): Promise<void> {
    const form = await seal(this.#form({ file: new File([new Uint8Array(bytes)], name) }))
    if (cutOff) {
      await hangUpHalfway(this.#url, form)
      this.#say(`${what}`, 'hung up halfway on purpose, sending again')
    }
    const done = await attempt(this.#study.pauseMs, () => post(this.#url, form))
    this.#note(`${what}, ${name}`, name, bytes, done)
  }

  #note(what: string, name: string, bytes: Buffer, done: Attempted<Record<string, unknown>>): void {
    const acknowledged = done.answer?.status === 'accepted'
    this.sent.push({
      participant: this.#participant,
      name,
      sha256: sha256(bytes),
      size: bytes.length,
      acknowledged,
    })
    this.#say(what, `${bytes.length.toLocaleString('en')} bytes, ${words(done)}`)
  }

  #form(fields: Record<string, string | File>): FormData {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.append(name, value)
    form.append('auth_token', this.#grant.token)
    form.append('expires', this.#grant.expires)
    return form
  }

  #archiveName(): string {
    return `${randomUUID()}-${this.#participant}`
  }
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

function words({ answer, tries, failure }: Attempted<unknown>): string {
  if (!answer) return `NOT ACCEPTED after ${tries} ${tries === 1 ? 'try' : 'tries'}: ${failure}`
  return tries === 1 ? 'accepted' : `accepted at try ${tries}`
}
