/** Why a host did not do what was asked, with a kind that a program can tell. */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly kind: FaultKind

  constructor(kind: FaultKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}

export type FaultKind =
  | 'authentication'
  | 'closed'
  | 'host-key-changed'
  | 'host-key-unknown'
  | 'name'
  | 'no-route'
  | 'protocol'
  | 'refused'
  | 'timeout'
  | 'too-large'

/** Nothing was done on the host. */
const UNREACHABLE: readonly string[] = [
  'host-key-changed',
  'host-key-unknown',
  'name',
  'no-route',
  'refused',
  'timeout',
]

export const isUnreachable = (kind: string): boolean => UNREACHABLE.includes(kind)

/** The first fault among an error and what caused it; everything else was raised by the template. */
export function kindOf(error: unknown): string {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (each instanceof Fault) return each.kind
  }
  return 'raised'
}

/** What the operating system says of a connection, as a sentence. */
export function connectionFault(error: NodeJS.ErrnoException, where: string): Fault {
  const { code = '', cause } = error
  const options = { cause: cause ?? error }
  switch (code) {
    case 'ECONNREFUSED':
      return new Fault('refused', `${where} refuses the connection.`, options)
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
      return new Fault('name', `The name of ${where} is not known.`, options)
    case 'ETIMEDOUT':
      return new Fault('timeout', `${where} does not answer.`, options)
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENETDOWN':
    case 'EHOSTDOWN':
      return new Fault('no-route', `There is no way to ${where}.`, options)
    default:
      return new Fault('closed', `The connection to ${where} broke: ${error.message}.`, options)
  }
}
