import { holdsRole, type Ladders } from './role.ts'

/** Who asks, whatever form their credential came in. Only `authenticate` makes one. */
export interface Actor {
  readonly accountId: number
  readonly name: string
  /** An account's flag; of a token only when its scope is everything. */
  readonly administrator: boolean
  readonly roles: ReadonlySet<string>
  readonly via: 'session' | 'token'
  /** Which of the person's credentials, such as `token:12`; never its value. */
  readonly credential: string
  /** Limits of a token; undefined is all that the account may. */
  readonly scopes?: ReadonlySet<string>
  /** When the credential ends by itself, if it does. */
  readonly ends?: number
  /**
   * Has the role or a higher one, of its own or by a group: `collection:manager`, or `collection:manager@7` for one thing.
   * Administrators have every one; a token's scope is asked apart (`covers`).
   */
  may(role: string): boolean
}

export interface ActorParts {
  accountId: number
  name: string
  administrator: boolean
  roles: readonly string[]
  ladders: Ladders
  via: Actor['via']
  credential: string
  scopes?: ReadonlySet<string>
  ends?: number
}

export function actorOf({ ladders, ...parts }: ActorParts): Actor {
  const roles = new Set(parts.roles)
  const administrator = parts.administrator && (parts.scopes === undefined || parts.scopes.has('*'))
  const may = (role: string) => parts.administrator || holdsRole(roles, ladders, role)
  return { ...parts, roles, administrator, may }
}

/** Whether the credential's scope covers reading or writing in a service (`kernel` for accounts, journal and the like). */
export function covers(actor: Actor, service: string, act: 'read' | 'write'): boolean {
  const { scopes } = actor
  if (scopes === undefined || scopes.has('*') || scopes.has(`${service}:write`)) return true
  return act === 'read' && scopes.has(`${service}:read`)
}
