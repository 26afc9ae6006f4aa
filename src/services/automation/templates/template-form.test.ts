import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkVariables, type FormField } from './template-form.ts'

const templateOf = (form: FormField[], more: string[] = []) => ({
  variables: JSON.stringify([...form.map(({ name }) => name), ...more]),
  form: JSON.stringify(form),
})

test('a form is read into typed values, and each mistake is named at its field', () => {
  const template = templateOf(
    [
      { name: 'count', type: 'integer', required: true, min: 1, max: 10 },
      { name: 'share', type: 'number' },
      { name: 'deep', type: 'boolean' },
      { name: 'mode', type: 'choice', choices: ['a', 'b'] },
      { name: 'key', type: 'secret', min: 4 },
      { name: 'where', type: 'host' },
      { name: 'more', type: 'json' },
      { name: 'code', type: 'text', pattern: '[A-Z]+' },
      { name: 'words', type: 'multiline' },
    ],
    ['free'],
  )
  const good = checkVariables(template, {
    ...{ count: ' 7 ', share: 1.5, deep: 'no', mode: 'b', key: 'hush', where: 'leaf1', more: '{"a":[1]}' },
    ...{ code: 'AB', words: 'a\nb', free: 5 },
  })
  assert.deepEqual(good, {
    problems: [],
    values: {
      ...{ count: 7, share: 1.5, deep: false, mode: 'b', key: 'hush', where: 'leaf1', more: { a: [1] } },
      ...{ code: 'AB', words: 'a\nb', free: '5' },
    },
    secret: ['key'],
  })
  const bad = checkVariables(template, {
    ...{
      count: '11',
      share: 'x',
      deep: 'perhaps',
      mode: 'c',
      key: 'abc',
      where: 'a\nb',
      more: '{',
      code: 'ab',
    },
    ...{ words: '\ud800', free: {}, other: 1, __proto__: 2 },
  })
  const fields = ['other', 'count', 'share', 'deep', 'mode', 'key', 'where', 'more', 'code', 'words', 'free']
  assert.deepEqual(
    bad.problems.map(({ field }) => field),
    fields.map((field) => `variables.${field}`),
  )
  const empty = checkVariables(template, { count: '', mode: null, free: '' })
  assert.deepEqual([empty.problems.map(({ field }) => field), empty.values], [['variables.count'], {}])
  const read = (n: string) => checkVariables(templateOf([{ name: 'n', type: 'integer' }]), { n }).values
  assert.deepEqual(['1e3', '1.0', '0x10', '', '٣', '9007199254740993', '1e99'].map(read), [
    { n: 1000 },
    { n: 1 },
    {},
    {},
    {},
    {},
    {},
  ])
})
