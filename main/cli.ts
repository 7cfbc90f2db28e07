#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const oldestNode = 24;

// A reader that has seen enough, such as `| head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

if (Number.parseInt(process.versions.node, 10) >= oldestNode) {
  // Only now: an older Node has no such cache, and the libraries behind the program do not load on it.
  await import('./compileCache.ts');
  const { runCommandLine } = await import('./commands/program.ts');
  await runCommandLine(process.argv.slice(2));
} else {
  process.exitCode = runOnOwnNode();
}

/** Runs the same command line on the Node that the project brings; its exit status. */
function runOnOwnNode(): number {
  // The program itself: what npm links to it is a script on Windows, which would split arguments at their spaces.
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const ownNode = join(import.meta.dirname, '../node_modules/node/bin', name);
  if (!existsSync(ownNode)) {
    process.stderr.write(
      `inkdex: this is Node ${process.versions.node}; Node ${String(oldestNode)} or later is needed. ` +
        'Run "npm ci" in the folder of Inkdex, which brings one, then "npx inkdex".\n',
    );
    return 1;
  }
  const args = [import.meta.filename, ...process.argv.slice(2)];
  return spawnSync(ownNode, args, { stdio: 'inherit' }).status ?? 1;
}
