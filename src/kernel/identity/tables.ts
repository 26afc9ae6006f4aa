import type { Generated, Selectable } from 'kysely'
import type { FactorTables } from './factor.tables.ts'
import type { LinkTables } from './link.tables.ts'

export interface IdentityTables extends FactorTables, LinkTables {
  kernel_account: {
    id: Generated<number>
    name: string
    /** The name as it is compared: without case. */
    name_folded: string
    email: string | null
    email_folded: string | null
    first_name: string
    last_name: string
    /** Both as they are searched: without case. */
    names_folded: string | null
    /** A person, or a service that has tokens only. */
    kind: 'person' | 'service'
    administrator: number
    password_hash: string | null
    disabled_at: number | null
    disabled_reason: string | null
    /** The account that has what was this one's. */
    merged_into: number | null
    last_sign_in_at: number | null
    created_at: number
    updated_at: number
    /** Counts changes: the entity's tag. */
    version: Generated<number>
  }
  /** What may be typed to sign in: each name and e-mail address, folded. The key lets one's name be nobody else's address. */
  kernel_login: {
    login: string
    account_id: number
  }
  /** An administrator looks at another person's thing, for the reason that the person was told. */
  kernel_visit: {
    id: Generated<number>
    account_id: number
    /** As the journal names it. */
    object: string
    reason: string
    made_at: number
    ends_at: number
  }
  /** The same person at another issuer (OIDC, a trusted client). */
  kernel_account_identity: {
    id: Generated<number>
    account_id: number
    issuer: string
    subject: string
    created_at: number
  }
  kernel_group: {
    id: Generated<number>
    name: string
    name_folded: string
    created_at: number
  }
  kernel_group_member: {
    group_id: number
    account_id: number
  }
  /** A role by service, such as `collection:manager`, of an account or of all in a group: exactly one is filled. */
  kernel_role: {
    id: Generated<number>
    account_id: number | null
    group_id: number | null
    role: string
  }
  kernel_session: {
    id: Generated<number>
    account_id: number
    sha256: string
    created_at: number
    last_seen_at: number
    address: string | null
    user_agent: string | null
    /** When the person last showed again that it is them. */
    confirmed_at: number | null
  }
  kernel_token: {
    id: Generated<number>
    account_id: number
    name: string
    sha256: string
    /** Its first letters, so that a person finds it again. */
    prefix: string
    /** Separated by spaces. */
    scopes: string
    created_at: number
    expires_at: number | null
    last_used_at: number | null
    revoked_at: number | null
    /** What it was traded for, and is good no longer than: another token, or a sign-in. */
    parent_token: number | null
    parent_session: number | null
    /** It was given out by a protocol, not made by a person: it goes some time after it has ended. */
    protocol: number | null
  }
}

export type AccountRow = Selectable<IdentityTables['kernel_account']>
export type GroupRow = Selectable<IdentityTables['kernel_group']>
export type TokenRow = Selectable<IdentityTables['kernel_token']>
export type SessionRow = Selectable<IdentityTables['kernel_session']>
