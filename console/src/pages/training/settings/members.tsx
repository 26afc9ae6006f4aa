import { IconUserPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { AddToTeam, type Team, TeamList } from '../../../app/team.tsx'
import { Button } from '../../../ui/button.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { NotFound } from '../../../ui/states.tsx'
import { BACK, type Event, manages, trailTo, useEvent } from '../event.ts'
import { SettingsTabs } from './tabs.tsx'

type Role = Event['role']

const ROLES: Team<Role>['roles'] = [
  { value: 'helper', label: 'Helper: names and attendance', short: 'Helper' },
  { value: 'manager', label: 'Manager: everything of this event', short: 'Manager' },
]

/** Who runs an event, and who helps at its doors. */
export default function Members() {
  const { id, url, event } = useEvent()
  const [isAdding, setAdding] = useState(false)
  const members = useData(
    ['event', id, 'members'],
    (signal) => client.read('/api/training/events/{id}/members', { path: { id }, signal }),
    { live: ['training.member'] },
  )
  return (
    <Ready of={event} thing={`event ${id}`} back={BACK}>
      {(event) => {
        if (!manages(event)) return <NotFound back={BACK} />
        const team = teamOf(event)
        return (
          <>
            <PageHead
              title="Members"
              trail={[...trailTo(event, url), { label: 'Settings', to: `${url}/settings` }]}
              sentence="Managers run the event; helpers see names and attendance, and check people in. Administrators, and people with a role in all events, are not listed."
              acts={
                <Button
                  look="filled"
                  icon={<IconUserPlus aria-hidden="true" />}
                  onClick={() => setAdding(true)}
                >
                  Add a member
                </Button>
              }
            />
            <SettingsTabs url={url}>
              <Ready of={members} what="The list of members">
                {({ items }) => <TeamList of={items} team={team} />}
              </Ready>
            </SettingsTabs>
            {isAdding && <AddToTeam team={team} onClose={() => setAdding(false)} />}
          </>
        )
      }}
    </Ready>
  )
}

const teamOf = ({ id, name }: Event): Team<Role> => ({
  title: name,
  noun: 'event',
  roles: ROLES,
  set: (holder, role) =>
    client.put('/api/training/events/{id}/members', { path: { id }, body: { ...holder, role } }),
  mayChange: true,
  none: 'Nobody manages this event but administrators. Add a manager, so that somebody runs it.',
})
