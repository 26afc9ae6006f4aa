import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  beginningOf,
  type FormDefinition,
  type FormValue,
  faultsOf,
  valuesToSend,
} from '../console/src/pages/pipelines/apps/form/check.ts'
import { checkForm } from '../src/services/pipelines/apps/check.ts'
import type { AppDefinition, Field } from '../src/services/pipelines/apps/definition.ts'

type Rules = AppDefinition['rules']

const field = (name: string, type: Field['type'], more: Partial<Field> = {}): Field => ({
  name,
  type,
  label: name.toUpperCase(),
  ...more,
})

const form = (fields: Field[], rules: Rules = []) => ({
  needsName: false,
  sections: [{ label: 'Form', open: true, fields }],
  rules,
})

interface Case {
  fields: Field[]
  rules?: Rules
  values?: Record<string, FormValue>
  files?: Record<string, string[]>
  /** What both say, by field. */
  faults: Record<string, string>
  /** What the server makes of it where it is right. */
  typed?: Record<string, unknown>
}

const A = 'a'
const choices = [
  { value: '0', label: 'No' },
  { value: '1', label: 'Yes' },
]
const long = (length: number) => 'x'.repeat(length)

const CASES: Case[] = [
  { fields: [field(A, 'string')], values: { a: '' }, faults: {}, typed: {} },
  { fields: [field(A, 'string', { required: true })], values: { a: '' }, faults: { a: 'A is needed.' } },
  { fields: [field(A, 'string', { required: true })], values: { a: '  ' }, faults: { a: 'A is needed.' } },
  {
    fields: [field(A, 'string')],
    values: { a: `it's "x"; $(rm) 脳` },
    faults: {},
    typed: { a: `it's "x"; $(rm) 脳` },
  },
  { fields: [field(A, 'string', { max: 3 })], values: { a: '😀😀😀' }, faults: {}, typed: { a: '😀😀😀' } },
  {
    fields: [field(A, 'string', { max: 3 })],
    values: { a: 'abcd' },
    faults: { a: 'A has at most 3 characters, not 4.' },
  },
  {
    fields: [field(A, 'string', { min: 3 })],
    values: { a: 'ab' },
    faults: { a: 'A has at least 3 characters, not 2.' },
  },
  {
    fields: [field(A, 'string')],
    values: { a: long(1_001) },
    faults: { a: 'A has at most 1000 characters, not 1001.' },
  },
  {
    fields: [field(A, 'string')],
    values: { a: 'a\nb' },
    faults: { a: 'A holds characters that no program can be given.' },
  },
  {
    fields: [field(A, 'string')],
    values: { a: '\ud800' },
    faults: { a: 'A holds characters that no program can be given.' },
  },
  { fields: [field(A, 'text')], values: { a: 'a\n\tb' }, faults: {}, typed: { a: 'a\n\tb' } },
  {
    fields: [field(A, 'text')],
    values: { a: 'a\0b' },
    faults: { a: 'A holds characters that no program can be given.' },
  },
  {
    fields: [field(A, 'string', { noDash: true })],
    values: { a: '-rf' },
    faults: { a: 'A begins with a dash, which its program would take for an option.' },
  },
  {
    fields: [field(A, 'string', { pattern: '[A-Z]{2}\\d+' })],
    values: { a: 'AB12' },
    faults: {},
    typed: { a: 'AB12' },
  },
  {
    fields: [field(A, 'string', { pattern: 'a|b' })],
    values: { a: 'ab' },
    faults: { a: 'A does not fit its form, a|b.' },
  },
  {
    fields: [field(A, 'string', { pattern: 'x*' })],
    values: { a: long(201) },
    faults: { a: 'A does not fit its form, x*.' },
  },
  { fields: [field(A, 'integer')], values: { a: ' 42 ' }, faults: {}, typed: { a: 42 } },
  { fields: [field(A, 'integer')], values: { a: '1.5' }, faults: { a: 'A is a whole number.' } },
  { fields: [field(A, 'integer')], values: { a: '1e3' }, faults: {}, typed: { a: 1_000 } },
  {
    fields: [field(A, 'integer')],
    values: { a: '99999999999999999999' },
    faults: { a: 'A is a whole number.' },
  },
  { fields: [field(A, 'float')], values: { a: '0x10' }, faults: { a: 'A is a number.' } },
  { fields: [field(A, 'float')], values: { a: 'NaN' }, faults: { a: 'A is a number.' } },
  { fields: [field(A, 'float')], values: { a: '1,5' }, faults: { a: 'A is a number.' } },
  { fields: [field(A, 'float')], values: { a: -0.5 }, faults: {}, typed: { a: -0.5 } },
  {
    fields: [field(A, 'float', { min: 0, unit: 'mm' })],
    values: { a: -1 },
    faults: { a: 'A is at least 0 mm.' },
  },
  {
    fields: [field(A, 'float', { min: 0, overMin: true })],
    values: { a: 0 },
    faults: { a: 'A is more than 0.' },
  },
  { fields: [field(A, 'float', { max: 1 })], values: { a: 1.01 }, faults: { a: 'A is at most 1.' } },
  {
    fields: [field(A, 'float', { max: 1, underMax: true })],
    values: { a: 1 },
    faults: { a: 'A is less than 1.' },
  },
  { fields: [field(A, 'select', { choices })], values: { a: '1' }, faults: {}, typed: { a: '1' } },
  { fields: [field(A, 'select', { choices })], values: { a: '2' }, faults: { a: 'A is one of No, Yes.' } },
  {
    fields: [field(A, 'select', { choices, required: true })],
    values: { a: '' },
    faults: { a: 'A is needed.' },
  },
  {
    fields: [
      field(A, 'select', {
        choices: Array.from({ length: 11 }, (_, at) => ({ value: `${at}`, label: `${at}` })),
      }),
    ],
    values: { a: 'x' },
    faults: { a: 'A is one of the 11 choices.' },
  },
  {
    fields: [field(A, 'multiselect', { choices })],
    values: { a: ['1', '0'] },
    faults: {},
    typed: { a: ['1', '0'] },
  },
  {
    fields: [field(A, 'multiselect', { choices, min: 2 })],
    values: { a: ['1'] },
    faults: { a: 'A needs at least 2 choices, not 1.' },
  },
  {
    fields: [field(A, 'multiselect', { choices, max: 1 })],
    values: { a: ['1', '0'] },
    faults: { a: 'A takes at most 1 choice, not 2.' },
  },
  {
    fields: [field(A, 'multiselect', { choices })],
    values: { a: ['1', 'x'] },
    faults: { a: 'A is one of No, Yes.' },
  },
  {
    fields: [field(A, 'multiselect', { choices, required: true })],
    values: { a: [] },
    faults: { a: 'A is needed.' },
  },
  { fields: [field(A, 'flag')], values: { a: true }, faults: {}, typed: { a: true } },
  { fields: [field(A, 'flag', { default: true })], values: { a: false }, faults: {}, typed: { a: false } },
  { fields: [field(A, 'integer', { many: {} })], values: { a: '1\n\n2' }, faults: {}, typed: { a: [1, 2] } },
  {
    fields: [field(A, 'integer', { many: {} })],
    values: { a: '1\nx' },
    faults: { a: 'A is a whole number.' },
  },
  {
    fields: [field(A, 'string', { many: { min: 2, max: 3 } })],
    values: { a: 'x' },
    faults: { a: 'A needs at least 2 lines, not 1.' },
  },
  {
    fields: [field(A, 'string', { many: { max: 1 } })],
    values: { a: 'x\ny' },
    faults: { a: 'A takes at most 1 line, not 2.' },
  },
  { fields: [field(A, 'attachment', { required: true })], faults: { a: 'A: add a file.' } },
  { fields: [field(A, 'attachment')], faults: {}, typed: {} },
  {
    fields: [field(A, 'attachment', { max: 1 })],
    files: { a: ['x', 'y'] },
    faults: { a: 'A takes at most 1 file, not 2.' },
  },
  {
    fields: [field(A, 'attachment', { min: 4 })],
    files: { a: ['x'] },
    faults: { a: 'A needs at least 4 files, not 1.' },
  },
  {
    fields: [field(A, 'attachment', { accept: ['*.nii', '*.NII.gz'] })],
    files: { a: ['T1.NII.GZ', 'b.nii'] },
    faults: {},
  },
  {
    fields: [field(A, 'attachment', { accept: ['*.nii'] })],
    files: { a: ['a.png'] },
    faults: { a: 'a.png is none of *.nii. Remove it, and add such a file.' },
  },
  {
    fields: [field(A, 'attachment', { accept: ['sub-*_*_T1w.nii'] })],
    files: { a: ['sub-1_x_T1w.nii'] },
    faults: {},
  },
  {
    fields: [field(A, 'attachment', { accept: ['a*a'] })],
    files: { a: ['a'] },
    faults: { a: 'a is none of a*a. Remove it, and add such a file.' },
  },
  {
    fields: [field(A, 'string', { requires: ['b'] }), field('b', 'attachment')],
    values: { a: 'x' },
    faults: { b: 'A goes only with B.' },
  },
  {
    fields: [field(A, 'flag', { excludes: ['b'] }), field('b', 'integer')],
    values: { a: true, b: 0 },
    faults: { a: 'A does not go with B.' },
  },
  {
    fields: [field(A, 'flag', { excludes: ['b'] }), field('b', 'integer')],
    values: { a: false, b: 0 },
    faults: {},
    typed: { a: false, b: 0 },
  },
  ...(
    [
      ['at-most-one', ['a', 'b'], 'b', 'Only one of these can be given: A, B.'],
      ['exactly-one', ['a', 'b'], 'b', 'Only one of these can be given: A, B.'],
      ['exactly-one', [], 'a', 'One of these is needed: A, B.'],
      ['at-least-one', [], 'a', 'One of these is needed: A, B.'],
      ['all-or-none', ['a'], 'b', 'These go together, all or none: A, B.'],
      ['at-least-one', ['a', 'b'], undefined, ''],
      ['all-or-none', [], undefined, ''],
    ] as const
  ).map(([of, given, name, fault]) => ({
    fields: [field('a', 'string'), field('b', 'string')],
    rules: [{ of, fields: ['a', 'b'] }],
    values: Object.fromEntries(given.map((each) => [each, 'x'])),
    faults: name === undefined ? {} : { [name]: fault },
  })),
]

