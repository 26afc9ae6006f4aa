import { problem } from '../../../../kernel/problem.ts'
import type { Row } from '../../../../kernel/table-file/read-csv.ts'
import {
  type Brought,
  type BroughtHost,
  type LineProblem,
  refuseTwice,
  type Target,
  withProblems,
} from './brought.ts'

const problems = {
  noName: () =>
    problem('invalid_import', 400, 'No column holds the names of the hosts. Say which one does.', {
      errors: [{ field: 'columns', message: 'Say which column holds the names of the hosts.' }],
    }),
  empty: () => problem('invalid_import', 400, 'The list is empty. Its first line names the columns.'),
}

/** Names of columns as people have them, without case and signs. */
const NAMES: Readonly<Record<Exclude<Target, 'data'>, readonly string[]>> = {
  name: ['name', 'host', 'device', 'devicename', 'systemname', 'node'],
  hostname: [
    'hostname',
    'address',
    'ip',
    'ipaddress',
    'managementip',
    'mgmtip',
    'primaryip',
    'fqdn',
    'dnsname',
  ],
  port: ['port', 'sshport'],
  platform: ['platform', 'os', 'networkos', 'nos'],
  username: ['username', 'user', 'login'],
  groups: ['groups', 'group'],
  // What opens a host belongs to Credentials, not into a file that is read by all.
  ignore: ['password', 'pass', 'secret', 'enable', 'enablesecret', 'enablepassword'],
}

/** Hosts as a table has them: its first line names the columns. `wanted` says of some what they are. */
export function readTable(rows: readonly Row[], wanted: Readonly<Record<string, Target>>): Brought {
  const [head, ...lines] = rows
  if (!head) throw problems.empty()
  const columns = columnsOf(head.cells, wanted)
  if (!columns.some(({ target }) => target === 'name')) throw problems.noName()
  return { kind: 'table', columns, hosts: refuseTwice(lines.map((row) => hostOf(row, columns))) }
}

function columnsOf(cells: readonly string[], wanted: Readonly<Record<string, Target>>): Brought['columns'] {
  const guessed = cells.map((column) => ({ column, target: guess(column) }))
  // A list of names and addresses often calls the names "hostname".
  if (!guessed.some(({ target }) => target === 'name')) {
    const first = guessed.find(({ target }) => target === 'hostname')
    if (first) first.target = 'name'
  }
  const columns = guessed.map(({ column, target }) => ({
    column,
    target: Object.hasOwn(wanted, column) ? (wanted[column] as Target) : target,
  }))
  const taken = new Set<Target>()
  return columns.map(({ column, target }) => {
    const isOnce = target !== 'data' && target !== 'ignore' && target !== 'groups'
    const isTaken = isOnce && taken.has(target)
    taken.add(target)
    return { column, target: isTaken ? 'data' : target }
  })
}

function guess(column: string): Target {
  const word = column.toLowerCase().replaceAll(/[^a-z]/g, '')
  for (const [target, names] of Object.entries(NAMES)) if (names.includes(word)) return target as Target
  return column.trim() === '' ? 'ignore' : 'data'
}

function hostOf({ line, cells }: Row, columns: Brought['columns']): BroughtHost {
  const host: Omit<BroughtHost, 'problems'> = { line, name: '', values: {}, groups: [], data: {} }
  const found: LineProblem[] = []
  for (const [at, { column, target }] of columns.entries()) {
    const cell = (cells[at] ?? '').trim()
    if (cell === '' || target === 'ignore') continue
    if (target === 'name') host.name = cell
    else if (target === 'data') host.data[keyOf(column)] = valueIn(cell)
    else if (target === 'groups') host.groups.push(...cell.split(/[,;|\s]+/).filter(Boolean))
    else if (target === 'port') {
      const port = Number(cell)
      if (Number.isInteger(port) && port >= 1 && port <= 65_535) host.values.port = port
      else found.push({ field: column, problem: 'A port is a number from 1 to 65535.' })
    } else host.values[target] = target === 'hostname' ? cell.replace(/\/\d{1,3}$/, '') : cell
  }
  host.groups = [...new Set(host.groups)]
  return withProblems(host, found)
}

const keyOf = (column: string): string => column.trim().toLowerCase().replaceAll(/\s+/g, '_')

/** Numbers and yes or no as such, so that filters find them; what begins with 0 is a text. */
function valueIn(cell: string): string | number | boolean {
  if (/^-?(?:0|[1-9][0-9]{0,14})$/.test(cell)) return Number(cell)
  if (/^(?:true|false)$/i.test(cell)) return cell.toLowerCase() === 'true'
  return cell
}
