import { linesOf } from './text-diff.ts'

/** Lines that are other ones at each reading although nobody changed anything, by platform. */
const VOLATILE: Record<string, readonly RegExp[]> = {
  ios: [
    /^Building configuration\.\.\.$/,
    /^Current configuration ?: \d+ bytes$/,
    /^! (Last configuration change|NVRAM config last updated) at /,
    /^! No configuration change since last restart$/,
    /^ntp clock-period \d+$/,
  ],
  nxos: [/^!Command: /, /^!Running configuration last done at: /, /^!Time: /],
  iosxr: [
    /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d/,
    /^Building configuration\.\.\.$/,
    /^!! Last configuration change at /,
  ],
  eos: [/^! Command: /, /^! Startup-config last modified at /],
  junos: [/^## Last (commit|changed): /],
  frr: [/^Building configuration\.\.\.$/, /^Current configuration:$/],
  routeros: [/^# .{1,40} by RouterOS /],
}

/** Other names of the same. */
const ALIASES: Record<string, string> = {
  ...{ cisco_ios: 'ios', cisco_xe: 'ios', iosxe: 'ios', cisco: 'ios' },
  ...{ cisco_nxos: 'nxos', nxos_ssh: 'nxos', cisco_xr: 'iosxr', arista_eos: 'eos' },
  ...{ juniper: 'junos', juniper_junos: 'junos', mikrotik: 'routeros', mikrotik_routeros: 'routeros' },
}

/** A configuration as it is kept: lines that end alike, nothing behind their last letter, no blank ones around them. */
export function tidy(text: string): string {
  const lines = linesOf(text).map((line) => line.trimEnd())
  while (lines[0] === '') lines.shift()
  while (lines.at(-1) === '') lines.pop()
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

/** What of a configuration somebody has decided: without the lines that change by themselves. */
export function decidedOf(text: string, platform: string | null): string {
  const name = (platform ?? '').toLowerCase()
  const rules = VOLATILE[ALIASES[name] ?? name]
  if (!rules) return text
  return linesOf(text)
    .filter((line) => !rules.some((rule) => rule.test(line)))
    .join('\n')
}

/** The lines that count: none that is blank, or that one of the patterns names (literally, but `*` is any text). */
export function withoutIgnored(text: string, patterns: readonly string[]): string {
  const parts = patterns.map((pattern) => pattern.split('*'))
  return linesOf(text)
    .filter((line) => line.trim() !== '' && !parts.some((part) => fits(line.trim(), part)))
    .join('\n')
}

/** Linear in the line, whatever the pattern is: each part is looked for behind the one before. */
function fits(line: string, [first = '', ...others]: readonly string[]): boolean {
  const last = others.at(-1)
  if (last === undefined) return line === first
  if (!line.startsWith(first)) return false
  let at = first.length
  for (const part of others.slice(0, -1)) {
    const found = line.indexOf(part, at)
    if (found === -1) return false
    at = found + part.length
  }
  return line.length - last.length >= at && line.endsWith(last)
}
