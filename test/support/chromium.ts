import { type Browser, chromium } from 'playwright-core'

/**
 * The system's Chromium without a window, as it runs for root and on a machine without a GPU. The shell that is built for
 * that alone takes two thirds of the processor's time of the whole browser.
 */
export function launchChromium(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium-headless-shell',
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      ...more,
    ],
  })
}

export interface Lent {
  browser: Browser
  giveBack(): Promise<void>
}

let shared: Promise<Browser> | undefined
let borrowers = 0

/** The one Chromium of this process, which ends with the last who has it. Whoever needs other arguments gets one alone. */
export async function borrowChromium(more: readonly string[] = []): Promise<Lent> {
  if (more.length > 0) {
    const browser = await launchChromium(more)
    return { browser, giveBack: () => browser.close() }
  }
  borrowers += 1
  shared ??= launchChromium()
  const browser = await shared
  return {
    browser,
    async giveBack() {
      borrowers -= 1
      if (borrowers > 0) return
      shared = undefined
      await browser.close()
    },
  }
}
