import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { request as httpRequest, type RequestOptions } from 'node:https'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { after } from 'node:test'
import { freePort } from './postgres.ts'
import { waitFor } from './wait.ts'

/** A proxy of `deploy/` in front of a server, run with its own configuration but for ports and certificates. */
export interface Proxy {
  name: string
  /** Starts it on this port, with what it writes below the folder. */
  start(options: { port: number; upstream: string; folder: string }): Promise<void>
}

/** Our configuration with another machine's ports and paths; a line that is no longer there fails the test. */
function adapt(text: string, changes: Readonly<Record<string, string>>): string {
  return Object.entries(changes).reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`The configuration no longer has: ${from}`)
    return changed.replaceAll(from, to)
  }, text)
}

export const nginx: Proxy = {
  name: 'nginx',
  async start({ port, upstream, folder }) {
    const at = (name: string) => join(folder, name)
    for (const name of ['body', 'proxy']) mkdirSync(at(name))
    makeCertificate(folder)
    const plain = await freePort()
    writeFileSync(at('proxy.conf'), readFileSync('deploy/nginx/proxy.conf'))
    const site = adapt(readFileSync('deploy/nginx/atelier.conf', 'utf8'), {
      '127.0.0.1:8080': upstream,
      'listen 80;': `listen 127.0.0.1:${plain};`,
      'listen 443 ssl': `listen 127.0.0.1:${port} ssl`,
      // A machine without IPv6 could not start it.
      'listen [::]': '# listen [::]',
      '/etc/ssl/atelier/': `${folder}/`,
      '/etc/nginx/atelier-proxy.conf': at('proxy.conf'),
    })
    const main = `${process.getuid?.() === 0 ? 'user root;' : ''}
      daemon off; pid ${at('pid')}; error_log stderr error;
      events {}
      http {
        access_log off;
        client_body_temp_path ${at('body')}; proxy_temp_path ${at('proxy')};
        fastcgi_temp_path ${at('f')}; uwsgi_temp_path ${at('u')}; scgi_temp_path ${at('s')};
        ${site}
      }`
    writeFileSync(at('nginx.conf'), main)
    check('/usr/sbin/nginx', ['-t', '-q', '-c', at('nginx.conf')])
    await run('/usr/sbin/nginx', ['-c', at('nginx.conf')], port)
  },
}

export const caddy: Proxy = {
  name: 'Caddy',
  async start({ port, upstream, folder }) {
    const env = { HOME: folder, PATH: process.env.PATH }
    check('/usr/bin/caddy', ['validate', '--config', 'deploy/Caddyfile', '--adapter', 'caddyfile'], env)
    const file = join(folder, 'Caddyfile')
    const globals = `{
      admin off
      http_port ${await freePort()}
      https_port ${port}
      local_certs
      skip_install_trust
      storage file_system ${join(folder, 'certificates')}
      log {
        level ERROR
      }
    }\n`
    const sites = adapt(readFileSync('deploy/Caddyfile', 'utf8'), { '127.0.0.1:8080': upstream })
    writeFileSync(file, globals + sites)
    await run('/usr/bin/caddy', ['run', '--config', file, '--adapter', 'caddyfile'], port, env)
  },
}

function makeCertificate(folder: string): void {
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'fullchain.pem')]
  const subject = ['-subj', '/CN=atelier.example.org', '-days', '2']
  check('openssl', [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    ...subject,
    ...files,
  ])
}

/** Runs a program that must find nothing wrong. */
export function check(command: string, args: readonly string[], env?: NodeJS.ProcessEnv): void {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    ...(env && { env }),
  })
  if (status !== 0) throw new Error(`${command} ${args[0]}: ${error ?? `${stdout}\n${stderr}`}`)
}

async function run(
  command: string,
  args: readonly string[],
  port: number,
  env?: NodeJS.ProcessEnv,
): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], ...(env && { env }) })
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => {
    said += bytes
  })
  const ended = once(child, 'exit')
  after(async () => {
    child.kill('SIGTERM')
    await ended
  })
  await waitFor(async () => {
    if (child.exitCode !== null) throw new Error(`${command} ended at once: ${said}`)
    try {
      return (await ask({ port, path: '/healthz' })).status === 200
    } catch {
      return false
    }
  })
}

export interface Ask {
  port: number
  host?: string
  path: string
  method?: string
  headers?: Record<string, string>
  body?: Buffer | string
}

/** Where calls of tests come from: told apart from the proxy's own address. */
export const CALLER = '127.0.0.2'

/** Begins a request to a name of the proxy, over TLS, from `CALLER`. */
export function begin({ port, host = 'atelier.example.org', path, method, headers }: Ask) {
  const options: RequestOptions = {
    host: '127.0.0.1',
    port,
    path,
    method: method ?? 'GET',
    localAddress: CALLER,
    servername: host,
    // The certificates are made for the test.
    rejectUnauthorized: false,
    headers: { host: `${host}:${port}`, ...headers },
  }
  const sending = httpRequest(options)
  const answered = once(sending, 'response').then(([response]) => response as IncomingMessage)
  return { sending, answered }
}

export async function ask(asked: Ask) {
  const { sending, answered } = begin(asked)
  sending.end(asked.body)
  const response = await answered
  return {
    status: response.statusCode,
    headers: response.headers,
    text: (await buffer(response)).toString(),
  }
}
