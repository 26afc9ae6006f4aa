import { writeFileSync } from 'node:fs'
import { settingsTable } from '../../src/cli/settings.ts'

/** The page `docs/settings.md`, made from the settings' schema. `npm run docs` writes it. */
export function settingsPage(): string {
  return `# Settings

This page is made from the code by \`npm run docs\`.

A setting is an environment variable, or the same name in the file \`atelier.yaml\` of the data folder (\`--config FILE\` names
another). A variable wins over the file. Every mistake is named at the start, and the server does not start with one. An
unknown name in the file is a mistake, an unknown \`ATELIER_…\` variable a warning in the log. In a variable the items of a list
are divided by commas or spaces. \`./atelier settings\` shows what is in force and where it came from.

\`\`\`yaml
publicUrl: https://atelier.example.org
trustedProxies:
  - 127.0.0.1
collection:
  hosts:
    - collect.example.org
  maxBodyBytes: 200000000
\`\`\`

${settingsTable().replace(/<(\w+)>/g, '\\<$1>')}

\`UV_THREADPOOL_SIZE\` is Node's own: \`./atelier\` sets it to 16, since hashing, files and passwords share these threads.
`
}

if (import.meta.main) writeFileSync('docs/settings.md', settingsPage())
