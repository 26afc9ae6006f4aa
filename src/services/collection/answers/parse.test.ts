import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { activityOf, nameOf, type ParsedAnswer, parseResponses, parseText } from './parse.ts'

const BASE = 'https://example.org/p'
const ITEM = `${BASE}/activities/phq2/items/phq2_1`
const ACTIVITY = `${BASE}/activities/phq2/phq2_schema`
const PROTOCOL = `${BASE}/pilot_schema`

interface Changes {
  act?: object
  response?: object
}

/** The example of the contract, section 3.3. */
function pair(value: unknown, { act, response }: Changes = {}, id = 'uuid:8c1e'): [object, object] {
  return [
    {
      '@context': 'https://raw.githubusercontent.com/ReproNim/reproschema/1.0.0/contexts/reproschema',
      '@type': 'reproschema:ResponseActivity',
      '@id': 'uuid:0d3c',
      used: [ITEM, ACTIVITY, PROTOCOL],
      inLanguage: 'en',
      startedAtTime: '2027-03-01T09:00:01.120Z',
      endedAtTime: '2027-03-01T09:00:04.870Z',
      wasAssociatedWith: {
        version: '1.0.0',
        url: 'https://study.example.org/ui/',
        '@id': 'https://github.com/ReproNim/reproschema-ui',
      },
      generated: id,
      ...act,
    },
    {
      '@type': 'reproschema:Response',
      '@id': id,
      wasAttributedTo: { '@id': '5b1f7a52', subject_id: 'sub-014' },
      isAbout: ITEM,
      value,
      ...response,
    },
  ]
}

function answersOf(value: unknown): ParsedAnswer[] {
  const parsed = parseResponses(value)
  assert.ok(parsed)
  return parsed.answers
}

function only(value: unknown): ParsedAnswer {
  const answers = answersOf(value)
  assert.equal(answers.length, 1)
  return answers[0] as ParsedAnswer
}

const answered = (value: unknown) => {
  const { value: json, unit, missing } = only(pair(value))
  return [json, unit, missing]
}

describe('what a response says (contract, 3.3)', () => {
  test('the example of the contract is read in all its parts', () => {
    assert.deepEqual(only(pair(2)), {
      responseId: 'uuid:8c1e',
      session: '5b1f7a52',
      subject: 'sub-014',
      protocolUrl: PROTOCOL,
      activityUrl: ACTIVITY,
      itemUrl: ITEM,
      value: '2',
      unit: null,
      missing: null,
      startedAt: Date.UTC(2027, 2, 1, 9, 0, 1, 120),
      endedAt: Date.UTC(2027, 2, 1, 9, 0, 4, 870),
      language: 'en',
      uiVersion: '1.0.0',
      uiUrl: 'https://study.example.org/ui/',
    })
  })

  for (const [what, value, json] of [
    ['a number', 2.5, '2.5'],
    ['a text', 'Zoë said "no"', '"Zoë said \\"no\\""'],
    ['a boolean', true, 'true'],
    ['several choices', [0, 2], '[0,2]'],
    ['a person', { '@type': 'schema:Person', 'schema:givenName': 'Ada' }, undefined],
    ['a date', '2027 Mar 01', '"2027 Mar 01"'],
    ['a year', '1990', '"1990"'],
    ['a range of time', '2027-03-01T09:00:00Z/2027-03-01T10:00:00Z', undefined],
    ['nothing', null, 'null'],
    ['no value at all', undefined, 'null'],
    ['a text that JSON-LD wraps', { '@value': 'x' }, '"x"'],
    ['a file name', 'sentence-8c1e.wav', '"sentence-8c1e.wav"'],
    ['a formula', '=1+1', '"=1+1"'],
  ] as const)
    test(`${what} stays as it was answered`, () =>
      assert.deepEqual(answered(value), [json ?? JSON.stringify(value), null, null]))

  test('a number and a text with a unit give both', () => {
    assert.deepEqual(answered({ value: 7, unitCode: 'h' }), ['7', 'h', null])
    assert.deepEqual(answered({ value: '7', unitCode: null }), ['"7"', null, null])
  })

  test('a missing answer is told in both spellings, and has no value', () => {
    for (const value of [
      'http://schema.repronim.org/Skipped',
      'https://schema.repronim.org/Skipped',
      'skipped',
    ])
      assert.deepEqual(answered(value), [null, null, 'skipped'])
    for (const value of ['http://schema.repronim.org/DontKnow', 'reproschema:DontKnow', 'dontKnow'])
      assert.deepEqual(answered(value), [null, null, 'dontknow'])
    assert.deepEqual(answered({ value: 'skipped', unitCode: 'kg' }), [null, null, 'skipped'])
    for (const value of ['I skipped it', 'Skipped lunch', 'dontknow'])
      assert.deepEqual(answered(value)[2], null, value)
  })

  test('a number that JavaScript would change stays digit for digit', () => {
    const text = JSON.stringify(pair('@')).replace('"@"', '12345678901234567890')
    assert.equal(parseText(text)?.answers[0]?.value, '12345678901234567890')
    const subject = JSON.stringify(pair(1)).replace('"sub-014"', '12345678901234567890')
    assert.equal(parseText(subject)?.answers[0]?.subject, '12345678901234567890')
  })
})

