import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

test('a forgotten await is an error of the linter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-lint-'))
  cpSync('test/gates/fixtures/floating-promise.ts', join(folder, 'floating-promise.ts'))
  cpSync('biome.json', join(folder, 'biome.json'))
  const { status, stdout, stderr } = spawnSync(
    join(process.cwd(), 'node_modules/.bin/biome'),
    ['lint', '--vcs-enabled=false', '.'],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  )
  rmSync(folder, { recursive: true })
  assert.equal(status, 1)
  assert.match(stdout + stderr, /noFloatingPromises/)
})
