import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeRun } from '../../pretraining/run.ts';
import { temporaryFolder } from '../support/library.ts';

const module = join(import.meta.dirname, '../../pretraining/run.ts');
/** A run that takes a while to stop, and says when it begins and when it is done. */
const run = `
  const { stopSignal } = await import(${JSON.stringify(module)});
  const signal = stopSignal();
  const running = setInterval(() => {}, 1000);
  signal.addEventListener('abort', () => {
    console.log('stopping');
    setTimeout(() => { clearInterval(running); console.log('checkpoint'); }, 300);
  });
  console.log('running');
`;

it('stops in its own time when it is asked to more than once', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', run]);
  const said: string[] = [];
  const saying = (async () => {
    for await (const text of child.stdout.setEncoding('utf8')) {
      said.push(...String(text).trim().split('\n'));
      // What npm does with a Ctrl-C that both have got.
      if (said.at(-1) === 'running' || said.at(-1) === 'stopping') child.kill('SIGINT');
    }
  })();
  await Promise.all([once(child, 'exit'), saying]);
  expect(said).toEqual(['running', 'stopping', 'checkpoint']);
  expect(child.exitCode).toBe(0);
});

it('is another run with another optimizer, or from other weights, wherever they lie', async () => {
  const folder = temporaryFolder();
  const paths = ['first', 'same', 'other'].map((name) => join(folder, name));
  for (const path of paths) writeFileSync(path, path.endsWith('other') ? 'other weights' : 'weights');
  const [first, same, other] = paths;
  const run = await describeRun('a starter', { optimizer: 'adamw' }, first);
  expect(await describeRun('a starter', { optimizer: 'adamw' }, same)).toBe(run);
  expect(await describeRun('a starter', { optimizer: 'adamw' }, other)).not.toBe(run);
  expect(await describeRun('a starter', { optimizer: 'adamw' }, undefined)).not.toBe(run);
  expect(await describeRun('a starter', { optimizer: 'muon' }, first)).not.toBe(run);
});
