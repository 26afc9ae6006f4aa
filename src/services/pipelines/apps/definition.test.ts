import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { argumentsOf } from './arguments.ts'
import { checkForm } from './check.ts'
import { type AppDefinition, fieldsOf } from './definition.ts'
import { closedTo, type Reading, readDefinitions } from './folder.ts'
import { textOfHtml } from './html-text.ts'

const FIXTURES = join(import.meta.dirname, 'fixtures')
const text = (name: string) => readFileSync(join(FIXTURES, name), 'utf8')

function read(files: Record<string, unknown>): Reading {
  return readDefinitions(
    Object.entries(files).map(([name, said]) => {
      const text = typeof said === 'string' ? said : JSON.stringify(said, null, 2)
      return { name, text, size: Buffer.byteLength(text), changedAt: 0 }
    }),
  )
}

const told = ({ files }: Reading) =>
  files.flatMap(({ faults }) =>
    faults.map(({ file, line, field, message }) => `${file}:${line} ${field} ${message}`),
  )

function one(files: Record<string, unknown>, key?: string): AppDefinition {
  const reading = read(files)
  assert.deepEqual(told(reading), [])
  const found = key === undefined ? [...reading.apps.values()][0] : reading.apps.get(key)
  assert.ok(found)
  return found.definition
}

const FOLDERS = { inputs: '/w/in', output: '/w/out' }
const run = (
  app: AppDefinition,
  fields: Record<string, unknown> = {},
  files: Record<string, string[]> = {},
): string[] => {
  const { values, problems } = checkForm(
    app,
    { experimentName: 'x', ...fields },
    Object.fromEntries(
      Object.entries(files).map(([name, all]) => [name, all.map((each) => ({ name: each, size: 1 }))]),
    ),
  )
  assert.deepEqual(problems, [])
  return argumentsOf(app, values, files, FOLDERS)
}

const field = (name: string, type: string, more: object = {}) => ({ name, type, label: name, ...more })
const own = (fields: object[], given: (object | string)[], more: object = {}) => ({
  'a.app.json': {
    key: 'a',
    label: 'A',
    sections: [{ label: 'Form', fields }],
    command: { arguments: ['tool', ...given] },
    ...more,
  },
})

/** The form of the portal's documentation, to the letter. */
const THICKNESS = {
  appKey: 'thickness',
  label: 'Cortical thickness',
  description: 'Runs on one T1 image.',
  fieldGroups: {
    required: {
      label: 'Required Fields',
      open: true,
      fields: {
        experimentName: { type: 'string', label: 'Experiment name', required: true },
        t1: { type: 'attachment', label: 'T1 image', required: true, min: 1, max: 1 },
      },
    },
    optional: {
      label: 'Options',
      open: false,
      fields: {
        smooth: { type: 'float', label: 'Smoothing (mm)', min: 0, max: 20, def: 6, required: false },
        keep: {
          type: 'select',
          label: 'Keep intermediate files',
          choices: { '0': 'No', '1': 'Yes' },
          def: 0,
        },
      },
    },
  },
}

test('forms, commands and categories of the portal are one app: a value is one argument, and a No switches nothing on', () => {
  const app = one({
    'apps.json': [THICKNESS],
    'thickness.json': {
      executable: '/opt/tools/thick "a b.py"',
      Container: '',
      SGEJobResources: '-l h_vmem=2.5G -pe threaded 4',
      params: { t1: '-i', smooth: '--smooth', log: '-l' },
      BinOpts: { keep: '--keep', quiet: '-q' },
      DEFAULTS: { smooth: 2, log: '$experdir/run.log', quiet: 1, ref: 'x' },
    },
    'categories.json': {
      brain: { label: 'Brain', description: '<b>all</b>', apps: ['thickness', 'gone'], groups: ['Lab'] },
    },
  })
  assert.deepEqual(
    [
      app.label,
      app.needsName,
      app.groups,
      app.categories[0]?.label,
      app.resources.memoryMb,
      app.resources.cpus,
    ],
    ['Cortical thickness', true, ['Lab'], 'Brain', 2_560, 4],
  )
  assert.deepEqual(
    fieldsOf(app).map(({ name, type, default: usual }) => [name, type, usual]),
    [
      ['t1', 'attachment', undefined],
      ['smooth', 'float', 6],
      ['keep', 'select', '0'],
    ],
  )
  const image = ['/w/in/a b; rm -rf $HOME.nii']
  const begin = ['/opt/tools/thick', 'a b.py', '-i', ...image]
  const end = ['-l', '/w/out/run.log', '-q']
  assert.deepEqual(run(app, {}, { t1: image }), [...begin, '--smooth', '6', ...end])
  assert.deepEqual(run(app, { smooth: '', keep: '1' }, { t1: image }), [
    ...begin,
    '--smooth',
    '2',
    '--keep',
    ...end,
  ])
  assert.deepEqual(run(app, { smooth: '1.50', keep: '0' }, { t1: image }), [
    ...begin,
    '--smooth',
    '1.5',
    ...end,
  ])
})

