import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { serveApp } from '../../examples/collection/serve.ts'
import { readZip } from '../../src/kernel/files/unzip.ts'
import { ANSWERS, answerStudy, launchWithMicrophone } from '../support/participant.ts'
import { dataFolder } from '../support/program.ts'
import { startStudyServer } from '../support/study-server.ts'

test('a participant answers the example study in a browser, and everything lands as it was answered', async () => {
  const folder = dataFolder()
  const server = await startStudyServer(folder)
  const app = await serveApp(server.base)
  const browser = await launchWithMicrophone()
  after(async () => {
    await browser.close()
    app.close()
  })
  const token = await server.issue('pilot')
  await answerStudy(browser, `${app.url}/#/?auth_token=${token}&uid=sub-014&expiry_time=20990101T000000Z`)
  const landed = join(folder, 'collection/uploads/responses/pilot')
  const names = readdirSync(landed).sort()
  assert.deepEqual(names.map((name) => /(activity\d\.zip|zip\.\d+)$/.exec(name)?.[1]).sort(), [
    'activity0.zip',
    'activity1.zip',
    'zip.000',
    'zip.001',
  ])
  const whole = join(folder, 'whole.zip')
  const slices = names.filter((name) => /zip\.\d+$/.test(name)).sort(bySlice)
  writeFileSync(whole, Buffer.concat(slices.map((name) => readFileSync(join(landed, name)))))
  const found = new Map<string, { size: number; text: string }>()
  for await (const entry of readZip(whole)) {
    const isText = entry.name.endsWith('.jsonld')
    const name = entry.name.split('/').at(-1) ?? ''
    found.set(name, { size: entry.size, text: isText ? await text(await entry.open()) : '' })
  }
  const mood = valuesOf(found.get('activity_0.jsonld')?.text ?? '')
  assert.deepEqual(mood, {
    low_mood: ANSWERS.lowMood,
    sleep: ANSWERS.hours,
    done_today: ANSWERS.doneToday,
  })
  const voice = valuesOf(found.get('activity_1.jsonld')?.text ?? '')
  assert.equal(voice.disturbance, ANSWERS.disturbance)
  assert.ok((found.get(String(voice.sentence))?.size ?? 0) > 1_000, 'the recording')
  assert.ok((found.get(String(voice.picture))?.size ?? 0) > 10_000_000, 'the picture')
})

const bySlice = (a: string, b: string): number => Number(a.split('.').at(-1)) - Number(b.split('.').at(-1))

/** The last answer of each item. */
function valuesOf(text: string): Record<string, unknown> {
  const entries = JSON.parse(text) as { '@type'?: string; isAbout?: string; value?: unknown }[]
  const responses = entries.filter((entry) => entry['@type'] === 'reproschema:Response')
  return Object.fromEntries(responses.map(({ isAbout = '', value }) => [isAbout.split('/').at(-1), value]))
}
