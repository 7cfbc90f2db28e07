import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readGreedily, starterRecogniser, writeCrops } from '../support/greedyCrops.ts';
import { readInBrowser } from './browser.ts';
import { printed } from './python.ts';

const program = join(import.meta.dirname, 'models.py');

/** Runs a command and returns what it prints. */
type RunInkdex = (...args: readonly string[]) => Promise<string>;

export interface ModelResult {
  readonly isSame: boolean;
  /** For people. */
  readonly line: string;
}

/**
 * Reads crops with exported models as other programs do, and compares the texts with those of Inkdex without its language
 * model.
 *
 * @param inkdex runs a command
 */
export async function compareModels(folder: string, inkdex: RunInkdex): Promise<ModelResult[]> {
  mkdirSync(join(folder, 'crops'));
  const all = await writeCrops(join(folder, 'crops'), 200);
  const crops = all.slice(0, 100);
  const expected = await readGreedily(starterRecogniser, crops);

  const onnx = join(folder, 'onnx-folder');
  await inkdex('model', 'export', 'starter-recogniser', onnx, '--format', 'onnx');
  const read = await printed(join(onnx, 'read.py'), crops);
  const texts = read.map((line) => line.slice(line.indexOf('\t') + 1));

  const repository = join(folder, 'triton');
  await inkdex('model', 'export', 'starter-recogniser', repository, '--format', 'triton');
  const served = await printed(program, ['triton', repository, ...crops]);

  return [
    compared('read.py of an ONNX export with onnxruntime', texts, expected),
    compared(
      'a Triton repository with its configurations and decoder',
      served.map((line) => JSON.parse(line) as unknown),
      expected,
    ),
    await compareSavedModels(folder, crops, expected, inkdex),
    compared('read.html of an ONNX export with onnxruntime-web', await readInBrowser(onnx, crops), expected),
    await compareForeign(all, inkdex),
  ];
}

/** Where PyPI has tensorflow-cpu. */
async function compareSavedModels(
  folder: string,
  crops: readonly string[],
  expected: readonly string[],
  inkdex: RunInkdex,
): Promise<ModelResult> {
  const what = 'SavedModels and a frozen graph with tensorflow-cpu';
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { isSame: true, line: `skipped ${what}: PyPI has none for this system` };
  }
  // Its 600 MB take longer to bring than all else here; what is written is read by the tests of main/ml/export, too.
  if (process.env.INKDEX_SHORT === '1') {
    return { isSame: true, line: `skipped ${what}: not in the short form` };
  }
  const saved = join(folder, 'savedmodel');
  await inkdex('model', 'export', 'starter-recogniser', saved, '--format', 'savedmodel');
  const read = await printed(program, ['tensorflow', saved, ...crops]);
  return compared(
    what,
    read.map((line) => JSON.parse(line) as unknown),
    expected,
  );
}

/** A recogniser that rapidocr has in its package, read through Inkdex and by its package. */
async function compareForeign(crops: readonly string[], inkdex: RunInkdex): Promise<ModelResult> {
  const [model = '""', ...lines] = await printed(program, ['rapidocr', ...crops]);
  const texts = lines.map((line) => z.tuple([z.string(), z.number()]).parse(JSON.parse(line))[0]);
  await inkdex('model', 'import', z.string().parse(JSON.parse(model)), '--alphabet');
  const read = await inkdex('read', '--words', '--json', '--model', 'pp-ocrv6-rec-small', ...crops);
  const found = read
    .trimEnd()
    .split('\n')
    .map((line) => z.object({ text: z.string() }).parse(JSON.parse(line)).text);
  // Inkdex takes the spaces around a word off.
  const expected = texts.map((text) =>
    text
      .split(' ')
      .filter((part) => part !== '')
      .join(' '),
  );
  return compared('PP-OCRv6 of rapidocr, imported', found, expected);
}

function compared(what: string, found: readonly unknown[], expected: readonly string[]): ModelResult {
  const same = expected.filter((text, index) => found[index] === text).length;
  const isSame = same === expected.length && found.length === expected.length;
  return {
    isSame,
    line: `${isSame ? 'ok     ' : 'FAILED '} ${what}: ${same} of ${expected.length} crops read the same`,
  };
}
