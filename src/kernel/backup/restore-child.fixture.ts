// A process that restores until it is killed; the test of S6 starts it again and again.
import { restoreTo } from './backup.fixture.ts'

const [path = '', place = ''] = process.argv.slice(2)
await restoreTo(JSON.parse(place), path, { progress: (line) => void process.stdout.write(`${line}\n`) })
