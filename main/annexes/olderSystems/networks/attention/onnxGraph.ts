import type { RecogniserMetadata } from '../../../../../shared/contract/model.ts';
import {
  type Attended,
  type AttentionConstants,
  attendOnnx,
} from '../../../../ml/blocks/additiveAttention.ts';
import { gruStepOnnx } from '../../../../ml/blocks/gru.ts';
import { bidirectionalLstmOnnx, type LstmState, lstmStepOnnx } from '../../../../ml/blocks/lstm.ts';
import { attentionOutput } from '../../../../ml/onnx/outputs.ts';
import { createOnnxGraph, type OnnxGraph, type ValueName } from '../../../../ml/onnx/graph.ts';
import { type GraphReader, addRecurrent, type StoredWeights } from '../../../../ml/onnx/storedLayers.ts';
import { namedWeights } from '../../../../ml/weights.ts';
import { columnForm } from '../columns.ts';
import {
  type AttentionConfig,
  type AttentionNetworkWeights,
  certainBlank,
  decoderSteps,
  leastLead,
} from './config.ts';

/** Weights that the file has in the layout of TensorFlow, under their names. */
const storedNames = [
  'attention.key.kernel',
  'attention.key.bias',
  'attention.query.kernel',
  'attention.query.bias',
  'attention.energy',
  'embedding.kernel',
  'decoder.kernel',
  'decoder.bias',
  'head.kernel',
  'head.bias',
] as const;

/** Those of a second layer of the decoder. */
const upperNames = ['upper.kernel', 'upper.bias'] as const;

type Constants = Readonly<Record<(typeof storedNames)[number], ValueName>> &
  Readonly<Partial<Record<(typeof upperNames)[number], ValueName>>>;

/**
 * The bytes of an .onnx file that computes `logits` with all steps of the decoder in one graph, and a second output:
 * `attention` float32 [decoderSteps, batch, width / 4], each row of sum 1.
 */
export function attentionOnnx(
  weights: AttentionNetworkWeights,
  config: AttentionConfig,
  metadata: RecogniserMetadata,
): Uint8Array {
  const graph = createOnnxGraph('attention');
  const { beam, classes } = config;
  const constants = constantsOf(graph, weights);
  let encoded = graph.input('image', ['batch', 1, config.height, 'width']);
  encoded = columnForm(config).onnx(graph, encoded, weights, config.channels);
  for (const layer of weights.recurrent) encoded = bidirectionalLstmOnnx(graph, encoded, layer);
  const builder = searchBuilder(graph, config, encoded);
  const image = builder.attended(constants);

  const start = (values: Float32Array, times: number): ValueName => builder.start(values, times);
  const state = start(new Float32Array(config.decoder), beam);
  let search: Search = {
    decoder: {
      ...{ state, cell: state, upper: { state, cell: state } },
      context: start(new Float32Array(2 * config.hidden), beam),
    },
    last: start(first(classes), beam),
    isOpen: start(Float32Array.of(1), beam),
    scores: start(certainBlank(beam), 1),
  };
  const steps: SearchStep[] = [];
  for (let step = 0; step < decoderSteps(config); step += 1) {
    const { after, ...found } = builder.step(search, image, constants);
    search = after;
    steps.push(found);
  }

  // Back from the end of the best reading, along its parents.
  let at = builder.unsqueeze(start(first(beam), 1), 1);
  const rows: ValueName[] = [];
  const attention: ValueName[] = [];
  // [batch, 1, size] -> [1, batch, size]
  const perm = { perm: [1, 0, 2] };
  for (const { written, attended, parents, chosen } of steps.toReversed()) {
    const own = graph.node('MatMul', [at, chosen]);
    at = graph.node('MatMul', [at, parents]);
    const row = builder.limited(graph.node('MatMul', [at, written]), own);
    rows.unshift(graph.node('Transpose', [row], perm));
    attention.unshift(graph.node('Transpose', [graph.node('MatMul', [at, attended])], perm));
  }
  const between = builder.unsqueeze(start(certainBlank(classes), 1), 0);
  const axis = { axis: { int: 0 } };
  const interleaved = rows.flatMap((row) => [row, between]);
  graph.output('logits', graph.node('Concat', interleaved, axis), ['time', 'batch', classes]);
  graph.output(attentionOutput, graph.node('Concat', attention, axis), ['steps', 'batch', 'columns']);
  return graph.encode(metadata);
}

