import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { InkdexError } from '../../shared/result.ts';

const run = promisify(execFile);
/** No file of the sources is larger. */
const mostBytes = 256 * 1024 ** 2;

/** One commit of a repository. */
export interface Snapshot {
  /** Paths of all its files, sorted. */
  readonly paths: readonly string[];
  /** @throws InkdexError `data-invalid` when the file is not there */
  readonly read: (path: string) => Promise<Buffer>;
}

/**
 * Opens a repository at a commit.
 *
 * @param mirror a folder with a bare git folder or a clone `OWNER+NAME` or `OWNER+NAME/repo`
 * @param repository `OWNER/NAME`
 * @throws InkdexError `file-missing` when the mirror lacks the repository, `data-invalid` when that lacks the commit
 */
export async function openSnapshot(mirror: string, repository: string, commit: string): Promise<Snapshot> {
  const folder = join(mirror, repository.replace('/', '+'));
  const git = ['repo', join('repo', '.git'), '.git', '.']
    .map((at) => join(folder, at))
    .find((path) => existsSync(join(path, 'HEAD')));
  if (git === undefined) {
    throw new InkdexError(
      'file-missing',
      `${folder} is no git repository. Clone https://github.com/${repository} there.`,
    );
  }
  const read = async (...given: readonly string[]): Promise<Buffer> => {
    const options = { encoding: 'buffer', maxBuffer: mostBytes } as const;
    try {
      return (await run('git', ['--git-dir', git, ...given], options)).stdout;
    } catch (error) {
      throw new InkdexError('data-invalid', `${git} has no such thing: git ${given.join(' ')}`, {
        cause: error,
      });
    }
  };
  const listed = await read('ls-tree', '-r', '-z', '--name-only', commit);
  return {
    paths: listed
      .toString()
      .split('\0')
      .filter((path) => path !== '')
      .sort(),
    read: async (path) => await read('cat-file', 'blob', `${commit}:${path}`),
  };
}
