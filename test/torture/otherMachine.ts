import os from 'node:os';
import { readdirSync, readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Another machine that shares the folders: it looks for what killed processes have left, and writes files of its own. Prints the
 * files that it wrote and that are not whole.
 */
os.hostname = () => 'another-machine';
syncBuiltinESMExports();
const { namesOutside } = await import('../../main/files/partialFiles.ts');
const { replaceOutside } = await import('../../main/files/outside.ts');

const [seconds = '', ...folders] = process.argv.slice(2);
const wrong: string[] = [];
let number = 0;
for (const end = performance.now() + Number(seconds) * 1000; performance.now() < end; number += 1) {
  for (const folder of folders) {
    await namesOutside(folder);
    const name = `machine-${String(number % 50)}-${String(number)}.txt`;
    if (!(await replaceOutside(folder, name, null, `theirs ${name}`))) wrong.push(`${name} was not written`);
  }
  await wait(5);
}
const written = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.startsWith('machine-'))
    .map((name) => join(folder, name)),
);
wrong.push(
  ...written
    .filter((path) => !readFileSync(path, 'utf8').startsWith('theirs '))
    .map((path) => `${path} is empty`),
);
if (written.length < number * folders.length)
  wrong.push(`${String(number * folders.length - written.length)} files are gone`);
process.stdout.write(JSON.stringify(wrong));
