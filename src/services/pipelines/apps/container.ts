import type { Folders } from './arguments.ts'
import type { AppDefinition } from './definition.ts'

type Container = NonNullable<AppDefinition['container']>

/** Of Docker: as whom the execution runs, without a network unless the definition asks for one, and gone when it ends. */
const DOCKER = 'exec docker run --rm --init --user "$(id -u):$(id -g)" "$@"'
const APPTAINER = 'exec "$(command -v apptainer || command -v singularity)" exec --containall "$@"'

/** A command as its image's engine runs it: the folders are at the same places there, the inputs to be read alone. */
export function inContainer(
  { container, env }: Pick<AppDefinition, 'container' | 'env'>,
  command: readonly string[],
  { inputs, output }: Folders,
): string[] {
  if (!container) return [...command]
  const variables = Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`])
  const own = container.engine === 'docker' ? dockerOptions : apptainerOptions
  return [
    '/bin/sh',
    '-c',
    container.engine === 'docker' ? DOCKER : APPTAINER,
    'sh',
    ...own(container, { inputs, output }),
    ...variables,
    container.image,
    ...command,
  ]
}

const dockerOptions = ({ network }: Container, { inputs, output }: Folders): string[] => [
  ...(network ? [] : ['--network', 'none']),
  '--volume',
  `${inputs}:${inputs}:ro`,
  '--volume',
  `${output}:${output}`,
  '--workdir',
  output,
]

const apptainerOptions = (_container: Container, { inputs, output }: Folders): string[] => [
  '--bind',
  `${inputs}:${inputs}:ro`,
  '--bind',
  `${output}:${output}`,
  '--pwd',
  output,
]
