import type { Generated } from 'kysely'

export interface AppTables {
  /** What experiments can be made of: one row a definition, found by its key; what it says stands in its versions. */
  pipelines_app: {
    id: Generated<number>
    key: string
    /** Where its definition comes from: with the product, the folder of definitions, or a Boutiques descriptor. */
    source: 'product' | 'folder' | 'boutiques'
    /** The newest version. */
    current: number
    /** Its definition is gone; its experiments stay. */
    archived_at: number | null
  }
  pipelines_app_version: {
    id: Generated<number>
    app_id: number
    version: number
    /** As its definition calls it, such as 2.1.0. */
    label: string
    /** Title and description as they are searched: without case. */
    words_folded: string
    /** As JSON: apps/definition.ts. */
    definition: string
    /** Of the definition. */
    sha256: string
    seen_at: number
  }
  /** What an operator says about an app, beside its definition. */
  pipelines_policy: {
    app_id: number
    enabled: number
    /** Days after the end of an experiment; empty is the installation's setting. */
    input_days: number | null
    output_days: number | null
    /** Limits of one execution, in the place of the definition's. */
    cpus: number | null
    memory_mb: number | null
    minutes: number | null
    /** Experiments of it at work at once. */
    slots: number | null
    /** On which host it runs, where the form names none. */
    host: string | null
    version: number
  }
  /** Where experiments run: a backend of the kernel, or somebody else's program that asks for them by the protocol. */
  pipelines_host: {
    id: Generated<number>
    /** What a form says: `localhost`, `cubic`. */
    key: string
    name: string
    /** `local`, the key of a cluster, or `outside`. */
    backend: string
    /** What only that backend understands, as JSON. */
    options: string
    /** Experiments at work at once. */
    slots: number
    enabled: number
    /** The first one takes what names none. */
    position: number
    /** Of one outside: when a program asked for work the last time, to the minute. */
    polled_at: number | null
    version: number
  }
}
