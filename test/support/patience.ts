import { createHash } from 'node:crypto';

/** How long the trial takes on the quiet machine on which the limits were chosen. Milliseconds. */
const expectedMs = 180;

/**
 * How many times as long as usual tests may take on this machine, at least 1: a limit catches what hangs, so it must not
 * catch what is slow because the machine is old or busy. Measured once, by the first process of a run; the others find it in
 * their environment.
 */
export function patience(measure = slowness): number {
  process.env.INKDEX_TEST_PATIENCE ??= String(Math.max(1, measure()));
  return Number(process.env.INKDEX_TEST_PATIENCE);
}

/** A limit of so many milliseconds, on this machine. */
export function patient(ms: number): number {
  return Math.round(ms * patience());
}

/** The clock's time of some work of the processor, over that of the quiet machine; less than 1 on a faster one. */
export function slowness(): number {
  const bytes = new Uint8Array(1 << 20);
  const startedAt = performance.now();
  const hash = createHash('sha256');
  for (let mebibyte = 0; mebibyte < 256; mebibyte += 1) hash.update(bytes);
  hash.digest();
  return Math.round((10 * (performance.now() - startedAt)) / expectedMs) / 10;
}
