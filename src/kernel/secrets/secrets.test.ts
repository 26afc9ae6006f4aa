import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import type { Place } from './cipher.ts'
import { importKeys, openSecrets } from './secrets.ts'

function keyFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-secrets-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return join(folder, 'secret.key')
}

const PLACE: Place = { table: 'kernel_token', row: 12, column: 'value' }
const hexKey = () => randomBytes(32).toString('hex')

test('a key is made once, readable by its owner alone, and found again', async (t) => {
  const file = keyFile(t)
  const first = await openSecrets({ file })
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.match(readFileSync(file, 'utf8'), /^[0-9a-f]{64}\n$/)
  const again = await openSecrets({ file })
  assert.equal(again.decrypt(first.encrypt('Zürich', PLACE), PLACE), 'Zürich')
  assert.equal(again.fingerprint, first.fingerprint)
  assert.deepEqual(readdirSync(join(file, '..')), ['secret.key'])
})

test('of many processes that start at once on an empty folder, all have one key', async (t) => {
  const file = keyFile(t)
  const opened = await Promise.all(Array.from({ length: 20 }, () => openSecrets({ file })))
  assert.equal(new Set(opened.map((each) => each.fingerprint)).size, 1)
})

for (const mode of [0o640, 0o604, 0o660, 0o666]) {
  test(`a key file of mode ${mode.toString(8)} is refused in words`, async (t) => {
    const file = keyFile(t)
    await openSecrets({ file })
    chmodSync(file, mode)
    await assert.rejects(openSecrets({ file }), (error: Error) => {
      assert.match(error.message, /can be read by others/)
      assert.ok(error.message.includes(`chmod 600 ${file}`))
      return true
    })
  })
}

test('a key file that is empty or holds something else is refused, naming the file', async (t) => {
  const file = keyFile(t)
  for (const content of ['', '\n', 'abc', 'g'.repeat(64), randomBytes(31).toString('base64')]) {
    writeFileSync(file, content, { mode: 0o600 })
    await assert.rejects(openSecrets({ file }), (error: Error) => error.message.includes(file), content)
  }
})

test('a key from a variable wins, in hex or base64, and touches no file', async (t) => {
  const file = keyFile(t)
  const bytes = randomBytes(32)
  const texts = [bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url')]
  const opened = await Promise.all(texts.map((value) => openSecrets({ file, value })))
  const cipher = opened[0]?.encrypt('x', PLACE) ?? ''
  assert.deepEqual(
    opened.map((secrets) => secrets.decrypt(cipher, PLACE)),
    ['x', 'x', 'x'],
  )
  assert.deepEqual(readdirSync(join(file, '..')), [])
})

test('whatever the text, it comes back, and is never seen in its ciphertext', async (t) => {
  const secrets = await openSecrets({ file: keyFile(t) })
  const texts = fc.string({ unit: 'grapheme', minLength: 12, maxLength: 200 })
  fc.assert(
    fc.property(texts, (text) => {
      const cipher = secrets.encrypt(text, PLACE)
      const body = Buffer.from(cipher.split('.')[2] ?? '', 'base64url')
      return (
        secrets.decrypt(cipher, PLACE) === text &&
        !body.includes(text) &&
        cipher !== secrets.encrypt(text, PLACE) &&
        /^v1\.[0-9a-f]{8}\.[\w-]+$/.test(cipher)
      )
    }),
  )
})

const MOVES: Place[] = [
  { ...PLACE, row: 13 },
  { ...PLACE, table: 'kernel_account' },
  { ...PLACE, column: 'other' },
  { table: 'kernel_token|12', row: '', column: 'value' },
]

for (const place of MOVES) {
  test(`a secret that was moved to ${place.table}.${place.column} of row "${place.row}" does not open`, async (t) => {
    const secrets = await openSecrets({ file: keyFile(t) })
    const cipher = secrets.encrypt('canary', PLACE)
    assert.throws(
      () => secrets.decrypt(cipher, place),
      (error: Error) => /was changed, or was encrypted for another place/.test(error.message),
    )
  })
}

test('a secret with any character changed or cut off does not open', async (t) => {
  const secrets = await openSecrets({ file: keyFile(t) })
  const cipher = secrets.encrypt('canary', PLACE)
  const begin = cipher.lastIndexOf('.') + 1
  for (let at = begin; at < cipher.length - 1; at += 1) {
    const other = cipher[at] === 'A' ? 'B' : 'A'
    assert.throws(
      () => secrets.decrypt(cipher.slice(0, at) + other + cipher.slice(at + 1), PLACE),
      Error,
      `${at}`,
    )
    assert.throws(() => secrets.decrypt(cipher.slice(0, at), PLACE), Error, `${at}`)
  }
  assert.throws(() => secrets.decrypt('plain', PLACE), /no encrypted value/)
})

test('a secret of another installation is refused by naming its key and where it was looked for', async (t) => {
  const file = keyFile(t)
  const secrets = await openSecrets({ file })
  const other = await openSecrets({ file, value: hexKey() })
  assert.throws(
    () => secrets.decrypt(other.encrypt('x', PLACE), PLACE),
    (error: Error) => error.message.includes(other.fingerprint) && error.message.includes(file),
  )
})

test('derived keys differ by purpose and installation, and stay the same over a restart', async (t) => {
  const file = keyFile(t)
  const secrets = await openSecrets({ file })
  const key = secrets.derive('jwt')
  assert.equal(key.length, 32)
  assert.deepEqual((await openSecrets({ file })).derive('jwt'), key)
  assert.notDeepEqual(secrets.derive('cursor'), key)
  assert.notDeepEqual((await openSecrets({ file, value: hexKey() })).derive('jwt'), key)
})

test('keys go into a backup behind a passphrase, and come back into an empty or a used folder', async (t) => {
  const secrets = await openSecrets({ file: keyFile(t) })
  const cipher = secrets.encrypt('canary', PLACE)
  const sealed = await secrets.export('correct horse')
  const empty = keyFile(t)
  await assert.rejects(importKeys(empty, sealed, 'wrong horse'), /passphrase is wrong/)
  await assert.rejects(importKeys(empty, `${sealed.slice(0, -8)}AAAAAAAA`, 'correct horse'), /were changed/)
  await assert.rejects(importKeys(empty, 'something', 'correct horse'), /no sealed keys/)
  await assert.rejects(secrets.export(''), /passphrase is empty/)
  assert.deepEqual(readdirSync(join(empty, '..')), [])
  await importKeys(empty, sealed, 'correct horse')
  assert.equal(statSync(empty).mode & 0o777, 0o600)
  assert.equal((await openSecrets({ file: empty })).decrypt(cipher, PLACE), 'canary')

  const used = keyFile(t)
  const own = (await openSecrets({ file: used })).encrypt('own', PLACE)
  await importKeys(used, sealed, 'correct horse')
  const both = await openSecrets({ file: used })
  assert.equal(both.decrypt(cipher, PLACE), 'canary')
  assert.equal(both.decrypt(own, PLACE), 'own')
  assert.equal(both.fingerprint, secrets.fingerprint)
})
