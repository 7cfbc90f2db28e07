import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeWhole } from '../main/files/writeWhole.ts';
import { print } from './printTable.ts';
import { unlessShort } from './unlessShort.ts';

/**
 * `npm --prefix pretraining run kernels`: compiles `main/imaging/kernels/assembly`, which is AssemblyScript, to `compiled.ts` beside it. In the
 * short form it only says whether that is up to date; exit status 1 if not.
 */
const folder = join(import.meta.dirname, '../main/imaging/kernels');
const file = join(folder, 'compiled.ts');
const before = readFileSync(file, 'utf8');
const source = compiled();
const isSame = source === before;
if (!isSame) {
  if (unlessShort(true, false)) await writeWhole(file, source);
  else process.exitCode = 1;
}
print(isSame ? 'The kernels are up to date.' : 'The kernels have changed.');

/** @throws Error with the compiler's messages on stderr */
function compiled(): string {
  const out = mkdtempSync(join(tmpdir(), 'inkdex-kernels-'));
  try {
    const wasm = join(out, 'kernels.wasm');
    const sources = globSync('assembly/*.ts', { cwd: folder }).sort();
    // As a command: its types would give JavaScript's own arrays another form everywhere.
    const compiler = join(import.meta.dirname, 'node_modules/assemblyscript/bin/asc.js');
    const options = [
      '-O3',
      '--noAssert',
      '--runtime',
      'stub',
      '--enable',
      'simd,bulk-memory,nontrapping-f2i',
    ];
    execFileSync(process.execPath, [compiler, ...sources, ...options, '--outFile', wasm], { cwd: folder });
    return `/** The kernels of \`assembly\`, as WebAssembly. */
export const compiled =
  '${readFileSync(wasm).toString('base64')}';
`;
  } finally {
    rmSync(out, { recursive: true });
  }
}