/** 1, then zeros. */
function first(size: number): Float32Array {
  return Float32Array.from({ length: size }, (_, index) => Number(index === 0));
}

/** What beam search keeps from one step to the next; rows are the beams of the first word, then of the next ones. */
interface Search {
  readonly decoder: LstmState<ValueName> & {
    readonly upper: LstmState<ValueName>;
    readonly context: ValueName;
  };
  /** [rows, classes] */
  readonly last: ValueName;
  /** [rows, 1] */
  readonly isOpen: ValueName;
  /** [batch, beam] */
  readonly scores: ValueName;
}

/** What a step of beam search gives, each [batch, beam, ...]. */
interface SearchStep {
  readonly written: ValueName;
  readonly attended: ValueName;
  readonly parents: ValueName;
  readonly chosen: ValueName;
}

/** The twin of `searchBeam`, step by step. @param encoded [width / 4, batch, 2 * hidden] */
function searchBuilder(graph: OnnxGraph, config: AttentionConfig, encoded: ValueName) {
  const node = (...of: Parameters<OnnxGraph['node']>): ValueName => graph.node(...of);
  const { beam, classes, hidden } = config;
  const shape = (...sizes: readonly number[]): ValueName =>
    graph.initializer('shape', [sizes.length], BigInt64Array.from(sizes, BigInt));
  const joined = (...parts: readonly ValueName[]): ValueName => node('Concat', parts, { axis: { int: 0 } });
  const reshape = (value: ValueName, ...sizes: readonly number[]): ValueName =>
    node('Reshape', [value, shape(...sizes)]);
  const unsqueeze = (value: ValueName, axis: number): ValueName => node('Unsqueeze', [value, shape(axis)]);
  const size = node('Shape', [encoded]);
  const time = node('Slice', [size, shape(0), shape(1)]);
  const batch = node('Slice', [size, shape(1), shape(2)]);
  const one = graph.initializer('one', [1], Float32Array.of(1));
  const not = (value: ValueName): ValueName => node('Sub', [one, value]);
  const blank = graph.initializer('blank', [1, classes], certainBlank(classes));

  /** [rows] of classes or beams -> [rows, count] */
  function oneHot(places: ValueName, count: number): ValueName {
    const all = graph.initializer(
      'all',
      [count],
      BigInt64Array.from({ length: count }, (_, at) => BigInt(at)),
    );
    return node('Cast', [node('Equal', [reshape(places, -1, 1), all])], { to: { int: 1 } });
  }

  /** A step of a layer of the decoder. */
  function cellStep(
    input: ValueName,
    { state, cell }: LstmState<ValueName>,
    kernel: ValueName,
    bias: ValueName,
  ): LstmState<ValueName> {
    const weights = { kernel, bias, hidden: config.decoder };
    if (config.cell !== 'gru') return lstmStepOnnx(graph, input, { state, cell }, weights);
    return { state: gruStepOnnx(graph, input, state, weights), cell };
  }

  return {
    unsqueeze,

    /** The twin of `limited`. */
    limited(written: ValueName, chosen: ValueName): ValueName {
      const level = node('ReduceSum', [node('Mul', [written, chosen]), shape(2)]);
      const lead = graph.initializer('lead', [1], Float32Array.of(leastLead));
      return node('Min', [written, node('Sub', [level, node('Mul', [not(chosen), lead])])]);
    },

    /** Rows of the same values: `times` for each word. */
    start(values: Float32Array, times: number): ValueName {
      const value = graph.initializer('start', [1, values.length], values);
      return node('Expand', [value, joined(node('Mul', [batch, shape(times)]), shape(values.length))]);
    },

    /** The columns of each word, once for each beam. */
    attended(constants: Constants): Attended<ValueName> {
      const columnsOf = unsqueeze(node('Transpose', [encoded], { perm: [1, 0, 2] }), 1);
      const repeated = node('Tile', [columnsOf, shape(1, beam, 1, 1)]);
      const columns = node('Reshape', [repeated, joined(shape(-1), time, shape(2 * hidden))]);
      const keys = node('MatMul', [columns, constants['attention.key.kernel']]);
      return { columns, keys: node('Add', [keys, constants['attention.key.bias']]) };
    },

    step(
      { decoder, last, isOpen, scores }: Search,
      image: Attended<ValueName>,
      constants: Constants,
    ): SearchStep & { readonly after: Search } {
      const embedded = node('MatMul', [last, constants['embedding.kernel']]);
      const input = node('Concat', [embedded, decoder.context], { axis: { int: 1 } });
      const lower = cellStep(input, decoder, constants['decoder.kernel'], constants['decoder.bias']);
      const { 'upper.kernel': kernel, 'upper.bias': bias } = constants;
      const upper =
        kernel === undefined || bias === undefined
          ? null
          : cellStep(lower.state, decoder.upper, kernel, bias);
      const { state } = upper ?? lower;
      const { context, weights } = attendOnnx(graph, state, image, ofAttention(constants));
      const both = node('Concat', [state, context], { axis: { int: 1 } });
      const logits = node('Add', [node('MatMul', [both, constants['head.kernel']]), constants['head.bias']]);
      const open = node('Mul', [node('LogSoftmax', [logits], { axis: { int: 1 } }), isOpen]);
      const written = node('Add', [open, node('Mul', [blank, not(isOpen)])]);

      const totals = reshape(node('Add', [reshape(scores, -1, 1), written]), -1, beam * classes);
      const [values, places] = graph.nodes('TopK', [totals, shape(beam)], 2) as [ValueName, ValueName];
      const parents = reshape(oneHot(node('Div', [places, shape(classes)]), beam), -1, beam, beam);
      const follow = (rows: ValueName, channels: number): ValueName =>
        reshape(node('MatMul', [parents, reshape(rows, -1, beam, channels)]), -1, channels);
      const followed = (layer: LstmState<ValueName>): LstmState<ValueName> => ({
        state: follow(layer.state, config.decoder),
        cell: follow(layer.cell, config.decoder),
      });
      const chosen = oneHot(node('Mod', [places, shape(classes)]), classes);
      const ended = node('Slice', [chosen, shape(0), shape(1), shape(1)]);
      return {
        written: reshape(written, -1, beam, classes),
        attended: node('Reshape', [weights, joined(shape(-1, beam), time)]),
        parents,
        chosen: reshape(chosen, -1, beam, classes),
        after: {
          decoder: {
            ...followed(lower),
            upper: upper === null ? decoder.upper : followed(upper),
            context: follow(context, 2 * hidden),
          },
          last: chosen,
          isOpen: node('Mul', [follow(isOpen, 1), not(ended)]),
          scores: values,
        },
      };
    },
  };
}

