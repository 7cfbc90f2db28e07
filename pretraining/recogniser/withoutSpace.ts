import { readStoredRecogniser } from '../../main/ml/finetune/storedRecogniser.ts';
import { recogniserOnnx } from '../../main/ml/networks/recogniser/network.ts';
import type { StoredTensor } from '../../main/ml/onnx/storedLayers.ts';
import { countParameters } from '../../main/ml/weights.ts';
import { pretrainedCharacters } from '../../shared/alphabet.ts';
import { InkdexError } from '../../shared/result.ts';
import { starterWith } from './storedWeights.ts';

/**
 * A starter recogniser without the class of the space, which neighbours teach it (`words/neighbours.ts`) and words do not have.
 *
 * @param bytes of its .onnx file, whose last class is the space
 * @returns an .onnx file; what it says of the other classes is the same
 * @throws InkdexError `model-damaged` for a file of another network, `data-invalid` where its last class is no space
 */
export function withoutSpace(bytes: Uint8Array): Uint8Array {
  const { metadata, config, weights } = readStoredRecogniser(bytes);
  if (metadata.characters !== `${pretrainedCharacters} `) {
    throw new InkdexError('data-invalid', 'The last class of this recogniser is no space.');
  }
  const classes = config.classes - 1;
  const fewer = new Map(
    [...weights].map(([name, tensor]) => [name, isHead(name) ? narrowed(tensor) : tensor]),
  );
  const starter = starterWith({ config: { ...config, classes }, weights: fewer });
  return recogniserOnnx(starter.weights, starter.config, {
    ...metadata,
    characters: pretrainedCharacters,
    parameters: countParameters(starter.weights),
  });
}

function isHead(name: string): boolean {
  return name.startsWith('head.');
}

/** [..., classes] without the last. */
function narrowed({ shape, values }: StoredTensor): StoredTensor {
  const classes = shape.at(-1) ?? 0;
  return {
    shape: [...shape.slice(0, -1), classes - 1],
    values: values.filter((_, at) => at % classes !== classes - 1),
  };
}
