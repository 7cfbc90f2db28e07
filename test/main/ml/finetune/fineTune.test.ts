import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import onnxProto from 'onnx-proto';
import '../../../support/olderNetworks.ts';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { characters } from '../../../../shared/text.ts';
import type { TrainingSettings } from '../../../../shared/contract/run.ts';
import { trainingSettings } from '../../../../shared/trainingPresets.ts';
import { startEngine } from '../../../../main/ml/backends/startEngine.ts';
import { fineTune, type FineTuneEvent, type FineTuneRequest } from '../../../../main/ml/finetune/fineTune.ts';
import { trainingStart } from '../../../../main/ml/finetune/openNetwork.ts';
import { writeRehearsalFile } from '../../../support/rehearsalWords.ts';
import { readStoredRecogniser } from '../../../../main/ml/finetune/storedRecogniser.ts';
import { metadataOf } from '../../../../main/ml/onnx/editModel.ts';
import { tf } from '../../../../main/ml/tf.ts';
import { namedWeights } from '../../../../main/ml/weights.ts';
import { eightWords, letters, smallConfig } from '../../../support/eightWords.ts';
import { inkImage } from '../../../support/images.ts';
import { temporaryFolder } from '../../../support/library.ts';
import {
  drawnSamples,
  pictured,
  wordsModel,
  writeVersion,
  type PicturedSample,
} from '../../../support/wordVersion.ts';

const { onnx } = onnxProto;
const texts = ['ink', 'over', 'FIG', '42'];

const settings: TrainingSettings = trainingSettings('quick', {
  // Two steps.
  epochs: 0.5,
  batch: 8,
  rehearsal: 0,
  learningRate: 0.01,
  evaluations: 2,
  averageDecay: 0.5,
});

let words: PicturedSample[];

beforeAll(async () => {
  await startEngine('wasm');
  words = await drawnSamples(texts, 8);
});

async function request(
  changes: Partial<TrainingSettings> = {},
  version: readonly PicturedSample[] = words,
): Promise<FineTuneRequest> {
  const folder = temporaryFolder();
  const base = join(folder, 'base.onnx');
  writeFileSync(base, wordsModel(smallConfig, 3));
  const rehearsal = join(folder, 'words.bin');
  const groups = (['rehearse', 'check'] as const).map((use) => ({
    name: 'eight',
    use,
    margin: 0,
    strength: 0,
    licence: 'MIT',
    words: eightWords(),
  }));
  await writeRehearsalFile(rehearsal, groups);
  return {
    base,
    name: 'My hand',
    ...writeVersion(join(folder, 'version'), version),
    folder: join(folder, 'run'),
    rehearsal,
    settings: { ...settings, ...changes },
    mayForget: false,
    signal: new AbortController().signal,
  };
}

async function run(asked: FineTuneRequest, onEvent: (event: FineTuneEvent) => void = () => undefined) {
  const events: FineTuneEvent[] = [];
  const result = await fineTune(asked, (event) => {
    events.push(event);
    onEvent(event);
  });
  return { events, result };
}

/** Trains in one go, and again with two stops, of which the second interrupts the reading of the base set, if there is one. */
async function endsTheSame(changes: Partial<TrainingSettings>, hasBase: boolean): Promise<void> {
  const straight = await run(await request(changes));
  const asked = await request(changes);
  const onTheWay = new AbortController();
  const stopped = await run({ ...asked, signal: onTheWay.signal }, (event) => {
    if (event.type === 'point' && event.point.step === 1) onTheWay.abort();
  });
  expect(stopped.result).toBeNull();
  const atTheEnd = new AbortController();
  const events: FineTuneEvent[] = [];
  const last = run({ ...asked, signal: atTheEnd.signal }, (event) => {
    events.push(event);
    if (event.type === 'evaluated' && event.evaluation.step === 2) atTheEnd.abort();
  });
  if (hasBase) await expect(last).rejects.toMatchObject({ name: 'AbortError' });
  else await expect(last).resolves.toMatchObject({ result: null });
  expect(events).toContainEqual({ type: 'started', words: 26, step: 1, totalSteps: 2 });
  expect(events.at(-1)?.type).toBe('evaluated');
  const resumed = await run(asked);
  expect(readFileSync(resumed.result?.model ?? '')).toEqual(readFileSync(straight.result?.model ?? ''));
}

