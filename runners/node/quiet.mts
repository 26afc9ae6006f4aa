/** Asks a device for its configuration, which holds secrets: `show running-config`, `sh conf`, `display current-configuration`. */
const ASKS_FOR_CONFIGURATION =
  /\bsh(?:ow?)?\s+(?:run|startup|conf)|\bdis(?:p(?:lay)?)?\s+(?:current|saved)-conf/i

/** Whether what a command prints is nobody's output: as its template says, else where it prints a configuration. */
export const isQuiet = (
  command: string | readonly string[],
  { quiet }: { quiet?: boolean | undefined },
): boolean => quiet ?? ASKS_FOR_CONFIGURATION.test([command].flat().join(' '))
