import assert from 'node:assert/strict'
import { copyFileSync, existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { type Atelier, buildApp, openAtelier, settingsSchema } from '../../src/app.ts'
import { CONSOLE_DIST } from '../../src/console.ts'
import { readConfig } from '../../src/kernel/config/config.ts'
import { type App, stopApp } from '../../src/kernel/http/app.ts'
import { createAccount } from '../../src/kernel/identity/account.ts'
import { setRoles } from '../../src/kernel/identity/group.ts'
import { silentLog } from '../../src/kernel/log.ts'
import { borrowChromium } from './chromium.ts'
import { removeDataFolder } from './data-folder.ts'
import { afterPart } from './part.ts'
import { SPARED } from './spared.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Good enough for the rule about passwords; every person of these tests has it. */
export const PASSWORD = 'correct horse battery'

export interface Console {
  url: string
  atelier: Atelier
  app: App
  /** Makes an account with a password; gives its number. */
  person(name: string, rights?: PersonRights): Promise<number>
  /** A browser of its own for one person, signed in when `as` names one. */
  visit(options?: VisitOptions): Promise<Visit>
  /** Stops listening, as a server that is gone; `listen` brings it back at the same address. */
  close(): Promise<void>
}

export interface PersonRights {
  administrator?: boolean
  roles?: string[]
  email?: string
  firstName?: string
  lastName?: string
}

export interface VisitOptions extends BrowserContextOptions {
  as?: string
}

export interface Visit {
  page: Page
  /** Opens an address of the console and waits for its heading. */
  open(path: string): Promise<void>
  /** Findings of axe (WCAG 2.2 AA and its best practices, or these rules alone); every one fails. */
  accessible(rules?: readonly string[]): Promise<void>
  /** How often somebody clicked, tapped or pressed Enter on a control while `work` ran. */
  clicks(work: () => Promise<void>): Promise<number>
  /** Nothing sticks out sideways at these widths. */
  fits(widths?: readonly number[]): Promise<void>
  /** Throws what went wrong unseen: errors of scripts, violations of the policy, dialogs that uploads opened. */
  clean(): void
}

/** The whole product with its built console, on a new data folder and a free port (or `ATELIER_PORT`), with jobs running. It ends with the test file. */
export async function openConsole(
  env: Record<string, string> = {},
  { browserArgs = [] }: { browserArgs?: readonly string[] } = {},
): Promise<Console> {
  if (!existsSync(join(CONSOLE_DIST, 'index.html')))
    throw new Error('The console is not built: npm run console')
  const folder = mkdtempSync(join(tmpdir(), 'atelier-console-'))
  // A copy of one with its tables made, where the runner has made one.
  const { ATELIER_TEST_SQLITE_TEMPLATE: template } = process.env
  if (template) copyFileSync(template, join(folder, 'atelier.db'))
  const given = { ATELIER_DATA: folder, ...SPARED, ...env }
  const atelier = await openAtelier({
    config: readConfig(settingsSchema, { env: given }),
    log: silentLog,
    holder: { pid: process.pid, address: 'a test' },
  })
  const { kernel } = atelier
  const app = buildApp(atelier, '0.0.0-test')
  const url = await app.listen({ host: '127.0.0.1', port: Number(env.ATELIER_PORT ?? 0) })
  await kernel.jobs.start()
  const { browser, giveBack } = await borrowChromium(browserArgs)
  const contexts = new Set<BrowserContext>()
  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= stopApp(app, 500)
    return closed
  }
  afterPart(async () => {
    for (const context of contexts) await context.close()
    await giveBack()
    await close()
    await kernel.jobs.stop(2_000)
    await kernel.close()
    removeDataFolder(folder)
  })
  return {
    url,
    atelier,
    app,
    close,
    async person(name, { roles, ...rights } = {}) {
      const by = { via: 'system' } as const
      const account = await createAccount(kernel.identity, by, { name, password: PASSWORD, ...rights })
      if (roles) await setRoles(kernel.identity, by, { account: account.id }, roles)
      return account.id
    },
    async visit({ as, ...options } = {}) {
      const context = await browser.newContext({
        baseURL: url,
        viewport: { width: 1440, height: 900 },
        // What turns for ever is drawn for ever, by the processor.
        reducedMotion: 'reduce',
        ...options,
      })
      contexts.add(context)
      context.on('close', () => contexts.delete(context))
      if (as) {
        const answer = await context.request.post('/api/session', {
          headers: { origin: url },
          data: { name: as, password: PASSWORD },
        })
        assert.equal(answer.status(), 201, await answer.text())
      }
      const page = await context.newPage()
      after(() => context.close())
      return visitOf(page)
    },
  }
}

