import type { Generated, Selectable } from 'kysely'

export interface SampleTables {
  /** What the sample data hold, so that exactly that can be removed again. */
  kernel_sample_thing: {
    id: Generated<number>
    /** `account`, `group`, or what a service makes, such as `collection.project`. */
    kind: string
    thing_id: number
  }
  /** The one filling or removing; its row is gone when there are no sample data. */
  kernel_sample: {
    id: number
    state: 'filling' | 'there' | 'removing' | 'failed'
    /** How far it is, of 100. */
    done: number
    /** What is being made, or why it failed. */
    text: string
    at: number
  }
}

export type SampleRow = Selectable<SampleTables['kernel_sample']>
