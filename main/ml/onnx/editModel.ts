import onnxProto from 'onnx-proto';
import { type ModelMetadata, modelMetadataSchema } from '../../../shared/contract/model.ts';
import { elementTypes } from './graph.ts';
import { logProbabilitiesOutput, transformOutput } from './outputs.ts';

const { AttributeProto, GraphProto, ModelProto, ValueInfoProto } = onnxProto.onnx;
type Node = InstanceType<typeof GraphProto>['node'][number];
const key = 'inkdex';

/** Field 4 of a node, its operator. */
const operatorField = 0x22;
const unbounded = ['Loop', 'Scan'];

/**
 * Looks for operators that repeat a part of the graph as often as the file says, anywhere in it, also in functions. No
 * recogniser or detector needs them.
 *
 * @throws Error with the operator, for people
 */
export function requireNoLoops(bytes: Uint8Array): void {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = unbounded.find((name) =>
    file.includes(Buffer.concat([Buffer.of(operatorField, name.length), Buffer.from(name)])),
  );
  if (found === undefined) return;
  throw new Error(
    `it has the operator ${found}, which can run for ever. Export the model with recurrent layers as LSTM, GRU or RNN`,
  );
}

/**
 * The metadata of an .onnx file, not yet parsed.
 *
 * @throws Error if it is not an .onnx file or has no metadata
 */
export function storedMetadata(bytes: Uint8Array): unknown {
  const found = ModelProto.decode(bytes).metadataProps.find((entry) => entry.key === key)?.value;
  if (typeof found !== 'string') {
    throw new Error(
      `it has no "${key}" metadata (a recogniser of another program is imported with its alphabet)`,
    );
  }
  const value: unknown = JSON.parse(found);
  return value;
}

/**
 * The metadata of a model of Inkdex.
 *
 * @throws Error if it is not such a file
 */
export function metadataOf(bytes: Uint8Array): ModelMetadata {
  return modelMetadataSchema.parse(storedMetadata(bytes));
}

/** The same graph and weights with other metadata. */
export function withMetadata(bytes: Uint8Array, metadata: ModelMetadata): Uint8Array {
  const model = ModelProto.decode(bytes);
  model.metadataProps = [{ key, value: JSON.stringify(metadata) }];
  return ModelProto.encode(model).finish();
}

/**
 * A recogniser that also gives the log-softmax of its logits, [steps, batch, classes], because ONNX Runtime vectorises
 * the five thousand exponentials of a word.
 *
 * @param bytes of an .onnx file; one without logits is returned unchanged
 * @param classes those that are given, in this order; by default all
 * @throws Error if it is not an .onnx file
 */
export function withLogProbabilities(
  bytes: Uint8Array,
  classes: readonly number[] | null = null,
): Uint8Array {
  const model = ModelProto.decode(bytes);
  const { graph } = model;
  const logits = graph?.output?.find(({ name }) => name === 'logits');
  if (graph?.node == null || logits === undefined) return bytes;
  const attribute = [new AttributeProto({ name: 'axis', type: AttributeProto.AttributeType.INT, i: -1 })];
  const all = classes === null ? logProbabilitiesOutput : `${logProbabilitiesOutput}OfAll`;
  graph.node.push({ opType: 'LogSoftmax', input: ['logits'], output: [all], attribute });
  if (classes !== null) {
    const name = `${logProbabilitiesOutput}Classes`;
    const rawData = new Uint8Array(BigInt64Array.from(classes, BigInt).buffer);
    graph.initializer?.push({ name, dims: [classes.length], dataType: elementTypes.int64, rawData });
    graph.node.push({ opType: 'Gather', input: [all, name], output: [logProbabilitiesOutput], attribute });
  }
  graph.output?.push(new ValueInfoProto({ name: logProbabilitiesOutput, type: logits.type ?? null }));
  return ModelProto.encode(model).finish();
}

/**
 * A recogniser that ends in another head, with the head's metadata.
 *
 * @param bytes of the recogniser
 * @param head a graph of its own, from and to values of the recogniser
 * @throws Error if they are no .onnx files, or the recogniser has no such values
 */
export function withOtherHead(bytes: Uint8Array, head: Uint8Array): Uint8Array {
  const [model, other] = [bytes, head].map((file) => ModelProto.decode(file));
  const [graph, end] = [model, other].map((file) => new GraphProto(file.graph ?? {}));
  const [from, to] = [end.input, end.output].map(([value]) => value.name ?? '');
  const makes = (name: string) => (node: Node) => node.output?.includes(name) === true;
  const place = graph.node.findIndex(makes(to));
  if (place < 0 || !graph.node.some(makes(from))) throw new Error(`it does not end in ${to}`);
  graph.node.splice(place, 1, ...end.node);
  graph.initializer.push(...end.initializer);
  for (const { type } of graph.output) if (type?.tensorType != null) type.tensorType.shape = null;
  model.graph = graph;
  model.metadataProps = other.metadataProps;
  return ModelProto.encode(model).finish();
}

/**
 * A recogniser with a second output, `rectified`: the image after the spatial transformer, in the shape of the input.
 * Null for a model without a transformer.
 */
export function withRectified(bytes: Uint8Array): Uint8Array | null {
  return withOutput(bytes, 'rectified', 'GridSample', 'output');
}

/**
 * A recogniser with a further output, `transform`: the affine map of its spatial transformer, [batch, 2, 3], from places of
 * the straightened image to places of the given one, in ONNX's units (-1 to 1 across and down). Null for a model without a
 * transformer.
 */
export function withTransform(bytes: Uint8Array): Uint8Array | null {
  return withOutput(bytes, transformOutput, 'AffineGrid', 'input');
}

/** A model with a further output: what its first node of an operator takes or gives. Null without such a node. */
function withOutput(
  bytes: Uint8Array,
  name: string,
  operator: string,
  side: 'input' | 'output',
): Uint8Array | null {
  const model = ModelProto.decode(bytes);
  const { graph } = model;
  const value = graph?.node?.find(({ opType }) => opType === operator)?.[side]?.at(0);
  if (graph?.node == null || value === undefined) return null;
  graph.node.push({ opType: 'Identity', input: [value], output: [name] });
  graph.output?.push(new ValueInfoProto({ name, type: graph.input?.[0]?.type ?? null }));
  return ModelProto.encode(model).finish();
}
