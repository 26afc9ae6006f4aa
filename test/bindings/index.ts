import type { Bindings } from './binding.ts'
import { collectionBindings } from './collection.ts'
import { kernelBindings } from './kernel.ts'

/** Examples of all operations, a file for each service. */
export const bindings: Bindings = { ...kernelBindings, ...collectionBindings }
