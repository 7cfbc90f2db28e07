import { relative } from 'node:path';
import type { FullConfig, Reporter, Suite, TestCase, TestResult } from '@playwright/test/reporter';

interface File {
  left: number;
  seconds: number;
  isSound: boolean;
  readonly count: number;
  readonly wrong: string[];
}

/** Prints a line for each file of end-to-end tests when its last test has ended, with the tests that failed. */
export default class FileReporter implements Reporter {
  readonly #files = new Map<string, File>();
  #root = '';

  onBegin({ rootDir }: FullConfig, suite: Suite): void {
    this.#root = rootDir;
    for (const { location } of suite.allTests()) {
      const { count = 0 } = this.#files.get(location.file) ?? {};
      this.#files.set(location.file, {
        left: count + 1,
        count: count + 1,
        seconds: 0,
        isSound: true,
        wrong: [],
      });
    }
  }

  onTestEnd(test: TestCase, { status, retry, duration, errors }: TestResult): void {
    const file = this.#files.get(test.location.file);
    if (file === undefined) return;
    file.seconds += duration / 1000;
    if (errors.length > 0)
      file.wrong.push(test.title, ...errors.map(({ message, stack }) => stack ?? message ?? ''));
    // A test that failed is tried again where retries are allowed.
    const isLast = status === 'passed' || status === 'skipped' || retry === test.retries;
    if (!isLast) return;
    if (test.outcome() === 'unexpected') file.isSound = false;
    file.left -= 1;
    if (file.left > 0) return;
    const name = relative(this.#root, test.location.file);
    const sign = file.isSound ? '✓' : '✗';
    process.stdout.write(` ${sign} e2e ${name} (${file.count} tests) ${file.seconds.toFixed(1)} s\n`);
    for (const line of file.wrong) process.stdout.write(`   ${line}\n`);
  }

  printsToStdio(): boolean {
    return true;
  }
}