async function visitOf(page: Page): Promise<Visit> {
  const wrong: string[] = []
  page.on('pageerror', (error) => wrong.push(`error: ${error.stack ?? error.message}`))
  page.on('console', (message) => {
    const text = message.text()
    // The browser itself reports refusals as errors; those are answers that the page shows.
    if (message.type() === 'error' && !/^Failed to load resource/.test(text)) wrong.push(`console: ${text}`)
  })
  page.on('dialog', (dialog) => {
    if (dialog.type() === 'beforeunload') return void dialog.accept()
    wrong.push(`dialog: ${dialog.message()}`)
    return void dialog.dismiss()
  })
  await page.addInitScript(() => {
    const scope = globalThis as unknown as {
      addEventListener(name: string, fn: (event: never) => void, options?: object): void
      sessionStorage: { getItem(key: string): string | null; setItem(key: string, value: string): void }
    }
    scope.addEventListener(
      'securitypolicyviolation',
      (event: { violatedDirective: string; blockedURI: string }) =>
        console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`),
    )
    // A click that a script makes is none.
    scope.addEventListener(
      'click',
      (event: { isTrusted: boolean }) => {
        if (!event.isTrusted) return
        scope.sessionStorage.setItem('clicks', String(Number(scope.sessionStorage.getItem('clicks')) + 1))
      },
      { capture: true },
    )
  })
  const counted = () =>
    page.evaluate(() =>
      Number((globalThis as unknown as { sessionStorage: Storage }).sessionStorage.getItem('clicks')),
    )
  return {
    page,
    async open(path) {
      await page.goto(path)
      await page.locator('h1').first().waitFor()
      // What follows may count and read: none of it is still on its way.
      await page.locator('main [aria-busy=true]').first().waitFor({ state: 'detached' })
    },
    async accessible(rules) {
      await page.evaluate(settle)
      // Not a script of the page: its policy would refuse that.
      const isThere = await page.evaluate(() => 'axe' in globalThis)
      if (!isThere) await page.evaluate(axe)
      const findings = await page.evaluate(async (rules) => {
        const { axe } = globalThis as unknown as {
          axe: { run(options: object): Promise<{ violations: Finding[] }> }
        }
        const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
        const runOnly = rules ? { type: 'rule', values: rules } : { type: 'tag', values: tags }
        // What passes is looked at, and not described.
        const { violations } = await axe.run({ runOnly, resultTypes: ['violations'] })
        return violations.map(
          ({ id, impact, nodes }) =>
            `${impact} ${id}: ${nodes.map((node) => `${node.html}\n  ${node.failureSummary}`).join('\n')}`,
        )
      }, rules)
      assert.deepEqual(findings, [], `${page.url()}\n${findings.join('\n')}`)
    },
    async clicks(work) {
      const before = await counted()
      await work()
      return (await counted()) - before
    },
    async fits(widths = [320, 390, 768, 1280, 1440, 1920]) {
      const { height = 900 } = page.viewportSize() ?? {}
      for (const width of widths) {
        await page.setViewportSize({ width, height })
        const over = await page.evaluate(() => {
          const { document } = globalThis as unknown as { document: { documentElement: Box; body: Box } }
          return Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)
        })
        assert.ok(over <= width, `${page.url()} is ${over} wide at ${width}`)
      }
    },
    clean() {
      assert.deepEqual(wrong, [])
    },
  }
}

/** Colours on their way are no colours: waits until nothing moves but what turns for ever. Runs in the page. */
async function settle(): Promise<void> {
  const { document, requestAnimationFrame: frame } = globalThis as unknown as {
    document: { getAnimations(): Moving[] }
    requestAnimationFrame(next: () => void): void
  }
  for (;;) {
    // A change of scheme reaches the page by its script, and moves from the next frame on.
    for (let i = 0; i < 3; i += 1) await new Promise<void>((next) => frame(() => next()))
    const moving = document
      .getAnimations()
      .filter(({ effect }) => effect.getTiming().iterations !== Number.POSITIVE_INFINITY)
    if (moving.length === 0) return
    await Promise.all(moving.map(({ finished }) => finished.catch(() => undefined)))
  }
}

interface Moving {
  effect: { getTiming(): { iterations: number } }
  finished: Promise<unknown>
}

interface Finding {
  id: string
  impact: string
  nodes: { html: string; failureSummary: string }[]
}

interface Box {
  scrollWidth: number
}