describe('which entries belong together', () => {
  test('acts and answers are joined by their ids, wherever they stand', () => {
    const [one, two] = [pair(1, {}, 'uuid:1'), pair(2, { act: { inLanguage: 'nl' } }, 'uuid:2')]
    const answers = answersOf([two[1], one[0], { '0': 't' }, one[1], two[0]])
    assert.deepEqual(
      answers.map(({ value, language }) => [value, language]),
      [
        ['2', 'nl'],
        ['1', 'en'],
      ],
    )
  })

  test('an answer whose act is missing is kept, without its times', () => {
    const { value, startedAt, activityUrl, itemUrl } = only([pair(3)[1]])
    assert.deepEqual([value, startedAt, activityUrl, itemUrl], ['3', null, null, ITEM])
  })

  test('an act may name its answer as an object, in a list, or hold it', () => {
    const [act, response] = pair(4)
    for (const generated of [{ '@id': 'uuid:8c1e' }, ['uuid:8c1e'], [{ '@id': 'uuid:8c1e' }]])
      assert.equal(only([{ ...act, generated }, response]).language, 'en')
    assert.equal(only([{ ...act, generated: response }]).language, 'en')
  })

  test('several activities in one list, a single entry and a graph are read too', () => {
    assert.equal(answersOf([pair(1, {}, 'a'), pair(2, {}, 'b')]).length, 2)
    assert.equal(only(pair(1)[1]).value, '1')
    assert.equal(only({ '@context': 'x', '@graph': pair(1) }).language, 'en')
  })

  test('without the protocol in the list, or with another order, the activity is still found', () => {
    assert.deepEqual(
      [[ITEM, ACTIVITY], [ACTIVITY, ITEM, PROTOCOL], ITEM].map((used) => {
        const { activityUrl, protocolUrl } = only(pair(1, { act: { used } }))
        return [activityUrl, protocolUrl]
      }),
      [
        [ACTIVITY, null],
        [ACTIVITY, PROTOCOL],
        [null, null],
      ],
    )
    assert.equal(only(pair(1, { response: { isAbout: 'items/phq2_1' } })).activityUrl, ACTIVITY)
    assert.equal(only(pair(1, { response: { isAbout: undefined } })).itemUrl, ITEM)
  })

  test('the activity has the name of its address, or of the folder that its items lie in', () => {
    assert.equal(activityOf({ activityUrl: ACTIVITY, itemUrl: ITEM }), 'phq2_schema')
    assert.equal(activityOf({ activityUrl: null, itemUrl: ITEM }), 'phq2')
    assert.equal(activityOf({ activityUrl: null, itemUrl: null }), '')
    assert.equal(nameOf('https://example.org/a%20b/?x=/y'), 'a b')
    assert.equal(nameOf('https://example.org/%zz'), '%zz')
  })
})

