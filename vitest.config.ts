import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { patience, patient } from './test/support/patience.ts';

const all = ['test/{shared,main,renderer,resources,pretraining,fuzz}/**/*.test.{ts,tsx}', 'test/*.test.ts'];
/**
 * What trains, kills processes, fills a disk, writes and reads every format, tries the packaged app, the container or a
 * broker, or how the shipped models are made: `npm run test:long`.
 */
const long = [
  'test/**/*.long.test.ts',
  'test/containers.test.ts',
  'test/main/**/killed*.test.ts',
  'test/{main/annexes/broker,pretraining}/**/*.test.ts',
  'test/main/app/packaged.test.ts',
  'test/main/commands/{networks,training}.test.ts',
  'test/main/{datasets,exchange}/*RoundTrips.test.ts',
  'test/main/library/hostilePdf.test.ts',
  'test/main/annexes/serving/export/*.test.ts',
  'test/main/ml/{export,replicas}/*.test.ts',
  'test/main/ml/finetune/{blend,fineTune,storedRecogniser,trainLines}.test.ts',
  'test/main/annexes/olderSystems/networks/networks.test.ts',
  'test/main/ml/networks/recogniser/overfit.test.ts',
  'test/main/store/fullDisk.test.ts',
];
const isLong = process.env.INKDEX_TESTS === 'long';
/** Tests that replace modules or look at their whole process, as at the backends that it has started. */
const alone = [
  'test/main/ml/backends/*.test.ts',
  'test/main/ml/finetune/loadWords.test.ts',
  'test/main/store/backups.test.ts',
  'test/main/workers/pdf.test.ts',
  'test/main/*.test.ts',
  'test/fuzz/*.test.ts',
];

// The processes of the tests, and those that tests start, need not compile the same again: they start in half the time.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '.cache/compiled');

export default defineConfig({
  test: {
    projects: [
      // One process loads the sources once for many test files, which takes half the time.
      {
        extends: true,
        test: { name: 'together', include: all, exclude: [...alone, ...long], isolate: false },
      },
      { extends: true, test: { name: 'alone', include: alone, exclude: long } },
      { extends: true, test: { name: 'long', include: long } },
    ].filter(({ test }) => (test.name === 'long') === isLong),
    // Native kernels and SQLite want processes of their own; two cores want two of them.
    pool: 'forks',
    maxWorkers: 2,
    // Nothing beside the checkout is read: the training data is a small folder of the same layout.
    env: {
      INKDEX_DATA: process.env.INKDEX_DATA ?? join(import.meta.dirname, 'test/fixtures/data'),
      // Four test processes share two cores: a second thread in each costs time and gains none.
      INKDEX_THREADS: process.env.INKDEX_THREADS ?? '1',
      INKDEX_TEST_PATIENCE: String(patience()),
    },
    // Limits catch what hangs. A training takes the longest.
    testTimeout: patient(isLong ? 1_800_000 : 600_000),
    hookTimeout: patient(600_000),
    // What other processes do is waited for: beside other work they take longer than a second.
    expect: { poll: { timeout: patient(120_000) } },
    // A build server is noisier than a desk; the report says which tests were tried twice.
    retry: process.env.CI === undefined ? 0 : 1,
    // One line a file, whatever its tests take.
    slowTestThreshold: Infinity,
    reporters: ['default', 'json'],
    outputFile: { json: 'test-results/unit.json' },
  },
});