test('a folder of 67 apps is read whole, also where one of them is broken, and each fault has its line', () => {
  const apps = Array.from({ length: 67 }, (_, at) => ({ ...THICKNESS, appKey: `app-${at}` }))
  const forms = JSON.stringify(apps, null, 1).replace('"appKey": "app-7"', '"appKey": "../etc/passwd"')
  const reading = read({
    'apps.json': forms,
    'app-3.json': '{"Executable": "x",\n "PARAMS": {"t1": "-i", "t2": "-j"}}',
    'app-4.json': '{"Executable": "x",\n "PARAMS": {,}}',
    'app-5.json': { PARAMS: {} },
    'lonely.json': { Executable: 'x' },
    'odd.json': [1],
    'sense.txt.json': '{"a": 1}',
    'x.app.yaml':
      'label: X\nsections:\n  - label: S\n    fields:\n      - {name: a, type: sting, label: A}\n',
    'y.app.yaml': 'key: y\nlabel: Y\n',
    'bomb.app.yaml': `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
      .split('')
      .map((key, at) => `${key}: &${key} [${`*${'abcdefgh'[at]},`.repeat(9)}]`)
      .join('\n')}`,
  })
  // One has no key of its own, and two are broken as to their commands.
  assert.equal([...reading.apps.keys()].filter((key) => key.startsWith('app-')).length, 64)
  assert.ok(reading.apps.has('y'))
  assert.deepEqual([...reading.broken].sort(), ['../etc/passwd', 'app-4', 'app-5', 'bomb', 'x'])
  const line = forms.split('\n').findIndex((each) => each.includes('passwd')) + 1
  const faults = told(reading)
  assert.match(
    faults.find((each) => each.includes('0.appKey') || each.includes('7.appKey')) ?? '',
    new RegExp(`^apps.json:${line} 7\\.appKey`),
  )
  for (const expected of [
    /^app-3\.json:2 PARAMS\.t2 No field of its form is named t2\./,
    /^app-4\.json:2 null /,
    /^app-5\.json:1 null It names no Executable/,
    /^lonely\.json:1 null No form/,
    /^odd\.json:1 null This is no definition/,
    /^sense\.txt\.json:1 null This is no definition/,
    /^x\.app\.yaml:5 sections\.0\.fields\.0\.type This is one of string, text/,
    /^bomb\.app\.yaml/,
  ])
    assert.ok(
      faults.some((each) => expected.test(each)),
      `${expected} in\n${faults.join('\n')}`,
    )
})

test('an app is for groups alone where each of its categories is, and an unreadable list of categories changes nothing', () => {
  const forms = [THICKNESS, { ...THICKNESS, appKey: 'both' }]
  const categories = { a: { apps: ['thickness', 'both'], groups: ['A', 'B'] }, b: { apps: ['both'] } }
  const reading = read({ 'apps.json': forms, 'categories.json': categories })
  assert.deepEqual(reading.apps.get('thickness')?.definition.groups, ['A', 'B'])
  assert.deepEqual(reading.apps.get('both')?.definition.groups, [])
  assert.equal(reading.isHeld, false)
  const list = { ...reading.categories, c: { apps: ['formless'], groups: ['C'] } }
  assert.deepEqual([closedTo(list, 'formless'), closedTo(list, 'both'), closedTo(list, 'x')], [['C'], [], []])
  assert.equal(read({ 'apps.json': forms, 'categories.json': '{"a": {"apps": [' }).isHeld, true)
  assert.equal(read({ 'apps.json': forms, 'categories.json': { a: { groups: 'A' } } }).isHeld, true)
})

