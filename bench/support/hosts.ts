export const PLATFORMS = ['ios', 'frr', 'linux', 'junos']

/** Hosts of an inventory that is made up. */
export const hostsOf = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    name: `host${at}`,
    hostname: `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`,
    group: `rack${at % 200}`,
    platform: PLATFORMS[at % PLATFORMS.length] as string,
    site: `site${at % 40}`,
  }))

/** The same as the file of an inventory. */
export const hostsFile = (count: number): string =>
  hostsOf(count)
    .map(
      ({ name, hostname, group, platform, site }) =>
        `${name}:\n  hostname: ${hostname}\n  platform: ${platform}\n  groups:\n    - ${group}\n  data:\n    site: ${site}\n    serial: SN${hostname}\n`,
    )
    .join('')

export const groupsFile = (): string =>
  Array.from({ length: 200 }, (_, at) => `rack${at}:\n  groups:\n    - row${at % 10}\n`).join('') +
  Array.from({ length: 10 }, (_, at) => `row${at}:\n  port: 22\n  data:\n    row: ${at}\n`).join('')
