import { Type } from 'typebox'

/** With the ETag of a file, which is its SHA-256, a change is refused when somebody else made one meanwhile. */
export const FileTag = Type.Object({
  'if-match': Type.Optional(
    Type.String({
      maxLength: 100,
      description: 'The ETag of what is replaced; "" where no file may be there',
    }),
  ),
})

/** The SHA-256 that an `If-Match` names; null where nothing may be there yet. */
export function matchOf(header: string | undefined): string | null | undefined {
  if (header === undefined || header === '*') return undefined
  const [, tag = 'none'] = /^"([0-9a-f]*)"$/.exec(header) ?? []
  return tag === '' ? null : tag
}
