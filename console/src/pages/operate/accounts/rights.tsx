import { Checkbox } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Tag } from '../../../ui/card.tsx'
import css from './accounts.module.css'
import { roleName, serviceName } from './words.ts'

/** What accounts may use, in a row of words. */
export function MayUse({ services, administrator }: { services: readonly string[]; administrator: boolean }) {
  if (!administrator && services.length === 0) return <span className="muted">Nothing yet</span>
  return (
    <span className={css.tags}>
      {administrator ? (
        <Tag>All services</Tag>
      ) : (
        services.map((each) => <Tag key={each}>{serviceName(each)}</Tag>)
      )}
      {administrator && <Tag accent>Administrator</Tag>}
    </span>
  )
}

export interface RoleChecksProps {
  /** The roles that are held by themselves. */
  chosen: readonly string[]
  /** Those that come by a group as well: they are shown, and not to be taken here. */
  inherited?: readonly string[]
  onChange: (roles: string[]) => void
}

/** Roles by service as checkboxes; a role for one thing alone is set where that thing is. */
export function RoleChecks({ chosen, inherited = [], onChange }: RoleChecksProps) {
  const ladders = useData(['roles'], (signal) => client.read('/api/roles', { signal }))
  const toggle = (role: string, isOn: boolean) =>
    onChange(isOn ? [...chosen, role].sort() : chosen.filter((each) => each !== role))
  return (
    <Ready of={ladders} what="The list of roles">
      {({ items }) => {
        const known = new Set(
          items.flatMap(({ service, roles }) => roles.map((role) => `${service}:${role}`)),
        )
        const others = chosen.filter((role) => !known.has(role))
        return (
          <div className="stack-small">
            {items.map(({ service, roles }) => (
              <fieldset key={service} className={css.roles}>
                <legend>{serviceName(service)}</legend>
                {roles.map((name) => {
                  const role = `${service}:${name}`
                  const isOwn = chosen.includes(role)
                  const byGroup = inherited.includes(role)
                  return (
                    <Checkbox
                      key={role}
                      label={roleName(role)}
                      description={byGroup ? 'Also by a group.' : undefined}
                      checked={isOwn}
                      onChange={(event) => toggle(role, event.currentTarget.checked)}
                    />
                  )
                })}
              </fieldset>
            ))}
            <p className="caption">
              What is chosen here counts in all of the service.
              {others.length > 0 && ` For one thing alone: ${others.map(inWords).join('; ')}.`}
            </p>
          </div>
        )
      }}
    </Ready>
  )
}

const inWords = (role: string): string => `${roleName(role)} in ${serviceName(role.split(':')[0] ?? '')}`
