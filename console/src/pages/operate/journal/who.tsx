import type { Answer } from '@atelier/client'
import { Avatar } from '../../../ui/avatar.tsx'
import css from './journal.module.css'

export type Entry = Answer<'/api/journal'>['items'][number]

/** Who did it, as a person reads it. */
export function whoOf({ account, actor, via }: Pick<Entry, 'account' | 'actor' | 'via'>): string {
  if (account) return account.fullName ?? account.name ?? `Account ${account.id}`
  if (via === 'system') return 'Atelier'
  if (via === 'cli') return actor ? `${actor} at the command line` : 'The command line'
  if (via === 'grant') return 'A participant'
  return actor ?? 'Somebody unknown'
}

/** By what they came. */
export function wayOf(via: string): string {
  const ways: Readonly<Record<string, string>> = {
    session: 'console',
    token: 'API token',
    cli: 'command line',
    grant: 'personal link',
    system: 'by itself',
    anonymous: 'not signed in',
  }
  return ways[via] ?? via
}

export const addressOf = ({ personal }: Pick<Entry, 'personal'>): string | null =>
  (personal as { address?: string } | null)?.address ?? null

/** Initials; the product's letter for what it did itself, a question mark for strangers. */
export function Face({ entry, large }: { entry: Entry; large?: boolean }) {
  if (entry.account || entry.via === 'cli') return <Avatar name={whoOf(entry)} {...(large && { large })} />
  const look = entry.via === 'system' ? 'system' : 'stranger'
  return (
    <span className={css.face} data-look={look} aria-hidden="true">
      {look === 'system' ? 'A' : entry.via === 'grant' ? 'P' : '?'}
    </span>
  )
}
