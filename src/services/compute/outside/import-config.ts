import { Value } from 'typebox/value'
import { inTransaction } from '../../../kernel/db/db.ts'
import { JOB_OPTIONS, type JobOption, SlurmSettings } from '../../../kernel/execution/slurm/settings.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { problem } from '../../../kernel/problem.ts'
import type { Compute } from '../compute.ts'
import { BASE } from '../kinds/builtin.ts'
import { putKind } from '../kinds/command-kind.ts'
import type { Definition, Parameter } from '../kinds/definition.ts'
import { DEFAULT_PARAMETERS } from '../kinds/parameters.ts'
import { createResource, listResources } from '../resources/resource.ts'

/** What became of a `config.json` of the original. */
export interface Imported {
  resources: string[]
  kinds: string[]
  /** For `atelier.yaml`, below `compute`: settings are the operator's to write. */
  settings: Record<string, unknown>
  /** What was not taken, and what to do about it. */
  left: string[]
}

type Tree = Readonly<Record<string, unknown>>

/** Takes resources, session kinds and parameters over from the original's `config.json`. A second run changes nothing more. */
export async function importConfig(compute: Compute, by: By, text: string): Promise<Imported> {
  const config = treeOf(parse(text))
  const imported: Imported = { resources: [], kinds: [], settings: {}, left: [] }
  const keys = await importResources(compute, by, config, imported)
  const parameters = parametersOf(config, imported)
  for (const [key, value] of Object.entries(treeOf(config.available_job_types)))
    await importKind(compute, by, { key, kind: treeOf(value), keys, parameters, imported })
  readSources(config, imported)
  readStorage(config, imported)
  return imported
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw problem('invalid_json', 400, `This is no config.json of the original: ${(error as Error).message}`)
  }
}

const treeOf = (value: unknown): Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Tree) : {}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const listOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []

/** The resources by their old keys; of those that could be taken the new key. */
async function importResources(
  compute: Compute,
  by: By,
  config: Tree,
  imported: Imported,
): Promise<Map<string, string>> {
  const keys = new Map<string, string>()
  for (const [key, value] of Object.entries(treeOf(config.available_resources))) {
    const resource = treeOf(value)
    const type = textOf(resource.resource_type)
    if (type === 'LocalResource') keys.set(key, 'local')
    else if (type.startsWith('SlurmAPIResource')) {
      if (await importCluster(compute, by, { key, resource, imported })) keys.set(key, key)
      if (config.main_resource === key)
        imported.left.push(
          `${key} was the main resource: make it the first on the page Resources once it answers.`,
        )
    } else
      imported.left.push(
        `The resource ${key} is a ${type || 'thing without a type'}, which is not known here.`,
      )
    readDomain(resource, imported)
  }
  return keys
}

async function importCluster(
  compute: Compute,
  by: By,
  { key, resource, imported }: { key: string; resource: Tree; imported: Imported },
): Promise<boolean> {
  const known = (await listResources(compute.db)).some((row) => row.key === key)
  if (!known) {
    const [partition, gpuPartition] = [textOf(resource.cpu_partition), textOf(resource.gpu_partition)]
    const settings: SlurmSettings = {
      driver: 'cli',
      ...(partition && { partition }),
      ...(gpuPartition && { gpuPartition }),
      parameters: mappingOf(resource.parameter_mapping),
      mayExtend: false,
    }
    // As our own API asks for it.
    if (!/^[a-z][a-z0-9_-]{0,31}$/.test(key) || !Value.Check(SlurmSettings, settings)) {
      imported.left.push(
        `The resource ${key} has a key, a partition or a parameter that cannot stand here: add it on the page Resources.`,
      )
      return false
    }
    const name = (textOf(resource.name) || key).slice(0, 64)
    const fields = { key, name, settings, tokenKey: null, enabled: false }
    await inTransaction(compute.db, (tx) => createResource(compute, tx, by, fields))
    await compute.resources.reload()
  }
  imported.resources.push(key)
  imported.left.push(
    `${key} was reached by a gateway of the original's own (connection_details): say on the page Resources how its commands or slurmrestd are reached, then switch it on.`,
  )
  return true
}

/** Limits have their places here already; what else the scheduler knows stays. */
function mappingOf(value: unknown): Record<string, JobOption> {
  const known = Object.entries(treeOf(value)).filter((pair): pair is [string, JobOption] =>
    (JOB_OPTIONS as readonly unknown[]).includes(pair[1]),
  )
  return Object.fromEntries(known)
}

function readDomain({ passthrough_domain }: Tree, { settings, left }: Imported): void {
  const domain = textOf(passthrough_domain)
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain) && !/^[\d.]+$/.test(domain))
    settings.passthrough = { wildcardDomain: domain }
  else if (domain !== '')
    left.push(`passthrough_domain ${domain} is not needed: sessions are reached through this server.`)
}

interface KindParts {
  key: string
  kind: Tree
  keys: ReadonlyMap<string, string>
  parameters: readonly Parameter[] | undefined
  imported: Imported
}

