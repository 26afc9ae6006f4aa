import type { Answer } from '@atelier/client'

export type Folder = Answer<'/api/compute/workspaces/{id}/files'>
export type Entry = Folder['items'][number]
export type Preview = Answer<'/api/compute/workspaces/{id}/files/preview'>

const FILES = '/api/compute/workspaces'

/** Where uploads into a workspace begin. */
export const uploadsOf = (workspace: number): string => `${FILES}/${workspace}/uploads`

/** A name in a folder, as a path of the workspace. */
export const below = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`)

/** The page of a folder. */
export const pageOf = (workspace: number, path: string): string => {
  const page = `/app/compute/workspaces/${workspace}`
  return path === '' ? page : `${page}/files/${encodeURIComponent(path)}`
}

/** Where the browser gets a file, or a folder as a zip. */
export const addressOf = (workspace: number, path: string, what: 'content' | 'zip'): string =>
  `${FILES}/${workspace}/files/${what}${path === '' ? '' : `?path=${encodeURIComponent(path)}`}`

/** A name that fits one part of a path, or what is wrong with it. */
export function faultOfName(name: string): string | undefined {
  if (name.trim() === '') return 'Give it a name.'
  if (name.includes('/') || name.includes('\\')) return 'A name has no slash in it.'
  if (name === '.' || name === '..') return 'This name is taken by the system.'
  if (new TextEncoder().encode(name).length > 255) return 'This name is too long.'
  return undefined
}
