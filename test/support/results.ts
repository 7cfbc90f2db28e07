import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

/** What Vitest and Playwright report of a run, as JSON; null where one wrote nothing, which is a failure. */
export interface Results {
  readonly unit: unknown;
  readonly e2e: unknown;
}

const unitSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numFailedTestSuites: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          duration: z.number().optional(),
          failureMessages: z.array(z.string()).optional(),
        }),
      ),
    }),
  ),
});

const specSchema = z.object({
  title: z.string(),
  file: z.string(),
  tests: z.array(
    z.object({
      annotations: z.array(z.object({ type: z.string(), description: z.string().optional() })),
      status: z.enum(['expected', 'unexpected', 'flaky', 'skipped']),
      results: z.array(
        z.object({
          status: z.string(),
          duration: z.number(),
          error: z.object({ message: z.string().optional() }).optional(),
        }),
      ),
    }),
  ),
});

interface Suite {
  readonly specs: readonly z.infer<typeof specSchema>[];
  readonly suites?: readonly Suite[] | undefined;
}

const suiteSchema: z.ZodType<Suite> = z.lazy(() =>
  z.object({ specs: z.array(specSchema), suites: z.array(suiteSchema).optional() }),
);

const endToEndSchema = z.object({
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
  suites: z.array(suiteSchema),
});

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Timed {
  readonly name: string;
  readonly seconds: number;
}

/** One half of a run. */
interface Half {
  readonly counts: Counts;
  readonly tests: readonly Timed[];
  /** Of failed tests: the name, and the first line of the error. */
  readonly failures: readonly string[];
  /** Of skipped tests: what is missing, or the test's name. */
  readonly reasons: readonly string[];
}

/** A half that wrote nothing was stopped before its first test: that is one failure, not none. */
const nothing: Half = {
  counts: { passed: 0, failed: 1, skipped: 0 },
  tests: [],
  failures: [],
  reasons: [],
};

interface RunOutcome {
  readonly seconds: number;
  readonly processor: number | null;
  readonly wrong: readonly string[];
}

/**
 * The end of a run, for people and for a build server: why tests were skipped, the slowest ones, those that failed,
 * the time, the processor time, and the line "N passed, N failed, N skipped".
 *
 * @param seconds the whole run took
 * @param processor seconds that all its processes computed; null where the system does not say
 * @param wrong scripts that failed (`check`, `unit`, `e2e`): each counts as a failure if no failed test tells of it
 * @throws ZodError where a report has another form
 */
export function summarise(
  results: Results,
  { seconds, processor, wrong }: RunOutcome,
): { readonly text: string; readonly isSound: boolean } {
  const byScript: Readonly<Record<string, Half>> = {
    unit: results.unit === null ? nothing : unitHalf(results.unit),
    e2e: results.e2e === null ? nothing : endToEndHalf(results.e2e),
  };
  const halves = Object.values(byScript);
  const sum = (name: keyof Counts): number => halves.reduce((total, { counts }) => total + counts[name], 0);
  const untold = wrong.filter((script) => (byScript[script]?.counts.failed ?? 0) === 0);
  const failed = sum('failed') + untold.length;
  const slowest = halves
    .flatMap(({ tests }) => tests)
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, 10);
  const reasons = Map.groupBy(
    halves.flatMap((half) => half.reasons),
    (reason) => reason,
  );
  const failures = halves.flatMap((half) => half.failures);
  const lines = [
    ...(reasons.size === 0 ? [] : ['Skipped tests:']),
    ...[...reasons].map(([reason, { length }]) => `${String(length).padStart(5)}  ${reason}`),
    'Slowest tests:',
    ...slowest.map(({ name, seconds: took }) => `${took.toFixed(1).padStart(5)} s  ${name}`),
    ...(failures.length === 0 ? [] : ['Failed tests:']),
    ...failures.map((failure) => `       ${failure}`),
    `Total time: ${minutes(seconds)}; processor time: ${processor === null ? 'unknown' : minutes(processor)}`,
    `${sum('passed')} passed, ${failed} failed, ${sum('skipped')} skipped`,
  ];
  return { text: `${lines.join('\n')}\n`, isSound: failed === 0 };
}

function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

function unitHalf(report: unknown): Half {
  const unit = unitSchema.parse(report);
  const tests = unit.testResults.flatMap(({ name, assertionResults }) => {
    const file = name.replaceAll('\\', '/').replace(/^.*\/test\//u, 'test/');
    return assertionResults.map((test) => ({ ...test, name: `${file}: ${test.fullName}` }));
  });
  return {
    counts: {
      passed: unit.numPassedTests,
      // A file of tests that did not even load is a failure, too.
      failed: unit.numFailedTests > 0 ? unit.numFailedTests : Math.min(1, unit.numFailedTestSuites),
      skipped: unit.numPendingTests,
    },
    tests: tests.map(({ name, duration = 0 }) => ({ name, seconds: duration / 1000 })),
    failures: tests
      .filter(({ status }) => status === 'failed')
      .map(({ name, failureMessages = [] }) => describeFailure(name, failureMessages[0])),
    // Vitest does not report a reason, so that the names of such tests hold it: "(needs ...)".
    reasons: tests
      .filter(({ status }) => status === 'skipped')
      .map(({ name }) => /\(needs ([^)]*)\)/u.exec(name)?.[1] ?? name),
  };
}

function endToEndHalf(report: unknown): Half {
  const { stats, suites } = endToEndSchema.parse(report);
  const tests = suites
    .flatMap(specsOf)
    .flatMap((spec) => spec.tests.map((test) => ({ ...test, name: `test/e2e/${spec.file}: ${spec.title}` })));
  return {
    counts: {
      passed: stats.expected + stats.flaky,
      failed: stats.unexpected,
      skipped: stats.skipped,
    },
    tests: tests.map((test) => ({
      name: test.name,
      seconds: test.results.reduce((sum, { duration }) => sum + duration, 0) / 1000,
    })),
    failures: tests
      .filter(({ status }) => status === 'unexpected')
      .map(({ name, results }) => describeFailure(name, results.at(-1)?.error?.message)),
    reasons: tests
      .filter((test) => test.results.every(({ status }) => status === 'skipped'))
      .map(({ name, annotations }) => annotations.find(({ type }) => type === 'skip')?.description ?? name),
  };
}

function describeFailure(name: string, message = 'no error was reported'): string {
  return `${name}: ${stripVTControlCharacters(message).split('\n')[0] ?? ''}`;
}

function specsOf({ specs, suites }: Suite): Suite['specs'] {
  return [...specs, ...(suites ?? []).flatMap(specsOf)];
}
