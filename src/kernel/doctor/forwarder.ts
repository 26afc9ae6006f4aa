import type { App } from '../http/app.ts'
import type { Kernel } from '../kernel.ts'

/**
 * Remembers who hands requests on without being trusted: behind a proxy that the settings do not name, everybody seems to
 * come from one address, and one person's wrong passwords shut out all.
 */
export function watchForwarders(app: App, { sightings }: Pick<Kernel, 'sightings'>): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const peer = request.raw.socket.remoteAddress
    // A trusted one's word was taken, so that the address is no longer its own.
    if ('x-forwarded-for' in request.headers && peer !== undefined && request.ip === peer)
      sightings.forwarder = peer.startsWith('::ffff:') ? peer.slice(7) : peer
    done()
  })
}
