import { InkdexError } from '../../../shared/result.ts';

/** The device has no room for a batch. */
export class OutOfMemory extends InkdexError {
  constructor(cause: unknown) {
    super(
      'engine-crashed',
      'The device that trains has too little memory even for a single word. Close what else uses it, or choose ' +
        'another engine, and resume.',
      { cause },
    );
  }
}

/** As TensorFlow, CUDA, Dawn and WebAssembly say it. */
export function isOutOfMemory(error: unknown): boolean {
  return (
    error instanceof Error &&
    /\bOOM\b|out[ -]of[ -]memory|resource[ _]?exhausted|memory access out of bounds|allocation failed/iu.test(
      error.message,
    )
  );
}
