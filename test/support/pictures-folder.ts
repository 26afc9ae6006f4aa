import type { Page } from 'playwright-core'

/** A temporary folder is nobody's: the page shows the one of the operators' guide. */
export async function nameTheFolder(page: Page): Promise<void> {
  await page.getByText('/tmp/').first().waitFor()
  await page.evaluate(() => {
    const { document } = globalThis as unknown as {
      document: { querySelectorAll(all: string): Iterable<Leaf> }
    }
    for (const each of document.querySelectorAll('main *')) {
      if (each.childElementCount > 0) continue
      each.textContent = each.textContent.replace(/\/tmp\/atelier-console-\w+/, '/var/lib/atelier')
    }
  })
}

interface Leaf {
  childElementCount: number
  textContent: string
}
