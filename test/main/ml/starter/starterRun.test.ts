import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const module = join(import.meta.dirname, '../../../../main/ml/starter/starterRun.ts');
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
