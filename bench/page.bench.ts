import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { launchChromium } from '../test/support/chromium.ts'
import { LAUNCHER, productEnv } from './support/product.ts'
import { median } from './support/rounds.ts'
import { type BenchServer, startServer } from './support/server.ts'
import type { Row } from './support/table.ts'

const ROUNDS = 7
const EVENTS = 15
const PASSWORD = productEnv.ATELIER_ADMIN_PASSWORD

interface Loaded {
  seconds: number
  bytes: number
}

/** What a person waits for: the first page in a browser that has seen nothing yet, and a change that another makes. */
export async function page(): Promise<Row[]> {
  const { file, command } = LAUNCHER
  const product = await startServer(file, { command, args: ['serve'], env: productEnv })
  const floor = await emptyPage()
  const browser = await launchChromium()
  try {
    const first: Loaded[] = []
    const bare: Loaded[] = []
    for (let round = 0; round <= ROUNDS; round += 1) {
      bare.push(await load(browser, floor.url))
      first.push(await load(browser, product.url))
    }
    const seconds = (loads: Loaded[]) => median(loads.slice(1).map((each) => each.seconds))
    const kilobytes = Math.max(...first.map(({ bytes }) => bytes)) / 1_000
    const delay = await eventDelay(browser, product)
    return [
      {
        what: 'first page, packed, without its fonts',
        product: `${kilobytes.toFixed(0)} kB`,
        result: { value: kilobytes, bar: 250, better: 'less', unit: 'kB' },
      },
      {
        what: 'first page: a field can be typed into',
        product: `${seconds(first).toFixed(2)} s`,
        floor: `${seconds(bare).toFixed(2)} s, one field`,
        result: { value: seconds(first), bar: 1.5, better: 'less', unit: 's' },
      },
      {
        what: 'a change stands in an open page',
        product: `${delay.toFixed(0)} ms`,
        result: { value: delay, bar: 200, better: 'less', unit: 'ms' },
      },
    ]
  } finally {
    await browser.close()
    floor.close()
    await product.stop()
  }
}

/** A browser without a cache opens an address; interactive is when its first field takes a letter. */
async function load(browser: Browser, url: string): Promise<Loaded> {
  const context = await browser.newContext()
  const tab = await context.newPage()
  const network = await context.newCDPSession(tab)
  await network.send('Network.enable')
  let bytes = 0
  const fonts = new Set<string>()
  network.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Font') fonts.add(requestId)
  })
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    // Fonts are packed by themselves, and no page waits for them.
    if (!fonts.has(requestId)) bytes += encodedDataLength
  })
  const start = performance.now()
  await tab.goto(url)
  await tab.locator('input').first().fill('a')
  const seconds = (performance.now() - start) / 1000
  await tab.waitForLoadState('networkidle')
  await context.close()
  return { seconds, bytes }
}

/** From the request that changes something to its line in the journal that somebody else has open. */
async function eventDelay(browser: Browser, product: BenchServer): Promise<number> {
  const context = await browser.newContext({ baseURL: product.url })
  const headers = { origin: product.url, 'x-atelier': '1' }
  await context.request.post('/api/session', { headers, data: { name: 'admin', password: PASSWORD } })
  const tab = await context.newPage()
  await tab.goto('/app/operate/journal')
  await tab.getByRole('row').first().or(tab.getByRole('listitem').first()).waitFor()
  const delays: number[] = []
  for (let event = 0; event < EVENTS; event += 1) delays.push(await seen(tab, `bench ${event}`, headers))
  await context.close()
  return median(delays)
}

async function seen(tab: Page, name: string, headers: Record<string, string>): Promise<number> {
  const start = performance.now()
  const line = tab.getByText(name, { exact: true }).first().waitFor()
  await tab.context().request.post('/api/groups', { headers, data: { name } })
  await line
  const delay = performance.now() - start
  // A list is loaded again at most once a second; the next change is not to wait for that.
  await tab.waitForTimeout(1_200)
  return delay
}

/** The least that a page with a field can be. */
async function emptyPage(): Promise<{ url: string; close(): void }> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>Floor</title><input>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() }
}