test('a descriptor of Boutiques is an app, with lists, flags, choices, bounds, groups and results', () => {
  const app = one({ 'bet.boutiques.json': text('bet.boutiques.json') })
  assert.deepEqual(
    [app.key, app.label, app.version, app.documentation],
    ['bet', 'Brain extraction', '6.0.1', 'https://fsl.example/bet'],
  )
  assert.deepEqual(
    fieldsOf(app).map(({ name, type, required = false }) => `${name} ${type}${required ? ' required' : ''}`),
    [
      'infile attachment required',
      'mask string required',
      'fractional_intensity float',
      'centre integer',
      'mode select',
      'extras multiselect',
      'verbose flag',
      'debug flag',
      'more attachment',
    ],
  )
  assert.deepEqual(app.rules, [{ of: 'at-most-one', fields: ['verbose', 'debug'], label: 'Loudness' }])
  assert.deepEqual(app.outputs[0], { glob: '*_brain.nii.gz', label: 'Brain', required: true, view: 'auto' })
  assert.deepEqual(app.container, { engine: 'docker', image: 'quay.io/fsl/bet:6' })
  assert.deepEqual(app.resources, { cpus: 2, memoryMb: 2_048, minutes: null, gpus: null })
  const docker = run(
    app,
    {
      mask: 'My mask',
      fractional_intensity: '0.25',
      centre: '1\n-2\n3',
      extras: ['edges', 'skull'],
      verbose: 'yes',
    },
    { infile: ['/w/in/sub 1.nii.gz'], more: ['/w/in/a', '/w/in/b'] },
  )
  assert.deepEqual(docker.slice(docker.indexOf('quay.io/fsl/bet:6') + 1), [
    'bet',
    '/w/in/sub 1.nii.gz',
    'sub 1_brain.nii.gz',
    'My mask',
    '-f',
    '0.25',
    '-c',
    '1',
    '-2',
    '3',
    '--extras=edges,skull',
    '-v',
    '--more',
    '/w/in/a',
    '/w/in/b',
  ])
  assert.ok(
    docker.includes('/w/in:/w/in:ro') && docker.includes('none') && docker.includes('FSLOUTPUTTYPE=NIFTI_GZ'),
  )
})

test('a descriptor that needs a shell gets one, and no value is ever read as a part of its lines', async () => {
  const descriptor = (command: string, more: object = {}) => ({
    'sh.boutiques.json': {
      name: 'Shell',
      'schema-version': '0.5',
      'command-line': command,
      inputs: [
        { id: 'word', name: 'Word', type: 'String', 'value-key': '[WORD]' },
        { id: 'all', name: 'All', type: 'String', list: true, optional: true, 'value-key': '[ALL]' },
      ],
      ...more,
    },
  })
  const app = one(descriptor(`printf '%s|' "<[WORD]>" [ALL] '[WORD]'; echo end`))
  const given = run(app, { word: `a'; "b" $(id) \`id\` *`, all: ['x y', '$HOME'] })
  assert.deepEqual(given.slice(0, 2), ['/bin/sh', '-c'])
  const { execFileSync } = await import('node:child_process')
  const [program = '', ...rest] = given
  const word = `a'; "b" $(id) \`id\` *`
  assert.equal(execFileSync(program, rest, { encoding: 'utf8' }), `<${word}>|x y|$HOME|${word}|end\n`)
  for (const command of [
    'bash -c "tool [WORD]"',
    'eval tool [WORD]',
    'ls; sed -i s/a/[WORD]/ x',
    'python3 -c "[WORD]" | x',
  ])
    assert.match(
      told(read(descriptor(command.includes(';') || command.includes('|') ? command : `${command};`)))[0] ??
        '',
      /reads it as code/,
    )
  assert.match(
    told(read(descriptor('tool "[WORD]')))[0] ?? '',
    /command-line A quote of the command line does not end/,
  )
  assert.match(
    told(read(descriptor('tool', { 'container-image': { type: 'rootfs', url: 'x' } })))[0] ?? '',
    /Only images of Docker/,
  )
})

test('values keep blanks, quotes, semicolons, braces and letters of any script, each in one argument', () => {
  const app = one(
    own(
      [
        field('word', 'string'),
        field('many', 'string', { many: {} }),
        field('n', 'float'),
        field('on', 'flag'),
        field('pick', 'multiselect', {
          choices: [
            { value: '-a', label: 'A' },
            { value: 'b c', label: 'B' },
          ],
        }),
        field('file', 'attachment'),
      ],
      [
        { field: 'word', flag: '-w' },
        { field: 'word', flag: '--word', glue: '=' },
        { field: 'many', flag: '-m', repeat: true },
        { field: 'n', flag: '-n', otherwise: '7' },
        { switch: 'on', flag: '--on' },
        { field: 'pick', join: ',', flag: '-p' },
        '{output}/{file:stem}_x.nii',
        { text: '{file:file}', flag: '-o' },
        '{unknown} {word}',
        { field: 'file' },
      ],
    ),
  )
  const word = `-x "y" 'z'; \${IFS} {output} 脳`
  assert.deepEqual(
    run(
      app,
      { word, many: 'a b\n\nc', n: '-0.5', on: 'true', pick: ['b c', '-a'] },
      { file: ['/w/in/脳.nii.gz'] },
    ),
    [
      'tool',
      '-w',
      word,
      `--word=${word}`,
      '-m',
      'a b',
      '-m',
      'c',
      '-n',
      '-0.5',
      '--on',
      '-p',
      'b c,-a',
      '/w/out/脳_x.nii',
      '-o',
      '脳.nii.gz',
      `{unknown} ${word}`,
      '/w/in/脳.nii.gz',
    ],
  )
  // What was not given leaves nothing behind, but for what the command says then.
  assert.deepEqual(run(app, { word: '', on: 'No', pick: [] }), ['tool', '-n', '7'])
  assert.deepEqual(argumentsOf({ ...app, command: null }, {}, {}, FOLDERS), [])
})

