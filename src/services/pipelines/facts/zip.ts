import type { Pieces } from '../../../kernel/files/pieces.ts'
import { readZip } from '../../../kernel/files/unzip.ts'
import { Problem } from '../../../kernel/problem.ts'
import type { Facts } from './facts.ts'
import { plural, sizeText } from './words.ts'

/** Of an archive, by its directory: nothing is unpacked. */
export async function zipFacts(pieces: Pieces): Promise<Facts> {
  let [entries, unpackedBytes] = [0, 0]
  try {
    for await (const { size } of readZip(pieces)) {
      entries += 1
      unpackedBytes += size
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { format: 'zip', text: 'Zip archive', problem: error.message }
  }
  return {
    format: 'zip',
    text: `Zip archive, ${plural(entries, 'file')}, ${sizeText(unpackedBytes)} unpacked`,
    entries,
    unpackedBytes,
  }
}
