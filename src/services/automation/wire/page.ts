import type { FastifyRequest } from 'fastify'
import { calledPrefix } from '../../../kernel/http/called.ts'
import type { Wire } from './wire.ts'

const USUAL = 25
/** The original had no end; a list of everything is no page. */
const MOST = 1_000

export interface Page {
  limit: number
  offset: number
}

/** The last value of a field of the query; undefined where it is empty. */
export function queryOf({ query }: Pick<FastifyRequest, 'query'>, name: string): string | undefined {
  const fields = query as Record<string, string | string[] | undefined>
  const value = Object.hasOwn(fields, name) ? [fields[name]].flat().at(-1) : undefined
  // Nothing that is kept holds it, and a database that is asked for it fails.
  return value === undefined || value === '' ? undefined : value.replaceAll('\0', '\ufffd')
}

/** The part of a list that is asked for; what is no number counts as not given. */
export function pageOf(request: Pick<FastifyRequest, 'query'>): Page {
  const limit = numberOf(queryOf(request, 'limit')) || USUAL
  return { limit: Math.min(limit, MOST), offset: numberOf(queryOf(request, 'offset')) }
}

const numberOf = (text: string | undefined): number =>
  text !== undefined && /^\s*\+?\d{1,15}\s*$/.test(text) ? Number(text) : 0

/** Words that all have to be found. */
export const wordsOf = (request: Pick<FastifyRequest, 'query'>): string[] =>
  (queryOf(request, 'search') ?? '').split(/[\s,]+/).filter((word) => word !== '')

export interface Order<K extends string> {
  key: K
  descending: boolean
}

/** By which of the known keys a list is ordered; the others mean nothing. */
export function orderOf<K extends string>(
  request: Pick<FastifyRequest, 'query'>,
  known: readonly K[],
): Order<K>[] {
  const asked = (queryOf(request, 'ordering') ?? '').split(',').map((each) => each.trim())
  const orders = asked.flatMap((each) => {
    const key = known.find((one) => one === each.replace(/^-/, ''))
    return key === undefined ? [] : [{ key, descending: each.startsWith('-') }]
  })
  return orders.filter(({ key }, at) => orders.findIndex((other) => other.key === key) === at)
}

/** An address below the mount, as the client calls it. */
export function linkTo(wire: Pick<Wire, 'prefix'>, request: FastifyRequest, path: string): string {
  return `${request.protocol}://${request.host}${calledPrefix(wire, request)}${path}`
}

/** A page of a list as the protocol answers it, with the addresses of its neighbours. */
export function paged<T>(
  wire: Pick<Wire, 'prefix'>,
  request: FastifyRequest,
  { path, count, page, results }: { path: string; count: number; page: Page; results: T[] },
): { count: number; next: string | null; previous: string | null; results: T[] } {
  const { limit, offset } = page
  const at = (place: number) => linkTo(wire, request, `${path}?${queryFor(request, limit, place)}`)
  return {
    count,
    next: offset + limit < count ? at(offset + limit) : null,
    previous: offset > 0 ? at(Math.max(offset - limit, 0)) : null,
    results,
  }
}

/** All that was asked, by name; the first page has no offset. */
function queryFor({ query }: FastifyRequest, limit: number, offset: number): string {
  const all = { ...(query as Record<string, string | string[]>), limit: String(limit) }
  const { offset: _old, ...rest } = all as Record<string, string | string[]>
  const entries = Object.entries(offset > 0 ? { ...rest, offset: String(offset) } : rest)
  const sorted = entries.sort(([one], [other]) => (one < other ? -1 : 1))
  return new URLSearchParams(
    sorted.flatMap(([name, values]) => [values].flat().map((value): [string, string] => [name, value])),
  ).toString()
}

/** Which fields an answer has: those of `fields`, without those of `omit`. */
export function projection(request: Pick<FastifyRequest, 'query'>): (name: string) => boolean {
  const namesIn = (text: string | undefined) =>
    text === undefined ? undefined : new Set(text.split(',').map((name) => name.trim()))
  const [only, without] = [namesIn(queryOf(request, 'fields')), namesIn(queryOf(request, 'omit'))]
  return (name) => (!only || only.has(name)) && !without?.has(name)
}

/** An answer with those of its fields that are asked for. */
export const projected = <T extends object>(row: T, isWanted: (name: string) => boolean): Partial<T> =>
  Object.fromEntries(Object.entries(row).filter(([name]) => isWanted(name))) as Partial<T>
