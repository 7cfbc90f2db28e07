import type { ErrorCode } from '../../../shared/result.ts';

const statuses: Partial<Record<ErrorCode, number>> = {
  'bad-arguments': 400,
  'data-invalid': 400,
  'permission-denied': 403,
  'library-read-only': 403,
  'not-found': 404,
  'model-unknown': 404,
  conflict: 409,
  'library-busy': 409,
  'image-too-large': 413,
  // The request is as it should be, but not the picture in it.
  'file-empty': 422,
  'image-damaged': 422,
  'image-format-unknown': 422,
  'too-slow': 422,
  // It was read again alone, and ended the process again.
  'engine-crashed': 422,
  cancelled: 503,
  'disk-full': 507,
};

/** The HTTP status of an error: 500 if the client can do nothing about it. */
export function statusOf(code: ErrorCode): number {
  return statuses[code] ?? 500;
}
