import onnxProto from 'onnx-proto';
import type { ModelMetadata } from '../../../shared/contract/model.ts';
import { requireNoLoops } from './editModel.ts';
import { elementTypes } from './graph.ts';

const { onnx } = onnxProto;
type Graph = InstanceType<typeof onnx.GraphProto>;

/** The metadata in which RapidOCR's files have their alphabet. */
const alphabetKey = 'character';

/** What a file of another program says of itself. */
export type ForeignFile = ReturnType<typeof readForeignFile>;

/** @throws Error with what is missing, for people */
export function readForeignFile(bytes: Uint8Array) {
  requireNoLoops(bytes);
  const model = onnx.ModelProto.decode(bytes);
  const graph = graphOf(model);
  const constants = new Set(graph.initializer.map(({ name }) => name));
  const inputs = graph.input.filter(({ name }) => !constants.has(name));
  const input = inputs.at(0);
  if (inputs.length !== 1 || input === undefined)
    throw new Error(`it has ${inputs.length} inputs; expected a picture`);
  const tensor = input.type?.tensorType;
  if (tensor?.elemType !== elementTypes.float) throw new Error('its input is not float32');
  const shape = (tensor.shape?.dim ?? []).map(({ dimValue }) =>
    Number(dimValue ?? 0) > 0 ? Number(dimValue) : -1,
  );
  if (shape.length !== 4) throw new Error(`its input has ${shape.length} axes; expected a picture with 4`);
  const outputs = graph.output.filter(({ type }) => {
    const rank = type?.tensorType?.shape?.dim?.length;
    return type?.tensorType?.elemType === elementTypes.float && (rank === undefined || rank === 3);
  });
  if (outputs.length === 0)
    throw new Error('it has no output with a class for each time step (float32, 3 axes)');
  return {
    /** The name and sizes of its picture; -1 is a size that varies. */
    input: { name: input.name ?? '', shape },
    /** Outputs that may be a class for each time step. */
    outputs: outputs.map(({ name }) => name ?? ''),
    /** The lines of the alphabet in its metadata; null if it has none. */
    alphabet: model.metadataProps.find(({ key }) => key === alphabetKey)?.value ?? null,
    parameters: graph.initializer.reduce(
      (sum, { dims }) => sum + (dims ?? []).reduce<number>((size, each) => size * Number(each), 1),
      0,
    ),
  };
}

/** What stands between the picture of Inkdex and the input of the network, and between its output and logits. */
export interface ForeignAdapter {
  readonly input: string;
  readonly output: string;
  /** Channels of the network's input: in the order of R, G, B, reversed, or one that is grey. */
  readonly channels: 'rgb' | 'bgr' | 'grey';
  /** In the network's order; one for all channels, or one for each. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly layout: 'nchw' | 'nhwc';
  /** Axis of the batch in the output. */
  readonly batchAxis: 0 | 1;
  readonly classes: number;
  readonly blank: 'first' | 'last';
  readonly isProbability: boolean;
  readonly height: number;
}

/** Names of values that only the adapter gives. */
const clashing: readonly string[] = ['image', 'logits'];

/** Probabilities below this are as good as none; the logarithm of 0 is none. */
const leastProbability = 1e-12;

/**
 * The same network with the input `image`, float32 [batch, channels, height, width] from 0 to 1 in the order of R, G, B,
 * and the output `logits`, float32 [time, batch, classes] with the blank first. Its operators exist in every version of
 * ONNX from 7 on. Such a model has `photo` in its metadata: it gets crops of the photo (`InkImage.photo`) instead of ink, scaled
 * as OpenCV scales (`main/imaging/geometry/fitPhoto.ts`), and is decoded greedily (`main/ml/decoding/ctcPaths.ts`).
 */
export function adaptForeign(
  bytes: Uint8Array,
  adapter: ForeignAdapter,
  metadata: ModelMetadata,
): Uint8Array {
  const model = onnx.ModelProto.decode(bytes);
  const graph = graphOf(model);
  renameOwn(graph, clashing);
  const own = (name: string): string => (clashing.includes(name) ? `own_${name}` : name);
  graph.node.unshift(...inputNodes(graph, adapter, own(adapter.input)));
  graph.node.push(...outputNodes(graph, adapter, own(adapter.output)));
  const { channels, height, classes } = adapter;
  const planes = channels === 'grey' ? 1 : 3;
  const constants = new Set(graph.initializer.map(({ name }) => name));
  graph.input = [
    ...graph.input.filter(({ name }) => constants.has(name)),
    port('image', ['batch', planes, height, 'width']),
  ];
  graph.output = [port('logits', ['time', 'batch', classes])];
  model.metadataProps = [{ key: 'inkdex', value: JSON.stringify(metadata) }];
  return onnx.ModelProto.encode(model).finish();
}

