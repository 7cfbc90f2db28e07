import onnxProto from 'onnx-proto';
import { blankClass } from '../../../shared/alphabet.ts';
import type { RecogniserMetadata } from '../../../shared/model.ts';
import { InkdexError } from '../../../shared/result.ts';
import { characters } from '../../../shared/text.ts';
import { normEpsilon } from '../blocks/batchNorm.ts';
import { elementTypes, floatsOf } from '../onnx/elements.ts';
import { metadataOf } from '../onnx/metadata.ts';
import type { RecogniserBlock, RecogniserConfig } from '../recogniser/config.ts';
import { depthwiseKernel, gateRows, kernelOf, type StoredTensor } from './storedTensor.ts';

const { onnx } = onnxProto;
type Node = InstanceType<typeof onnx.NodeProto>;

/** A recogniser as its .onnx file has it: enough to build the network again and go on training it. */
export interface StoredRecogniser {
  readonly metadata: RecogniserMetadata;
  readonly config: RecogniserConfig;
  /**
   * By the names that `namedWeights` gives the network's weights. Batch norm is folded in the file: its
   * kernel holds the scale, so that here it only adds a shift, by statistics that leave all else as it is.
   */
  readonly weights: ReadonlyMap<string, StoredTensor>;
}

/** A batch norm with these statistics multiplies by one. */
const neutralVariance = 1 - normEpsilon;
/** Not in the file, as it does nothing while reading. */
const dropout = 0.2;

/**
 * Reads back what `recogniserOnnx` wrote.
 *
 * @throws InkdexError `model-damaged` when it is no such file: another network cannot be trained further
 */
export function readStoredRecogniser(bytes: Uint8Array): StoredRecogniser {
  try {
    const metadata = metadataOf(bytes);
    if (metadata.kind !== 'recogniser') throw new Error(`it is a ${metadata.kind}, not a recogniser`);
    return readGraph(new GraphReader(bytes), metadata);
  } catch (error) {
    throw new InkdexError(
      'model-damaged',
      `This model cannot be trained further: ${error instanceof Error ? error.message : String(error)}. ` +
        'Choose a recogniser that Inkdex trained.',
      { cause: error },
    );
  }
}

function readGraph(graph: GraphReader, metadata: RecogniserMetadata): StoredRecogniser {
  const weights = new Map<string, StoredTensor>();
  const localisation = graph.before('ReduceMean', 'Conv');
  for (const [index, node] of localisation.entries()) {
    addConvolution(weights, `transformer.localisation.${String(index)}`, graph, node);
  }
  const [hidden, transform] = graph.between('ReduceMean', 'GridSample', 'MatMul');
  addDense(weights, 'transformer.hidden', graph, hidden);
  addDense(weights, 'transformer.transform', graph, transform);

  const [stem, ...rest] = graph.between('GridSample', 'ReduceMax', 'Conv');
  addNormalized(weights, 'stem.convolution', 'stem.norm', graph, stem);
  const blocks: RecogniserBlock[] = [];
  for (let at = 0; at < rest.length; at += 2) {
    const [depthwise, pointwise] = [rest[at], rest[at + 1]];
    const name = `blocks.${String(blocks.length)}`;
    weights.set(`${name}.depthwise`, depthwiseKernel(graph.constant(depthwise, 1)));
    addNormalized(weights, `${name}.pointwise`, `${name}.norm`, graph, pointwise);
    const pool = graph.poolAfter(depthwise);
    blocks.push({ channels: graph.constant(pointwise, 2).values.length, pool });
  }

  const recurrent = graph.all('LSTM').map((node, index) => {
    const directions = gateRows([1, 2, 3].map((input) => graph.constant(node, input)));
    for (const [direction, { kernel, bias }] of Object.entries(directions)) {
      weights.set(`recurrent.${String(index)}.${direction}.kernel`, kernel);
      weights.set(`recurrent.${String(index)}.${direction}.bias`, bias);
    }
    return directions.forward.bias.values.length / 4;
  });
  addDense(weights, 'head', graph, graph.all('MatMul').at(-1));

  const classes = weights.get('head.bias')?.values.length ?? 0;
  const expected = characters(metadata.characters).length + blankClass + 1;
  if (classes !== expected) {
    throw new Error(`its head has ${String(classes)} classes, its alphabet needs ${String(expected)}`);
  }
  const channelsOf = (node: Node): number => graph.constant(node, 2).values.length;
  const config: RecogniserConfig = {
    height: metadata.height,
    widths: metadata.widths,
    classes,
    localisation: localisation.map(channelsOf),
    stem: stem === undefined ? 0 : channelsOf(stem),
    blocks,
    recurrent,
    dropout,
  };
  return { metadata, config, weights };
}

