import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

const SIZED = /^(font-size|padding|margin|gap|row-gap|column-gap|border-radius|inset|top|right|bottom|left)\b/
const COLOUR = /#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch|color)\(|:\s*(white|black|red|grey|gray)\b/i

/** What a style sheet says with a colour or a size of its own. */
function ownValues(path: string, css: string): string[] {
  const plain = css.replace(/\/\*[\s\S]*?\*\//g, '')
  return [...plain.matchAll(/([a-z-]+):\s*([^;{}]+);/g)].flatMap(([, name = '', value = '']) => {
    const isColour = COLOUR.test(`: ${value}`)
    // 1, 2 and 3 px are lines and the room of a focus ring, not spacing.
    const isSize = SIZED.test(name) && /(?<![\w.-])([4-9]|\d{2,})(\.\d+)?px/.test(value)
    return isColour || isSize ? [`${path}: ${name}: ${value}`] : []
  })
}

test('the console has colours, spacing and sizes of letters from its tokens alone', () => {
  const sheets = globSync('console/src/**/*.css').filter((path) => !path.endsWith('ui/tokens.css'))
  assert.ok(sheets.length > 10)
  assert.deepEqual(
    sheets.flatMap((path) => ownValues(path, readFileSync(path, 'utf8'))),
    [],
  )
})

test('components of the console have no styles and no colours of their own', () => {
  const sources = globSync('console/src/**/*.tsx')
  assert.ok(sources.length > 30)
  const wrong = sources.flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => /\bstyle=\{|#[0-9a-f]{6}\b/i.test(line))
      .map((line) => `${path}: ${line.trim()}`),
  )
  assert.deepEqual(wrong, [])
})

test('a colour or a size of its own is seen', () => {
  assert.deepEqual(
    ownValues('x.css', 'a { color: #fff; padding: 14px var(--s2); margin: 1px; width: 14px; }'),
    ['x.css: color: #fff', 'x.css: padding: 14px var(--s2)'],
  )
})
