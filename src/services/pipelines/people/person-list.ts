import type { Pipelines } from '../pipelines.ts'
import { listGroupsOf, listPeople, listSettings, type PersonFilter, type PersonRow } from './person.store.ts'
import { type Setting, SLACK } from './setting.ts'

const PAGE = 500

export interface ListedPerson extends PersonRow {
  /** What they have said of themselves, but addresses that are secrets. */
  settings: Setting[]
  groups: { id: number; name: string }[]
}

/** A page of people, with what goes with them. */
export async function listPersons(
  { db, kernel }: Pick<Pipelines, 'db' | 'kernel'>,
  filter: PersonFilter,
): Promise<ListedPerson[]> {
  return withParts({ db }, await listPeople(db, kernel.identity, filter))
}

export async function withParts(
  { db }: Pick<Pipelines, 'db'>,
  people: readonly PersonRow[],
): Promise<ListedPerson[]> {
  const ids = people.map(({ id }) => id)
  const settings = Map.groupBy(await listSettings(db, ids), (each) => each.account_id)
  const groups = Map.groupBy(await listGroupsOf(db, ids), (each) => each.account_id)
  return people.map((person) => ({
    ...person,
    settings: (settings.get(person.id) ?? []).filter(({ name }) => name !== SLACK),
    groups: (groups.get(person.id) ?? []).map(({ id, name }) => ({ id, name })),
  }))
}

/** All of them, for lists that have no pages. */
export async function everybody(
  pipelines: Pick<Pipelines, 'db' | 'kernel'>,
  filter: Pick<PersonFilter, 'unapproved'>,
): Promise<ListedPerson[]> {
  const all: ListedPerson[] = []
  for (let before: number | undefined; ; before = all.at(-1)?.id) {
    const page = await listPersons(pipelines, { ...filter, before, limit: PAGE })
    all.push(...page)
    if (page.length < PAGE) return all
  }
}
