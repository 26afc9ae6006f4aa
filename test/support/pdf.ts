import { inflateSync } from 'node:zlib'

/** The texts of a PDF of ours, line by line, as a search would find them. */
export function textsOf(pdf: Buffer): string[] {
  const file = pdf.toString('latin1')
  const objects = new Map(
    [...file.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj\n/g)].map(([, number, body]) => [
      number,
      body as string,
    ]),
  )
  const unpack = (number: string | undefined): string => {
    const stream = /stream\n([\s\S]*)\nendstream$/.exec(objects.get(number) ?? '')?.[1] ?? ''
    return inflateSync(Buffer.from(stream, 'latin1')).toString('utf8')
  }
  const faces = new Map(
    [...file.matchAll(/\/(F\d) (\d+) 0 R/g)].map(([, name, number]) => {
      const letters = unpack(/ToUnicode (\d+)/.exec(objects.get(number) ?? '')?.[1])
      return [name, new Map([...letters.matchAll(/<(....)> <(\w+)>/g)].map(([, glyph, hex]) => [glyph, hex]))]
    }),
  )
  const pages = [...file.matchAll(/\/Contents (\d+) 0 R/g)].map(([, number]) => unpack(number))
  return pages.flatMap((page) =>
    [...page.matchAll(/\/(F\d) .*?<(\w*)> Tj/g)].map(([, face, glyphs]) =>
      (glyphs?.match(/..../g) ?? [])
        .map((glyph) =>
          Buffer.from(faces.get(face)?.get(glyph) ?? '', 'hex')
            .swap16()
            .toString('utf16le'),
        )
        .join(''),
    ),
  )
}
