import { posix } from 'node:path'
import { partsOf } from '../../../kernel/files/name.ts'
import { Problem } from '../../../kernel/problem.ts'
import type { TemplateRow } from '../tables.ts'

/** Where templates lie that nobody says otherwise of. */
export const JOB_FOLDER = '/web_nornir/job_templates/'
/** Inventories lie there, with the passwords of hosts: no folder of templates, and in none. */
const CONFIG_FOLDER = ['web_nornir', 'nornir_config']

const ENDINGS = ['.py', '.ts', '.mts', '.js', '.mjs'] as const

/** Which program runs a file of this name; undefined for none. */
export function engineOf(fileName: string): 'python' | 'node' | undefined {
  const ending = ENDINGS.find((each) => fileName.endsWith(each))
  return ending === undefined ? undefined : ending === '.py' ? 'python' : 'node'
}

/** The folder of a template as parts below the root. */
export const packageParts = (packagePath: string): string[] =>
  partsOf(packagePath.replace(/^\//, '').replace(/\/$/, ''))

/** The file of a template below the root, without a slash in front. */
export const pathOf = ({
  package_path,
  file_name,
}: Pick<TemplateRow, 'package_path' | 'file_name'>): string =>
  posix.join(...packageParts(package_path), file_name)

/** What is wrong with a folder of templates; undefined where it is one below the root. */
export function packageFault(path: string): string | undefined {
  if (!path.startsWith('/'))
    return `Begin it with a slash, such as ${JOB_FOLDER}: it is a folder inside the automation root.`
  const parts = partsIfSound(path.slice(1).replace(/\/$/, ''))
  if (!parts) return 'Name a folder inside the automation root, without "..", "." and backslashes.'
  const shared = CONFIG_FOLDER.findIndex((part, index) => part !== parts[index])
  // It is above, the same, or below: all of its parts that both have are alike.
  if (shared === -1 || shared >= parts.length)
    return `Inventories lie there, with what opens their hosts. Choose a folder of its own, such as ${JOB_FOLDER}.`
  return undefined
}

/** What is wrong with the name of a template's file; undefined where it stays in its folder. */
export function fileFault(name: string): string | undefined {
  if (!partsIfSound(name)) return 'Name a file in the folder of templates, without "..", "." and backslashes.'
  return undefined
}

/** What is wrong with the name of a function. */
export function functionFault(name: string): string | undefined {
  return /^[\p{L}_$][\p{L}\p{N}_$]{0,255}$/u.test(name)
    ? undefined
    : 'This is no name of a function: letters, digits and _, not beginning with a digit.'
}

function partsIfSound(path: string): string[] | undefined {
  try {
    return partsOf(path)
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}
