import { kindName } from '../../shared/contract/model.ts';
import { InferenceSession, Tensor } from '../../main/ml/onnx/runtime.ts';
import { createAlphabet, type Alphabet } from '../../shared/alphabet.ts';
import { InkdexError } from '../../shared/result.ts';
import { fitWord } from '../../main/imaging/geometry/fitWord.ts';
import { stackInk } from '../../main/imaging/ink/ink.ts';
import type { InkImage } from '../../main/imaging/pixels.ts';
import { ctcLogLikelihood, decodeGreedily } from '../../main/ml/decoding/ctcPaths.ts';
import { wordOf, type Posteriors } from '../../main/ml/decoding/posteriors.ts';
import { paddedWidth, wordShape } from '../../main/ml/networks/input.ts';
import { metadataOf, withLogProbabilities } from '../../main/ml/onnx/editModel.ts';
import { logProbabilitiesOutput } from '../../main/ml/onnx/outputs.ts';

/** What a recogniser says of an image. */
export interface Reading {
  /** Greedy. */
  readonly text: string;
  /** Natural logarithm of the likelihood of each text that was asked for. */
  readonly likelihoods: readonly number[];
}

export interface Question {
  readonly ink: InkImage;
  readonly texts: readonly string[];
}

/** Reads words with the shipped recogniser, in one thread, so that the same machine always reads the same. */
export interface WordReader {
  readonly alphabet: Alphabet;
  readonly ask: (questions: readonly Question[]) => Promise<Reading[]>;
}

const batchSize = 32;

/** @throws InkdexError `model-damaged` when the file is no recogniser */
export async function openReader(model: Uint8Array): Promise<WordReader> {
  const metadata = metadataOf(model);
  if (metadata.kind !== 'recogniser') {
    throw new InkdexError(
      'model-damaged',
      `This model is a ${kindName(metadata.kind)}; expected a recogniser.`,
    );
  }
  const session = await InferenceSession.create(withLogProbabilities(model), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    enableMemPattern: false,
    logSeverityLevel: 3,
  });
  const alphabet = createAlphabet(metadata.characters);
  const shape = wordShape(metadata);

  const readBatch = async (images: readonly InkImage[]): Promise<Posteriors[]> => {
    const width = paddedWidth(Math.max(...images.map((image) => image.width)), metadata);
    const data = stackInk(images, metadata.height, width);
    const image = new Tensor('float32', data, [images.length, 1, metadata.height, width]);
    const { [logProbabilitiesOutput]: found } = await session.run({ image }, [logProbabilitiesOutput]);
    if (!(found?.data instanceof Float32Array)) {
      throw new InkdexError('model-damaged', 'The recogniser gives no probabilities.');
    }
    const [steps = 0, batch = 0, classes = 0] = found.dims;
    const { data: values } = found;
    return images.map((_, word) => wordOf(values, { batch, classes }, word, steps));
  };

  return {
    alphabet,
    async ask(questions) {
      const readings: Reading[] = [];
      const fitted = questions
        .map(({ ink, texts }, index) => ({ image: fitWord(ink, shape), texts, index }))
        .sort((a, b) => a.image.width - b.image.width);
      for (const batch of batches(fitted, metadata)) {
        const posteriors = await readBatch(batch.map(({ image }) => image));
        for (const [place, { texts, index }] of batch.entries()) {
          const word = posteriors[place];
          if (word === undefined) continue;
          readings[index] = {
            text: alphabet.decode(decodeGreedily(word).letters),
            likelihoods: texts.map((text) => ctcLogLikelihood(word, alphabet.encode(text))),
          };
        }
      }
      return readings;
    },
  };
}

/** Images of one padded width together: a word is read the same with any other words. */
function batches<Item extends { readonly image: InkImage }>(
  sorted: readonly Item[],
  form: { readonly widths: readonly number[] },
): Item[][] {
  const byWidth = Map.groupBy(sorted, ({ image }) => paddedWidth(image.width, form));
  return [...byWidth.values()].flatMap((items) =>
    Array.from({ length: Math.ceil(items.length / batchSize) }, (_, at) =>
      items.slice(at * batchSize, (at + 1) * batchSize),
    ),
  );
}
