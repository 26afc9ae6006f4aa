import type { ComponentType } from 'react'

/** A page and its address. `path` is as in '/app/collection/projects/$id/members'. */
export interface PageRoute {
  path: string
  /** The page's own file, with the page as its default export: each is a chunk of its own. */
  load: () => Promise<{ default: ComponentType }>
  /** Without the frame, and open to everybody: sign-in, participants' pages. */
  bare?: boolean
}
