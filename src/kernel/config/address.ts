import type { KernelConfig } from './config.ts'

/** Where people find this installation, for links in mails: what the operator says, else what it listens on. */
export function publicAddress({ publicUrl, host, port }: KernelConfig): string {
  if (publicUrl !== undefined) return publicUrl.replace(/\/+$/, '')
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}
