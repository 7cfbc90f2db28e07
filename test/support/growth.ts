import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Number of lines of files of the checkout. */
export function linesOf(files: readonly string[]): number {
  const counts = files.map((file) => readFileSync(join(root, file), 'utf8').split('\n').length - 1);
  return counts.reduce((sum, count) => sum + count, 0);
}

/** What each of the last ten commits added to `main`, `renderer` and `shared`, by room; empty without a history. */
export function describeGrowth(): string {
  const log = [
    'log',
    '-10',
    '--no-renames',
    '--format=%x00%h %s',
    '--numstat',
    '--',
    'main',
    'renderer',
    'shared',
  ];
  try {
    const commits = execFileSync('git', log, { cwd: root, encoding: 'utf8' }).split('\0').slice(1);
    return commits.map(describeCommit).join('\n');
  } catch {
    return '';
  }
}

function describeCommit(commit: string): string {
  const [subject = '', ...files] = commit.trim().split('\n');
  const rooms = new Map<string, number>();
  for (const line of files) {
    const [added = '', removed = '', file = ''] = line.split('\t');
    if (!/\.tsx?$/u.test(file)) continue;
    const room = roomOf(file);
    rooms.set(room, (rooms.get(room) ?? 0) + Number(added) - Number(removed));
  }
  const changed = [...rooms].filter(([, lines]) => lines !== 0);
  return `${subject}: ${changed.map(([room, lines]) => `${room} ${lines > 0 ? '+' : ''}${String(lines)}`).join(', ')}`;
}

/** A folder of main, the files that main has beside them, the renderer, or what both share. */
function roomOf(file: string): string {
  const [top = '', folder = '', inside] = file.split('/');
  if (top !== 'main') return top;
  return inside === undefined ? 'main/*.ts' : `main/${folder}`;
}
