import { InkdexError } from '../../shared/result.ts';

/** What the system's refusal to read or write a file means to a person; anything else comes back as it was. */
export function fileProblem(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof InkdexError) return error;
  const name = JSON.stringify(path);
  const options = { cause: error };
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new InkdexError('file-missing', `${name} is not there. Check the path.`, options);
    case 'EEXIST':
      return new InkdexError(
        'conflict',
        `${name} cannot be made: a file stands in the way. Choose another name.`,
        options,
      );
    case 'EISDIR':
      return new InkdexError('data-invalid', `${name} is a folder; expected a file.`, options);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new InkdexError(
        'permission-denied',
        `${name} may not be read or written by this user. Change its permissions, or choose a folder of yours.`,
        options,
      );
    case 'ENOSPC':
    case 'EDQUOT':
      return new InkdexError(
        'disk-full',
        `The disk of ${name} is full. Make room, or choose a folder on another disk.`,
        options,
      );
    default:
      return error;
  }
}
