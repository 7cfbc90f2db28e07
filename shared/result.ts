import { z } from 'zod';

/**
 * What a person can act on. Everything else is a bug: it fails the call and leaves its stack in the
 * log.
 */
export const errorCodes = [
  'bad-arguments',
  'cancelled',
  'not-found',
  'conflict',
  'file-missing',
  'file-empty',
  'file-unreadable',
  'image-damaged',
  'image-too-large',
  'image-format-unknown',
  'no-photos',
  'disk-full',
  'permission-denied',
  'library-newer',
  'library-damaged',
  'library-busy',
  'model-damaged',
  'model-unknown',
  'engine-unavailable',
  'engine-crashed',
  'engine-install-failed',
  'connection-lost',
  'unknown-character',
  'data-invalid',
  'training-diverged',
  'internal',
] as const;

export const errorCodeSchema = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

/** What crosses a process or a wire instead of an exception. */
export const failureSchema = z.object({ code: errorCodeSchema, message: z.string() });
export type Failure = z.infer<typeof failureSchema>;

export type Result<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: Failure };

/** An error a person can act on: its message says what was found, what was expected, what to do. */
export class InkdexError extends Error {
  override readonly name = 'InkdexError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Describes anything thrown as a failure; what is not an InkdexError is `internal`. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof InkdexError) return { code: thrown.code, message: thrown.message };
  if (thrown instanceof Error) return { code: 'internal', message: thrown.message };
  return { code: 'internal', message: String(thrown) };
}

/** What keeps a file from being written, by the system's own code; null where it is something else. */
export function writingProblem(thrown: unknown): 'disk-full' | 'permission-denied' | null {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'disk-full';
  return code === 'EACCES' || code === 'EPERM' || code === 'EROFS' ? 'permission-denied' : null;
}
