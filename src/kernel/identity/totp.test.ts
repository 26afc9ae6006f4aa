import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newTotpSecret, stepOfCode, toBase32, totpCode, totpUri } from './totp.ts'

const SECRET = toBase32(Buffer.from('12345678901234567890'))

test('codes are those of RFC 6238, appendix B', () => {
  const vectors = [
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ] as const
  for (const [seconds, code] of vectors) assert.equal(totpCode(SECRET, Math.floor(seconds / 30), 8), code)
})

test('a code counts in its 30 seconds and in those on either side', () => {
  const now = 1_111_111_111_000
  const step = Math.floor(now / 30_000)
  for (const off of [-1, 0, 1])
    assert.equal(stepOfCode(SECRET, totpCode(SECRET, step + off), now), step + off)
  for (const off of [-2, 2]) assert.equal(stepOfCode(SECRET, totpCode(SECRET, step + off), now), undefined)
  for (const odd of ['', '12345', '1234567', 'abcdef', '１２３４５６'])
    assert.equal(stepOfCode(SECRET, odd, now), undefined)
})

test('secrets are 160 bits that apps take, and the address for the QR code holds no loose signs', () => {
  const secret = newTotpSecret()
  assert.match(secret, /^[A-Z2-7]{32}$/)
  assert.notEqual(secret, newTotpSecret())
  assert.equal(
    totpUri(secret, { issuer: 'Atelier lab', account: 'a b&c' }),
    `otpauth://totp/Atelier%20lab:a%20b%26c?secret=${secret}&issuer=Atelier%20lab`,
  )
})
