import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../../../../test/support/apps/pipelines.ts'
import { readLog } from './log.ts'
import { benchWith, HELD, runs, stepsOf } from './runner.fixture.ts'

const SCAN = { name: 'scan', type: 'attachment', label: 'Scan', required: true, max: 5 }
const WORD = { name: 'word', type: 'string', label: 'Word' }

test('F2: results are regular files alone, whatever a program leaves', async () => {
  const bench = await benchWith(testApp, {
    apps: {
      tricks: {
        script: `ln -s /etc/passwd passwd; ln -s / root; ln -s ../inputs in; mkfifo pipe; mkdir -p 'a b' .hidden locked
echo 1 >'a b/two words.txt'; echo 2 >"$(printf 'line\\nbreak.txt')"; echo 3 >.hidden/x; echo 4 >a_b; echo 5 >'--x'
ln "a b/two words.txt" hard.txt; echo 6 >locked/in.txt; chmod 0 locked; printf 7 >Same.txt; printf 8 >same.TXT`,
      },
      many: { script: 'i=0; while [ $i -lt 200 ]; do : >f$i; i=$((i+1)); done' },
      sparse: { script: 'truncate -s 1T huge.bin' },
    },
    env: { ATELIER_PIPELINES_MAX_RESULT_BYTES: '1000000', ATELIER_PIPELINES_MAX_RESULT_FILES: '50' },
  })
  const ada = await bench.test.as('ada', { roles: ['pipelines:user'] })
  const [tricks = 0, many = 0, sparse = 0] = await bench.submit(
    ada.id,
    { app: 'tricks' },
    { app: 'many' },
    { app: 'sparse' },
  )
  assert.equal((await bench.ended(tricks)).status, 'completed')
  const results = await bench.results(tricks)
  const { 'locked/in.txt': locked, ...others } = results
  assert.ok(locked === undefined || locked === '6\n')
  assert.deepEqual(Object.values(others).sort(), ['1\n', '1\n', '2\n', '4\n', '5\n', '7', '8'])
  assert.equal(others['a_b/two_words.txt'], '1\n')
  assert.equal(others['linebreak.txt'], '2\n')
  assert.ok((await stepsOf(bench, tricks)).includes('collected'))
  const crowded = await bench.ended(many)
  assert.match(crowded.message, /^It left more than 50 files; the first 50 are kept/)
  const huge = await bench.ended(sparse)
  assert.deepEqual([huge.status, huge.cause], ['failed', 'outputs'])
  assert.match(huge.message, /larger than the 1000000 bytes/)
  assert.deepEqual(await bench.results(sparse), {})
})

test('F7: an experiment sees neither the data of the server nor another experiment, and inherits nothing', async () => {
  const bench = await benchWith(testApp, {
    apps: {
      holds: { ...HELD, fields: [SCAN] },
      looks: {
        script: `id -u; env | cut -d= -f1 | sort | tr '\\n' ' '; echo
ls {{1}} {{1}}/uploads {{1}}/pipelines {{1}}/executions 2>&1 | grep -v "^ls:" | tr '\\n' ' '; echo; ls -a .. ../inputs | tr '\\n' ' '; echo
cat {{1}}/atelier.db {{1}}/secret.key >/dev/null 2>&1 && echo READ; ls /proc/self/fd | tr '\\n' ' '`,
        fields: [WORD],
        arguments: [{ field: 'word' }],
      },
    },
  })
  const ada = await bench.test.as('ada', { roles: ['pipelines:user'] })
  const [other = 0] = await bench.submit(ada.id, { app: 'holds', files: { 'scan.nii': 'a secret scan' } })
  await runs(bench, [other])
  const [id = 0] = await bench.submit(ada.id, { app: 'looks', fields: { word: bench.test.folder } })
  const row = await bench.ended(id)
  const [uid, names, seen, own, ...rest] = (await readLog(bench.pipelines, row)).text.split('\n')
  if (process.getuid?.() === 0) assert.notEqual(uid, '0')
  assert.equal(
    names,
    'ATELIER_EXECUTION ATELIER_EXPERIMENT HOME LANG LOGNAME OLDPWD OMP_NUM_THREADS PATH PWD SHELL TMPDIR USER ',
  )
  assert.doesNotMatch(seen ?? '', /atelier\.db|submitted|node|logs|definitions/)
  assert.doesNotMatch(own ?? '', /scan/)
  assert.doesNotMatch(rest.join(' '), /READ/)
  assert.doesNotMatch(seen ?? '', new RegExp(`${other}-1`))
})
