import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Builds the window for tests of `inkdex serve`, unless it is built already. */
export function buildWindow(): void {
  if (!existsSync(join(root, 'dist/renderer/index.html'))) build('renderer');
}

/** Builds what `startApp` starts. */
export function build(mode: 'renderer' | 'commandLine'): void {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  execFileSync(process.execPath, [vite, 'build', '--mode', mode, '--logLevel', 'error'], { cwd: root });
}
