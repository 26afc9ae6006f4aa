import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Parameter } from './definition.ts'
import { checkFields, checkOptions, DEFAULT_PARAMETERS, mergeParameters, wantedBy } from './parameters.ts'
import { pythonList, pythonText } from './python.ts'

const said = (given: Record<string, unknown>, parameters: readonly Parameter[] = DEFAULT_PARAMETERS) =>
  pythonList(checkOptions(parameters, given).faults)

test('options are refused in the original’s words, all faults at once and in the order of the request', () => {
  assert.equal(said({ memory_mb: 1 }), `["memory_mb: Value '1' not above minimum of 1024."]`)
  assert.equal(
    said({ gpu_enabled: 1, num_cpus: 99, memory_mb: 0 }),
    `["gpu_enabled: Value '1' of type int does not match required type bool. Skipping further validation of parameter gpu_enabled.", "num_cpus: Value '99' above maximum of 16.", "memory_mb: Value '0' not above minimum of 1024."]`,
  )
  const types: [unknown, string, string][] = [
    ['8', '8', 'str'],
    [true, 'True', 'bool'],
    [null, 'None', 'NoneType'],
    [1.5, '1.5', 'float'],
    [[1, 'a', null], "[1, 'a', None]", 'list'],
    [{ a: [true] }, "{'a': [True]}", 'dict'],
    [1e-7 + 1, '1.0000001', 'float'],
  ]
  for (const [value, text, type] of types)
    assert.deepEqual(checkOptions(DEFAULT_PARAMETERS, { num_cpus: value }).faults, [
      `num_cpus: Value '${text}' of type ${type} does not match required type int. Skipping further validation of parameter num_cpus.`,
    ])
})

test('required options come first, a bound of 0 counts, and what nobody knows is dropped', () => {
  const parameters: Parameter[] = [
    { name: 'queue', label: 'Queue', description: '', type: 'str', default: 'a', required: true },
    { name: 'share', label: 'Share', description: '', type: 'float', default: 0, min: -1, max: 0 },
    { name: 'depth', label: 'Depth', description: '', type: 'int', default: 0, min: 0 },
  ]
  assert.equal(
    said({ share: 0.5, depth: -1, other: {}, __proto__: 1 }, parameters),
    `['Missing required: queue', "share: Value '0.5' above maximum of 0.", "depth: Value '-1' not above minimum of 0."]`,
  )
  assert.deepEqual(checkOptions(parameters, { queue: '', share: -1, depth: 0, x: 1 }), {
    accepted: { queue: '', share: -1, depth: 0 },
    faults: [],
  })
  assert.equal(said({ constructor: 1, toString: 2 }), '[]')
})

test('the original’s other name of the time limit does as well, and 1.0 is 1', () => {
  const { accepted, faults } = checkOptions(
    DEFAULT_PARAMETERS,
    JSON.parse('{"time_limit_min":60,"num_cpus":2.0}'),
  )
  assert.deepEqual([accepted, faults], [{ time_limit_minutes: 60, num_cpus: 2 }, []])
  assert.equal(said({ time_limit_min: 9_999 }), `["time_limit_min: Value '9999' above maximum of 720."]`)
  // What the known front-end sends without asking.
  const portal = { num_cpus: 1, memory_mb: 8_192, time_limit_minutes: 180, gpu_enabled: false }
  assert.deepEqual(checkOptions(DEFAULT_PARAMETERS, portal), { accepted: portal, faults: [] })
  assert.deepEqual(wantedBy(DEFAULT_PARAMETERS, {}), { cpus: 1, memoryMb: 8_192, minutes: 180, gpus: 0 })
  assert.equal(wantedBy(DEFAULT_PARAMETERS, { gpu_enabled: true }).gpus, 1)
  assert.deepEqual(wantedBy([], {}), { cpus: 1, memoryMb: 8_192, minutes: null, gpus: 0 })
})

test('texts are printed as Python prints them', () => {
  const printed: [unknown, string][] = [
    [['a'], "['a']"],
    [["it's"], `["it's"]`],
    [['say "no"'], `['say "no"']`],
    [[`it's "no"`], `['it\\'s "no"']`],
    [['a\\b\n\t\r\0\u007f\u00a0é\u200b😀\ud800'], `['a\\\\b\\n\\t\\r\\x00\\x7f\\xa0é\\u200b😀\\ud800']`],
    [{ 'a b': 1e22, c: [] }, "{'a b': 10000000000000000000000, 'c': []}"],
    [
      [0.1, 1e-4, 0.00001, 1.5e-7, 123456789.25, -2.5e-10],
      '[0.1, 0.0001, 1e-05, 1.5e-07, 123456789.25, -2.5e-10]',
    ],
    ['as it stands', 'as it stands'],
    [Number.POSITIVE_INFINITY, 'inf'],
  ]
  for (const [value, text] of printed) assert.equal(pythonText(value), text)
})

test('all kinds together show the widest bounds of an option', () => {
  const [cpus] = DEFAULT_PARAMETERS as [Parameter]
  const wide = { ...cpus, max: 64, min: 2 }
  const { max, ...unbound } = cpus
  assert.deepEqual(mergeParameters([[cpus], [wide]]), [{ ...cpus, min: 1, max: 64 }])
  assert.deepEqual(mergeParameters([[cpus], [unbound]]), [{ ...unbound, min: 1 }])
  assert.equal(max, 16)
})

test('the own questions of a kind have bounds and answers by default', () => {
  const question = { label: 'Model', description: '' }
  const fields = [
    { ...question, name: 'model', type: 'choice', default: 'a', choices: ['a', 'b'] },
    { ...question, name: 'size', type: 'number', default: 3, min: 1, max: 5 },
    { ...question, name: 'note', type: 'text', default: '', required: true },
    { ...question, name: 'fast', type: 'switch', default: false },
  ] as const
  const ask = (given: Record<string, unknown>) => checkFields(fields as never, given)
  assert.deepEqual(ask({ note: 'x' }), {
    accepted: { model: 'a', size: 3, note: 'x', fast: false },
    errors: [],
  })
  const refused = ask({ model: 'c', size: 9, note: ' ', fast: 'yes' }).errors.map(({ field }) => field)
  assert.deepEqual(refused, ['fields.model', 'fields.size', 'fields.note', 'fields.fast'])
  assert.equal(ask({ note: 'a\0b' }).errors.length, 1)
  assert.equal(ask({ note: '\ud800' }).errors.length, 1)
})