test('a text that stands alone in a command may not begin with a dash', () => {
  const fields = [field('word', 'string'), field('rest', 'string', { many: {} })]
  const faults = (given: (object | string)[], value: object) =>
    checkForm(one(own(fields, given)), value as Record<string, unknown>, {}).problems.map(
      ({ field }) => field,
    )
  assert.deepEqual(faults([{ field: 'word' }], { word: '-rf' }), ['word'])
  assert.deepEqual(faults(['{word}.txt'], { word: '-rf' }), ['word'])
  assert.deepEqual(faults([{ field: 'rest', flag: '-r' }], { rest: 'a\n-b' }), ['rest'])
  assert.deepEqual(
    faults([{ field: 'word', flag: '-w' }, '--', { field: 'rest' }], { word: '-rf', rest: '-b' }),
    [],
  )
  // Nobody can say otherwise in a file.
  const said = one(own([field('word', 'string', { noDash: true })], [{ field: 'word', flag: '-w' }]))
  assert.equal(fieldsOf(said)[0]?.noDash, undefined)
})

test('a definition that makes no sense is told where', () => {
  const wrong: [Record<string, unknown>, RegExp][] = [
    [own([field('a', 'select')], []), /sections\.0\.fields\.0\.type Say what there is to choose/],
    [own([field('a', 'string'), field('a', 'string')], []), /fields\.1\.name There is a field of the name a/],
    [own([field('token', 'string')], []), /name The name token has a meaning/],
    [own([field('a', 'integer', { min: 3, max: 1 })], []), /min The least is more/],
    [
      own([field('a', 'integer', { min: 3, default: 1 })], []),
      /default What it begins with: a is at least 3/,
    ],
    [own([field('a', 'string', { pattern: '(a+)+' })], []), /pattern This repeats a group/],
    [own([field('a', 'string', { pattern: 'a*b*c*d*' })], []), /pattern This repeats more than 3/],
    [own([field('a', 'string', { pattern: '[' })], []), /pattern This is no regular expression/],
    [own([field('a', 'string', { requires: ['b'] })], []), /requires There is no other field/],
    [own([field('a', 'string', { accept: ['*.x'] })], []), /accept Only a field of files/],
    [own([], [{ field: 'b' }]), /command\.arguments\.1 There is no field of the name b/],
    [own([], [{ fild: 'b' }]), /command\.arguments\.1 This is in no form/],
    [
      own([], [], { rules: [{ of: 'exactly-one', fields: ['x', 'y'] }] }),
      /rules\.0\.fields There is no field/,
    ],
    [
      own([], [], { command: { arguments: [], script: 'echo {{1}}' } }),
      /command\.script \{\{1\}\} names none/,
    ],
    [
      own([field('a', 'string')], [], { command: { arguments: [{ field: 'a' }], script: 'echo "{{1}}"' } }),
      /outside of quotes/,
    ],
    [own([], [], { env: { ATELIER_X: '1' } }), /env\.ATELIER_X ATELIER_X cannot be/],
    [own([], [], { surprise: 1 }), /surprise This is not known here/],
    [own([], [], { key: 'b' }), /key Its file is named a/],
    [{ 'a.app.json': '{"label": "A", "label": "B"}' }, /./],
    [{ 'a.app.json': '"x"' }, /This is no definition of an app/],
    [{ 'a b.app.json': '{"label": "A"}' }, /cannot be the key of an app/],
    [
      {
        'a.app.json': { label: 'A' },
        'a.boutiques.json': { name: 'A', 'schema-version': '0.5', 'command-line': 'x', inputs: [] },
      },
      /is in a\.app\.json too/,
    ],
  ]
  for (const [files, expected] of wrong) {
    const faults = told(read(files))
    // A name that is there twice is what JSON allows; the later one counts.
    if (expected.source === '.') assert.deepEqual(faults, [])
    else
      assert.ok(
        faults.some((each) => expected.test(each)),
        `${expected} in ${faults.join('\n')}`,
      )
  }
})

test('HTML of a description is text, with the addresses of its links', () => {
  assert.equal(
    textOfHtml(
      '<p>Runs&nbsp;<b>MASS</b> &amp; more.</p><ul><li>See <a href="https://x.example/a?b">the page</a></li><li>&#x26;&lt;script&gt;</ul><script>alert(1)</script><!-- x --><img src=x onerror=alert(1)>',
    ),
    'Runs MASS & more.\n\n– See the page (https://x.example/a?b)\n– &<script>',
  )
  // I4: with steps by the square of its length this would take an hour.
  assert.equal(textOfHtml(`<a href=http://${'x'.repeat(1_000_000)}`).length, 1_000_015)
})
