/**
 * Reads words of a sample photo on WebGPU and, with the same float weights, on the processor. Prints what was read as JSON.
 * A process of its own: the loader of Vulkan looks for drivers in the environment that the process started with.
 */
import { readFile } from 'node:fs/promises';
import { cropWord } from '../../main/imaging/crop.ts';
import { withLogProbabilities } from '../../main/ml/onnx/editModel.ts';
import { startGpu } from '../../main/workers/reader/gpuThread.ts';
import { detectWords } from '../../main/workers/reader/detectWords.ts';
import { openInkPage } from '../../main/workers/reader/inkPage.ts';
import { openSession } from '../../main/workers/reader/onnxSession.ts';
import { recogniseWords } from '../../main/workers/reader/recogniseWords.ts';
import { createSessions } from '../../main/workers/reader/sessions.ts';

const models = 'resources/models';
const { ink } = await openInkPage({ path: 'resources/samples/leaf-count.jpg' });
// A software driver takes seconds for a batch, and ten times as long on a busy machine.
const sessions = createSessions(() => startGpu(170_000));
const detector = await sessions.open('detector', `${models}/starter-detector.onnx`, 1);
const path = `${models}/starter-recogniser.onnx`;
const onGpu = await sessions.open('recogniser', path, 1, 'webgpu');
const session = await openSession(withLogProbabilities(await readFile(path)), 1);
const onCpu = { ...onGpu, session, gpu: null };

const found = await detectWords(detector, ink);
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
console.log(
  JSON.stringify({
    expected,
    found: onGpuRead,
    problem: sessions.gpuProblem(),
    seconds: (performance.now() - started) / 1000,
  }),
);
process.exit();
