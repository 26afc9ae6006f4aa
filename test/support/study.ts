import assert from 'node:assert/strict'
import { zipOf } from '../../examples/collection/archive.ts'
import type { TestApp } from './app.ts'

/** A part of a form: a field, or a file when it has a name. */
export interface FormPart {
  name: string
  fileName?: string
  content: string | Buffer
}

/** Sends a form to /submit as a browser does. */
export async function submitForm(
  app: Pick<TestApp, 'inject'>,
  token: string,
  parts: readonly FormPart[],
): Promise<number> {
  const lines = [{ name: 'auth_token', content: token }, ...parts].flatMap(
    ({ name, fileName, content }: FormPart) => [
      '--edge\r\n',
      `content-disposition: form-data; name="${name}"${fileName === undefined ? '' : `; filename="${fileName}"`}\r\n\r\n`,
      content,
      '\r\n',
    ],
  )
  const answer = await app.inject({
    method: 'POST',
    url: '/collection/submit',
    headers: { 'content-type': 'multipart/form-data; boundary=edge' },
    payload: Buffer.concat([...lines, '--edge--\r\n'].map((each) => Buffer.from(each as string))),
  })
  assert.equal(answer.statusCode, 200, answer.body)
  return Number(answer.json().submission_id)
}

export const submitFile = (app: Pick<TestApp, 'inject'>, token: string, fileName: string, content: Buffer) =>
  submitForm(app, token, [{ name: 'file', fileName, content }])

export const submitAnswers = (app: Pick<TestApp, 'inject'>, token: string, answers: unknown) =>
  submitForm(app, token, [{ name: 'responses', content: JSON.stringify(answers) }])

interface Answering {
  value: unknown
  item?: string
  activity?: string
  /** Seconds after the study began. */
  at?: number
  id?: string
  session?: string
  subject?: string | undefined
}

const START = Date.UTC(2027, 2, 1, 9)
let made = 0

/** An act of answering and its answer, as the web app pushes them (contract, 3.3). */
export function answerPair({
  value,
  item = 'phq2_1',
  activity = 'phq2',
  at = 0,
  ...rest
}: Answering): object[] {
  made += 1
  const {
    id = `uuid:00000000-0000-4000-8000-${String(made).padStart(12, '0')}`,
    session = 'page-1',
    subject,
  } = rest
  const about = `https://example.org/p/activities/${activity}/items/${item}`
  return [
    {
      '@type': 'reproschema:ResponseActivity',
      used: [
        about,
        `https://example.org/p/activities/${activity}/${activity}`,
        'https://example.org/p/pilot',
      ],
      inLanguage: 'en',
      startedAtTime: new Date(START + at * 1_000).toISOString(),
      endedAtTime: new Date(START + at * 1_000 + 500).toISOString(),
      wasAssociatedWith: { version: '1.0.0', url: 'https://study.example.org/ui/' },
      generated: id,
    },
    {
      '@type': 'reproschema:Response',
      '@id': id,
      wasAttributedTo: { '@id': session, ...(subject !== undefined && { subject_id: subject }) },
      isAbout: about,
      value,
    },
  ]
}

/** The zip of the web app: a text of answers for each activity, and files beside them. */
export const archiveOf = (
  name: string,
  activities: readonly object[][],
  files: Record<string, Buffer> = {},
): Promise<Buffer> =>
  zipOf(
    name,
    activities.map((entries, index) => ({
      index,
      answers: { activity: '', entries: entries as Record<string, unknown>[], attachments: [] },
    })),
    Object.entries(files).map(([file, bytes]) => ({ name: file, bytes })),
  )
