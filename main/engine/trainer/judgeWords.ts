import { createAlphabet, type Alphabet } from '../../../shared/alphabet.ts';
import type { Sample } from '../../../shared/dataset.ts';
import type { JudgedWord } from '../../../shared/evaluation.ts';
import type { RecogniserMetadata } from '../../../shared/model.ts';
import { editDistance } from '../../../shared/text.ts';
import { decodeGreedily } from '../../ml/decoding/greedy.ts';
import type { WordDecoder } from '../../ml/decoding/wordDecoder.ts';
import { loadWords, type LoadedWord } from '../../ml/finetune/loadWords.ts';
import { wordDecoderFor } from '../reader/wordDecoders.ts';
import { viewWords } from '../reader/viewWords.ts';
import type { LoadedModel } from '../reader/sessions.ts';

export interface JudgedWords {
  readonly words: readonly JudgedWord[];
  /** Words that could not be judged, by reason, for people. */
  readonly skipped: Readonly<Record<string, number>>;
}

/** Words read together. */
const chunk = 256;

/** Reads words as photos are read, and compares them with what they are. */
export async function judgeWords(
  model: LoadedModel<RecogniserMetadata>,
  samples: readonly Sample[],
  objects: string,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (done: number) => void },
): Promise<JudgedWords> {
  const readers = {
    model,
    decoder: await wordDecoderFor(model.metadata),
    alphabet: createAlphabet(model.metadata.characters),
  };
  const judged: JudgedWord[] = [];
  const skipped: Record<string, number> = {};
  let waiting: LoadedWord[] = [];
  for await (const loading of loadWords(
    samples,
    objects,
    { config: model.metadata, alphabet: null },
    signal,
  )) {
    if (loading.ok) waiting.push(loading.word);
    else skipped[loading.reason] = (skipped[loading.reason] ?? 0) + 1;
    if (waiting.length < chunk) continue;
    judged.push(...(await judge(readers, waiting, signal)));
    waiting = [];
    onProgress(judged.length);
  }
  judged.push(...(await judge(readers, waiting, signal)));
  return { words: judged, skipped };
}

interface Readers {
  readonly model: LoadedModel<RecogniserMetadata>;
  readonly decoder: WordDecoder;
  readonly alphabet: Alphabet;
}

async function judge(
  { model, decoder, alphabet }: Readers,
  words: readonly LoadedWord[],
  signal: AbortSignal,
): Promise<JudgedWord[]> {
  const judged: (JudgedWord | undefined)[] = words.map(() => undefined);
  const crops = words.map(({ crop }) => crop);
  for await (const { index, views, alternatives } of viewWords(model, decoder, crops, signal)) {
    const sample = words[index]?.sample;
    const [plain] = views;
    if (sample === undefined || plain === undefined) continue;
    const [best] = alternatives;
    const reading = best?.text ?? '';
    judged[index] = {
      key: sample.key,
      truth: sample.text,
      greedy: alphabet.decode(decodeGreedily(plain.lattice).letters),
      decoder: reading,
      confidence: best?.confidence ?? 0,
      distance: editDistance(sample.text, reading),
    };
  }
  return judged.filter((word) => word !== undefined);
}
