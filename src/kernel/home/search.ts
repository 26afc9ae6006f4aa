import { contains, fold } from '../db/db.ts'
import { searchAccounts } from '../identity/account.search.ts'
import type { Actor } from '../identity/actor.ts'
import type { Kernel } from '../kernel.ts'
import type { Found } from './home.ts'

/** Things by name over all services, as far as the person may see them. */
export async function searchAll(
  kernel: Kernel,
  actor: Actor,
  { words, limit }: { words: string; limit: number },
): Promise<{ items: Found[]; more: boolean }> {
  const text = words.trim()
  if (text === '') return { items: [], more: false }
  const parts = await Promise.all([
    ...kernel.services.for(actor).map((source) => source.search(actor, text, limit + 1)),
    ...(actor.administrator ? [accountsOf(kernel, text, limit + 1), groupsOf(kernel, text, limit + 1)] : []),
  ])
  const found = parts.flat()
  return { items: found.slice(0, limit), more: found.length > limit }
}

async function accountsOf({ db }: Kernel, search: string, limit: number): Promise<Found[]> {
  const rows = await searchAccounts(db, { search, sort: 'name', limit })
  return rows.map((row) => ({
    kind: 'account',
    service: null,
    title: `${row.first_name} ${row.last_name}`.trim() || row.name,
    text: [row.name, row.email].filter((each) => each !== null).join(', '),
    href: `/app/operate/accounts/${row.id}`,
  }))
}

async function groupsOf({ db }: Kernel, search: string, limit: number): Promise<Found[]> {
  const rows = await db
    .selectFrom('kernel_group')
    .select(['id', 'name'])
    .where((eb) => contains(db, eb.ref('name_folded'), fold(search)))
    .orderBy('name_folded')
    .limit(limit)
    .execute()
  return rows.map(({ id, name }) => ({
    kind: 'group',
    service: null,
    title: name,
    text: 'Group',
    href: `/app/operate/groups/${id}`,
  }))
}
