import { IconUserPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { AddToTeam, type Team, TeamList } from '../../../app/team.tsx'
import { Button } from '../../../ui/button.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { counted } from '../../../ui/time.tsx'
import { BACK, mayIn, type Project, trailTo, useProject } from '../project.ts'

type Role = Project['role']

const ROLES: Team<Role>['roles'] = [
  { value: 'coordinator', label: 'Coordinator: links and counts', short: 'Coordinator' },
  { value: 'manager', label: 'Data manager: answers and exports', short: 'Data manager' },
  { value: 'owner', label: 'Owner: members and settings', short: 'Owner' },
]

const teamOf = (project: Project): Team<Role> => ({
  title: project.title,
  noun: 'project',
  roles: ROLES,
  set: (holder, role) =>
    client.put('/api/collection/projects/{id}/members', {
      path: { id: project.id },
      body: { ...holder, role },
    }),
  mayChange: mayIn(project, 'owner'),
  none: 'A secret of the installation made this project. Add an owner, so that somebody runs it.',
})

export default function Members() {
  const { id, url, project } = useProject()
  const [isAdding, setAdding] = useState(false)
  const members = useData(
    ['project', id, 'members'],
    (signal) => client.read('/api/collection/projects/{id}/members', { path: { id }, signal }),
    { live: ['collection.member'] },
  )
  return (
    <Ready of={project} thing={`project ${id}`} back={BACK}>
      {(project) => (
        <>
          <PageHead
            title="Members"
            trail={trailTo(project, url)}
            sentence={
              members.data &&
              `${counted(members.data.data.items.length, 'member')} of this project. Administrators, and people with a role in all projects, are not listed.`
            }
            acts={
              mayIn(project, 'owner') && (
                <Button
                  look="filled"
                  icon={<IconUserPlus aria-hidden="true" />}
                  onClick={() => setAdding(true)}
                >
                  Add a member
                </Button>
              )
            }
          />
          <Ready of={members} what="The list of members">
            {({ items }) => <TeamList of={items} team={teamOf(project)} />}
          </Ready>
          {isAdding && <AddToTeam team={teamOf(project)} onClose={() => setAdding(false)} />}
        </>
      )}
    </Ready>
  )
}
