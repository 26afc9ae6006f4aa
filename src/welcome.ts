import type { App } from './kernel/http/app.ts'

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Atelier</title>
<style>
  body { font: 1.05rem/1.6 system-ui, sans-serif; max-width: 38rem; margin: 12vh auto; padding: 0 1.5rem; color: #1c2430; background: #fbfbfa }
  h1 { font-size: 1.6rem; margin: 0 0 .5rem } a { color: #0b5cad }
  @media (prefers-color-scheme: dark) { body { color: #e6e8eb; background: #14171b } a { color: #7db7f0 } }
</style>
<h1>Atelier is running</h1>
<p>Its programs speak to it over HTTP. <a href="/docs">The document of every address</a> is here to read and to try,
and <a href="/openapi.json">as a file</a> for tools. Operators use <code>./atelier help</code> on the machine.</p>
</html>
`

/** The root says what this is and where to go on. */
export function welcomeRoute(app: App): void {
  const route = {
    config: { access: 'public' as const },
    schema: { tags: ['Atelier'], summary: 'What this server is' },
  }
  // Below the document's plugin, which has to be there before the routes that it names.
  void app.register(async (scope) => {
    scope.get('/', route, async (_request, reply) =>
      reply
        .type('text/html; charset=utf-8')
        .header(
          'content-security-policy',
          "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        )
        .send(PAGE),
    )
  })
}