async function importKind(
  compute: Compute,
  by: By,
  { key, kind, keys, parameters, imported }: KindParts,
): Promise<void> {
  const type = { LocalTestJob: 'local_test', JupyterLabJob: 'jupyter' }[textOf(kind.job_type)]
  if (!type) {
    imported.left.push(
      `The session kind ${key} is a ${textOf(kind.job_type) || 'thing without a type'}: write what it runs by compute session-kinds add ${key} --command …`,
    )
    return
  }
  const places = Object.entries(treeOf(kind.environment_details))
  const environment = treeOf(places[0]?.[1])
  const definition: Definition = {
    ...BASE,
    name: textOf(kind.name) || key,
    description: '',
    icon: type === 'jupyter' ? 'notebook' : 'flask',
    type: type as Definition['type'],
    command: beforeIt(key, environment, imported),
    ...(type === 'jupyter'
      ? { startPage: 'lab', readyPath: 'api/status' }
      : { helper: false, extendMinutes: null }),
    parameters: [...(parameters ?? withLimit(environment.time_limit))],
    resources: [...new Set(places.flatMap(([place]) => keys.get(place) ?? []))],
  }
  await putKind(compute, by, { key, definition, change: true })
  imported.kinds.push(key)
}

/** What is loaded before the program begins. */
function beforeIt(key: string, environment: Tree, { left }: Imported): string {
  const manager = textOf(environment.module_manager)
  const modules = listOf(environment.modules).filter((name) => /^[\w./+-]+$/.test(name))
  if (manager === 'lmod') return modules.length > 0 ? `module load ${modules.join(' ')}` : ''
  if (manager !== '')
    left.push(
      `${key} made its ${manager === 'tar' ? 'environment from an archive' : 'virtual environment'} at each start: install it where sessions run, and write the line that activates it on the page Session kinds.`,
    )
  return ''
}

function withLimit(limit: unknown): Parameter[] {
  const minutes = Number(limit)
  return DEFAULT_PARAMETERS.map((each) =>
    each.name === 'time_limit_minutes' &&
    Number.isInteger(minutes) &&
    minutes >= 1 &&
    minutes <= (each.max ?? 0)
      ? { ...each, default: minutes }
      : each,
  )
}

/** The original's own name for it is understood all the same. */
const RENAMED: Readonly<Record<string, string>> = { time_limit_min: 'time_limit_minutes' }

function parametersOf({ parameters }: Tree, { left }: Imported): Parameter[] | undefined {
  if (!Array.isArray(parameters) || parameters.length === 0) return undefined
  return parameters.flatMap((value) => {
    const each = treeOf(value)
    const { type, min, max, required } = treeOf(each.validation)
    const sent = textOf(each.variable_name)
    const name = Object.hasOwn(RENAMED, sent) ? (RENAMED[sent] as string) : sent
    if (!['int', 'float', 'bool', 'str'].includes(textOf(type)) || name === '') {
      left.push(
        `The parameter ${sent || 'without a name'} has the type ${textOf(type) || 'none'}, which is not known here.`,
      )
      return []
    }
    return {
      name,
      label: textOf(each.display_name) || name,
      description: textOf(each.description),
      type: textOf(type) as Parameter['type'],
      default: each.default_value as Parameter['default'],
      ...(typeof min === 'number' && { min }),
      ...(typeof max === 'number' && { max }),
      ...(required === true && { required }),
    }
  })
}

const GLOBUS = 'https://auth.globus.org/v2/oauth2'

function readSources(config: Tree, { settings, left }: Imported): void {
  for (const [key, value] of Object.entries(treeOf(config.available_user_authentication))) {
    const source = treeOf(value)
    const details = treeOf(source.connection_details)
    const type = textOf(source.user_authentication_type)
    if (type === 'GlobusUserAuthentication') {
      const isRedirect = textOf(details.authentication_type) === 'oauth'
      const groups = listOf(details.allowed_globus_groups)
      const client = textOf(details.client_id)
      settings.globus = {
        introspectionUrl: `${GLOBUS}/token/introspect`,
        tokenUrl: `${GLOBUS}/token`,
        ...(isRedirect && { authorizeUrl: `${GLOBUS}/authorize` }),
        groupsUrl: 'https://groups.api.globus.org/v2/groups/my_groups',
        ...(client !== '' && { clientId: client }),
        ...(groups.length > 0 && { allowedGroups: groups }),
      }
      left.push(
        `${key}: put its client_secret into ATELIER_COMPUTE_GLOBUS_CLIENT_SECRET; it is not shown here.`,
      )
    } else if (type === 'LocalUserAuthentication')
      left.push(`${key}: a program that signs people in gets its token by compute clients add NAME.`)
    else left.push(`${key} is a ${type || 'thing without a type'}, which is not known here.`)
  }
}

function readStorage(config: Tree, { settings, left }: Imported): void {
  const main = textOf(config.main_storage)
  for (const [key, value] of Object.entries(treeOf(config.available_storage))) {
    const storage = treeOf(value)
    if (key !== main) {
      left.push(`The storage ${key} is not the main one; workspaces have one root here.`)
      continue
    }
    const root = textOf(storage.root_dir)
    if (root.startsWith('/')) settings.root = root
    else left.push(`The storage ${key} has no absolute root_dir; set ATELIER_WORKSPACES_ROOT.`)
    const resolver = textOf(treeOf(storage.connection_details).root_url)
    if (resolver !== '') settings.datasets = { resolverUrl: resolver }
    left.push(
      'Workspaces that lie there already are not taken over: share or upload their files, or ask for them to be moved.',
    )
  }
}
