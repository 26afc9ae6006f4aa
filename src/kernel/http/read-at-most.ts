/** The whole body of another server's answer; undefined, and no more of it is read, when it is longer than `most` bytes. */
export async function readAtMost(
  { body }: Pick<Response, 'body'>,
  most: number,
): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength
    if (bytes > most) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
