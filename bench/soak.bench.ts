import { submission } from './support/form.ts'
import { type Measured, measure, type Request } from './support/load.ts'
import { authorised, type Measurable, startProduct } from './support/product.ts'
import { settle } from './support/settle.ts'
import type { Row } from './support/table.ts'

const FIRST = 20_000
const ALL = 100_000
const MB = 1_000_000

/** L6: the server holds as much memory after 100,000 requests of many kinds as it did after the first 20,000, or 10 % more. */
export async function soak(): Promise<Row[]> {
  const product = await startProduct()
  try {
    await ask(product, FIRST)
    const before = await held(product)
    await ask(product, ALL - FIRST)
    const after = await held(product)
    return [
      {
        what: `memory after ${ALL.toLocaleString('en')} requests, beside that after ${FIRST.toLocaleString('en')}`,
        product: `${(after / MB).toFixed(0)} MB`,
        floor: `${(before / MB).toFixed(0)} MB`,
        result: { value: after / before, bar: 1.1, better: 'less', unit: '×' },
      },
    ]
  } finally {
    await product.stop({ removeNow: true })
  }
}

/** What people and programs ask for all day: a submission, lists, a page, a document. */
function requestsOf(product: Measurable): Request[] {
  const { authorization = '' } = product.list.headers ?? {}
  const token = authorization.replace('Bearer ', '')
  const read = ['/api/me', '/api/collection/projects', '/api/journal?limit=20', '/api/compute/workspaces']
  return [
    submission(product.submitPath, { auth_token: product.grant, responses: '[]' }),
    product.list,
    ...read.map((path) => authorised(path, token)),
    { path: '/' },
    { path: '/healthz' },
  ]
}

async function ask(product: Measurable, most: number): Promise<void> {
  const requests = requestsOf(product)
  let sent = 0
  const next = () => requests[sent++ % requests.length] as Request
  const second = (): Promise<Measured> => measure(product, { next, connections: 16, seconds: 1 })
  while (sent < most) await second()
}

/** Once what waits is done and garbage is gone. */
async function held(product: Measurable): Promise<number> {
  await settle()
  return product.memoryBytes()
}
