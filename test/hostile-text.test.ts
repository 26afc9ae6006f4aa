import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readMasterToken } from '../src/services/collection/index.ts'
import { testApp } from './support/app.ts'
import { operationsOf, type Shape } from './support/document.ts'

/** What makes a backtracking pattern try everything: long runs of what almost fits, and no end that fits. */
const HOSTILE: readonly string[] = [
  `${'a'.repeat(100_000)}!`,
  `${'a@'.repeat(50_000)}\n`,
  `${'a.'.repeat(50_000)}@`,
  `${' '.repeat(100_000)}x`,
  `${'0'.repeat(100_000)}.`,
  `Bearer ${' '.repeat(100_000)}`,
  `${'../'.repeat(33_000)}x`,
  `${'%'.repeat(100_000)}`,
  `${'"\\'.repeat(50_000)}`,
  `${'[{"a":'.repeat(16_000)}`,
  'e\u0301'.repeat(33_000),
  '🧪'.repeat(25_000),
]
/** Addresses and headers end earlier. */
const SHORT = 7_000

/** CPU time is what a text costs, however busy the machine is. */
const MOST_MS = 1_000

async function costOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

/** A value of a shape with `text` wherever a text may be. */
function filled(shape: Shape, text: string): unknown {
  if (shape.const !== undefined) return shape.const
  if (shape.anyOf)
    return filled(shape.anyOf.find((each) => each.type === 'string') ?? shape.anyOf[0] ?? {}, text)
  switch (shape.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(shape.properties ?? {}).map(([name, each]) => [name, filled(each, text)]),
      )
    case 'array':
      return [filled(shape.items ?? {}, text)]
    case 'integer':
      return shape.minimum ?? 1
    case 'boolean':
      return false
    default:
      return text
  }
}

test('I4: no text in any field of our API costs more than a second', async () => {
  const opened = await testApp()
  const admin = await opened.as('admin')
  const operations = (await operationsOf(opened.app)).filter(({ isStream }) => !isStream)
  let fields = 0
  for (const { key, method, path, parameters, body } of operations) {
    const texts = parameters.filter(({ in: place, schema }) => place === 'query' && schema.type === 'string')
    if (!body && texts.length === 0) continue
    fields += 1
    for (const text of HOSTILE) {
      const query = new URLSearchParams(
        texts.map(({ name }): [string, string] => [name, text.slice(0, SHORT / texts.length / 9)]),
      )
      const cost = await costOf(() =>
        opened.inject({
          method: method as 'POST',
          url: `${path.replaceAll(/\{\w+\}/g, '1')}?${query}`,
          headers: { authorization: `Bearer ${admin.token}`, host: 'a.test', origin: 'http://a.test' },
          ...(body && { payload: filled(body, text) as object }),
        }),
      )
      assert.ok(cost < MOST_MS, `${key} took ${cost} ms for ${text.slice(0, 10)}…`)
    }
  }
  assert.ok(fields > 10, `${fields} operations take texts`)
})

test('I4: no text in any field, name or header of a submission costs more than a second', async () => {
  const opened = await testApp()
  const submit = (parts: string[], headers: Record<string, string> = {}) =>
    opened.inject({
      method: 'POST',
      url: '/collection/submit',
      headers: { 'content-type': 'multipart/form-data; boundary=edge', ...headers },
      payload: [...parts.map((part) => `--edge\r\n${part}\r\n`), '--edge--\r\n'].join(''),
    })
  const field = (name: string, value: string, file = '') =>
    `content-disposition: form-data; name="${name}"${file === '' ? '' : `; filename="${file}"`}\r\n\r\n${value}`
  const { collection } = opened.atelier
  const secret = collection ? await readMasterToken(collection, { via: 'system' }) : ''
  const { auth_token: good } = (await opened.inject({ url: `/collection/token?token=${secret}` })).json()
  for (const text of HOSTILE) {
    const short = text.slice(0, SHORT).replaceAll(/[^\x20-\x7e]/g, 'x')
    const asked = new URLSearchParams({ token: short.slice(0, 2_000), project: short.slice(0, 2_000) })
    for (const [what, work] of Object.entries({
      'the token': () => submit([field('auth_token', text)]),
      'the responses': () => submit([field('auth_token', good), field('responses', text)]),
      'a text in the responses': () =>
        submit([field('auth_token', good), field('responses', JSON.stringify(text))]),
      'the name of a file': () => submit([field('auth_token', good), field('file', 'a', short)]),
      'the name of a field': () => submit([field(short, text)]),
      'a bearer': () => submit([], { authorization: `Bearer ${short}` }),
      'a cookie': () => submit([], { cookie: `atelier=${short}; ${short}` }),
      'the kind of a body': () => submit([], { 'content-type': `multipart/form-data; boundary=${short}` }),
      'an address': () => opened.inject({ url: `/collection/token?${asked}` }),
      'a form': () =>
        opened.inject({
          method: 'POST',
          url: '/collection/token',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          payload: new URLSearchParams({ project: text.slice(0, 20_000).toWellFormed() }).toString(),
        }),
    })) {
      const cost = await costOf(work)
      assert.ok(cost < MOST_MS, `${what} took ${cost} ms for ${text.slice(0, 10)}…`)
    }
  }
})
