import { mkdtempSync, readdirSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { TestContext } from 'node:test'
import { type Area, type AreaOptions, openArea } from './area.ts'
import { INCOMING } from './name.ts'

/** A folder that goes away with its test. */
export function temporaryFolder(test: TestContext): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'atelier-files-')))
  test.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** An area in a folder of its own; beside it there is room for what must not be reached. */
export async function temporaryArea(
  test: TestContext,
  options: Partial<AreaOptions> = {},
): Promise<{ area: Area; outside: string }> {
  const outside = temporaryFolder(test)
  return { area: await openArea({ root: join(outside, 'area'), name: 'tests', ...options }), outside }
}

export async function textOf(stream: Readable): Promise<string> {
  return (await bytesOf(stream)).toString('utf8')
}

export async function bytesOf(stream: Readable): Promise<Buffer> {
  return Buffer.concat(await stream.toArray())
}

/** Names of temporary files that lie in the area. */
export const leftovers = (area: Area): string[] => readdirSync(join(area.root, INCOMING))

/** What this process holds open below a folder. */
export function openBelow(folder: string): string[] {
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${descriptor}`)
      return target.startsWith(folder) ? [target] : []
    } catch {
      return [] // closed between the two calls
    }
  })
}