function ofAttention(constants: Constants): AttentionConstants {
  return {
    queryKernel: constants['attention.query.kernel'],
    queryBias: constants['attention.query.bias'],
    energy: constants['attention.energy'],
  };
}

/** The weights that all steps share, under the names by which `readAttentionWeights` finds them. */
function constantsOf(graph: OnnxGraph, tree: AttentionNetworkWeights): Constants {
  const weights = namedWeights(tree);
  const entries = [...storedNames, ...upperNames].flatMap((name) => {
    const variable = weights.get(name);
    if (variable === undefined && name.startsWith('upper.')) return [];
    if (variable === undefined) throw new RangeError(`The network has no weight ${name}.`);
    return [[name, graph.initializer(name, variable.shape, variable.dataSync<'float32'>())] as const];
  });
  return Object.fromEntries(entries) as Constants;
}

/** The weights in a file that `attentionOnnx` has written. */
export function readAttentionWeights(
  graph: GraphReader,
  { layers = 1, form }: Pick<AttentionConfig, 'layers' | 'form'>,
): StoredWeights {
  const weights: StoredWeights = new Map();
  columnForm({ form }).read(graph, weights);
  for (const [index, node] of graph.all('LSTM').entries())
    addRecurrent(weights, `recurrent.${index}`, graph, node);
  for (const name of [...storedNames, ...(layers > 1 ? upperNames : [])]) {
    weights.set(name, graph.named(name));
  }
  return weights;
}
