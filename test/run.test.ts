import { expect, it } from 'vitest';
import { patience, patient } from './support/patience.ts';
import { processorSeconds } from './support/processorTime.ts';
import { summarise } from './support/results.ts';

const unit = {
  numPassedTests: 2,
  numFailedTests: 1,
  numPendingTests: 1,
  numFailedTestSuites: 0,
  testResults: [
    {
      name: '/home/me/inkdex/test/a.test.ts',
      assertionResults: [
        { fullName: 'passes', status: 'passed', duration: 1500 },
        { fullName: 'passes slowly', status: 'passed', duration: 61_000 },
        { fullName: 'fails', status: 'failed', duration: 10, failureMessages: ['Error: it is wrong\n at x'] },
        { fullName: 'needs more (needs nats-server: apt install nats-server)', status: 'skipped' },
      ],
    },
  ],
};
const e2e = { stats: { expected: 3, unexpected: 0, flaky: 1, skipped: 0 }, suites: [] };

it('the end of a run says what was skipped, what is slow, what failed, both times, and the counts', () => {
  const { text, isSound } = summarise({ unit, e2e }, { seconds: 125, processor: 241.5, wrong: ['unit'] });
  expect(text.split('\n')).toEqual([
    'Skipped tests:',
    '    1  nats-server: apt install nats-server',
    'Slowest tests:',
    ' 61.0 s  test/a.test.ts: passes slowly',
    '  1.5 s  test/a.test.ts: passes',
    '  0.0 s  test/a.test.ts: fails',
    '  0.0 s  test/a.test.ts: needs more (needs nats-server: apt install nats-server)',
    'Failed tests:',
    '       test/a.test.ts: fails: Error: it is wrong',
    'Total time: 2 min 5 s; processor time: 4 min 1 s',
    '6 passed, 1 failed, 1 skipped',
    '',
  ]);
  expect(isSound).toBe(false);
});

it('a half that wrote nothing is a failure', () => {
  const { text, isSound } = summarise({ unit: null, e2e }, { seconds: 1, processor: null, wrong: [] });
  expect(text).toContain('processor time: unknown\n4 passed, 1 failed, 0 skipped');
  expect(isSound).toBe(false);
});

it('a half that has no tests is sound', () => {
  const passed = { ...unit, numFailedTests: 0 };
  const none = { stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }, suites: [] };
  const { text, isSound } = summarise({ unit: passed, e2e: none }, { seconds: 1, processor: 1, wrong: [] });
  expect(text).toContain('\n2 passed, 0 failed, 1 skipped');
  expect(isSound).toBe(true);
});

it('a check that failed, and tests that ended badly without a failed test, count as failures', () => {
  const passed = { ...unit, numFailedTests: 0 };
  const wrong = ['check', 'unit', 'e2e'];
  const { text, isSound } = summarise({ unit: passed, e2e }, { seconds: 1, processor: 1, wrong });
  expect(text).toContain('\n6 passed, 3 failed, 1 skipped');
  expect(isSound).toBe(false);
  const unloaded = { ...passed, numFailedTestSuites: 1 };
  const alone = summarise({ unit: unloaded, e2e }, { seconds: 1, processor: 1, wrong: ['unit'] });
  expect(alone.text).toContain('\n6 passed, 1 failed, 1 skipped');
});

it('the processor time is read from what a shell prints', () => {
  expect(processorSeconds('0m0.01s 0m0.02s\n1m23.45s 0m10.5s\n')).toBeCloseTo(93.98);
  expect(processorSeconds('0m0.000000s 0m0.000000s\n12m1.500000s 0m0.250000s\n')).toBeCloseTo(721.75);
  expect(processorSeconds('')).toBeNull();
});

it('limits are never shorter than on a quiet machine, and the same in every process of a run', () => {
  expect(patience()).toBeGreaterThanOrEqual(1);
  expect(patient(1000)).toBeGreaterThanOrEqual(1000);
  expect(process.env.INKDEX_TEST_PATIENCE).toBe(String(patience()));
});
