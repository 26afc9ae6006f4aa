import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { readZip } from '../../src/kernel/files/unzip.ts'

/** The texts of a zip by their names. */
export async function filesOf(zip: Buffer): Promise<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-zip-'))
  try {
    const path = join(folder, 'x.zip')
    writeFileSync(path, zip)
    const files: Record<string, string> = {}
    for await (const entry of readZip(path)) files[entry.name] = await text(await entry.open())
    return files
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
