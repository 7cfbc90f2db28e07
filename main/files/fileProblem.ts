import { InkdexError, writingProblem } from '../../shared/result.ts';

/**
 * Converts a system error from reading or writing a file into an InkdexError; other errors are returned unchanged.
 */
export function fileProblem(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof InkdexError) return error;
  const name = JSON.stringify(path);
  const options = { cause: error };
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new InkdexError('file-missing', `${name} was not found. Check the path.`, options);
    case 'EEXIST':
      return new InkdexError(
        'conflict',
        `${name} cannot be created because a file has the same name. Choose another name.`,
        options,
      );
    case 'EIO':
      return new InkdexError(
        'file-unreadable',
        `The disk reports an error for ${name}. Check the disk and its connection, and try again.`,
        options,
      );
    case 'EISDIR':
      return new InkdexError('data-invalid', `${name} is a folder; expected a file.`, options);
    case 'ENAMETOOLONG':
      return new InkdexError(
        'bad-arguments',
        `${name} is too long for a name on this disk. Choose a shorter name.`,
        options,
      );
    case 'ELOOP':
      return new InkdexError(
        'file-unreadable',
        `${name} cannot be opened because its links lead in a circle. Choose another path.`,
        options,
      );
  }
  switch (writingProblem(error)) {
    case 'permission-denied':
      return new InkdexError(
        'permission-denied',
        `No permission to read or write ${name}. Change its permissions, or choose another folder.`,
        options,
      );
    case 'disk-full':
      return new InkdexError(
        'disk-full',
        `The disk of ${name} is full. Free some space, or choose a folder on another disk.`,
        options,
      );
    case null:
      return error;
  }
}
