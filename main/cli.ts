#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const oldestNode = 24;

// A closed pipe, such as after `| head`, is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

if (Number.parseInt(process.versions.node, 10) >= oldestNode) {
  // Import these only here: an older Node has no compile cache and cannot load the program's libraries.
  const { keepFilesPrivate } = await import('./files/privateFiles.ts');
  keepFilesPrivate();
  await import('./compileCache.ts');
  const { runCommandLine } = await import('./commands/program.ts');
  await runCommandLine(process.argv.slice(2));
} else {
  process.exitCode = runOnOwnNode();
}

/** Runs the same command line on the Node that is in node_modules. Returns its exit status. */
function runOnOwnNode(): number {
  // The binary itself: on Windows, npm links it by a script that splits arguments at spaces.
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const ownNode = join(import.meta.dirname, '../node_modules/node/bin', name);
  if (!existsSync(ownNode)) {
    process.stderr.write(
      `inkdex: found Node ${process.versions.node}, but Node ${oldestNode} or later is required. ` +
        'Run "npm ci" in the Inkdex folder to install it, then "npx inkdex".\n',
    );
    return 1;
  }
  const args = [import.meta.filename, ...process.argv.slice(2)];
  return spawnSync(ownNode, args, { stdio: 'inherit' }).status ?? 1;
}
