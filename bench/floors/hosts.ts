// The floor of lists of hosts: Fastify and an array, which it filters, sorts and cuts anew for each request. Prints its address.
import { fastify } from 'fastify'
import { hostsOf, PLATFORMS } from '../support/hosts.ts'

const hosts = hostsOf(10_000).map(({ name, hostname, group, platform, site }) => ({
  name,
  groups: [group],
  hostname,
  port: 22,
  platform,
  data: { site, domain: 'bench.example' },
}))
const app = fastify()
app.get<{ Querystring: Record<string, string> }>('/hosts', async ({ query }) => {
  const found = hosts
    .filter(({ name }) => !query.search || name.includes(query.search))
    .filter(({ platform }) => !query.platform || platform === query.platform)
    .filter(({ data }) => !query.where || data.site === JSON.parse(query.where).site)
  if (query.order) found.sort((a, b) => (a.hostname < b.hostname ? -1 : a.hostname > b.hostname ? 1 : 0))
  const after = Number(query.after ?? 0)
  return { items: found.slice(after, after + 50), total: found.length, platforms: PLATFORMS.length }
})
console.log(await app.listen({ host: '127.0.0.1', port: 0 }))