test('a form is judged in the browser as on the server, in the same words', () => {
  for (const { fields, rules = [], values = {}, files = {}, faults, typed } of CASES) {
    const definition = form(fields, rules)
    const told = JSON.stringify({ fields, values, files })
    const given = Object.fromEntries(
      Object.entries(files).map(([name, all]) => [name, all.map((each) => ({ name: each, size: 1 }))]),
    )
    assert.deepEqual(faultsOf(definition as FormDefinition, values, given), faults, `browser: ${told}`)
    // As the console sends it, and as a form of the protocol would, in texts.
    const sent = valuesToSend(definition as FormDefinition, values)
    const checked = checkForm(definition, sent, given)
    const firsts: Record<string, string> = {}
    for (const { field, message } of checked.problems) firsts[field] ??= message
    assert.deepEqual(firsts, faults, `server: ${told}`)
    if (typed) assert.deepEqual(checked.values, typed, told)
    if (Object.keys(faults).length === 0) {
      const again = beginningOf(
        definition as FormDefinition,
        Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, [value].flat()])),
      )
      assert.deepEqual(
        checkForm(definition, valuesToSend(definition as FormDefinition, again), given).values,
        checked.values,
        `again: ${told}`,
      )
    }
  }
})

test('what a form leaves out begins as its definition says, and what is sent empty is empty', () => {
  const definition = form([
    field('a', 'float', { default: 6 }),
    field('b', 'flag', { default: true }),
    field('c', 'string', { many: {}, default: ['x', 'y'] }),
  ])
  assert.deepEqual(checkForm(definition, {}, {}).values, { a: 6, b: true, c: ['x', 'y'] })
  assert.deepEqual(checkForm(definition, { a: '', b: '', c: '' }, {}).values, { b: false })
  assert.deepEqual(beginningOf(definition as FormDefinition), { a: 6, b: true, c: 'x\ny' })
  // A field that is named as every object's own parts are is none.
  assert.deepEqual(checkForm(form([field('toString', 'string', { required: true })]), {}, {}).problems, [
    { field: 'toString', message: 'TOSTRING is needed.' },
  ])
})

test('files are judged by what they are, where a field asks for that', () => {
  const definition = form([
    field('a', 'attachment', { label: 'T1 images', facts: { format: 'nifti', dimensions: 3 } }),
  ])
  const facts = { format: 'nifti', text: '', dimensions: [64, 64, 30, 4] } as const
  const { problems } = checkForm(
    definition,
    {},
    {
      a: [
        { name: 'sub-030_bold.nii.gz', size: 1, facts: { ...facts, dimensions: [...facts.dimensions] } },
        { name: 'ok.nii', size: 1, facts: { ...facts, dimensions: [4, 4, 4] } },
        { name: 'unseen.nii', size: 1, facts: null },
      ],
    },
  )
  assert.deepEqual(problems, [
    { field: 'a', message: 'sub-030_bold.nii.gz: 4-D series, not one volume. Remove sub-030_bold.nii.gz.' },
  ])
})
