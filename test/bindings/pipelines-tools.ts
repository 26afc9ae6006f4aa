import { type Bindings, call } from './binding.ts'

/** What comes with the product beside its apps. */
export const pipelinesToolBindings: Bindings = {
  'GET /api/pipelines/apps/{key}/sample': {
    prepare: async ({ admin }) => call(admin, 'GET', '/api/pipelines/apps/image-statistics/sample'),
  },
}
