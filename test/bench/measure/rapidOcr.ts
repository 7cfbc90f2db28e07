import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { boxOfQuad, quadSchema } from '../../../shared/geometry.ts';
import { InkdexError } from '../../../shared/result.ts';
import type { OtherProgram } from './otherPrograms.ts';
import { note } from '../../../pretraining/printTable.ts';

const folder = '.cache/peers/rapidocr';
const packages = 'rapidocr==3.10.0 onnxruntime==1.32.0';

const readySchema = z.object({ version: z.string(), models: z.array(z.string()) });
const pageSchema = z.object({
  ms: z.number(),
  words: z.array(z.object({ quad: quadSchema, text: z.string() })),
});
const wordSchema = z.object({ text: z.string() });

/**
 * RapidOCR in a Python process of its own, with the models that its package contains: small ones of PP-OCRv6.
 *
 * @throws InkdexError `file-missing` where it is not installed, with the commands that install it
 */
export async function openRapidOcr(): Promise<OtherProgram> {
  const isWindows = process.platform === 'win32';
  const python = join(folder, isWindows ? 'Scripts/python.exe' : 'bin/python');
  if (!existsSync(python)) {
    throw new InkdexError(
      'file-missing',
      `RapidOCR is not installed: ${isWindows ? 'python' : 'python3'} -m venv ${folder} && ${python} -m pip install ${packages}`,
    );
  }
  const script = join(import.meta.dirname, 'readWithRapidOcr.py');
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextAnswer = async (): Promise<unknown> => {
    const answer = await answers.next();
    if (answer.done === true)
      throw new Error(`RapidOCR ended early. Its message is above; try: ${python} ${script}`);
    return JSON.parse(answer.value);
  };
  const ask = async (kind: 'page' | 'word', path: string): Promise<unknown> => {
    child.stdin.write(`${kind} ${path}\n`);
    return await nextAnswer();
  };

  const { version, models } = readySchema.parse(await nextAnswer());
  note(`RapidOCR ${version} reads with ${models.join(' and ')}.`);
  return {
    name: `RapidOCR ${version}`,
    async readPage(path) {
      const { words, ms } = pageSchema.parse(await ask('page', path));
      return { words: words.map(({ quad, text }) => ({ text, box: boxOfQuad(quad) })), ms };
    },
    async readWords(paths) {
      const texts: string[] = [];
      for (const path of paths) texts.push(wordSchema.parse(await ask('word', path)).text);
      return texts;
    },
    close: () => child.stdin.end(),
  };
}
