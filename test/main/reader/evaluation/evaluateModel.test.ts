import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSessions } from '../../../../main/reader/models/sessions.ts';
import { evaluateModel } from '../../../../main/reader/evaluation/evaluateModel.ts';
import type { RandomSample } from '../../../../shared/contract/evaluation.ts';
import { temporaryFolder } from '../../../support/library.ts';
import { drawnSamples, writeVersion } from '../../../support/wordVersion.ts';

async function evaluate(
  folder: string,
  version: { readonly manifest: string; readonly objects: string; readonly sample?: RandomSample },
) {
  return await evaluateModel(
    createSessions(),
    {
      model: 'resources/models/starter-recogniser.onnx',
      ...version,
      split: null,
      folder,
      threads: 1,
    },
    { signal: new AbortController().signal, onProgress: () => undefined },
  );
}

describe('an evaluation', () => {
  it('says how a model reads the words of a version', async () => {
    const folder = temporaryFolder();
    const version = writeVersion(folder, await drawnSamples(['over', 'the', 'hill'], 1));
    const { words, skipped, decoder } = await evaluate(join(folder, 'evaluation'), version);
    expect({ words, skipped }).toEqual({ words: 3, skipped: {} });
    expect(decoder.cer).toBeLessThan(1);
    expect(existsSync(join(folder, 'evaluation', 'report.json'))).toBe(true);
  });

  it('scores no readings of a model', async () => {
    const folder = temporaryFolder();
    const [typed, ...read] = await drawnSamples(['over', 'the', 'hill'], 1);
    const readings = read.map((each) => ({
      ...each,
      sample: { ...each.sample, source: { kind: 'model', sha256: 'a'.repeat(64) } as const },
    }));
    const mixed = writeVersion(join(folder, 'mixed'), [...(typed === undefined ? [] : [typed]), ...readings]);
    expect((await evaluate(join(folder, 'evaluation'), mixed)).words).toBe(1);
    const alone = writeVersion(join(folder, 'alone'), readings);
    await expect(evaluate(join(folder, 'none'), alone)).rejects.toThrow(/only 2 readings of models/u);
  });

  it('may be of a random sample, the same for the same seed', async () => {
    const folder = temporaryFolder();
    const version = writeVersion(folder, await drawnSamples(['over', 'the', 'hill', 'sea', 'moon'], 1));
    const truths = async (name: string, seed: number) => {
      await evaluate(join(folder, name), { ...version, sample: { count: 3, seed } });
      const lines = readFileSync(join(folder, name, 'words.jsonl'), 'utf8')
        .trim()
        .split('\n');
      return lines.map((line) => (JSON.parse(line) as { truth: string }).truth);
    };
    const first = await truths('first', 1);
    expect(new Set(first).size).toBe(3);
    expect(await truths('again', 1)).toEqual(first);
    const others = await Promise.all([2, 3, 4].map((seed) => truths(`seed ${seed}`, seed)));
    expect(others).not.toEqual([first, first, first]);
  });

  it('is refused, saying why, where none of the words can be read', async () => {
    const folder = temporaryFolder();
    const version = writeVersion(folder, await drawnSamples(['over', 'the', 'hill'], 1));
    rmSync(version.objects, { recursive: true });
    await expect(evaluate(join(folder, 'evaluation'), version)).rejects.toMatchObject({
      code: 'data-invalid',
      message: expect.stringMatching(/3, as their images cannot be read \(file-missing\)/u) as string,
    });
    expect(existsSync(join(folder, 'evaluation'))).toBe(false);
  });
});
