import { type Actor, covers } from '../identity/actor.ts'
import type { SampleSource } from '../sample/sample.ts'
import type { Found, HomePart } from './home.ts'

/** What a service tells about itself where all of them stand together. */
export interface ServiceSource {
  name: string
  /** What keeps it from taking what people send, as a sentence. */
  trouble(): Promise<string | undefined>
  /** What of it belongs on a person's home. */
  home(actor: Actor): Promise<HomePart>
  /** Things by name, as far as the person may see them; the best first. */
  search(actor: Actor, words: string, limit: number): Promise<Found[]>
  /** Its part of the sample data, where it has one. */
  sample?: SampleSource
}

/** The services that are switched on. Each puts itself here when it opens. */
export class Services {
  readonly #sources: ServiceSource[] = []

  add(source: ServiceSource): void {
    this.#sources.push(source)
  }

  list(): readonly ServiceSource[] {
    return this.#sources
  }

  /** Those that an actor may use and read: a token shows nothing of a service that its scope leaves out. */
  for(actor: Actor): ServiceSource[] {
    const usable = this.usableBy(actor)
    return this.#sources.filter(({ name }) => usable.includes(name) && covers(actor, name, 'read'))
  }

  /** How each of them stands, for whoever comes. */
  states() {
    return Promise.all(
      this.#sources.map(async (source) => {
        const trouble = await source.trouble()
        return {
          name: source.name,
          state: trouble === undefined ? ('up' as const) : ('trouble' as const),
          trouble: trouble ?? null,
        }
      }),
    )
  }

  /** The names of those that an account may use: it has a role there, of whatever kind. */
  usableBy({ administrator, roles }: { administrator: boolean; roles: Iterable<string> }): string[] {
    const held = [...roles]
    return this.#sources
      .map(({ name }) => name)
      .filter((name) => administrator || held.some((role) => role.startsWith(`${name}:`)))
  }
}
