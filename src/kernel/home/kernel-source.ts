import { type BackupState, backupState } from '../backup/state.ts'
import type { Actor } from '../identity/actor.ts'
import type { Kernel } from '../kernel.ts'
import { countMails } from '../mail/outbox.ts'
import { DAY_MS } from '../span.ts'
import type { HomePart, Need, Step } from './home.ts'

/** A token that ends so soon is told to its owner. */
const TOKEN_DAYS = 7
const MOST_TOKENS = 3

/** What the kernel itself has on a person's home: their tokens, and for administrators how the server stands. */
export async function kernelHome(kernel: Kernel, actor: Actor): Promise<HomePart> {
  const own = await tokensOf(kernel, actor.accountId)
  if (!actor.administrator) return { needs: own }
  const [jobs, mails, backups, disk] = await Promise.all([
    kernel.jobs.count(),
    countMails(kernel.db),
    backupState(kernel),
    kernel.space.state(),
  ])
  const needs = [
    ...failures(jobs.failed, {
      key: 'jobs',
      one: 'job failed',
      many: 'jobs failed',
      text: 'What was asked for in the background is not done.',
      href: '/app/operate/jobs?state=failed',
      act: 'Read why',
    }),
    ...failures(mails.failed, {
      key: 'mails',
      one: 'mail was not sent',
      many: 'mails were not sent',
      text: 'The mail server refused, five times.',
      href: '/app/operate/mail?state=failed',
      act: 'Read why',
    }),
    ...backupNeeds(backups),
    ...own,
  ]
  const { running, nextAt } = backups
  const backupPage = { service: null, href: '/app/operate/health' }
  return {
    needs,
    running: running
      ? [
          {
            ...backupPage,
            key: `backup:${running.id}`,
            title: 'Backup',
            text: running.progress ?? '',
            look: running.state === 'running' ? 'running' : 'waiting',
            state: running.state === 'running' ? 'Running' : 'Waiting',
            done: null,
            since: running.started_at,
          },
        ]
      : [],
    limits: [
      {
        key: 'disk',
        title: 'Disk of the server',
        used: disk.totalBytes - disk.freeBytes,
        most: disk.totalBytes,
        unit: 'bytes',
        href: '/app/operate/health',
      },
    ],
    comingUp:
      nextAt === null ? [] : [{ ...backupPage, key: 'backup', title: 'Backup of the server', at: nextAt }],
  }
}

function failures(
  count: number,
  words: { key: string; one: string; many: string; text: string; href: string; act: string },
): Need[] {
  const { one, many, ...rest } = words
  if (count === 0) return []
  return [{ ...rest, service: null, title: `${count} ${count === 1 ? one : many}`, look: 'failed' }]
}

function backupNeeds({ overdue, sentence, lastFailure }: BackupState): Need[] {
  const about = { key: 'backup', service: null, href: '/app/operate/health', act: 'Look' }
  if (lastFailure !== null)
    return [{ ...about, title: 'The last backup failed', text: lastFailure, look: 'failed' }]
  return overdue ? [{ ...about, title: 'The backup is late', text: sentence, look: 'attention' }] : []
}

async function tokensOf({ db, clock }: Kernel, accountId: number): Promise<Need[]> {
  const now = clock.now()
  const rows = await db
    .selectFrom('kernel_token')
    .select(['id', 'name', 'expires_at'])
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    // A program gets itself a new one.
    .where('protocol', 'is', null)
    .where('expires_at', '>', now)
    .where('expires_at', '<', now + TOKEN_DAYS * DAY_MS)
    .orderBy('expires_at')
    .orderBy('id')
    .limit(MOST_TOKENS)
    .execute()
  return rows.map(({ id, name, expires_at }) => {
    const days = Math.ceil(((expires_at ?? now) - now) / DAY_MS)
    return {
      key: `token:${id}`,
      service: null,
      title: `The token ${name} ends`,
      text:
        days <= 1 ? 'Within a day. What uses it stops then.' : `In ${days} days. What uses it stops then.`,
      look: 'attention',
      act: 'Make a new one',
      href: '/app/me/tokens',
    }
  })
}

/** The steps of a new installation, until all are done or the administrator has put them away. */
export async function checklistOf(
  { db, installation }: Kernel,
  actor: Actor,
  ofServices: readonly Step[],
): Promise<Step[] | null> {
  if (!actor.administrator) return null
  const closed = await db
    .selectFrom('kernel_home')
    .select('checklist_closed_at')
    .where('account_id', '=', actor.accountId)
    .executeTakeFirst()
  if (closed?.checklist_closed_at) return null
  const people = await db
    .selectFrom('kernel_account')
    .select('id')
    .where('kind', '=', 'person')
    .orderBy('id')
    .limit(2)
    .execute()
  const isSet = (name: string) =>
    installation.list().some(({ path, origin }) => path[0] === name && origin !== 'default')
  const steps = [
    {
      key: 'name',
      title: 'Name this installation',
      text: 'It stands on every page and on the sign-in.',
      href: '/app/operate/settings?search=name',
      done: isSet('name'),
    },
    {
      key: 'address',
      title: 'Say at which address people find it',
      text: 'Links in mails and letters lead there.',
      href: '/app/operate/settings?search=publicUrl',
      done: isSet('publicUrl'),
    },
    {
      key: 'mail',
      title: 'Connect a mail server',
      text: 'Until then mails are kept here, and nobody gets them.',
      href: '/app/operate/settings?search=mail',
      done: installation.smtpUrl !== undefined,
    },
    {
      key: 'people',
      title: 'Add a colleague',
      text: 'By an invitation, or with a password of their own.',
      href: '/app/operate/accounts',
      done: people.length > 1,
    },
    // The first thing of any service will do: a lab that asks questions has no workshops to give.
    ...ofServices.filter(({ done }) => done || !ofServices.some((each) => each.done)),
  ]
  return steps.every(({ done }) => done) ? null : steps
}
