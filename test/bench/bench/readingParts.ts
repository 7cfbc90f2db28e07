import { Session, type Profiler } from 'node:inspector/promises';
import { InferenceSession } from 'onnxruntime-node';
import { z } from 'zod';
import { openModels } from '../../../pretraining/shippedModels.ts';
import { readPage } from '../../../main/reader/reader.ts';
import { processorMs } from './processorMs.ts';

/** What the networks were given while photos were read. */
export interface NetworkWork {
  /** Runs of the detector, and the pixels of its pictures. */
  detected: number;
  pixels: number;
  /** Pictures that the recogniser read, and those that the second reader read. */
  recognised: number;
  asked: number;
}

const runSchema = z.record(z.string(), z.object({ dims: z.array(z.number()) }));

/**
 * Counts what the networks of all sessions that are opened afterwards are given, from then on. Of ONNX Runtime's function that opens a
 * session, so once a process.
 */
export function countWork(): NetworkWork {
  const work: NetworkWork = { detected: 0, pixels: 0, recognised: 0, asked: 0 };
  const open: (...args: never[]) => Promise<InferenceSession> =
    InferenceSession.create.bind(InferenceSession);
  const counting = async (...args: never[]): Promise<InferenceSession> => {
    const session = await open(...args);
    const run = session.run.bind(session) as (...given: unknown[]) => ReturnType<InferenceSession['run']>;
    const [input = ''] = session.inputNames;
    session.run = (...given: unknown[]) => {
      const [pictures = 0, channels = 0, height = 0, width = 0] =
        runSchema.parse(given[0])[input]?.dims ?? [];
      if (input === 'ink') {
        work.detected += 1;
        work.pixels += pictures * height * width;
        // The second reader takes the photo in colour.
      } else if (channels === 3) work.asked += pictures;
      else work.recognised += pictures;
      return run(...given);
    };
    return session;
  };
  Object.assign(InferenceSession, { create: counting });
  return work;
}

/** Parts of the processor time on the thread that reads, by what runs. */
const parts: readonly (readonly [part: string, of: RegExp])[] = [
  ['decoding', /main\/ml\/(?:decoding|language|ctc)|shared\/(?:alphabet|prunedPosteriors)/u],
  ['pixels', /main\/(?:imaging|ml\/detection)|shared\/(?:geometry|median)/u],
  ['layout', /shared\/(?:textLines|layout|blocks|readingOrder)|main\/reader/u],
];

function partOf({ functionName, url }: Profiler.ProfileNode['callFrame']): string {
  if (functionName === '(garbage collector)') return 'garbage';
  if (functionName === '(idle)') return 'waiting';
  return parts.find(([, of]) => of.test(url))?.[0] ?? (url === '' ? 'networks' : 'other');
}

/** Milliseconds a photo of each part, on one thread; what the networks were given; all processor time. */
export async function readingParts(photos: readonly string[]): Promise<{
  readonly parts: ReadonlyMap<string, number>;
  readonly work: NetworkWork;
  readonly words: number;
  readonly processor: number;
}> {
  const work = countWork();
  const models = await openModels(1);
  for (const photo of photos.slice(0, 1)) await readPage(photo, models, { alternatives: 10 });
  Object.assign(work, { detected: 0, pixels: 0, recognised: 0, asked: 0 });
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 500 });
  await session.post('Profiler.start');
  const used = process.cpuUsage();
  let words = 0;
  for (const photo of photos) words += (await readPage(photo, models, { alternatives: 10 })).words.length;
  const processor = processorMs(used) / photos.length;
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  const nodes = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
  const found = new Map<string, number>();
  for (const [index, id] of (profile.samples ?? []).entries()) {
    const frame = nodes.get(id);
    if (frame === undefined) continue;
    const part = partOf(frame);
    const ms = (profile.timeDeltas?.[index] ?? 0) / 1000 / photos.length;
    found.set(part, (found.get(part) ?? 0) + ms);
  }
  return { parts: found, work, words, processor };
}
