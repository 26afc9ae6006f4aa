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
