/** The first bytes of the kinds of files that participants send, and where they stand. */
const SIGNS: readonly (readonly [type: string, at: number, bytes: string])[] = [
  ['audio/wav', 8, 'WAVE'],
  ['audio/ogg', 0, 'OggS'],
  ['audio/webm', 0, '\x1aE\xdf\xa3'],
  ['audio/flac', 0, 'fLaC'],
  ['audio/mpeg', 0, 'ID3'],
  ['audio/mpeg', 0, '\xff\xfb'],
  ['audio/aac', 0, '\xff\xf1'],
  ['audio/mp4', 4, 'ftyp'],
  ['application/pdf', 0, '%PDF-'],
  ['image/png', 0, '\x89PNG'],
  ['image/jpeg', 0, '\xff\xd8\xff'],
  ['application/zip', 0, 'PK\x03\x04'],
]

/** What a file is by its first bytes: the web app names documents `….wav` too. */
export function typeOf(bytes: Buffer): string {
  const text = bytes.toString('latin1')
  const found = SIGNS.find(([, at, sign]) => text.startsWith(sign, at))
  return found?.[0] ?? 'application/octet-stream'
}
