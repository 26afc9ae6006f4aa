import { accountBindings } from './accounts.ts'
import type { Bindings } from './binding.ts'
import { collectionBindings } from './collection.ts'
import { collectionOutBindings } from './collection-out.ts'
import { kernelBindings } from './kernel.ts'

/** Examples of all operations, a file for each service. */
export const bindings: Bindings = {
  ...kernelBindings,
  ...accountBindings,
  ...collectionBindings,
  ...collectionOutBindings,
}
