import { setTimeout as pause } from 'node:timers/promises'
import { submission } from './support/form.ts'
import { ask } from './support/load.ts'
import { type Measurable, startProduct } from './support/product.ts'
import { median } from './support/rounds.ts'
import { settle } from './support/settle.ts'
import type { Row } from './support/table.ts'

const SUBMISSIONS = 200
const ANSWERS = 500
const MB = 1_000_000
const ROUNDS = 3

/** All answers of a project as a file, and what that takes of memory. */
export async function exportAnswers(): Promise<Row[]> {
  const product = await startProduct()
  try {
    const path = (name: string) => product.list.path.replace(/submissions.*/, `exports/${name}`)
    await fill(product, path('preview'))
    await settle()
    const idle = product.memoryBytes()
    product.forgetPeak()
    const rows = []
    for (const name of ['long.csv', 'wide.csv']) {
      const speeds: number[] = []
      for (let round = 0; round < ROUNDS; round += 1) speeds.push(await rowsPerSecond(product, path(name)))
      rows.push(rowOf(name, median(speeds)))
    }
    const over = (product.peakBytes() - idle) / MB
    return [
      ...rows,
      {
        what: 'memory over idle meanwhile, at most',
        product: `${over.toFixed(0)} MB`,
        result: { value: over, bar: 150, better: 'less', unit: 'MB' },
      },
    ]
  } finally {
    await product.stop({ removeNow: true })
  }
}

function rowOf(name: string, speed: number): Row {
  return {
    what: `export of 100,000 answers, ${name}`,
    product: `${Math.round(speed).toLocaleString('en')} answers/s`,
    result: { value: speed, bar: 20_000, better: 'more', unit: 'answers/s' },
  }
}

/** Sends the answers, and waits until all are read. */
async function fill(product: Measurable, preview: string): Promise<void> {
  for (let i = 0; i < SUBMISSIONS; i += 1) {
    const fields = { auth_token: product.grant, responses: JSON.stringify(answersOf(i)) }
    await ask(product, submission(product.submitPath, fields))
  }
  for (;;) {
    const { answers } = JSON.parse(await ask(product, { ...product.list, path: preview }))
    if (answers === SUBMISSIONS * ANSWERS) return
    await pause(500)
  }
}

function answersOf(submitted: number): object[] {
  return Array.from({ length: ANSWERS }, (_, at) => {
    const activity = `https://example.org/p/activities/a${at % 20}`
    const item = `${activity}/items/i${at % 25}`
    const id = `uuid:${submitted}-${at}`
    const act = {
      '@type': 'reproschema:ResponseActivity',
      '@id': `${id}-act`,
      used: [item, `${activity}/a${at % 20}_schema`, 'https://example.org/p/study_schema'],
      inLanguage: 'en',
      startedAtTime: new Date(Date.UTC(2027, 2, 1) + at * 1_000).toISOString(),
      endedAtTime: new Date(Date.UTC(2027, 2, 1) + at * 1_000 + 900).toISOString(),
      generated: id,
    }
    const response = {
      '@type': 'reproschema:Response',
      '@id': id,
      wasAttributedTo: {
        '@id': `session-${submitted}-${Math.floor(at / 100)}`,
        subject_id: `sub-${submitted}`,
      },
      isAbout: item,
      value: `an answer, the ${at}th`,
    }
    return [act, response]
  }).flat()
}

async function rowsPerSecond(product: Measurable, path: string): Promise<number> {
  const start = performance.now()
  const answer = await fetch(`${product.url}${path}`, { headers: product.list.headers ?? {} })
  let bytes = 0
  for await (const chunk of answer.body ?? []) bytes += chunk.length
  if (!answer.ok || bytes < MB) throw new Error(`The export was refused: ${answer.status}`)
  return (SUBMISSIONS * ANSWERS * 1000) / (performance.now() - start)
}