describe('training a model further', () => {
  it('writes the best weights as a model that reads with the same alphabet, and says how it went', async () => {
    const asked = { ...(await request({ rehearsal: 0.5 })), mayForget: true };
    const before = tf.memory().numTensors;
    const { events, result } = await run(asked);
    expect(tf.memory().numTensors).toBe(before);
    const metadata = metadataOf(readFileSync(result?.model ?? ''));
    expect(metadata).toMatchObject({ kind: 'recogniser', name: 'My hand', characters: letters });
    const [started] = events.filter((event) => event.type === 'started');
    // 26 words trained on, in batches that are half rehearsal.
    expect(started).toMatchObject({ words: 26, step: 0, totalSteps: 4 });
    const evaluations = events.flatMap((event) => (event.type === 'evaluated' ? [event] : []));
    expect(evaluations.map(({ evaluation }) => evaluation.step)).toEqual([0, 2, 4]);
    // While it trains, every third of the words to check on; at the end all of them.
    expect(evaluations[0]?.evaluation.base?.words).toBe(3);
    expect(result?.after.base?.words).toBe(8);
    expect(evaluations[0]?.samples).toHaveLength(6);
    expect(evaluations[0]?.samples[0]?.word).not.toBe(evaluations[0]?.samples[0]?.straightened);
    const best = evaluations.filter(({ evaluation }) => evaluation.best).at(-1)?.evaluation;
    expect(result?.after.heldBack).toEqual(best?.heldBack);
    expect(events.filter((event) => event.type === 'point')).toHaveLength(4);
  });

  it('ends with the same model, byte for byte, when it was stopped on the way and after its last step', async () => {
    await endsTheSame({ averageDecay: 0.9 }, true);
  });

  it('stops before its first step as well, while words are read with the old weights', async () => {
    const stop = new AbortController();
    const types = new Set<string>();
    const stopped = run({ ...(await request()), signal: stop.signal }, (event) => {
      types.add(event.type);
      // Once the words are cut.
      if (event.type === 'preparing' && event.done === event.total) stop.abort();
    });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect([...types]).toEqual(['preparing']);
  });

  it('learns characters that the model did not know', async () => {
    const renamed = words.map(({ sample, picture }) => ({
      sample: { ...sample, text: sample.text.replace('ink', 'īnk') },
      picture,
    }));
    const { events, result } = await run(await request({ epochs: 0.3, evaluations: 1 }, renamed));
    const metadata = metadataOf(readFileSync(result?.model ?? ''));
    expect(metadata.kind === 'recogniser' && characters(metadata.characters).at(-1)).toBe('ī');
    const notices = events.flatMap((event) => (event.type === 'noticed' ? [event.notice] : []));
    expect(notices).toEqual(['New characters, which the model learns: ī']);
  });

  it('moves only the layers that are not frozen', async () => {
    const asked = await request({ frozen: 'all-but-head', epochs: 0.3, evaluations: 1 });
    const { result } = await run(asked);
    const before = readStoredRecogniser(readFileSync(asked.base)).weights;
    const after = readStoredRecogniser(readFileSync(result?.model ?? '')).weights;
    const moved = [...before.keys()].filter(
      (name) => !isDeepStrictEqual(before.get(name)?.values, after.get(name)?.values),
    );
    expect(moved).toEqual(['head.kernel', 'head.bias']);
  });
});

const { stem, blocks, recurrent } = smallConfig;
const options = { channels: [stem, ...blocks.map(({ channels }) => channels)], hidden: recurrent[0] ?? 1 };

it('a new recogniser of lines starts with the layers of the base model that have its form', () => {
  const bytes = wordsModel(smallConfig, 3);
  const asNew = { ...settings, network: 'line', networkOptions: options, initialWeights: 'base' } as const;
  const start = trainingStart(bytes, asNew);
  const { network, metadata } = start.open([' ']);
  expect(metadata.characters).toBe(`${letters} `);
  const base = readStoredRecogniser(bytes);
  const moved = [...namedWeights(network.weights)].filter(
    ([name, variable]) => !isDeepStrictEqual(base.weights.get(name)?.values, variable.dataSync()),
  );
  // The base model has one recurrent layer, and one character less in the output layer.
  expect(moved.length).toBeGreaterThan(2);
  expect(moved.map(([name]) => name).filter((name) => !name.startsWith('recurrent.1.'))).toEqual([
    'head.kernel',
    'head.bias',
  ]);
  const none = { ...asNew, network: 'crnn', networkOptions: { form: 'vgg' } } as const;
  expect(() => trainingStart(bytes, none).open([])).toThrow(/No layer of CRNN has the form/u);
  expect(() => trainingStart(bytes, { ...asNew, network: 'fcn-lines' })).toThrow(TypeError);
});

