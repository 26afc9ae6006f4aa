/**
 * What a TypeScript template of Atelier is given. A template is a file `.ts`, `.js` or `.mjs` that exports a function, which
 * is called once for each host of a run:
 *
 *     import type { Task } from './template.d.ts'
 *
 *     export async function job_function(task: Task, { path }: { path: string }) {
 *       const { stdout } = await task.ssh().exec(['ls', path])
 *       return stdout
 *     }
 *
 * What it returns is the result of the host: objects and lists are kept as they are, everything else as text. What it throws
 * makes the host fail, with the message as the reason. What it prints with `console.log` is the output of the host, and so is
 * what its commands print: both are seen while they are at work.
 */
export interface Task {
  readonly host: Host
  /** The run asks and changes nothing: a template that changes its hosts must look at it. */
  readonly dryRun: boolean
  /** Aborts when the run is stopped, and when the time of this host is over. What stands below listens to it already. */
  readonly signal: AbortSignal
  /** A line of output of this host. */
  log(text: string): void
  /** A result that says more than a value. */
  result(of: ResultOptions): Result
  /** Runs a part as an entry of its own. It throws when the part fails, as nornir does. */
  run<Variables extends object>(part: Part<Variables>): Promise<Result>
  /** Lines that differ, as `diff -u` writes them; empty when none do. */
  diff(before: string, after: string): string
  /** The host by SSH. One connection a host, opened at the first use, kept for all parts, and closed at their end. */
  ssh(): Ssh
  /** A session of NETCONF over SSH, kept until the end. Port 830 unless the inventory says another. */
  netconf(): Promise<Netconf>
  /** A request to the host. Redirects are not followed; an answer of any status is given. */
  http(request: HttpRequest): Promise<HttpAnswer>
  /** A program of the machine that runs this, without a shell. */
  local(command: readonly string[], options?: ExecOptions): Promise<Ran>
}

export interface Host {
  readonly name: string
  /** Where it is reached: its name where the inventory says nothing else. */
  readonly hostname: string
  readonly port: number | null
  readonly platform: string | null
  readonly groups: readonly string[]
  /** Its data, with what it inherits. */
  readonly data: Readonly<Record<string, unknown>>
  /** One value of its data. */
  get(key: string): unknown
}

export interface ResultOptions {
  result?: unknown
  /** Something on the host is different now, or would be. */
  changed?: boolean
  diff?: string
  failed?: boolean
}

export interface Result extends Required<ResultOptions> {
  readonly isResult: true
}

export interface Part<Variables extends object> {
  /** The name of the function where it is left out. */
  name?: string
  task(task: Task, variables: Variables): unknown
  variables?: Variables
}

export interface ExecOptions {
  stdin?: string
  /** In seconds; by default only the time of the host ends it. */
  timeout?: number
  /**
   * What it prints is nobody's output: for what holds secrets. By default that is so of what asks a device for its configuration,
   * such as `show running-config`.
   */
  quiet?: boolean
}

export interface Ran {
  stdout: string
  stderr: string
  /** Of a program that was killed: null. */
  code: number | null
}

export interface Ssh {
  /** Runs a command of a shell, or words that are passed on as they are. */
  exec(command: string | readonly string[], options?: ExecOptions): Promise<Ran>
  /** The same for a command that must succeed: gives what it prints, throws what it says otherwise. */
  read(command: string | readonly string[], options?: ExecOptions): Promise<string>
  /** The command line of a network device: one, kept until the end. */
  cli(options?: CliOptions): Promise<Cli>
  readFile(path: string): Promise<string>
  writeFile(path: string, content: string, options?: { mode?: number }): Promise<void>
}

export interface CliOptions {
  /** Becomes privileged, by the enable secret of the host's credential where one is asked for. Default: yes. */
  enable?: boolean
  /** For a prompt unlike `name>`, `name#`, `name(config)#`, `user@name$`. */
  prompt?: RegExp
}

export interface Cli {
  /** What a command prints, without its echo and the prompt. A device's `% …` error is thrown. */
  run(command: string, options?: { timeout?: number; check?: boolean; quiet?: boolean }): Promise<string>
  /** Enters the configuration, says the lines, and leaves it. */
  configure(lines: readonly string[]): Promise<string>
}

export interface Netconf {
  readonly capabilities: readonly string[]
  /** Content of the `<data>` of its answer. */
  get(filter?: string): Promise<string>
  getConfig(options?: { source?: string; filter?: string }): Promise<string>
  editConfig(config: string, options?: { target?: string; defaultOperation?: string }): Promise<void>
  lock(target?: string): Promise<void>
  unlock(target?: string): Promise<void>
  validate(source?: string): Promise<void>
  commit(): Promise<void>
  discard(): Promise<void>
  /** Any operation, as XML: what stands inside of its `<rpc-reply>`. */
  rpc(operation: string): Promise<string>
}

export interface HttpRequest {
  /** Below `https://hostname:port`, or a whole address. */
  path: string
  method?: string
  query?: Record<string, string | number | boolean>
  headers?: Record<string, string>
  /** Sent as JSON. */
  json?: unknown
  body?: string
  /** In seconds. Default: 30. */
  timeout?: number
  /** Certificate of the authority that signed the host's, as PEM. Default: `ca` of its connection option `http`. */
  ca?: string
  /** `http` sends everything in the clear. Default: `scheme` of its connection option `http`, else `https`. */
  scheme?: 'https' | 'http'
  /** False: without the credential of the host. */
  signIn?: boolean
}

export interface HttpAnswer {
  status: number
  headers: Record<string, string>
  text: string
  /** The text, read as JSON. */
  json(): unknown
}
