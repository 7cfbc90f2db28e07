import { failureSchema, type Failure } from '../../shared/result.ts';

/** The failure in two columns of a row, if there is one. */
export function failureOrNull(row: {
  readonly error_code: string | null;
  readonly error_message: string | null;
}): Failure | null {
  if (row.error_code === null) return null;
  return failureSchema.parse({ code: row.error_code, message: row.error_message });
}
