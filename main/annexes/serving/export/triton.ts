import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import onnxProto from 'onnx-proto';
import type { RecogniserMetadata } from '../../../../shared/contract/model.ts';
import { characters } from '../../../../shared/text.ts';
import { writeWhole } from '../../../files/writeWhole.ts';
import { pixelsInput, preprocessingModel } from '../../../ml/export/cropModel.ts';
import type { ExportedModel } from '../../../ml/export/exportModel.ts';
import { exportResources } from '../../../ml/export/onnxFolder.ts';

const { AttributeProto, ModelProto, NodeProto } = onnxProto.onnx;

/** Words of one width that Triton computes together. */
const batchSize = 64;
/** Line 0 of the labels; `decode.py` leaves its class out. */
const blankLabel = '<blank>';

/**
 * Writes a model repository for Triton Inference Server:
 *
 * - `NAME`: the network, which Triton batches dynamically
 * - `NAME-preprocessing`: from the pixels of a crop to its input
 * - `NAME-decoding`: from its logits to a text, in Triton's Python backend
 * - `NAME-reading`: an ensemble of the three, from pixels to text
 */
export async function writeTriton(folder: string, { bytes, metadata, name }: ExportedModel): Promise<void> {
  const classes = [blankLabel, ...characters(metadata.characters)];
  const labels = `${classes.join('\n')}\n`;
  const configs = configsOf(name, metadata, classes.length);
  for (const [model, config] of Object.entries(configs)) {
    await mkdir(join(folder, model, '1'), { recursive: true });
    await writeWhole(join(folder, model, 'config.pbtxt'), [config]);
  }
  await writeWhole(join(folder, name, '1/model.onnx'), [batchFirst(bytes)]);
  await writeWhole(join(folder, name, 'labels.txt'), [labels]);
  await writeWhole(join(folder, `${name}-preprocessing`, '1/model.onnx'), [preprocessingModel(metadata)]);
  await copyFile(join(exportResources, 'decode.py'), join(folder, `${name}-decoding`, '1/model.py'));
  await writeWhole(join(folder, `${name}-decoding`, 'labels.txt'), [labels]);
  // Triton wants the folder of a version, which archives leave out when it is empty.
  await writeWhole(join(folder, `${name}-reading`, '1/ensemble.txt'), ['See config.pbtxt.\n']);
}

/** The texts of `config.pbtxt` (`model_config.proto` of Triton) by the names of the models. */
function configsOf(
  name: string,
  { height }: RecogniserMetadata,
  classes: number,
): Readonly<Record<string, string>> {
  const pixels = { name: pixelsInput, type: 'TYPE_UINT8', dims: [-1, -1, 3] };
  const logits = { name: 'logits', type: 'TYPE_FP32', dims: [-1, classes] };
  const found = [
    { name: 'text', type: 'TYPE_STRING', dims: [1] },
    { name: 'confidence', type: 'TYPE_FP32', dims: [1] },
  ];
  const image = { name: 'image', type: 'TYPE_FP32', dims: [1, height, -1] };
  // Of a model whose batches Triton does not make.
  const whole = (tensor: TritonTensor): TritonTensor => ({ ...tensor, dims: [1, ...tensor.dims] });
  const onnxRuntime = 'backend: "onnxruntime"';
  return Object.fromEntries([
    config(
      name,
      onnxRuntime,
      batchSize,
      [image],
      [{ ...logits, labels: 'labels.txt' }],
      ['dynamic_batching { max_queue_delay_microseconds: 2000 }'],
    ),
    config(`${name}-preprocessing`, onnxRuntime, 0, [pixels], [whole(image)]),
    config(`${name}-decoding`, 'backend: "python"', batchSize, [logits], found),
    config(`${name}-reading`, 'platform: "ensemble"', 0, [pixels], found.map(whole), [
      'ensemble_scheduling {',
      ...step(`${name}-preprocessing`, [pixelsInput], ['image']),
      ...step(name, ['image'], ['logits']),
      ...step(`${name}-decoding`, ['logits'], ['text', 'confidence']),
      '}',
    ]),
  ]);
}

/** The text of a model. @param most words that Triton computes together, 0: it makes no batches */
function config(
  name: string,
  kind: string,
  most: number,
  inputs: readonly TritonTensor[],
  outputs: readonly TritonTensor[],
  more: readonly string[] = [],
): [string, string] {
  const head = [`name: ${JSON.stringify(name)}`, kind, `max_batch_size: ${most}`];
  const lines = [...head, ...tensors('input', inputs), ...tensors('output', outputs), ...more, ''];
  return [name, lines.join('\n')];
}

interface TritonTensor {
  readonly name: string;
  readonly type: string;
  /** Without the batch where Triton batches. */
  readonly dims: readonly number[];
  readonly labels?: string;
}

function tensors(direction: 'input' | 'output', of: readonly TritonTensor[]): string[] {
  return of.map(({ name, type, dims, labels }) => {
    const file = labels === undefined ? '' : ` label_filename: ${JSON.stringify(labels)}`;
    return `${direction} { name: ${JSON.stringify(name)} data_type: ${type} dims: [ ${dims.join(', ')} ]${file} }`;
  });
}

/** A step of the ensemble, whose tensors have the same names in every model. */
function step(model: string, inputs: readonly string[], outputs: readonly string[]): string[] {
  const map = (direction: string, names: readonly string[]): string[] =>
    names.map(
      (name) => `    ${direction}_map { key: ${JSON.stringify(name)} value: ${JSON.stringify(name)} }`,
    );
  return [
    `  step {`,
    `    model_name: ${JSON.stringify(model)} model_version: -1`,
    ...map('input', inputs),
    ...map('output', outputs),
    `  }`,
  ];
}

/** A recogniser with one output, `logits` float32 [batch, time, classes]: Triton batches along the first axis. */
function batchFirst(recogniser: Uint8Array): Uint8Array {
  const model = ModelProto.decode(recogniser);
  const { graph } = model;
  const logits = graph?.output?.find(({ name }) => name === 'logits');
  const sizes = logits?.type?.tensorType?.shape?.dim;
  if (graph?.node == null || logits === undefined || sizes == null)
    throw new RangeError('The file has no logits.');
  const byTime = 'logits_by_time';
  for (const node of graph.node) {
    node.input = (node.input ?? []).map((name) => (name === 'logits' ? byTime : name));
    node.output = (node.output ?? []).map((name) => (name === 'logits' ? byTime : name));
  }
  const perm = new AttributeProto({ name: 'perm', type: AttributeProto.AttributeType.INTS, ints: [1, 0, 2] });
  graph.node.push(
    new NodeProto({ opType: 'Transpose', input: [byTime], output: ['logits'], attribute: [perm] }),
  );
  const [time = {}, batch = {}, classes = {}] = sizes;
  sizes.splice(0, sizes.length, batch, time, classes);
  graph.output = [logits];
  return ModelProto.encode(model).finish();
}