it.each([
  ['crnn', ['head', 'recurrent.1']],
  ['attention', ['attention', 'decoder', 'embedding', 'head']],
] as const)('a new %s over the CNN of the base model starts with it', (network, others) => {
  const bytes = wordsModel(smallConfig, 3);
  const start = trainingStart(bytes, { ...settings, network, initialWeights: 'base' });
  const opened = start.open(['?']);
  const base = readStoredRecogniser(bytes);
  const moved = [...namedWeights(opened.network.weights)]
    .filter(([name, variable]) => !isDeepStrictEqual(base.weights.get(name)?.values, variable.dataSync()))
    .map(([name]) => name.replace(/\.(?:key|query|energy|forward|backward|kernel|bias).*$/u, ''));
  expect([...new Set(moved)].sort()).toEqual(others);
});

// `networks.test.ts` stops and resumes each kind of network.
describe('training a new network', () => {
  const options = { channels: [4, 4, 4, 4, 4, 4, 8], hidden: 8 };
  const asNew = { network: 'crnn', networkOptions: options, evaluations: 1 } as const;

  it('learns the characters of its words, and its file says what it is', async () => {
    const asked = await request({
      ...asNew,
      rehearsal: 0.5,
      newLetters: 'leave-out',
      frozen: 'all-but-head',
    });
    const { events, result } = await run(asked);
    const bytes = readFileSync(result?.model ?? '');
    expect(metadataOf(bytes)).toMatchObject({
      network: { name: 'crnn', options },
      name: 'My hand',
      characters: [...new Set(texts.join(''))].sort().join(''),
    });
    // The base model's words are not rehearsed, and its characters not known.
    expect(events.find(({ type }) => type === 'started')).toMatchObject({ words: 26, totalSteps: 2 });
    expect(result?.before).toBeNull();
    expect(result?.after.base).toBeNull();
    expect(
      [...readStoredRecogniser(bytes).weights.keys()].some((weight) => weight.startsWith('shortcut')),
    ).toBe(false);
    // The file is a base model like any other.
    const further = { ...asked, base: result?.model ?? '', folder: join(asked.folder, 'further') };
    expect((await run({ ...further, settings: { ...settings, epochs: 0.3 } })).result).not.toBeNull();
  });

  it('ends with the same model, byte for byte, when it was stopped on the way and after its last step', async () => {
    await endsTheSame(asNew, false);
  });
});

it('a model whose weights do not fit each other is refused before a thread draws words for it', async () => {
  const asked = await request();
  const model = onnx.ModelProto.decode(readFileSync(asked.base));
  const [kernel] = (model.graph?.initializer ?? []).filter(({ dims }) => dims?.length === 2);
  // As many numbers as before, of half as many rows.
  if (kernel?.dims != null) kernel.dims = [Number(kernel.dims[0]) / 2, Number(kernel.dims[1]) * 2];
  writeFileSync(asked.base, onnx.ModelProto.encode(model).finish());
  let threads = 0;
  const count = (): number => (threads += 1);
  subscribe('worker_threads', count);
  onTestFinished(() => void unsubscribe('worker_threads', count));
  const before = tf.memory().numTensors;
  await expect(run(asked)).rejects.toMatchObject({ code: 'model-damaged' });
  expect(tf.memory().numTensors).toBe(before);
  expect(threads).toBe(0);
});

describe('words without a training signal', () => {
  const blank = inkImage({ width: 90, height: 60 }, []);

  it('are refused when all their images are white, before anything is trained', async () => {
    const white = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        pictured({ ...blank, width: 90 }, { key: `white-${index}`, text: 'ink' }),
      ),
    );
    await expect(run(await request({}, white))).rejects.toThrow(
      /40 of 40 words are left out because they contain no ink/u,
    );
  });

  it('are refused when there is one of them', async () => {
    await expect(run(await request({}, words.slice(0, 1)))).rejects.toMatchObject({ code: 'data-invalid' });
  });

  it('are refused with a checkpoint that was cut short, which says what to do', async () => {
    const asked = await request();
    const stop = new AbortController();
    await run({ ...asked, signal: stop.signal }, (event) => {
      if (event.type === 'point') stop.abort();
    });
    const checkpoint = join(asked.folder, 'run.checkpoint');
    for (const length of [6, 40, 2000]) {
      writeFileSync(checkpoint, readFileSync(checkpoint).subarray(0, length));
      await expect(run(asked)).rejects.toThrow(/checkpoint .* cannot be used.*Start a new run/su);
    }
    rmSync(checkpoint);
  });
});
