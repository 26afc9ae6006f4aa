import type { Answer } from '@atelier/client'
import type { Look } from '../../../ui/state.tsx'

export type Account = Answer<'/api/accounts'>['items'][number]

/** Where the lists of accounts begin. */
export const ACCOUNTS = { label: 'Accounts', to: '/app/operate/accounts' }

/** What a service is called: its own name, as people write it. */
export const serviceName = (service: string): string => service.charAt(0).toUpperCase() + service.slice(1)

const ROLES: Readonly<Record<string, string>> = {
  'compute:admin': 'Runs compute',
  'compute:user': 'Uses compute',
  'automation:superuser': 'Keeps templates and inventories',
  'automation:netadmin': 'Runs automation',
  'automation:support': 'Reads automation',
  'pipelines:admin': 'Runs pipelines',
  'pipelines:user': 'Uses pipelines',
  'pipelines:backend': 'Takes experiments by the protocol',
  'collection:manager': 'Data manager',
  'training:manager': 'Event manager',
  'training:helper': 'Helper at the door',
}

/** A role in words: `collection:manager@7` is "Data manager of number 7". */
export function roleName(role: string): string {
  const [, of = '', name = '', thing] = /^([a-z]+:([a-z-]+))(?:@(\d+))?$/.exec(role) ?? []
  const words = ROLES[of] ?? serviceName(name.replaceAll('-', ' '))
  return thing === undefined ? words : `${words} of number ${thing}`
}

export const stateOf = ({ disabled }: { disabled: boolean }): { look: Look; word: string } =>
  disabled ? { look: 'stopped', word: 'Disabled' } : { look: 'done', word: 'Active' }

/** What stays of a scope in words: `collection:read` is "Collection, reading". */
export function scopeName(scope: string): string {
  if (scope === '*') return 'Everything'
  const [service = '', act] = scope.split(':')
  return `${serviceName(service)}, ${act === 'write' ? 'reading and writing' : 'reading'}`
}

/** An account with all that its page shows. */
export type Whole = Answer<'/api/accounts/{id}'>
