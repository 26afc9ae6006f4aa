import { randomBytes } from 'node:crypto'
import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { newFolder } from './support/folder.ts'
import { answers, fileSubmission, submission } from './support/form.ts'
import { ask, measure, type Request } from './support/load.ts'
import { command, type Measurable, startProduct } from './support/product.ts'
import type { Row } from './support/table.ts'

const SUBMISSIONS = 100_000
const RECORDINGS = 2_000
const RECORDING_BYTES = 5_000_000
const MOST_SECONDS = 600

/** S6: 100,000 submissions and 10 GB of recordings are copied while others submit, looked through, and put back elsewhere. */
export async function backup(): Promise<Row[]> {
  const file = join(newFolder(), 'atelier.zip')
  try {
    const { product, taken, made } = await makeBackup(file)
    const size = `${(statSync(file).size / 1e9).toFixed(1)} GB`
    const verified = await timed(() => command(product, 'backup', 'verify', file))
    const restored = await timed(() => command({ ...product, folder: newFolder() }, 'restore', file))
    if (restored.said !== verified.said)
      throw new Error(`It holds ${verified.said}, and ${restored.said} came back.`)
    return [
      row(`a backup, while ${taken.toLocaleString('en')} more were taken in`, made.seconds, size),
      row('looking through it', verified.seconds, verified.said.replace(/ of .*/, '')),
      row('putting it back elsewhere', restored.seconds, 'the same'),
    ]
  } finally {
    rmSync(file, { force: true })
  }
}

async function makeBackup(file: string) {
  const product = await startProduct()
  const stop = new AbortController()
  try {
    await fill(product)
    const beside = submitBeside(product, stop.signal)
    const made = await timed(() => command(product, 'backup', file))
    stop.abort()
    return { product, made, taken: await beside }
  } finally {
    stop.abort()
    await product.stop({ removeNow: true })
  }
}

/** Of somebody else each time: answers that came before would be looked up among all that are the same. */
function answersOf({ submitPath, grant }: Measurable): Request {
  const fields = () => ({ auth_token: grant, responses: answers.replaceAll('5b1ab8d6', newId()) })
  return { ...submission(submitPath, fields()), body: () => submission(submitPath, fields()).body?.() ?? [] }
}

const newId = () => randomBytes(4).toString('hex')

async function fill(product: Measurable): Promise<void> {
  const form = fileSubmission(product.submitPath, { auth_token: product.grant }, [
    randomBytes(RECORDING_BYTES),
  ])
  for (let sent = 0; sent < RECORDINGS; sent += 1) await ask(product, form)
  const load = { ...answersOf(product), connections: 16, seconds: 5 }
  for (let sent = RECORDINGS; sent < SUBMISSIONS; )
    sent += Math.round((await measure(product, load)).perSecond * load.seconds)
}

/** Ten a second, as of a study that goes on. Gives how many were taken in. */
async function submitBeside(product: Measurable, signal: AbortSignal): Promise<number> {
  let taken = 0
  for (; !signal.aborted; taken += 1) {
    await ask(product, answersOf(product))
    await pause(100)
  }
  return taken
}

async function timed(act: () => Promise<string>): Promise<{ seconds: number; said: string }> {
  const since = performance.now()
  const said = await act()
  return { seconds: (performance.now() - since) / 1000, said }
}

const row = (what: string, seconds: number, product: string): Row => ({
  what: `${SUBMISSIONS.toLocaleString('en')} submissions, 10 GB: ${what}`,
  product,
  result: { value: seconds, bar: MOST_SECONDS, better: 'less', unit: 's' },
})
