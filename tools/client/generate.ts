import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp, openAtelier, settingsSchema } from '../../src/app.ts'
import { readConfig } from '../../src/kernel/config/config.ts'
import { stopApp } from '../../src/kernel/http/app.ts'
import { ProblemBody } from '../../src/kernel/http/errors.ts'
import { silentLog } from '../../src/kernel/log.ts'

/** Where the types lie that `npm run client` writes. */
export const SCHEMA_FILE = join(import.meta.dirname, '../../client/schema.ts')

interface Generator {
  default(document: object, options: object): Promise<unknown>
  astToString(ast: unknown): string
}

/**
 * The types of every route below `/api`, as TypeScript. The generator needs a compiler with a JavaScript API, which ours
 * no longer has: it is installed beside this file, not in the project.
 */
export async function generateSchema(): Promise<string> {
  const generator: Generator = await import(
    createRequire(import.meta.url)
      .resolve('openapi-typescript')
      .replace(/\.cjs$/, '.mjs')
  )
  const document = await ownDocument()
  const ast = await generator.default(document, { alphabetize: true, defaultNonNullable: false })
  return `// Made from /openapi.json by \`npm run client\`.
${generator.astToString(ast)}
/** Where a POST may be sent again under its Idempotency-Key. */
export const KEYED: readonly string[] = ${listed(pathsWith(document, 'post', 'idempotency-key'))}

/** Lists that show the newest first: their pages go on \`before\` an item. */
export const BACKWARD: readonly string[] = ${listed(pathsWith(document, 'get', 'before'))}
`
}

type Responses = Record<string, unknown>

interface Parameter {
  name: string
  required?: boolean
  schema: { default?: unknown }
}

interface Document {
  paths: Record<string, Record<string, { responses: Responses; parameters?: Parameter[] }>>
  components: Record<string, unknown>
}

/** What `/openapi.json` says about our own API; the protocols of the services have clients of their own. */
async function ownDocument(): Promise<Document> {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-client-'))
  const atelier = await openAtelier({
    config: readConfig(settingsSchema, { env: { ATELIER_DATA: folder, ATELIER_RESERVE_BYTES: '0' } }),
    log: silentLog,
    holder: { pid: process.pid, address: 'the maker of the client' },
  })
  const app = buildApp(atelier, '0.0.0')
  try {
    return trimmed((await app.inject('/openapi.json')).json())
  } finally {
    await stopApp(app, 1_000)
    await atelier.collection?.close()
    await atelier.kernel.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The paths whose method takes a parameter of that name. */
function pathsWith({ paths }: Document, method: string, parameter: string): string[] {
  return Object.entries(paths)
    .filter(([, methods]) => methods[method]?.parameters?.some(({ name }) => name === parameter))
    .map(([path]) => path)
    .sort()
}

const listed = (paths: string[]): string => `[\n${paths.map((path) => `  '${path}',\n`).join('')}]`

/** Every refusal has the same form: it stands once, not twelve times in each route. */
function trimmed(document: Document): Document {
  const paths = Object.entries(document.paths).filter(([path]) => path.startsWith('/api/'))
  for (const operation of paths.flatMap(([, methods]) => Object.values(methods))) {
    const answers = Object.entries(operation.responses).filter(([status]) => status < '4')
    operation.responses = {
      ...Object.fromEntries(answers),
      default: { $ref: '#/components/responses/Refusal' },
    }
    // What has a default may be left out.
    for (const each of operation.parameters ?? [])
      if (each.schema.default !== undefined) each.required = false
  }
  const content = { 'application/problem+json': { schema: ProblemBody } }
  const responses = { Refusal: { description: 'Why not, and what to do', content } }
  return { ...document, paths: Object.fromEntries(paths), components: { responses } }
}

if (import.meta.main) {
  const text = await generateSchema()
  if (readFileSync(SCHEMA_FILE, { encoding: 'utf8', flag: 'a+' }) !== text) writeFileSync(SCHEMA_FILE, text)
}