type Weights = Map<string, StoredTensor>;

function addConvolution(weights: Weights, name: string, graph: GraphReader, node: Node | undefined): void {
  weights.set(`${name}.kernel`, kernelOf(graph.constant(node, 1)));
  weights.set(`${name}.bias`, graph.constant(node, 2));
}

/** A convolution with a batch norm folded into it. */
function addNormalized(
  weights: Weights,
  convolution: string,
  norm: string,
  graph: GraphReader,
  node: Node | undefined,
): void {
  const shift = graph.constant(node, 2);
  const filled = (value: number): StoredTensor => ({
    shape: shift.shape,
    values: new Float32Array(shift.values.length).fill(value),
  });
  weights.set(`${convolution}.kernel`, kernelOf(graph.constant(node, 1)));
  weights.set(`${norm}.gamma`, filled(1));
  weights.set(`${norm}.beta`, shift);
  weights.set(`${norm}.mean`, filled(0));
  weights.set(`${norm}.variance`, filled(neutralVariance));
}

/** A product and the sum that follows it. */
function addDense(weights: Weights, name: string, graph: GraphReader, product: Node | undefined): void {
  weights.set(`${name}.kernel`, graph.constant(product, 1));
  weights.set(`${name}.bias`, graph.constant(graph.userOf(product, 'Add'), 1));
}

/** Finds nodes by their kind and place: names in the file say nothing. */
class GraphReader {
  readonly #nodes: readonly Node[];
  readonly #constants: ReadonlyMap<string, StoredTensor>;

  constructor(bytes: Uint8Array) {
    const { graph } = onnx.ModelProto.decode(bytes);
    this.#nodes = (graph?.node ?? []).map((node) => new onnx.NodeProto(node));
    this.#constants = new Map(
      (graph?.initializer ?? []).flatMap(({ name, dims, rawData, dataType }) =>
        dataType === elementTypes.float && rawData instanceof Uint8Array
          ? [[name ?? '', { shape: (dims ?? []).map(Number), values: floatsOf(rawData) }]]
          : [],
      ),
    );
  }

  all(operator: string): Node[] {
    return this.#nodes.filter(({ opType }) => opType === operator);
  }

  before(end: string, operator: string): Node[] {
    return this.#nodes.slice(0, this.#place(end)).filter(({ opType }) => opType === operator);
  }

  between(start: string, end: string, operator: string): Node[] {
    return this.#nodes
      .slice(this.#place(start), this.#place(end))
      .filter(({ opType }) => opType === operator);
  }

  /** A float32 constant that a node takes as its input of that number. */
  constant(node: Node | undefined, input: number): StoredTensor {
    const found = this.#constants.get(node?.input[input] ?? '');
    if (found === undefined) throw new Error(`it lacks weights of a ${node?.opType ?? 'layer'}`);
    return found;
  }

  /** The node of a kind that takes what another one gives. */
  userOf(node: Node | undefined, operator: string): Node | undefined {
    const output = node?.output[0] ?? '';
    return this.#nodes.find(({ opType, input }) => opType === operator && input.includes(output));
  }

  /** Rows and columns of the average pooling that follows a node; 1 and 1 where there is none. */
  poolAfter(node: Node | undefined): readonly [number, number] {
    const pooling = this.userOf(node, 'AveragePool');
    const kernel = pooling?.attribute.find(({ name }) => name === 'kernel_shape')?.ints;
    return kernel == null ? [1, 1] : [Number(kernel[0]), Number(kernel[1])];
  }

  #place(operator: string): number {
    const place = this.#nodes.findIndex(({ opType }) => opType === operator);
    if (place === -1) throw new Error(`its network has no ${operator}`);
    return place;
  }
}
