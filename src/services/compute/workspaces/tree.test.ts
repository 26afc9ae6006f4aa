import assert from 'node:assert/strict'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { testApp } from '../../../../test/support/apps/compute.ts'
import { createBackup, restoreBackup, verifyBackup } from '../../../kernel/backup/backup.ts'
import { storageFailure } from '../../../kernel/files/failures.ts'
import type { Problem } from '../../../kernel/problem.ts'
import { mountBelow } from './folder.ts'

test('a mount of its own where workspaces are moved is found, whatever its name', () => {
  const mounts = (path: string) =>
    `22 1 0:21 / / rw - ext4 /dev/a rw\n31 22 0:30 / ${path} rw - tmpfs tmpfs rw\n`
  for (const path of ['/srv/my\\040files/.trash', '/srv/my\\040files/ada/7'])
    assert.equal(mountBelow('/srv/my files', mounts(path)), path.replace('\\040', ' '))
  for (const path of ['/srv/my\\040files', '/srv/my\\040files2/.trash', '/srv/my\\040files/ada/7/data'])
    assert.equal(mountBelow('/srv/my files', mounts(path)), undefined)
  const split = storageFailure(Object.assign(new Error('cross-device link'), { code: 'EXDEV' }))
  assert.equal((split as Problem).status, 503)
})

const BY = { via: 'system' } as const

test('S6: a backup holds workspaces as they lie, links as links, without what belongs to running sessions', async () => {
  const opened = await testApp({
    env: { ATELIER_BACKUP_ENABLED: 'false', ATELIER_AUTOMATION_ENABLED: 'false' },
  })
  const { kernel } = opened
  const ada = await opened.as('ada', { roles: ['compute:user'] })
  const { id } = (await ada.post('/api/compute/workspaces', { name: 'Kept', template: 2 })).json()
  const gone = (await ada.post('/api/compute/workspaces', { name: 'Trashed', template: 2 })).json()
  await ada.delete(`/api/compute/workspaces/${gone.id}`)
  const folder = join(opened.folder, 'workspaces', 'ada', String(id))
  mkdirSync(join(folder, 'deep', 'deeper'), { recursive: true })
  mkdirSync(join(folder, '.7'))
  writeFileSync(join(folder, '.7', 'secret'), 'what opens the session')
  writeFileSync(join(folder, 'deep', 'deeper', 'ü 🜚.bin'), Buffer.alloc(300_000, 7))
  writeFileSync(join(folder, 'run.sh'), 'echo')
  chmodSync(join(folder, 'run.sh'), 0o700)
  utimesSync(join(folder, 'run.sh'), 1_000_000, 1_000_000)
  symlinkSync('/etc', join(folder, 'etc'))
  const place = mkdtempSync(join(tmpdir(), 'atelier-tree-'))
  after(() => rmSync(place, { recursive: true, force: true }))
  const path = join(place, 'backup.zip')
  await createBackup(kernel, { path, by: BY })
  await verifyBackup(path)
  const data = join(place, 'data')
  const root = join(data, 'workspaces')
  const options = {
    path,
    config: { data, secretKeyFile: join(data, 'secret.key') },
    rooms: kernel.rooms,
    areas: { collection: join(data, 'collection'), files: join(data, 'files') },
    trees: { workspaces: root },
  }
  mkdirSync(join(root, 'somebody'), { recursive: true })
  await assert.rejects(restoreBackup(options), { code: 'place_not_empty' })
  rmSync(root, { recursive: true })
  await restoreBackup(options)
  const restored = join(root, 'ada', String(id))
  assert.deepEqual(readdirSync(restored).sort(), ['deep', 'etc', 'first.ipynb', 'run.sh'])
  assert.equal(readlinkSync(join(restored, 'etc')), '/etc')
  assert.deepEqual(readFileSync(join(restored, 'deep', 'deeper', 'ü 🜚.bin')), Buffer.alloc(300_000, 7))
  const { mode, mtimeMs } = statSync(join(restored, 'run.sh'))
  assert.deepEqual([mode & 0o777, mtimeMs], [0o700, 1_000_000_000])
  const [before, now] = [lstatSync(folder), lstatSync(restored)]
  assert.deepEqual([now.mode, now.uid, now.gid], [before.mode, before.uid, before.gid])
  assert.ok(existsSync(join(root, '.trash', String(gone.id), 'first.ipynb')))
  const bytes = readFileSync(path)
  const at = bytes.indexOf('trees/0')
  assert.ok(at > 0)
  bytes[at + 60] = (bytes[at + 60] as number) ^ 1
  writeFileSync(path, bytes)
  await assert.rejects(verifyBackup(path), { code: 'backup_damaged' })
})
