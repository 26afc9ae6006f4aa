import type { App, Given } from './given.ts'
import { eachField, type Values } from './values.ts'

type Used =
  | { upload: number }
  | { experiment: number; output: string }
  | { experiment: number; input: string }

/** A page of an app's form that begins with a file. */
export const formPath = (app: string, use: Used, name: string): string => {
  const said = [
    'upload' in use ? 'upload' : 'output' in use ? 'output' : 'input',
    'upload' in use ? use.upload : use.experiment,
    name,
  ].join(':')
  return `/app/pipelines/apps/${encodeURIComponent(app)}/new?use=${encodeURIComponent(said)}`
}

/** The first field of files with the one that the address names. */
export function usedIn(app: App, said: string | undefined): Values {
  const [, kind, id, path] = /^(upload|output|input):(\d{1,15}):(.+)$/su.exec(said ?? '') ?? []
  const field = eachField(app)
  if (!field || kind === undefined || path === undefined) return {}
  const number = Number(id)
  const given: Given = {
    name: path.split('/').at(-1) as string,
    path,
    ...(kind !== 'upload' && { from: `Experiment ${number}` }),
    reference:
      kind === 'upload'
        ? { upload: number }
        : kind === 'output'
          ? { experiment: number, output: path }
          : { experiment: number, input: path },
  }
  return { [field.name]: [given] }
}
