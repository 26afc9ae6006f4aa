import type { AppDefinition } from '../apps/definition.ts'
import { fitsGlob } from '../runner/glob.ts'

/** How a page shows a file. An overlay is a volume that is laid over another: a mask. */
export const FILE_VIEWS = ['volume', 'overlay', 'image', 'table', 'text', 'other'] as const
export type FileView = (typeof FILE_VIEWS)[number]

const BY_NAME: readonly [FileView, RegExp][] = [
  ['overlay', /(mask|segment\w*|labels?|atlas)[^/]*\.nii(\.gz)?$/i],
  ['volume', /\.nii(\.gz)?$/i],
  ['image', /\.(png|jpe?g|gif|webp)$/i],
  ['table', /\.[ct]sv$/i],
  ['text', /\.(txt|log|md|json|ya?ml|xml|html?|svg|py|r|sh|m|bvals?|bvecs?|out|err)$/i],
]

const byName = (name: string): FileView => BY_NAME.find(([, pattern]) => pattern.test(name))?.[0] ?? 'other'

/** What a file is shown as, and what its app calls it: as the definition says, else by its name. */
export function shownAs(
  name: string,
  definition?: Pick<AppDefinition, 'outputs'>,
): { view: FileView; label: string | null } {
  const output = definition?.outputs.find(({ glob }) => fitsGlob(name, glob))
  const label = output?.label || null
  if (!output || output.view === 'auto') return { view: byName(name), label }
  if (output.view === 'none') return { view: 'other', label }
  return { view: output.view === 'volume' && byName(name) === 'overlay' ? 'overlay' : output.view, label }
}
