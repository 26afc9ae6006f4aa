import { readFileSync } from 'node:fs'

/** Which Atelier this is: `x.y.z`. */
export const { version: RELEASE } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { version: string }
