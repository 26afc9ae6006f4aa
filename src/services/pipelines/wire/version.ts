import { Type } from 'typebox'
import { RESERVED, reserved } from './reserved.ts'
import { ErrorBody, type Wire, wireProblems } from './wire.ts'

/** What is served, and the update of itself that this server never makes. */
export function versionRoutes(wire: Wire): void {
  const { scope, app } = wire
  scope.get(
    '/version',
    {
      exposeHeadRoute: true,
      config: { access: 'public' },
      schema: { summary: 'The version', response: { 200: Type.Object({ version: Type.String() }) } },
    },
    async () => ({ version: app.release }),
  )

  // As an installation without a checkout answers: nobody changes by a request what runs here (contract, 2.24).
  for (const [path, variable] of [
    ['/version/update', 'GIT_DIR'],
    ['/fe-version/update', 'FE_GIT_DIR'],
  ] as const)
    scope.post(
      path,
      {
        config: { access: RESERVED, refusals: [403] },
        onRequest: reserved(wire),
        schema: {
          summary: 'Refused in the words of an installation without a checkout',
          response: { 200: ErrorBody },
        },
      },
      async () => {
        throw wireProblems.noCheckout(variable)
      },
    )
}
