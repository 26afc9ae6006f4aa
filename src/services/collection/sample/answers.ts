import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import type { Random } from '../../../kernel/sample/random.ts'

const CONTEXT = 'https://raw.githubusercontent.com/ReproNim/reproschema/1.0.0/contexts/reproschema'
export const PROTOCOL = 'https://study.example.org/voice-and-mood'
/** The activities of the study, in the order in which the web app asks them. */
export const ACTIVITIES = [
  'consent',
  'mood_today',
  'sleep_last_week',
  'reading_aloud',
  'free_speech',
] as const
export type Activity = (typeof ACTIVITIES)[number]

type Entry = Record<string, unknown>

/** What one person has answered in one activity, as the web app writes it. */
export interface Answered {
  index: number
  entries: Entry[]
  recordings: { name: string; bytes: Buffer }[]
}

/** A page load: answers of one load share its number. */
export interface Sitting {
  session: string
  code: string
  language: string
  /** The clock of the page, which goes on with every answer. */
  now: number
  random: Random
}

/** What somebody answers in an activity; `mood` from 0, well, to 1, low. */
export function answer(sitting: Sitting, activity: Activity, mood: number): Answered {
  const { random } = sitting
  const about = (item: string, value: unknown, seconds: number) =>
    answered(sitting, { activity, item, value, seconds })
  const scale = () => Math.max(0, Math.min(3, Math.round(mood * 3 + random.around(-1, 1))))
  const index = ACTIVITIES.indexOf(activity)
  switch (activity) {
    case 'consent':
      return {
        index,
        recordings: [],
        entries: [
          ...about('read_information', true, 28),
          ...about('agrees', true, 9),
          ...about('may_be_asked_again', random.chance(0.8), 6),
        ],
      }
    case 'mood_today':
      return {
        index,
        recordings: [],
        entries: [
          ...about('little_interest', scale(), 9),
          ...about('feeling_down', scale(), 8),
          ...about('mood_now', Math.round((1 - mood) * 80 + random.around(0, 20)), 10),
        ],
      }
    case 'sleep_last_week':
      return {
        index,
        recordings: [],
        entries: [
          ...about('hours_a_night', Math.round((8.4 - mood * 2.5 + random.around(-1, 1)) * 2) / 2, 26),
          ...about('times_awake', random.between(0, 2) + Math.round(mood * 2), 21),
          ...about('rested', 3 - scale(), 17),
          ...about('naps', random.chance(0.3) ? SKIPPED : random.between(0, 4), 19),
          ...about('what_helped', random.pick(HELPED), 34),
        ],
      }
    case 'reading_aloud':
      return recorded(sitting, { activity, index, item: 'north_wind', seconds: 184 })
    case 'free_speech':
      return recorded(sitting, { activity, index, item: 'last_weekend', seconds: 262 })
  }
}

const SKIPPED = 'http://schema.repronim.org/Skipped'
const HELPED = [
  'Walking in the evening',
  'No screen after ten',
  'Nothing did',
  'Reading',
  'Tea',
  'Earplugs',
] as const

function recorded(
  sitting: Sitting,
  of: { activity: Activity; index: number; item: string; seconds: number },
): Answered {
  const [act, response] = answered(sitting, { ...of, value: undefined }) as [Entry, Entry]
  const name = `${of.item}-${String(response['@id']).replace('uuid:', '')}.wav`
  return {
    index: of.index,
    entries: [act, { ...response, value: name }],
    recordings: [{ name, bytes: tone(sitting.random) }],
  }
}

function answered(
  sitting: Sitting,
  { activity, item, value, seconds }: { activity: Activity; item: string; value: unknown; seconds: number },
): Entry[] {
  const { random } = sitting
  const response = `uuid:${random.uuid()}`
  const about = `${PROTOCOL}/activities/${activity}/items/${item}`
  const started = sitting.now
  sitting.now += Math.round(seconds * 1_000 * random.around(0.45, 1.7))
  return [
    {
      '@context': CONTEXT,
      '@type': 'reproschema:ResponseActivity',
      '@id': `uuid:${random.uuid()}`,
      used: [about, `${PROTOCOL}/activities/${activity}`, `${PROTOCOL}/protocol`],
      inLanguage: sitting.language,
      startedAtTime: new Date(started).toISOString(),
      endedAtTime: new Date(sitting.now).toISOString(),
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
      wasAttributedTo: { '@id': sitting.session, subject_id: sitting.code },
      isAbout: about,
      value,
    },
  ]
}

const RATE = 8_000

/** Half a second of a falling tone, as WAV: a recording that can be played, and small. */
function tone(random: Random): Buffer {
  const pitch = random.between(110, 240)
  const samples = RATE / 2
  const wav = Buffer.alloc(44 + samples)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(36 + samples, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(RATE, 24)
  wav.writeUInt32LE(RATE, 28)
  wav.writeUInt16LE(1, 32)
  wav.writeUInt16LE(8, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(samples, 40)
  for (let at = 0; at < samples; at += 1) {
    const turn = (at / RATE) * (pitch - at / 100) * 2 * Math.PI
    wav[44 + at] = 128 + Math.round(Math.sin(turn) * 100 * (1 - at / samples))
  }
  return wav
}

/** A zip as the web app packs it: a folder with one JSON-LD file an activity, and the recordings beside it. */
export function pack(name: string, of: readonly Answered[], padding?: Buffer): Promise<Buffer> {
  const zip = new ZipFile()
  const options = { compress: false, mtime: new Date(0) }
  for (const { index, entries, recordings } of of) {
    zip.addBuffer(Buffer.from(JSON.stringify(entries)), `${name}/activity_${index}.jsonld`, options)
    for (const each of recordings) zip.addBuffer(each.bytes, `${name}/${each.name}`, options)
  }
  if (padding) zip.addBuffer(padding, `${name}/long-recording.wav`, options)
  zip.end()
  return buffer(zip.outputStream)
}
