// As many SSH hosts as are asked for, in one process that costs little: what is measured is who asks them.
import { simulateHosts } from '../../test/support/simulated.ts'

const hosts = await simulateHosts({ answer: (_command, host) => ({ stdout: `${host} is up\n` }) })
const { port, user, password } = hosts
console.log(JSON.stringify({ port, user, password, key: hosts.known(hosts.address(0)).key }))
