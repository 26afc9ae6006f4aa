import type { Room } from '../db/migrate.ts'

export const sampleRoom: Room = {
  name: 'sample',
  migrations: {
    async '0001_sample'(ddl) {
      await ddl.table(
        'kernel_sample_thing',
        { id: 'id', kind: 'text', thing_id: 'int' },
        { unique: [['kind', 'thing_id']] },
      )
      await ddl.table(
        'kernel_sample',
        { id: 'int', state: 'text', done: 'int', text: 'text', at: 'time' },
        { primaryKey: ['id'] },
      )
    },
  },
}
