import { inTransaction } from '../db/db.ts'
import { addAccount, prepareAccount } from '../identity/account.ts'
import { addGroup, putMember } from '../identity/group.ts'
import { forgetActors } from '../identity/identity.ts'
import { addRole } from '../identity/role.ts'
import type { By } from '../journal/journal.ts'
import type { Kernel } from '../kernel.ts'
import { noteThing } from './things.ts'

interface SamplePerson {
  name: string
  first: string
  last: string
  groups: readonly string[]
  roles: readonly string[]
}

const person = (
  name: string,
  names: string,
  groups: readonly string[],
  roles: readonly string[] = [],
): SamplePerson => {
  const [first = '', last = ''] = names.split('|')
  return { name, first, last, groups, roles }
}

/** A lab as there are many. None of them has a password: nobody can sign in as a sample. */
const PEOPLE = [
  person('i.solheim', 'Ingrid|Solheim', ['leads'], ['collection:user']),
  person('j.lindqvist', 'Jonas|Lindqvist', ['operators']),
  person('a.okafor', 'Amara|Okafor', ['coordinators']),
  person('t.wieczorek', 'Tomasz|Wieczorek', ['motor', 'leads'], ['collection:user']),
  person('p.raman', 'Priya|Raman', ['motor']),
  person('l.haddad', 'Leila|Haddad', ['data']),
  person('s.adeyemi', 'Samuel|Adeyemi', ['speech']),
  person('m.chow', 'Mei-Ling|Chow', ['speech']),
  person('n.haugen', 'Noor|Haugen', ['coordinators', 'speech']),
  person('e.nygard', 'Erik|Nygård', ['motor']),
] as const
const GROUPS = ['leads', 'operators', 'coordinators', 'motor', 'speech', 'data'] as const

/** Makes people and groups; gives the accounts by name. A name that somebody has already gets a number. */
export async function fillPeople(kernel: Kernel, by: By): Promise<Map<string, number>> {
  const { db, identity } = kernel
  const made = new Map<string, number>()
  const groups = new Map<string, number>()
  const rows = await Promise.all(
    PEOPLE.map(async (each) => {
      const name = await freeName(kernel, each.name)
      const email = `${name}@sample.example`
      return prepareAccount(identity, { name, email, firstName: each.first, lastName: each.last })
    }),
  )
  await inTransaction(db, async (tx) => {
    for (const name of GROUPS) {
      const { id } = await addGroup(identity, tx, by, `Sample ${name}`)
      groups.set(name, id)
      await noteThing(tx, 'group', id)
    }
    for (const [at, row] of rows.entries()) {
      const { id } = await addAccount(identity, tx, by, row)
      const each = PEOPLE[at] as SamplePerson
      made.set(each.name, id)
      await noteThing(tx, 'account', id)
      for (const name of each.groups)
        await putMember(identity, tx, by, { group: groups.get(name) as number, account: id, isMember: true })
      for (const role of each.roles) await addRole(identity, tx, by, { holder: { account: id }, role })
    }
  })
  return made
}

async function freeName({ db }: Kernel, name: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const wanted = number === 1 ? name : `${name}${number}`
    const taken = await db
      .selectFrom('kernel_login')
      .select('login')
      .where('login', 'in', [wanted, `${wanted}@sample.example`])
      .executeTakeFirst()
    if (!taken) return wanted
  }
}

/** Removes sample people and groups. Somebody who was given a password and has signed in is no sample any more, and stays. */
export async function removePeople(
  { db, identity }: Kernel,
  by: By,
  { accounts, groups }: { accounts: readonly number[]; groups: readonly number[] },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    for (const id of accounts) {
      const still = await tx
        .selectFrom('kernel_account')
        .select('id')
        .where('id', '=', id)
        .where('last_sign_in_at', 'is', null)
        .executeTakeFirst()
      if (!still) continue
      for (const table of OF_ACCOUNT) await tx.deleteFrom(table).where('account_id', '=', id).execute()
      await tx.deleteFrom('kernel_account').where('id', '=', id).execute()
      await identity.journal.record(tx, { by, action: 'account.removed', object: `account:${id}` })
    }
    for (const id of groups) {
      for (const table of OF_GROUP) await tx.deleteFrom(table).where('group_id', '=', id).execute()
      await tx.deleteFrom('kernel_group').where('id', '=', id).execute()
      await identity.journal.record(tx, { by, action: 'group.removed', object: `group:${id}` })
    }
    forgetActors(identity, tx)
  })
}

/** Everything that names an account of which nobody has made use. */
const OF_ACCOUNT = [
  'kernel_login',
  'kernel_role',
  'kernel_group_member',
  'kernel_notice',
  'kernel_notice_choice',
  'kernel_notice_language',
  'kernel_token',
  'kernel_session',
  'kernel_browser',
  'kernel_reset',
  'kernel_account_identity',
  'kernel_factor',
  'kernel_recovery_code',
  'kernel_home',
] as const
const OF_GROUP = ['kernel_group_member', 'kernel_role', 'kernel_invitation_group'] as const
