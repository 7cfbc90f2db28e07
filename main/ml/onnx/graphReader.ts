import onnxProto from 'onnx-proto';
import { elementTypes, floatsOf } from './graph.ts';
import type { StoredTensor } from './storedTensor.ts';

const { onnx } = onnxProto;
export type GraphNode = InstanceType<typeof onnx.NodeProto>;

/** Finds nodes of an ONNX graph by operator and position, because their names in the file have no meaning. */
export class GraphReader {
  readonly #nodes: readonly GraphNode[];
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

  all(operator: string): GraphNode[] {
    return this.#nodes.filter(({ opType }) => opType === operator);
  }

  before(end: string, operator: string): GraphNode[] {
    return this.#nodes.slice(0, this.#place(end)).filter(({ opType }) => opType === operator);
  }

  between(start: string, end: string, operator: string): GraphNode[] {
    return this.#nodes
      .slice(this.#place(start), this.#place(end))
      .filter(({ opType }) => opType === operator);
  }

  /** The float32 constant that is the given input of a node, counted from 0. */
  constant(node: GraphNode | undefined, input: number): StoredTensor {
    const found = this.#constants.get(node?.input[input] ?? '');
    if (found === undefined) throw new Error(`it lacks weights of a ${node?.opType ?? 'layer'}`);
    return found;
  }

  /** The float32 constant that the builder of the graph got under this name. */
  named(name: string): StoredTensor {
    for (const [unique, tensor] of this.#constants) if (unique.replace(/_\d+$/u, '') === name) return tensor;
    throw new Error(`it lacks the weights ${name}`);
  }

  /** The node with the given operator that uses the output of another node. */
  userOf(node: GraphNode | undefined, operator: string): GraphNode | undefined {
    const output = node?.output[0] ?? '';
    return this.#nodes.find(({ opType, input }) => opType === operator && input.includes(output));
  }

  /** Rows and columns of the average pooling after a node; 1 and 1 without pooling. */
  poolAfter(node: GraphNode | undefined): readonly [number, number] {
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
