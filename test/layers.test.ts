import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { wrongArrows } from './gates/layers.ts'

const sources = globSync('src/**/*.ts').map((path) => ({ path, text: readFileSync(path, 'utf8') }))
const product = sources.filter(({ path }) => !/\.(test|fixture)\.ts$/.test(path))

test('imports follow the arrows: kernel ← services ← app ← main and cli', () => {
  assert.deepEqual(wrongArrows(product), [])
})

test('the client stands alone, and the console knows nothing but the client', () => {
  const pages = globSync('{client,console/src}/**/*.{ts,tsx}', { exclude: ['**/node_modules/**'] })
  const wrong = pages.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+|node:[^']+)'/g)]
      .map(([, imported = '']) => join(dirname(path), imported))
      .filter((target) => !target.startsWith(path.startsWith('client/') ? 'client/' : 'console/src/'))
      .map((target) => `${path} must not import ${target}`),
  )
  assert.deepEqual(wrong, [])
})

test('a wrong arrow is seen', () => {
  const of = (path: string, imported: string) =>
    wrongArrows([{ path, text: `import { x } from '${imported}'` }])
  assert.equal(of('src/kernel/db/x.ts', '../../services/collection/index.ts').length, 1)
  assert.equal(of('src/services/training/x.ts', '../collection/grant.ts').length, 1)
  assert.equal(of('src/services/collection/x.ts', '../../app.ts').length, 1)
  assert.equal(of('src/kernel/db/x.ts', '../http/app.ts').length, 1)
  assert.equal(of('src/kernel/http/x.ts', '../../../test/support/clock.ts').length, 1)
  assert.equal(of('src/services/collection/wire/x.ts', '../grant.ts').length, 0)
  assert.equal(
    wrongArrows([{ path: 'src/kernel/x.ts', text: `const a = await import('../app.ts')` }]).length,
    1,
  )
})

test('only main.ts looks at the environment', () => {
  const readers = product.filter(({ path, text }) => path !== 'src/main.ts' && /\bprocess\.env\b/.test(text))
  assert.deepEqual(
    readers.map(({ path }) => path),
    [],
  )
})
