import { relative } from 'node:path'

/** Sixteen spellings of the way from a folder to a file outside of it (promises.md, F1). */
export function spellings(target: string, folder: string): string[] {
  const up = relative(folder, target)
  return [
    up,
    target,
    `/${target}`,
    `a/../${up}`,
    `./${up}`,
    `a/./../${up}`,
    up.replaceAll('/', '\\'),
    up.replaceAll('../', '....//'),
    up.replaceAll('..', '%2e%2e'),
    up.replaceAll('/', '%2f'),
    up.replaceAll('..', '%252e%252e'),
    up.replaceAll('..', '\uff0e\uff0e'),
    `${up}\0.txt`,
    `file://${target}`,
    `/proc/self/root${target}`,
    `~root/${up}`,
  ]
}
