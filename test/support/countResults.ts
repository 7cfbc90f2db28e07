import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Adds up what Vitest and Playwright wrote, and prints the one line that a build server reads. */
const unitSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numFailedTestSuites: z.number(),
});
const endToEndSchema = z.object({
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
});

const folder = process.argv[2] ?? 'test-results';
const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));

// Types, lint or format stopped the run before the tests: that is one failure, not none.
const unit = existsSync(join(folder, 'unit.json'))
  ? unitSchema.parse(read('unit.json'))
  : { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, numFailedTestSuites: 0 };
const { stats } = existsSync(join(folder, 'e2e.json'))
  ? endToEndSchema.parse(read('e2e.json'))
  : { stats: { expected: 0, unexpected: 1, flaky: 0, skipped: 0 } };
const passed = unit.numPassedTests + stats.expected + stats.flaky;
const failed = unit.numFailedTests + stats.unexpected;
const skipped = unit.numPendingTests + stats.skipped;
process.stdout.write(`${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped\n`);
// A file that does not even load fails no test of its own.
if (failed > 0 || unit.numFailedTestSuites > 0) process.exitCode = 1;
