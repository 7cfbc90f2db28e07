import { InkdexError } from '../../../shared/result.ts';

/** What kept a file from being written, as an InkdexError where a person can act on it. */
export function writeError(destination: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const name = JSON.stringify(destination);
  const options = { cause: error };
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new InkdexError('disk-full', `There is no room left to write ${name}. Free some space.`, options);
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new InkdexError(
      'permission-denied',
      `${name} may not be written by this user. Change the permissions of its folder.`,
      options,
    );
  }
  return error;
}
