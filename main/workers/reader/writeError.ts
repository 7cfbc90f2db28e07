import { InkdexError, writingProblem } from '../../../shared/result.ts';

/** What kept a file from being written, as an InkdexError where a person can act on it. */
export function writeError(destination: string, error: unknown): unknown {
  const name = JSON.stringify(destination);
  const options = { cause: error };
  const problem = writingProblem(error);
  if (problem === 'disk-full') {
    return new InkdexError(problem, `There is no room left to write ${name}. Free some space.`, options);
  }
  if (problem === 'permission-denied') {
    return new InkdexError(
      problem,
      `${name} may not be written by this user. Change the permissions of its folder.`,
      options,
    );
  }
  return error;
}
