import onnxProto from 'onnx-proto';

const { ModelProto, TensorProto } = onnxProto.onnx;
type Tensor = InstanceType<typeof TensorProto>;

/** The metadata in which RapidOCR's files have their alphabet, a character a line. */
const alphabetKey = 'character';
/** Letters of the scripts that Inkdex is made for, digits, and signs; no emoji. */
const kept = /^(?:[\p{Script=Latin}\p{Script=Greek}\p{N}\p{P}\p{Sc}\p{Sm}\p{Sk}]|[°§©®←-⇿])$/u;
const notKept = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/u;

export function isLatinWriting(character: string): boolean {
  return kept.test(character) && !notKept.test(character);
}

/**
 * The same network with some of its classes only, and without the softmax at its end: its output has logits.
 *
 * @param bytes of PP-OCR's recogniser: MatMul, Add and Softmax at the end, class 0 the blank, the last class the space
 * @param isKept of the characters
 * @throws Error if it ends otherwise
 */
export function withOwnHead(bytes: Uint8Array, isKept: (character: string) => boolean): Uint8Array {
  const model = ModelProto.decode(bytes);
  const nodes = model.graph?.node ?? [];
  const constants = new Map((model.graph?.initializer ?? []).map((tensor) => [tensor.name ?? '', tensor]));
  const softmax = nodes.find(({ output }) => output?.includes(model.graph?.output?.at(0)?.name ?? ''));
  if (softmax?.opType !== 'Softmax')
    throw new Error(`It ends with ${softmax?.opType ?? 'nothing'}, not Softmax.`);
  softmax.opType = 'Identity';
  softmax.attribute = [];
  const alphabet = model.metadataProps.find(({ key }) => key === alphabetKey);
  const characters = (alphabet?.value ?? '').replace(/\n$/u, '').split('\n');
  const places = characters.flatMap((character, index) => (isKept(character) ? [index] : []));
  const classes = [0, ...places.map((place) => place + 1), characters.length + 1];
  const ofHead = [...constants.values()].filter(({ dims }) => Number(dims?.at(-1)) === characters.length + 2);
  if (alphabet === undefined || ofHead.length !== 2) {
    throw new Error(`${ofHead.length} constants have ${characters.length + 2} columns; expected 2.`);
  }
  for (const tensor of ofHead) takeColumns(tensor as Tensor, classes);
  alphabet.value = places.map((place) => characters[place]).join('\n');
  return ModelProto.encode(model).finish();
}

/** Keeps some columns of a float32 matrix or vector. */
function takeColumns(tensor: Tensor, columns: readonly number[]): void {
  const sides = tensor.dims.map(Number);
  const width = sides.at(-1) ?? 0;
  const floats = new Float32Array(new Uint8Array(tensor.rawData).buffer);
  const rows = floats.length / width;
  const taken = new Float32Array(rows * columns.length);
  for (let row = 0; row < rows; row += 1) {
    for (const [place, column] of columns.entries()) {
      taken[row * columns.length + place] = floats[row * width + column] ?? 0;
    }
  }
  tensor.dims = [...sides.slice(0, -1), columns.length];
  tensor.rawData = new Uint8Array(taken.buffer);
}
