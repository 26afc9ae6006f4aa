import assert from 'node:assert/strict'
import { test } from 'node:test'
import { distinctNames, storedName } from './name.ts'

test('a file keeps its own name as far as that can be, whatever it leads to', () => {
  const cases: [string, string | undefined][] = [
    ['scan.nii.gz', 'scan.nii.gz'],
    ['/home/ada/scan.nii', 'scan.nii'],
    ['C:\\scans\\scan.nii', 'scan.nii'],
    ['../../etc/passwd', 'passwd'],
    ['..', undefined],
    ['.', undefined],
    ['', undefined],
    [' \t ', undefined],
    ['a/', undefined],
    ['???', '???'],
    ['.hidden.nii', 'hidden.nii'],
    ['...nii', 'nii'],
    ['my scan 1.nii', 'my_scan_1.nii'],
    ['a\r\nb\0c.nii', 'abc.nii'],
    ['脳.nii.gz', '脳.nii.gz'],
    ['e\u0301.nii', '\u00e9.nii'],
    ['evil\u202egpj.exe', 'evilgpj.exe'],
    ['a\ud800.nii', 'a\ufffd.nii'],
    ['-rf', '-rf'],
    ['<b>"x".nii', '<b>"x".nii'],
  ]
  for (const [client, stored] of cases) assert.equal(storedName(client), stored, JSON.stringify(client))
})

test('a long name is shortened to 200 bytes before its ending, and never within a letter', () => {
  const long = storedName(`${'脳'.repeat(100)}.nii.gz`) ?? ''
  assert.ok(Buffer.byteLength(long) <= 200 && long.endsWith('脳.nii.gz') && long.isWellFormed())
  assert.equal(storedName('x'.repeat(300))?.length, 200)
  assert.equal(Buffer.byteLength(storedName(`a.${'y'.repeat(300)}`) ?? ''), 200)
})

test('names that are alike are all kept, also those that lie beside the inputs', () => {
  assert.deepEqual(distinctNames(['scan.nii', 'scan.nii', 'SCAN.nii', 'scan-1.nii']), [
    'scan.nii',
    'scan-1.nii',
    'SCAN-2.nii',
    'scan-1-1.nii',
  ])
  assert.deepEqual(distinctNames(['a.nii.gz', 'a.nii.gz', '.gz', 'x', 'x']), [
    'a.nii.gz',
    'a-1.nii.gz',
    '.gz',
    'x',
    'x-1',
  ])
  assert.deepEqual(distinctNames(['params.json', 'Status.json'], ['params.json', 'status.json']), [
    'params-1.json',
    'Status-1.json',
  ])
  // I4: with steps by the square of their number this would take hours.
  assert.equal(distinctNames(Array(100_000).fill('a.nii')).at(-1), 'a-99999.nii')
})
