import type { Answer } from '@atelier/client'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { useParam } from '../../../ui/link.tsx'
import type { Crumb } from '../../../ui/page.ts'
import { TRAIL } from '../section.ts'

export const TEMPLATES = '/app/automation/templates'
export const BACK = { label: 'All templates', to: TEMPLATES }
export const TEMPLATES_TRAIL: readonly Crumb[] = [...TRAIL, { label: 'Templates', to: TEMPLATES }]
export const TEMPLATE_LIVE = ['automation.template']

export type Template = Answer<'/api/automation/templates/{id}'>
export type Discovered = Answer<'/api/automation/templates/discovered'>['items'][number]
export type Readiness = Answer<'/api/automation/templates/{id}/readiness'>
export type FormField = Template['form'][number]

export const addressOf = (id: number, page?: 'source' | 'edit'): string =>
  page ? `${TEMPLATES}/${id}/${page}` : `${TEMPLATES}/${id}`

export const runWith = (id: number): string => `/app/automation/runs/new?template=${id}`

/** The template of the address. */
export function useTemplate() {
  const id = Number(useParam('id'))
  const template = useData(
    ['automation', 'template', id],
    (signal) => client.read('/api/automation/templates/{id}', { path: { id }, signal }),
    { live: TEMPLATE_LIVE },
  )
  return { id, template }
}

/** Whether it could run now, and what its file says of itself. */
export const useReadiness = (id: number, when = true) =>
  useData(
    ['automation', 'template', id, 'readiness'],
    (signal) => client.read('/api/automation/templates/{id}/readiness', { path: { id }, signal }),
    { live: TEMPLATE_LIVE, when },
  )

export const ENGINES = { python: 'Python', node: 'TypeScript' } as const

/** What a template is marked by: what people must know before they run it. */
export function marksOf({
  changes,
  canDryRun,
  needsApproval,
  keepsConfiguration,
}: Pick<Template, 'changes' | 'canDryRun' | 'needsApproval' | 'keepsConfiguration'>): string[] {
  const marks = [
    changes && 'changes hosts',
    canDryRun && 'dry run',
    needsApproval && 'needs approval',
    keepsConfiguration && 'keeps configurations',
  ]
  return marks.filter((mark) => mark !== false)
}
