import { z } from 'zod';

/** Errors of one picture's file, which leave others alone. */
export const pictureErrors = [
  'file-missing',
  'file-empty',
  'file-unreadable',
  'image-damaged',
  'image-too-large',
  'image-format-unknown',
] as const;

/**
 * Errors that a person can act on. Any other error is a bug: it fails the call, and its stack goes to the log.
 */
const errorCodes = [
  ...pictureErrors,
  'bad-arguments',
  'cancelled',
  'not-found',
  'conflict',
  'no-photos',
  'disk-full',
  'permission-denied',
  'library-newer',
  'library-damaged',
  'library-busy',
  'library-read-only',
  'model-damaged',
  'model-unknown',
  'engine-unavailable',
  'engine-crashed',
  'too-slow',
  'engine-install-failed',
  'connection-lost',
  'unknown-character',
  'data-invalid',
  'training-diverged',
  'internal',
] as const;

const errorCodeSchema = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

/** An error as it is sent between processes. */
export const failureSchema = z.object({ code: errorCodeSchema, message: z.string() });
export type Failure = z.infer<typeof failureSchema>;

export type Result<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Failure };

/** An error that a person can act on. Its message says what was found, what was expected, and what to do. */
export class InkdexError extends Error {
  override readonly name = 'InkdexError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** @param what is lacking where a folder of `main/annexes` is not there */
export function missingAnnex(what: string, folder: string): InkdexError {
  const message = `This Inkdex has no ${what}: main/annexes/${folder} is missing. Do without, or install Inkdex whole.`;
  return new InkdexError('bad-arguments', message);
}

/** Converts anything thrown to a failure. Errors other than InkdexError get the code `internal`. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof InkdexError) return { code: thrown.code, message: thrown.message };
  if (thrown instanceof Error) return { code: 'internal', message: thrown.message };
  return { code: 'internal', message: String(thrown) };
}

/** Whether an error has a code, of the system, of SQLite or of our own, that a pattern matches. */
export function hasCode(thrown: unknown, codes: RegExp): boolean {
  return thrown instanceof Error && 'code' in thrown && codes.test(String(thrown.code));
}

/** Whether a file or folder was not found, by the system's error code. */
export function isNotFound(thrown: unknown): boolean {
  return hasCode(thrown, /^ENOENT$/u);
}

/** Why a file cannot be written, by the system's error code; null for other reasons. */
export function writingProblem(thrown: unknown): 'disk-full' | 'permission-denied' | null {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  // EFBIG: the file system or an administrator allows no larger files.
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') return 'disk-full';
  return code === 'EACCES' || code === 'EPERM' || code === 'EROFS' ? 'permission-denied' : null;
}
