import { cpSync } from 'node:fs'
import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { INCOMING } from '../../../kernel/files/name.ts'
import type { Automation } from '../automation.ts'

const PRODUCT = fileURLToPath(new URL('../product', import.meta.url))
/** Below it lies all that the product brings. */
const SHIPPED = 'web_nornir'

/** Puts inventories, configuration and templates of the product into a root that is empty; never over anything. */
export async function shipProduct({ root }: Pick<Automation, 'root'>): Promise<void> {
  const there = async () => (await readdir(root)).filter((name) => name !== INCOMING)
  if ((await there()).length > 0) return
  const made = join(root, INCOMING, SHIPPED)
  // Of a start that was cut off.
  await rm(made, { recursive: true, force: true })
  try {
    // In one go: nobody waits before a start, and with promises it is fifteen times the work.
    cpSync(PRODUCT, made, { recursive: true })
    // All of it at once: a root with half of it would never get the rest.
    await rename(made, join(root, SHIPPED))
  } catch (error) {
    // Another node that shares the root may have been quicker.
    if ((await there()).length === 0) throw error
  }
}
