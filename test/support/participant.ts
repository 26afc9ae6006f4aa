import { randomBytes } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { launchChromium } from './chromium.ts'

/** A browser whose microphone is a tone, and that asks nobody for it. */
export function launchWithMicrophone(): Promise<Browser> {
  return launchChromium(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'])
}

/** More than one slice, so that the last upload is cut. */
const PICTURE_BYTES = 11_000_000

/** What the participant of the example study says below. */
export const ANSWERS = {
  lowMood: 2,
  hours: 7,
  doneToday: [0, 2],
  disturbance: 'McDonald, "the neighbour"; =1+1',
}

/** Opens a personal link in a page and answers the whole study, with a changed answer, a recording and a large picture. */
export async function answerStudy(browser: Browser, link: string): Promise<void> {
  const page = await browser.newPage()
  await page.goto(link)
  await page.getByRole('button', { name: 'Join' }).click()
  await page.getByLabel('Very much').check()
  await page.getByLabel('Quite a bit').check()
  const sleep = page.getByLabel('Sleep')
  await sleep.fill(String(ANSWERS.hours))
  await sleep.blur()
  await page.getByLabel('Worked or studied').check()
  await page.getByLabel('Was outdoors').check()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('heading', { name: 'Your voice' }).waitFor()
  await page.getByRole('button', { name: 'Record' }).click()
  await page.getByRole('button', { name: 'Stop' }).click()
  await page.getByRole('button', { name: 'Recorded. Record again' }).waitFor()
  await page.getByLabel('Disturbance').fill(ANSWERS.disturbance)
  await page.getByLabel('Picture').setInputFiles({
    name: 'place.jpg',
    mimeType: 'image/jpeg',
    buffer: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(PICTURE_BYTES)]),
  })
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('button', { name: 'Upload' }).click()
  await page.getByText('Your answers are there').waitFor()
  await page.close()
}
