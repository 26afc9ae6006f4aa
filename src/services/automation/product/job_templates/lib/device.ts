import type { Task } from '../template.d.ts'

/** What the templates of this folder know to ask of a device of any kind that they know. */
export interface Device {
  /** What one of its own commands prints. */
  show(command: string): Promise<string>
  /** Its running configuration. */
  configuration(): Promise<string>
  /** Says lines of configuration to it; the first that it refuses is thrown. */
  configure(lines: readonly string[]): Promise<void>
  /** Keeps what it runs beyond its next start. */
  save(): Promise<void>
}

/** Devices with a command line in Cisco's manner. */
const CISCO = ['eos', 'ios', 'iosxe', 'iosxr', 'nxos']

/** Opens the device by what the inventory says of its platform. */
export const openDevice = (task: Task): Device => {
  const { platform } = task.host
  if (platform === 'frr') return frr(task)
  if (platform === 'junos') return junos(task)
  if (platform !== null && CISCO.includes(platform)) return cisco(task)
  throw new Error(
    `This template does not know the platform ${platform === null ? 'of this host: the inventory names none' : `“${platform}”`}.`,
  )
}

const cisco = (task: Task): Device => {
  const say = async (command: string) => (await task.ssh().cli()).run(command)
  return {
    show: say,
    configuration: () => say('show running-config'),
    async configure(lines) {
      await (await task.ssh().cli()).configure(lines)
    },
    async save() {
      await say('write memory')
    },
  }
}

/** FRR on a Linux host: its shell is vtysh. */
const frr = (task: Task): Device => {
  const vtysh = (commands: readonly string[]) =>
    task.ssh().read(['vtysh', ...commands.flatMap((command) => ['-c', command])])
  return {
    show: (command) => vtysh([command]),
    configuration: () => vtysh(['show running-config']),
    async configure(lines) {
      await vtysh(['configure terminal', ...lines])
    },
    async save() {
      await vtysh(['write memory'])
    },
  }
}

const junos = (task: Task): Device => {
  const unknown = () => Promise.reject(new Error('This template reads Junos and does not change it.'))
  return {
    show: async (command) => (await task.ssh().cli()).run(command),
    async configuration() {
      const reply = await (await task.netconf()).rpc(
        '<get-configuration format="text" database="committed"/>',
      )
      const text = /<configuration-text[^>]*>([\s\S]*)<\/configuration-text>/.exec(reply)?.[1] ?? ''
      return text
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&amp;', '&')
        .trimStart()
    },
    configure: unknown,
    save: unknown,
  }
}
