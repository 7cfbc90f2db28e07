import onnxProto from 'onnx-proto';
import { elementTypes, floatsOf } from './graph.ts';

const { ModelProto, NodeProto, TensorProto } = onnxProto.onnx;
type Tensor = InstanceType<typeof TensorProto>;

/** The domain of ONNX Runtime's own operators. */
const runtimeOperators = { domain: 'com.microsoft', version: 1 };
/**
 * Weights use seven bits. Processors without VNNI add two products of bytes in a signed 16-bit register, which
 * overflows above 2 * 255 * 63.
 */
const largestByte = 63;
/** Omitted inputs: sequence lengths, initial states and peepholes. */
const unused = ['', '', '', ''];

/**
 * Quantizes the LSTM layers of a network to 8 bits: each unit of a gate has a scale for its weights, and inputs are
 * quantized dynamically (Jacob et al., "Quantization and training of neural networks for efficient
 * integer-arithmetic-only inference", 2018). Only for reading: training and export use the floating-point weights.
 *
 * @param bytes of an .onnx file; layers with other inputs are not changed
 * @throws Error if it is not an .onnx file
 */
export function quantizeLstm(bytes: Uint8Array): Uint8Array {
  const model = ModelProto.decode(bytes);
  const { graph } = model;
  if (graph?.node == null || graph.initializer == null) return bytes;
  const constants = graph.initializer.map((tensor) => new TensorProto(tensor));
  const byName = new Map(constants.map((tensor) => [tensor.name, tensor]));
  const added: Tensor[] = [];
  const nodes = graph.node.map((plain) => {
    const node = new NodeProto(plain);
    const [input = '', kernel = '', recurrent = '', bias = '', ...others] = node.input;
    if (node.opType !== 'LSTM' || others.length > 0) return node;
    const weights = quantizeKernel(byName.get(kernel));
    const states = quantizeKernel(byName.get(recurrent));
    if (weights === null || states === null) return node;
    for (const { values, scales, zeroPoints } of [weights, states]) added.push(values, scales, zeroPoints);
    const scales = [weights, states].flatMap((part) => [part.scales.name, part.zeroPoints.name]);
    node.opType = 'DynamicQuantizeLSTM';
    node.domain = runtimeOperators.domain;
    node.input = [input, weights.values.name, states.values.name, bias, ...unused, ...scales];
    return node;
  });
  if (added.length === 0) return bytes;
  const used = new Set(nodes.flatMap(({ input }) => input));
  graph.node = nodes;
  graph.initializer = [...constants, ...added].filter(({ name }) => used.has(name));
  model.opsetImport.push(runtimeOperators);
  return ModelProto.encode(model).finish();
}

interface QuantizedKernel {
  readonly values: Tensor;
  readonly scales: Tensor;
  readonly zeroPoints: Tensor;
}

/**
 * [directions, gates, inputs] float32 -> [directions, inputs, gates] int8, with a scale for each gate. Null if the
 * tensor has another form.
 */
function quantizeKernel(kernel: Tensor | undefined): QuantizedKernel | null {
  const [directions = 0, gates = 0, inputs = 0] = kernel?.dims.map(Number) ?? [];
  if (kernel?.dataType !== elementTypes.float) return null;
  const floats = floatsOf(kernel.rawData);
  if (floats.length === 0 || floats.length !== directions * gates * inputs) return null;

  const values = new Int8Array(floats.length);
  const scales = new Float32Array(directions * gates);
  for (let row = 0; row < scales.length; row += 1) {
    const weights = floats.subarray(row * inputs, (row + 1) * inputs);
    const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
    const scale = largest === 0 ? 1 : largest / largestByte;
    scales[row] = scale;
    const first = Math.floor(row / gates) * inputs * gates + (row % gates);
    for (const [input, weight] of weights.entries())
      values[first + input * gates] = Math.round(weight / scale);
  }
  const part = (
    name: string,
    dataType: number,
    dims: number[],
    { buffer }: Int8Array | Float32Array,
  ): Tensor =>
    new TensorProto({ name: `${kernel.name}.${name}`, dataType, dims, rawData: new Uint8Array(buffer) });
  return {
    values: part('bytes', elementTypes.int8, [directions, inputs, gates], values),
    scales: part('scales', elementTypes.float, [directions, gates], scales),
    zeroPoints: part('zeros', elementTypes.int8, [directions, gates], new Int8Array(scales.length)),
  };
}
