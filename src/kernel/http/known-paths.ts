/** The paths of a part of the server, and by which methods each is known: asked where the router has found nothing. */
export class KnownPaths {
  readonly #patterns = new Map<string, { segments: readonly string[]; methods: Set<string> }>()

  /** `pattern` is a route's, such as `/things/:id` or `/files/*`. */
  add(pattern: string, methods: readonly string[]): void {
    const segments = segmentsOf(pattern)
    const known = this.#patterns.get(segments.join('/')) ?? { segments, methods: new Set() }
    for (const method of methods) known.methods.add(method)
    this.#patterns.set(segments.join('/'), known)
  }

  /** The methods by which a path is known, in the order of their routes; none for one that is unknown. */
  methodsOf(path: string): ReadonlySet<string> {
    const asked = segmentsOf(path)
    const fitting = [...this.#patterns.values()].filter(({ segments }) => fits(segments, asked))
    return new Set(fitting.flatMap(({ methods }) => [...methods]))
  }
}

const segmentsOf = (path: string): string[] => path.split('/').filter((segment) => segment !== '')

function fits(pattern: readonly string[], asked: readonly string[]): boolean {
  const isOpen = pattern.at(-1) === '*'
  if (isOpen ? asked.length < pattern.length : asked.length !== pattern.length) return false
  return pattern.every(
    (segment, at) =>
      isNamed(segment, asked[at] ?? '') || segment === asked[at] || (isOpen && segment === '*'),
  )
}

/** A parameter, which may say what it takes: `:id(^\\d+$)`. */
function isNamed(segment: string, asked: string): boolean {
  const [, , form] = /^:(\w+)(?:\((.+)\))?$/.exec(segment) ?? []
  return segment.startsWith(':') && (form === undefined || new RegExp(form).test(asked))
}
