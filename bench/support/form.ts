import type { Request } from './load.ts'

const BOUNDARY = '----atelier-bench-boundary'

/** A submission to the product or the floor as a browser sends it: multipart, the fields first. */
export function submission(path: string, fields: Record<string, string>): Request {
  const body = [Buffer.from(`${partsOf(fields)}--${BOUNDARY}--\r\n`)]
  return { ...postTo(path), body: () => body }
}

/** One with a file, whose name is another each time: the same file again would be a retry, which is stored once. */
export function fileSubmission(
  path: string,
  fields: Record<string, string>,
  content: readonly Buffer[],
): Request {
  let sent = 0
  const end = Buffer.from(`\r\n--${BOUNDARY}--\r\n`)
  const body = () => {
    sent += 1
    return [Buffer.from(partsOf(fields) + fileHead(`recording-${sent}.bin`)), ...content, end]
  }
  return { ...postTo(path), body }
}

function postTo(path: string) {
  return {
    path,
    method: 'POST' as const,
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
  }
}

function partsOf(fields: Record<string, string>): string {
  return Object.entries(fields)
    .map(
      ([name, value]) =>
        `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    .join('')
}

function fileHead(name: string): string {
  return `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`
}

/** Answers of a questionnaire, 2 KB of JSON. */
export const answers = JSON.stringify(
  Array.from({ length: 12 }, (_, item) => ({
    '@type': 'reproschema:Response',
    '@id': `urn:uuid:5b1ab8d6-32d1-4d9a-9a0c-0000000000${String(item).padStart(2, '0')}`,
    isAbout: `items/phq9_${item}`,
    value: item % 4,
    wasAttributedTo: 'participant',
  })),
)
