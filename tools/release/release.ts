import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { billOf } from './bill.ts'

/** What an installation is made of. The sources of the console are in it: the launcher compares what is built with them. */
const SHIPPED = [
  'LICENSE',
  'README.md',
  'atelier',
  'client',
  'console',
  'deploy',
  'docs',
  'examples',
  'package-lock.json',
  'package.json',
  'runners',
  'src',
  'tools/node',
]
const LEFT_OUT = [
  ':(exclude,glob)**/*.test.ts',
  ':(exclude,glob)**/*.test.tsx',
  ':(exclude,glob)**/*.fixture.ts',
]
const BILL = 'bill-of-materials.cdx.json'

export interface ReleaseOptions {
  /** The checkout; its current commit is released, not what is changed in it. */
  root: string
  /** Where the archive, its bill of materials and the sums are put. */
  out: string
  /** The console as it was built of this commit; it is built otherwise. */
  console?: string
}

/** Makes the archive of a commit, the same bytes wherever and whenever it is made. Gives the names of its files. */
export function makeRelease({ root, out, console: built }: ReleaseOptions): string[] {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, maxBuffer: 1_000_000_000 })
  const seconds = Number(git('log', '-1', '--format=%ct', 'HEAD').toString())
  const work = mkdtempSync(join(tmpdir(), 'atelier-release-'))
  try {
    const { name, version } = JSON.parse(git('show', 'HEAD:package.json').toString()) as Record<
      string,
      string
    >
    const release = `${name}-${version}`
    const folder = join(work, release)
    mkdirSync(folder)
    const files = git('archive', '--format=tar', 'HEAD', '--', ...SHIPPED, ...LEFT_OUT)
    execFileSync('tar', ['-xf', '-'], { cwd: folder, input: files })
    const bill = billOf(folder, { name: String(name), at: new Date(seconds * 1_000) })
    writeFileSync(join(folder, BILL), bill)
    if (built) cpSync(built, join(folder, 'console/dist'), { recursive: true })
    else {
      execFileSync('sh', ['atelier', 'console'], { cwd: folder, stdio: 'inherit' })
      // What the builder needs, and what Node keeps compiled of it.
      for (const name of ['console/node_modules', 'node_modules'])
        rmSync(join(folder, name), { recursive: true, force: true })
    }
    mkdirSync(out, { recursive: true })
    const parts = {
      [`${release}.tar.gz`]: gzipSync(pack(work, release, seconds), { level: 9 }),
      [`${release}.cdx.json`]: bill,
    }
    const sums = Object.entries(parts).map(([file, content]) => {
      writeFileSync(join(out, file), content)
      return `${createHash('sha256').update(content).digest('hex')}  ${file}\n`
    })
    writeFileSync(join(out, 'SHA256SUMS'), sums.join(''))
    return [...Object.keys(parts), 'SHA256SUMS']
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Of what may differ between two machines nothing is in it: order, times, owners, rights. */
function pack(work: string, release: string, seconds: number): Buffer {
  const same = ['--sort=name', `--mtime=@${seconds}`, '--owner=0', '--group=0', '--numeric-owner']
  return execFileSync('tar', [...same, '--format=ustar', '--mode=u=rwX,go=rX', '-cf', '-', release], {
    cwd: work,
    maxBuffer: 1_000_000_000,
    env: { ...process.env, LC_ALL: 'C' },
  })
}
