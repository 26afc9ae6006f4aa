/** A zip of uncompressed entries, as a Blob (APPNOTE 6.3, without zip64: a participant's answers stay far below 4 GB). */
export async function zipOf(entries) {
  const parts = []
  const directory = []
  let offset = 0
  for (const { name, blob } of entries) {
    const bytes = new Uint8Array(await blob.arrayBuffer())
    const path = new TextEncoder().encode(name)
    const facts = factsOf(bytes, path)
    parts.push(number(4, 0x04034b50), facts, path, bytes)
    directory.push(number(4, 0x02014b50), number(2, 20), facts, new Uint8Array(10), number(4, offset), path)
    offset += 4 + facts.length + path.length + bytes.length
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0)
  const count = number(2, entries.length)
  const end = [
    number(4, 0x06054b50),
    number(4, 0),
    count,
    count,
    number(4, size),
    number(4, offset),
    number(2, 0),
  ]
  return new Blob([...parts, ...directory, ...end], { type: 'application/zip' })
}

/** What an entry says of itself, in its own place and again in the directory. */
function factsOf(bytes, path) {
  const size = number(4, bytes.length)
  // Version 2.0, names in UTF-8, stored as it is, dated 1 January 1980.
  const head = [number(2, 20), number(2, 0x0800), number(2, 0), number(2, 0), number(2, 0x21)]
  return joined([...head, number(4, crc32(bytes)), size, size, number(2, path.length), number(2, 0)])
}

/** A number in so many bytes, the lowest first. */
function number(length, value) {
  return Uint8Array.from({ length }, (_, index) => Math.floor(value / 2 ** (8 * index)) & 0xff)
}

function joined(parts) {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value
})

function crc32(bytes) {
  let crc = 0xffffffff
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}
