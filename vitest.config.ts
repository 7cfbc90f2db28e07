import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const all = ['test/{shared,main,renderer,fuzz}/**/*.test.{ts,tsx}', 'test/*.test.ts'];
/** Tests that start a training backend, replace modules, or look at their whole process. */
const alone = [
  'test/main/{ml,pretraining,workers}/**/*.test.ts',
  'test/main/*.test.ts',
  'test/fuzz/*.test.ts',
];

export default defineConfig({
  test: {
    projects: [
      // One process loads the sources once for many test files, which takes half the time.
      { extends: true, test: { name: 'together', include: all, exclude: alone, isolate: false } },
      { extends: true, test: { name: 'alone', include: alone } },
    ],
    // Native kernels and SQLite want processes of their own; two cores want two of them.
    pool: 'forks',
    maxWorkers: 2,
    // Nothing beside the checkout is read: the training data is a small folder of the same layout.
    env: {
      INKDEX_DATA: process.env.INKDEX_DATA ?? join(import.meta.dirname, 'test/fixtures/data'),
      // Four test processes share two cores: a second thread in each costs time and gains none.
      INKDEX_THREADS: process.env.INKDEX_THREADS ?? '1',
      // Processes that tests start need not compile the sources again: they start in half the time.
      NODE_COMPILE_CACHE: join(import.meta.dirname, '.cache/compiled'),
    },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What other processes do is waited for: beside other work they take longer than a second.
    expect: { poll: { timeout: 20_000 } },
    // A build server is noisier than a desk; the report says which tests were tried twice.
    retry: process.env.CI === undefined ? 0 : 1,
    reporters: ['default', 'json'],
    outputFile: { json: 'test-results/unit.json' },
  },
});
