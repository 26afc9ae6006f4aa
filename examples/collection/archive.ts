import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import type { Answers, Attachment } from './answers.ts'

/** Packs activities as the web app does: a folder with one JSON-LD file an activity, and the recordings beside it. */
export function zipOf(
  name: string,
  activities: readonly { index: number; answers: Answers }[],
  more: readonly Attachment[] = [],
): Promise<Buffer> {
  const zip = new ZipFile()
  // Recordings and random bytes do not get smaller.
  const options = { compress: false }
  for (const { index, answers } of activities) {
    zip.addBuffer(
      Buffer.from(JSON.stringify(answers.entries, null, 4)),
      `${name}/activity_${index}.jsonld`,
      options,
    )
    for (const each of answers.attachments) zip.addBuffer(each.bytes, `${name}/${each.name}`, options)
  }
  for (const each of more) zip.addBuffer(each.bytes, `${name}/${each.name}`, options)
  zip.end()
  return buffer(zip.outputStream)
}

/** The web app cuts its last zip into pieces of this size, `….zip.000`, `.001` and so on; the eleventh is `.0010`. */
const SLICE_BYTES = 10_000_000

export function slicesOf(name: string, zip: Buffer): { name: string; bytes: Buffer }[] {
  return Array.from({ length: Math.ceil(zip.length / SLICE_BYTES) }, (_, index) => ({
    name: `${name}.zip.00${index}`,
    bytes: zip.subarray(index * SLICE_BYTES, (index + 1) * SLICE_BYTES),
  }))
}
