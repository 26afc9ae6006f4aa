import { createThread } from '../../../kernel/thread.ts'
import { type AppDefinition, fieldsOf } from '../apps/definition.ts'
import type { SampleFile, SampleKind } from './make.ts'

const WORKER = new URL('./make-worker.ts', import.meta.url)

/** Which files an app may be tried with, by what its form wants of files; undefined where there are none. */
export function sampleKindOf(definition: Pick<AppDefinition, 'sections'>): SampleKind | undefined {
  for (const { type, facts } of fieldsOf(definition)) {
    if (type !== 'attachment' || !facts) continue
    const formats = [facts.format ?? []].flat()
    if (formats.includes('nifti')) return facts.dimensions === 4 ? 'series' : 'volumes'
    if (formats.includes('dicom')) return 'dicom'
    if (formats.includes('png')) return 'pictures'
  }
  return undefined
}

const made = new Map<SampleKind, Promise<SampleFile[]>>()

/** The same each time: they are made once, on a thread of their own, for a head takes a tenth of a second. */
export async function sampleFilesOf(kind: SampleKind): Promise<SampleFile[]> {
  const known = made.get(kind) ?? makeFiles(kind)
  made.set(kind, known)
  try {
    return await known
  } catch (error) {
    made.delete(kind)
    throw error
  }
}

async function makeFiles(kind: SampleKind): Promise<SampleFile[]> {
  const thread = createThread<SampleKind, SampleFile[]>(WORKER)
  try {
    const files = await thread.ask(kind)
    if (!files) throw new Error('The sample files could not be made.')
    return files
  } finally {
    await thread.close()
  }
}
