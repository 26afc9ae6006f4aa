import { realpath } from 'node:fs/promises'
import { isAbsolute, sep } from 'node:path'
import { readAtMost } from '../../../kernel/http/read-at-most.ts'
import { Problem } from '../../../kernel/problem.ts'
import type { Compute } from '../compute.ts'
import { entryProblems } from './file-problems.ts'

const RESOLVER_MS = 10_000
const MOST_ANSWER = 1_048_576
/** What no system takes as a path. */
const LONGEST = 4_096

/** What a link of a request is to lead to: a path that the client names, or a data set by its key. */
export type Source = { path: string } | { dataset: string }

/**
 * The places that links lead to, in the order asked for. A path must lie below an allowed root by where it really leads;
 * what is absent and what is forbidden is refused alike.
 */
export async function findSources(
  compute: Compute,
  sources: readonly Source[],
  token: string | undefined,
): Promise<string[]> {
  const roots = (await Promise.all(compute.settings.linkRoots.map(realOf))).flatMap((root) => root ?? [])
  const keys = sources.flatMap((source) => ('dataset' in source ? [source.dataset] : []))
  const odd = keys.find((key) => key.length > LONGEST || key.includes('\0') || !key.isWellFormed())
  if (odd !== undefined) throw entryProblems.sourceMissing(odd)
  const datasets = await findDatasets(compute, [...new Set(keys)], token)
  const targets: string[] = []
  for (const source of sources) {
    const named = 'path' in source ? source.path : source.dataset
    const target = 'path' in source ? source.path : datasets.get(source.dataset)
    if (target === undefined || !isPlain(target)) throw entryProblems.sourceMissing(named)
    const real = await realOf(target)
    const isAllowed = real !== undefined && ('dataset' in source || roots.some((root) => isBelow(real, root)))
    if (!isAllowed) throw entryProblems.sourceMissing(named)
    targets.push(target)
  }
  return targets
}

/** The text is what the link holds: with `..` in it, it could lead elsewhere than what was looked at. */
const isPlain = (path: string): boolean =>
  path.length <= LONGEST &&
  isAbsolute(path) &&
  !path.includes('\0') &&
  path.isWellFormed() &&
  !path.split('/').includes('..')

const isBelow = (path: string, root: string): boolean =>
  path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)

async function realOf(path: string): Promise<string | undefined> {
  try {
    return await realpath(path)
  } catch (error) {
    // Whatever the reason is: who asks must not learn it.
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    return undefined
  }
}

/** Where data sets lie: by the catalogue of this installation, else by the resolver that it names. */
async function findDatasets(
  compute: Compute,
  keys: readonly string[],
  token: string | undefined,
): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map()
  const rows = await compute.db
    .selectFrom('compute_dataset')
    .select(['key', 'path'])
    .where('key', 'in', keys)
    .orderBy('id')
    .limit(keys.length)
    .execute()
  const found = new Map(rows.map((row) => [row.key, row.path]))
  const rest = keys.filter((key) => !found.has(key))
  const { resolverUrl } = compute.settings.datasets
  if (rest.length === 0 || resolverUrl === undefined) return found
  if (!token) throw entryProblems.tokenMissing()
  for (const [key, path] of await askResolver(resolverUrl, rest, token)) found.set(key, path)
  return found
}

/** Asks as the original does: the person's own token says what they may see. */
async function askResolver(
  url: string,
  keys: readonly string[],
  token: string,
): Promise<Map<string, string>> {
  const text = await fetchText(`${url.replace(/\/+$/, '')}/datasets/file-system-abs-path`, keys, token)
  const answer = parse(text)
  if (!Array.isArray(answer)) throw entryProblems.unresolved(502, 'the service gave no list.')
  const found = new Map<string, string>()
  for (const each of answer as { uuid?: unknown; path?: unknown; error?: unknown }[]) {
    if (typeof each?.error === 'string')
      throw entryProblems.unresolved(400, `${String(each.uuid)}: ${each.error.slice(0, 200)}`)
    if (typeof each?.uuid !== 'string' || typeof each.path !== 'string' || !isPlain(each.path))
      throw entryProblems.unresolved(502, 'the service gave no paths.')
    found.set(each.uuid, each.path)
  }
  return found
}

async function fetchText(url: string, keys: readonly string[], token: string): Promise<string> {
  try {
    // A token with a line break is no header; it is the caller's mistake like a wrong one.
    if (!/^[\x21-\x7e]+$/.test(token)) throw entryProblems.unresolved(400, 'the token was not accepted.')
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(keys),
      redirect: 'error',
      signal: AbortSignal.timeout(RESOLVER_MS),
    })
    const bytes = await readAtMost(response, MOST_ANSWER)
    if (!bytes) throw entryProblems.unresolved(502, 'the service answered too much.')
    if ([400, 401, 403, 404, 422].includes(response.status))
      throw entryProblems.unresolved(400, `the service refused with ${response.status}.`)
    if (!response.ok) throw entryProblems.unresolved(502, `the service answered ${response.status}.`)
    return bytes.toString('utf8')
  } catch (error) {
    if (error instanceof Problem) throw error
    throw entryProblems.unresolved(502, 'the service did not answer.', error)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw entryProblems.unresolved(502, 'the service gave no JSON.', error)
  }
}
