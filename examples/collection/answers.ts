import { randomBytes, randomInt, randomUUID } from 'node:crypto'

/** One entry of an activity's list: the act of answering, or the answer. */
export type Entry = Record<string, unknown>

/** A file that belongs to the answers, such as a recording. */
export interface Attachment {
  name: string
  bytes: Buffer
}

/** What one participant has answered in one activity, and the recordings that belong to it. */
export interface Answers {
  activity: string
  entries: Entry[]
  attachments: Attachment[]
}

const CONTEXT = 'https://raw.githubusercontent.com/ReproNim/reproschema/1.0.0/contexts/reproschema'
const PROTOCOL = 'https://example.org/pilot'

/** A page load of the web app: answers of one load share its random id. */
export interface Session {
  id: string
  participant: string
  /** The clock of the page, which goes on with every answer. */
  now: number
}

export function newSession(participant: string): Session {
  return { id: randomUUID(), participant, now: Date.now() - 120_000 }
}

/** Answers of the first activity, with the noise that a real participant makes. */
export function answerMood(session: Session): Answers {
  const about = (item: string, value: unknown) => answer(session, 'mood', item, value)
  const hours = randomInt(4, 11)
  return {
    activity: 'mood',
    entries: [
      // Changed their mind: the app keeps both, the later one counts.
      ...about('low_mood', 3),
      ...about('low_mood', randomInt(0, 3)),
      // A number with a unit comes with it first, and bare after that.
      ...about('sleep', { value: hours, unitCode: 'h' }),
      ...about('sleep', hours),
      // A pressed "Skip" that was taken back leaves two of these, made of the letters of a text.
      { '0': 't' },
      { '0': 't' },
      ...about('done_today', [0, 2]),
    ],
    attachments: [],
  }
}

/** Answers of the second activity: a recording, whose name inside the zip is the answer's value, and a skipped question. */
export function answerVoice(session: Session): Answers {
  const [act, response] = answer(session, 'voice', 'sentence', undefined) as [Entry, Entry]
  const name = `sentence-${String(response['@id']).replace('uuid:', '')}.wav`
  return {
    activity: 'voice',
    entries: [
      act,
      { ...response, value: name },
      ...answer(session, 'voice', 'disturbance', 'http://schema.repronim.org/Skipped'),
    ],
    attachments: [{ name, bytes: recording(2) }],
  }
}

function answer(session: Session, activity: string, item: string, value: unknown): Entry[] {
  const response = `uuid:${randomUUID()}`
  const about = `${PROTOCOL}/activities/${activity}/items/${item}`
  const started = session.now
  session.now += randomInt(800, 9_000)
  return [
    {
      '@context': CONTEXT,
      '@type': 'reproschema:ResponseActivity',
      '@id': `uuid:${randomUUID()}`,
      used: [
        about,
        `${PROTOCOL}/activities/${activity}/${activity}_schema`,
        `${PROTOCOL}/pilot/pilot_schema`,
      ],
      inLanguage: 'en',
      startedAtTime: new Date(started).toISOString(),
      endedAtTime: new Date(session.now).toISOString(),
      wasAssociatedWith: {
        version: '1.0.0',
        url: 'https://study.example.org/ui/',
        '@id': 'https://github.com/ReproNim/reproschema-ui',
      },
      generated: response,
    },
    {
      '@context': CONTEXT,
      '@type': 'reproschema:Response',
      '@id': response,
      wasAttributedTo: { '@id': session.id, subject_id: session.participant },
      isAbout: about,
      value,
    },
  ]
}

const RATE = 16_000

/** Noise as a WAV file of 16-bit samples, one channel. */
function recording(seconds: number): Buffer {
  const samples = randomBytes(Math.round(seconds * RATE) * 2)
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + samples.length, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(RATE, 24)
  header.writeUInt32LE(RATE * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(samples.length, 40)
  return Buffer.concat([header, samples])
}
