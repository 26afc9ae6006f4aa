import type { Answer, BodyOf } from '@atelier/client'
import { addUploads, cancelUpload, type Upload } from '../../../app/uploads.ts'

export type App = Answer<'/api/pipelines/apps/{key}'>
export type Verdict = Answer<'/api/pipelines/experiments/check', 'post'>
export type FormSent = BodyOf<'/api/pipelines/experiments', 'post'>
type Reference = NonNullable<FormSent['files']>[string][number]

/** Where files for experiments go. */
export const UPLOADS = '/api/pipelines/uploads'

/** A file of the form: on its way, or here already. */
export interface Given {
  name: string
  path: string
  size?: number | undefined
  /** While it is on its way: of the list of uploads. */
  key?: number | undefined
  /** How the server knows it. */
  reference?: Reference | undefined
  /** Where it is from, where that is not this computer. */
  from?: string | undefined
  /** It was removed since. */
  isGone?: boolean | undefined
  /** It was on its way when the page was left; the same file, chosen again, goes on where it was. */
  isCut?: boolean | undefined
}

/** Begins to bring files here. */
export function bring(files: readonly { file: File; path: string }[]): Given[] {
  const keys = addUploads(UPLOADS, files)
  return files.map(({ file, path }, at) => ({ name: file.name, path, size: file.size, key: keys[at] }))
}

/** A file that has come, with how the server knows it, or one whose page was left; undefined where nothing is new. */
export function arrived(given: Given, uploads: readonly Upload[]): Given | undefined {
  if (given.reference !== undefined || given.key === undefined) return undefined
  const upload = uploads.find(({ key }) => key === given.key)
  if (!upload) return { ...given, key: undefined, isCut: true }
  const id = Number(upload.state === 'done' && upload.at?.split('/').at(-1))
  return id > 0 ? { ...given, key: undefined, reference: { upload: id } } : undefined
}

/** It is in no form any more: what came of it goes, too, unless it was there before. */
export function drop({ key }: Given): void {
  if (key !== undefined) cancelUpload(key)
}
