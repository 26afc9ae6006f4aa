import { problem } from '../../../../kernel/problem.ts'
import { type Brought, type BroughtHost, refuseTwice, withProblems } from './brought.ts'

const problems = {
  noJson: () => problem('invalid_import', 400, 'This begins like JSON, and cannot be read as such.'),
  noDevices: () =>
    problem(
      'invalid_import',
      400,
      'This is no list of devices. Take the answer of /api/dcim/devices/ of NetBox, a page or all of them.',
    ),
  many: (most: number) =>
    problem(
      'invalid_import',
      400,
      `A list has ${most.toLocaleString('en')} hosts at most. Import it in parts.`,
    ),
}

/** NetBox's slugs of platforms that Nornir's plugins and our templates call otherwise. */
const PLATFORMS: Readonly<Record<string, string>> = {
  'cisco-ios': 'ios',
  'cisco-ios-xe': 'ios',
  'ios-xe': 'ios',
  'cisco-nx-os': 'nxos',
  'nx-os': 'nxos',
  'cisco-ios-xr': 'iosxr',
  'juniper-junos': 'junos',
  'arista-eos': 'eos',
  frrouting: 'frr',
}

type Device = Record<string, unknown>

/** Devices as NetBox's API gives them: an answer, several in a list, or the devices alone. */
export function readNetbox(text: string, most: number): Brought {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw problems.noJson()
  }
  const devices = devicesIn(value)
  if (!devices) throw problems.noDevices()
  if (devices.length > most) throw problems.many(most)
  return { kind: 'netbox', columns: [], hosts: refuseTwice(devices.map((each, at) => hostOf(each, at + 1))) }
}

function devicesIn(value: unknown): Device[] | undefined {
  if (isMap(value)) return Array.isArray(value.results) ? onlyMaps(value.results) : undefined
  if (!Array.isArray(value)) return undefined
  const pages = value.map((each) => (isMap(each) && Array.isArray(each.results) ? each.results : [each]))
  return onlyMaps(pages.flat())
}

const onlyMaps = (values: unknown[]): Device[] | undefined => (values.every(isMap) ? values : undefined)

function hostOf(device: Device, line: number): BroughtHost {
  const address = textOf(device.primary_ip, 'address') ?? textOf(device.primary_ip4, 'address')
  const hostname = address?.replace(/\/\d+$/, '')
  const slug = textOf(device.platform, 'slug')
  const site = textOf(device.site, 'slug')
  const role = textOf(device.role, 'slug') ?? textOf(device.device_role, 'slug')
  const tags = Array.isArray(device.tags) ? device.tags.flatMap((tag) => textOf(tag, 'slug') ?? []) : []
  const data = {
    ...(site !== undefined && { site }),
    ...(role !== undefined && { role }),
    ...(tags.length > 0 && { tags }),
    ...known('status', textOf(device.status, 'value')),
    ...known('model', isMap(device.device_type) ? textOf(device.device_type, 'model') : undefined),
    ...known('serial', device.serial || undefined),
    ...known('netbox_id', Number.isInteger(device.id) ? device.id : undefined),
    ...(isMap(device.custom_fields) && Object.keys(device.custom_fields).length > 0
      ? { custom_fields: device.custom_fields }
      : {}),
  }
  return withProblems(
    {
      line,
      name: typeof device.name === 'string' ? device.name.trim() : '',
      values: {
        ...known('hostname', hostname),
        ...known('platform', slug === undefined ? undefined : (PLATFORMS[slug] ?? slug)),
      },
      groups: [
        ...(site === undefined ? [] : [`site__${site}`]),
        ...(role === undefined ? [] : [`role__${role}`]),
      ],
      data,
    },
    hostname === undefined ? [{ field: 'hostname', problem: 'It has no primary address in NetBox.' }] : [],
  )
}

const known = (key: string, value: unknown): Record<string, unknown> =>
  value === undefined ? {} : { [key]: value }

/** Nested things are objects with a slug, or in short answers the text itself. */
function textOf(value: unknown, key: string): string | undefined {
  const found = isMap(value) ? value[key] : value
  return typeof found === 'string' && found !== '' ? found : undefined
}

const isMap = (value: unknown): value is Device =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
