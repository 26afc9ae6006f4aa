// More clients than a server has time for: each asks for the longest answer, again and again, until this thread is ended.
import { Agent, get } from 'node:http'
import { workerData } from 'node:worker_threads'

const { url, clients } = workerData as { url: string; clients: number }
const agent = new Agent({ keepAlive: true, maxSockets: clients })

function ask(): void {
  get(`${url}/openapi.json`, { agent }, (answer) => answer.resume().once('end', ask)).once('error', ask)
}

for (let each = 0; each < clients; each += 1) ask()
