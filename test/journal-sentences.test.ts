import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { isKnown, sentenceOf } from '../console/src/pages/operate/journal/sentences.ts'

const SOURCES = globSync('src/**/*.ts').filter((path) => !/\.(test|fixture)\.ts$/.test(path))
/** Names of actions stand where an action is given, or in a table of them. */
const PLACES = /\baction\b\s*[:=][^\n]*(?:\n\s+[?:][^\n]*)*|\b(?:ACTIONS|TITLES)\b[^}]*\}/g
const ACTION = /'([a-z]+(?:\.[a-z-]+)+)'/g

function recorded(): Map<string, string> {
  const found = new Map<string, string>()
  for (const path of SOURCES) {
    for (const [place] of readFileSync(path, 'utf8').matchAll(PLACES))
      for (const [, action = ''] of place.matchAll(ACTION)) found.set(action, path)
  }
  // Made of a word and a verb.
  for (const verb of ['verify', 'rehearse']) found.set(`backup.${verb}-asked`, 'src/kernel/backup/keeper.ts')
  return found
}

const empty = { objectName: null, old: null, new: null, details: null, personal: null, count: 1 }
const said = (entry: Partial<Parameters<typeof sentenceOf>[0]> & { action: string }) =>
  Object.values(sentenceOf({ object: null, ...empty, ...entry }))
    .filter(Boolean)
    .join(' ')

test('every action that the sources record reads as a sentence on the page of the journal', () => {
  const actions = recorded()
  assert.ok(actions.size > 60, `${actions.size}`)
  const without = [...actions].filter(([action]) => !isKnown(action))
  assert.deepEqual(without, [], 'add them to console/src/pages/operate/journal/sentences.ts')
})

test('a sentence names its thing by its name today, by what the entry tells, or by its number', () => {
  const roles = { action: 'roles.set', object: 'account:7' }
  assert.equal(said({ ...roles, objectName: 'Samuel Adeyemi' }), 'changed the roles of Samuel Adeyemi')
  assert.equal(said(roles), 'changed the roles of account 7')
  assert.equal(
    said({ action: 'collection.project.created', object: 'collection.project:3', new: { name: 'Voice' } }),
    'made study Voice',
  )
  assert.equal(
    said({ action: 'session.refused', object: 'account:1', objectName: 'admin', count: 9 }),
    'was refused as admin 9 times',
  )
  assert.equal(
    said({ action: 'journal.checked', details: { entries: 88_408 } }),
    'checked the journal: 88408 entries, intact',
  )
})

test('an action without a sentence reads as its words', () => {
  assert.equal(
    said({ action: 'other.thing.made-new', object: 'other.thing:5' }),
    'other thing made new: thing 5',
  )
})
