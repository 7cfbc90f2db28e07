/**
 * Reads words of a sample photo on WebGPU and, with the same float weights, on the processor. Prints what was read as JSON.
 * A process of its own: the loader of Vulkan looks for drivers in the environment that the process started with.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { cropWord } from '../../main/imaging/geometry/crop.ts';
import { withLogProbabilities } from '../../main/ml/onnx/editModel.ts';
import { startGpu } from '../../main/reader/models/gpuThread.ts';
import { findWords } from '../../main/reader/findWords.ts';
import { openInkPage } from '../../main/imaging/ink/inkPage.ts';
import { readBatch } from '../../main/reader/models/readBatch.ts';
import { openSession, runModel, type ModelSession } from '../../main/reader/models/onnxSession.ts';
import { recogniseWords } from '../../main/reader/recogniseWords.ts';
import { createSessions } from '../../main/reader/models/sessions.ts';

const models = 'resources/models';
const { ink } = await openInkPage({ path: 'resources/samples/leaf-count.jpg' });
// A software driver takes seconds for a batch, and ten times as long on a busy machine.
const sessions = createSessions(() => startGpu(170_000));
const detector = await sessions.open('detector', `${models}/starter-detector.onnx`, 1, 'webgpu');
const path = `${models}/starter-recogniser.onnx`;
const onGpu = await sessions.open('recogniser', path, 1, 'webgpu');
const session = await openSession(withLogProbabilities(await readFile(path)), 1);
const onCpu = { ...onGpu, session, gpu: null };

const { words: found } = await findWords({ ...detector, gpu: null }, ink);
const crops = found.map(({ quad }) => cropWord(ink, quad, onGpu.metadata.height));
const readings = await recogniseWords(onCpu, crops, { alternatives: 1 });
// Short words that need no second look: a software driver takes seconds for each batch.
const short = crops
  .filter((_, index) => (readings[index]?.alternatives[0]?.confidence ?? 0) > 0.8)
  .sort((a, b) => a.width / a.height - b.width / b.height)
  .slice(0, 2);
const options = { alternatives: 3 };
const read = async (model: typeof onGpu) =>
  (await recogniseWords(model, short, options)).map(({ alternatives }) => alternatives);
const expected = await read(onCpu);
const started = performance.now();
const onGpuRead = await read(onGpu);
const seconds = (performance.now() - started) / 1000;

// The detector on a small part of the page: a software driver takes seconds for it, too.
const [first] = found;
if (first === undefined) throw new Error('The detector finds no word.');
const [height, width] = [64, 96];
const [left, top] = first.box.map(Math.floor);
const part = Float32Array.from({ length: height * width }, (_, index) => {
  const [row, column] = [Math.floor(index / width) + (top ?? 0), (index % width) + (left ?? 0)];
  return (ink.data[row * ink.width + column] ?? 0) / 255;
});
const mapsOn = async (where: ModelSession) => {
  const tensor = { data: part, shape: [1, 1, height, width] };
  return await runModel(where, ['ink', tensor], ['kernel', 'distances']);
};
const maps = await mapsOn(detector.session);
const mapsOnGpu = detector.gpu === null ? null : await mapsOn(detector.gpu);
const differenceOf = (name: 'kernel' | 'distances'): number =>
  Math.max(
    ...maps[name].data.map((value, index) => Math.abs(value - (mapsOnGpu?.[name].data[index] ?? Infinity))),
  );
const differences = { kernel: differenceOf('kernel'), distances: differenceOf('distances') };
const problem = sessions.gpuProblem();

// A GPU that is given up while it computes: the process goes on.
const { gpu } = onGpu;
if (gpu === null) throw new Error('The recogniser is not on the GPU.');
const running = readBatch(gpu, onGpu.metadata, short);
await setTimeout(500);
gpu.fail('The test gave it up.');
await running.catch(() => undefined);
const givenUp = sessions.gpuProblem();
console.log(
  JSON.stringify({
    expected,
    found: onGpuRead,
    problem,
    differences,
    seconds,
    givenUp,
  }),
);
process.exit();
