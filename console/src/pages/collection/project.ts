import type { Answer } from '@atelier/client'
import { client } from '../../app/client.ts'
import { type Data, useData } from '../../app/data.tsx'
import { useParam } from '../../ui/link.tsx'
import { type Crumb, type SectionPage, useSection } from '../../ui/page.ts'

export type Project = Answer<'/api/collection/projects/{id}'>
type Role = Project['role']

export const PROJECTS = '/app/collection/projects'
export const BACK = { label: 'All projects', to: PROJECTS }
const ROLES: readonly Role[] = ['coordinator', 'manager', 'owner']

/** Owners may all that data managers may, and those all that coordinators may. */
export const mayIn = (project: Project, role: Role): boolean =>
  ROLES.indexOf(project.role) >= ROLES.indexOf(role)

/** The project of this address, with its pages in the navigation. */
export function useProject(): { id: number; url: string; project: Data<Project> } {
  const id = Number(useParam('id'))
  const url = `${PROJECTS}/${id}`
  const project = useData(
    ['project', id],
    (signal) => client.read('/api/collection/projects/{id}', { path: { id }, signal }),
    { live: ['collection'] },
  )
  useSection('collection', project.data && pagesOf(project.data.data, url))
  return { id, url, project }
}

function pagesOf(project: Project, url: string): SectionPage[] {
  const pages: (SectionPage & { role?: Role })[] = [
    { label: 'Overview', to: url },
    { label: 'Participants', to: `${url}/participants`, count: project.participants, deep: true },
    { label: 'Submissions', to: `${url}/submissions`, count: project.uploads },
    { label: 'Responses', to: `${url}/responses`, role: 'manager' },
    { label: 'Exports', to: `${url}/exports`, role: 'manager' },
    { label: 'Members', to: `${url}/members` },
    { label: 'Webhooks', to: `${url}/webhooks`, role: 'owner', deep: true },
    { label: 'Withdrawals', to: `${url}/withdrawals`, role: 'owner', deep: true },
    { label: 'Settings', to: `${url}/settings`, role: 'owner' },
  ]
  return pages.flatMap(({ role, ...page }) => (role === undefined || mayIn(project, role) ? [page] : []))
}

/** The way to a page of a project, for the top bar. */
export const trailTo = (project: Project | undefined, url: string): Crumb[] => [
  { label: 'Collection', to: PROJECTS },
  { label: 'Projects', to: PROJECTS },
  ...(project ? [{ label: project.title, to: url }] : []),
]