/** Gives values of the graph other names where they would clash with those of Inkdex. */
function renameOwn(graph: Graph, taken: readonly string[]): void {
  const renamed = (name: string): string => (taken.includes(name) ? `own_${name}` : name);
  for (const node of graph.node) {
    node.input = (node.input ?? []).map(renamed);
    node.output = (node.output ?? []).map(renamed);
  }
  for (const constant of graph.initializer) constant.name = renamed(constant.name ?? '');
  for (const input of graph.input) input.name = renamed(input.name ?? '');
}

function inputNodes(
  graph: Graph,
  { channels, mean, std, layout }: ForeignAdapter,
  target: string,
): GraphNode[] {
  const steps: Step[] = [
    ...(channels === 'bgr'
      ? [{ opType: 'Gather', with: constant(graph, 'channels', [2, 1, 0]), axis: 1 }]
      : []),
    { opType: 'Sub', with: perChannel(graph, 'mean', mean) },
    { opType: 'Div', with: perChannel(graph, 'std', std) },
    ...(layout === 'nhwc' ? [{ opType: 'Transpose', perm: [0, 2, 3, 1] }] : []),
  ];
  return chained('input', 'image', steps, target);
}

function outputNodes(graph: Graph, adapter: ForeignAdapter, source: string): GraphNode[] {
  const { batchAxis, classes, blank, isProbability } = adapter;
  const order = [classes - 1, ...Array.from({ length: classes - 1 }, (_, index) => index)];
  const steps: Step[] = [
    ...(isProbability
      ? [{ opType: 'Max', with: floats(graph, 'least', [], [leastProbability]) }, { opType: 'Log' }]
      : []),
    ...(batchAxis === 0 ? [{ opType: 'Transpose', perm: [1, 0, 2] }] : []),
    ...(blank === 'last' ? [{ opType: 'Gather', with: constant(graph, 'classes', order), axis: 2 }] : []),
  ];
  return chained('output', source, steps, 'logits');
}

type GraphNode = InstanceType<typeof onnx.NodeProto>;

interface Step {
  readonly opType: string;
  /** The second input. */
  readonly with?: string;
  readonly axis?: number;
  readonly perm?: readonly number[];
}

/** One operator after the other, from one value to another. */
function chained(prefix: string, from: string, steps: readonly Step[], to: string): GraphNode[] {
  const types = onnx.AttributeProto.AttributeType;
  let value = from;
  const nodes = steps.map((step, index) => {
    const output = `adapter_${prefix}_${index}`;
    const attribute = [
      ...(step.axis === undefined
        ? []
        : [new onnx.AttributeProto({ name: 'axis', type: types.INT, i: step.axis })]),
      ...(step.perm === undefined
        ? []
        : [new onnx.AttributeProto({ name: 'perm', type: types.INTS, ints: [...step.perm] })]),
    ];
    const input = [value, ...(step.with === undefined ? [] : [step.with])];
    value = output;
    return new onnx.NodeProto({ opType: step.opType, input, output: [output], attribute });
  });
  return [...nodes, new onnx.NodeProto({ opType: 'Identity', input: [value], output: [to] })];
}

function constant(graph: Graph, what: string, values: readonly number[]): string {
  const name = `adapter_${what}`;
  const rawData = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  graph.initializer.push(
    new onnx.TensorProto({ name, dims: [values.length], dataType: elementTypes.int64, rawData }),
  );
  return name;
}

function perChannel(graph: Graph, name: string, values: readonly number[]): string {
  return floats(graph, name, [1, values.length, 1, 1], values);
}

function floats(graph: Graph, what: string, dims: readonly number[], values: readonly number[]): string {
  const name = `adapter_${what}`;
  const rawData = new Uint8Array(Float32Array.from(values).buffer);
  graph.initializer.push(
    new onnx.TensorProto({ name, dims: [...dims], dataType: elementTypes.float, rawData }),
  );
  return name;
}

function port(name: string, sizes: readonly (number | string)[]): InstanceType<typeof onnx.ValueInfoProto> {
  const dim = sizes.map((size) => (typeof size === 'string' ? { dimParam: size } : { dimValue: size }));
  return new onnx.ValueInfoProto({
    name,
    type: { tensorType: { elemType: elementTypes.float, shape: { dim } } },
  });
}

/** Its graph, to be changed in place. */
function graphOf(model: InstanceType<typeof onnx.ModelProto>): Graph {
  if (model.graph?.node == null || model.graph.node.length === 0) throw new Error('it has no graph');
  // Lists that a decoded message lacks are shared and frozen; those of a new one are its own.
  const graph = new onnx.GraphProto(model.graph);
  model.graph = graph;
  return graph;
}
