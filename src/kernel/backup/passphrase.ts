import { readFile } from 'node:fs/promises'

/** A passphrase from its file; the last line break is the editor's. */
export async function passphraseOf(file: string): Promise<string> {
  return (await readFile(file, 'utf8')).replace(/\r?\n$/, '')
}