describe('older forms', () => {
  test('the vocabulary of 1.0.0-rc1 is read: other prefixes, keys of prov, lang', () => {
    const answer = only([
      {
        '@context': 'https://raw.githubusercontent.com/ReproNim/reproschema/1.0.0-rc1/contexts/generic',
        '@type': 'reproterms:ResponseActivity',
        'prov:used': [ITEM, ACTIVITY],
        lang: 'es',
        'prov:startedAtTime': { '@value': '2020-05-01T09:00:00Z' },
        'prov:endedAtTime': '2020-05-01T09:00:11+00:00',
        'prov:generated': 'uuid:1',
      },
      {
        '@type': ['reproterms:Response'],
        '@id': 'uuid:1',
        'reproterms:isAbout': ITEM,
        'reproterms:value': 'x',
      },
    ])
    assert.deepEqual(
      [answer.value, answer.language, answer.activityUrl, (answer.endedAt ?? 0) - (answer.startedAt ?? 0)],
      ['"x"', 'es', ACTIVITY, 11_000],
    )
  })

  test('a type may be a whole address', () => {
    const type = 'http://schema.repronim.org/Response'
    assert.equal(only([{ '@type': type, isAbout: ITEM, value: 1 }]).value, '1')
  })
})

describe('noise', () => {
  test('entries that are no part of an answer are counted, and take no other with them', () => {
    const noise = [{ '0': 't' }, { '0': 't' }, null, 7, 'text', { '@type': 'x:Other' }, { '@type': 5 }]
    const parsed = parseResponses([
      ...noise,
      ...pair(1),
      { '@type': 'reproschema:ResponseActivity', generated: 'none' },
    ])
    assert.deepEqual([parsed?.answers.length, parsed?.junk], [1, noise.length + 1])
  })

  test('broken parts of an entry leave the rest of it', () => {
    const odd = pair(5, {
      act: { used: 7, startedAtTime: 'yesterday', endedAtTime: {}, wasAssociatedWith: 'x', inLanguage: [] },
      response: { wasAttributedTo: null, '@id': 'uuid:8c1e' },
    })
    const { value, startedAt, endedAt, session, subject, uiUrl, itemUrl } = only(odd)
    assert.deepEqual(
      [value, startedAt, endedAt, session, subject, uiUrl, itemUrl],
      ['5', null, null, null, null, null, ITEM],
    )
  })

  test('times that no study has are none', () => {
    for (const at of [
      '0001-01-01T00:00:00Z',
      '9999-01-01T00:00:00Z',
      '2027-13-01T00:00:00Z',
      `2027-01-01T${'0'.repeat(9_999)}`,
    ])
      assert.equal(only(pair(1, { act: { endedAtTime: at } })).endedAt, null, at.slice(0, 30))
  })

  test('what is no ReproSchema, or no JSON, holds no answers', () => {
    for (const text of ['', '{', '[]', '{}', '1', '"x"', 'null', '[{"answer":1}]', '[{"0":"t"}]', 'NaN'])
      assert.equal(parseText(text), undefined, text)
  })

  test('I5: keys that reach prototypes are data', () => {
    const text = JSON.stringify(pair(1)).replace('"value":1', '"value":{"__proto__":{"x":1},"constructor":2}')
    assert.equal(parseText(text)?.answers[0]?.value, '{"__proto__":{"x":1},"constructor":2}')
    assert.equal(({} as Record<string, unknown>).x, undefined)
    const inherited = '[{"__proto__":{"@type":"reproschema:Response","value":1}}]'
    assert.equal(parseText(inherited), undefined)
  })

  test('I3: what is nested beyond reason is not read', () => {
    assert.equal(parseText('['.repeat(100_000)), undefined)
    assert.equal(parseText(`${'['.repeat(65)}${']'.repeat(65)}`), undefined)
  })

  test('control characters and halves of letters do not get into names', () => {
    const { subject, itemUrl } = only(
      pair(1, {
        response: { wasAttributedTo: { '@id': 's', subject_id: 'a\u0000b\ud800' }, isAbout: 'x\ny' },
      }),
    )
    assert.deepEqual([subject, itemUrl], ['a b\ufffd', 'x y'])
  })

  test('I4: 100,000 answers, and hostile texts, are read in little time', { timeout: 20_000 }, () => {
    const many = Array.from({ length: 100_000 }, (_, i) => pair(i, {}, `uuid:${i}`)).flat()
    assert.equal(answersOf(many).length, 100_000)
    for (const odd of [
      '/'.repeat(1_000_000),
      '#'.repeat(1_000_000),
      ':'.repeat(1_000_000),
      'https://'.repeat(100_000),
    ])
      only(
        pair(odd, {
          act: { '@type': `${odd}:ResponseActivity`, used: odd, startedAtTime: odd },
          response: { isAbout: odd },
        }),
      )
  })
})
