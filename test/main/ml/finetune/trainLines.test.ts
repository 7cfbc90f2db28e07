import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { startEngine } from '../../../../main/ml/backends/startEngine.ts';
import type { FineTuneEvent, FineTuneRequest } from '../../../../main/ml/finetune/fineTune.ts';
import { trainLines } from '../../../../main/ml/finetune/trainLines.ts';
import { findLinesOfPage } from '../../../../main/reader/findWords.ts';
import { createSessions } from '../../../../main/reader/models/sessions.ts';
import { tryModel } from '../../../../main/reader/tryModel.ts';
import { type Box, quadOfBox } from '../../../../shared/geometry.ts';
import { trainingSettings } from '../../../../shared/trainingPresets.ts';
import { inkImage } from '../../../support/images.ts';
import { temporaryFolder } from '../../../support/library.ts';
import { pictured, type PicturedSample, wordsModel, writeVersion } from '../../../support/wordVersion.ts';
import { smallConfig } from '../../../support/eightWords.ts';

beforeAll(() => startEngine('wasm'));

/** A page of three lines of writing, as samples of one image. */
async function pageSamples(number: number): Promise<PicturedSample[]> {
  const lines: readonly Box[] = [10, 30, 50].map((top) => [8 + number, top, 60, 12]);
  const ink = inkImage(
    { width: 84, height: 84 },
    lines.map(([left, top, width]) => ({ left, top: top + 4, width, height: 4 })),
  );
  return await Promise.all(
    lines.map((box, line) =>
      pictured(ink, { key: `${number}/${line}`, level: 'line', quad: quadOfBox([...box]), line }),
    ),
  );
}

async function request(pages: number): Promise<FineTuneRequest> {
  const folder = temporaryFolder();
  const base = join(folder, 'base.onnx');
  writeFileSync(base, wordsModel(smallConfig, 3));
  const samples = await Promise.all(Array.from({ length: pages }, (_, number) => pageSamples(number)));
  return {
    base,
    name: 'Lines',
    ...writeVersion(folder, samples.flat()),
    folder: join(folder, 'run'),
    rehearsal: null,
    settings: trainingSettings('quick', {
      network: 'fcn-lines',
      networkOptions: { channels: 2, longSide: 21 },
      evaluations: 1,
    }),
    mayForget: true,
    checkpointEvery: 1,
    signal: new AbortController().signal,
  };
}

it('a run on pages is scored by its lines, and a stopped one ends as if it had not been', async () => {
  const asked = await request(6);
  const events: FineTuneEvent[] = [];
  const whole = await trainLines(asked, (event) => events.push(event));
  expect(events.find(({ type }) => type === 'started')).toMatchObject({ words: 5, totalSteps: 5 });
  expect(whole?.before).toBeNull();
  expect(whole?.after.heldBack).toMatchObject({ words: 3 });
  const [evaluated] = events.flatMap((event) => (event.type === 'evaluated' ? [event] : []));
  expect(evaluated?.samples).toMatchObject([{ truth: '3 lines' }]);

  const parts = { ...asked, folder: join(asked.folder, 'parts') };
  const stop = new AbortController();
  const stopped = await trainLines({ ...parts, signal: stop.signal }, ({ type }) => {
    if (type === 'started') stop.abort();
  });
  expect(stopped).toBeNull();
  const resumed = await trainLines(parts, () => undefined);
  expect(readFileSync(resumed?.model ?? '')).toEqual(readFileSync(whole?.model ?? ''));

  await tryModel(whole?.model ?? '');
  const model = await createSessions().open('lines', whole?.model ?? '', 1);
  const found = await findLinesOfPage(model, { ink: inkImage({ width: 84, height: 42 }, []), scale: 0.5 });
  expect(found.scale).toBe(8);
});

it('refuses a version with too few pages whose lines have places', async () => {
  await expect(trainLines(await request(3), () => undefined)).rejects.toThrow(
    'This version has 3 pages whose lines have places; at least 5 are needed.',
  );
});
