/**
 * Attention: a CNN and a bidirectional LSTM encode the columns of an image, and an LSTM decoder writes one character
 * after another, each from its own weighted mean of the columns. Deng, Kanervisto, Ling and Rush, "Image-to-markup
 * generation with coarse-to-fine attention", 2017, as in attention-ocr, whose CNN is that of `crnn.ts`. CTC trains the
 * encoder too: Kim, Hori and Watanabe, "Joint CTC-attention based end-to-end speech recognition using multi-task
 * learning", 2017.
 */
import { networkOptionsSchema } from '../../../../../shared/networks.ts';
import { createRandom, type Random } from '../../../../../shared/random.ts';
import { dropout } from '../../../../ml/blocks/activations.ts';
import { attend, type Attended, attended, createAttention } from '../../../../ml/blocks/additiveAttention.ts';
import { createDense, dense } from '../../../../ml/blocks/dense.ts';
import { createGru, gruStep } from '../../../../ml/blocks/gru.ts';
import { glorotUniform } from '../../../../ml/blocks/initializers.ts';
import {
  bidirectionalLstm,
  createBidirectionalLstm,
  createLstm,
  type LstmState,
  lstmStep,
} from '../../../../ml/blocks/lstm.ts';
import { ctcLoss } from '../../../../ml/ctc/loss.ts';
import { type ForwardPass, readingPass } from '../../../../ml/forwardPass.ts';
import {
  type Scalar,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tf,
} from '../../../../ml/tf.ts';
import { columnForm } from '../columns.ts';
import { disposeWeights } from '../../../../ml/weights.ts';
import type { Network, NetworkKind, WordBatch } from '../../../../ml/networks/network.ts';
import {
  type AttentionConfig,
  attentionConfig,
  attentionOptionsSchema,
  type AttentionNetworkWeights,
  certainBlank,
  decoderSteps,
  leastLead,
} from './config.ts';
import { attentionOnnx, readAttentionWeights } from './onnxGraph.ts';

function createAttentionNetwork(config: AttentionConfig, random: Random): AttentionNetworkWeights {
  const { channels, hidden, decoder, embedding, classes, layers = 1, cell } = config;
  const createCell = cell === 'gru' ? createGru : createLstm;
  const encoded = 2 * hidden;
  const numbers = glorotUniform(random.fork('embedding'), classes * embedding, classes, embedding);
  return {
    ...columnForm(config).create(config.channels, random),
    recurrent: [createBidirectionalLstm(random.fork('recurrent'), channels[channels.length - 1], hidden)],
    attention: createAttention(random.fork('attention'), {
      channels: encoded,
      query: decoder,
      units: decoder,
    }),
    embedding: { kernel: tf.tidy(() => tf.variable(tf.tensor2d(numbers, [classes, embedding]))) },
    decoder: createCell(random.fork('decoder'), embedding + encoded, decoder),
    ...(layers > 1 && { upper: createCell(random.fork('upper'), decoder, decoder) }),
    head: createDense(random.fork('head'), decoder + encoded, classes),
    ...(config.ctc === 0 ? {} : { shortcut: createDense(random.fork('shortcut'), encoded, classes) }),
  };
}

function attentionNetwork(weights: AttentionNetworkWeights, config: AttentionConfig): Network {
  return {
    config,
    weights,
    layers: {
      convolutions: columnForm(config).layers(weights),
      others: [
        ...['recurrent.0', 'attention', 'embedding', 'decoder'],
        ...(weights.upper === undefined ? ['head'] : ['upper', 'head']),
      ],
    },
    loss: (batch, pass) => attentionLoss(batch, weights, config, pass),
    logits: (images) => searchBeam(images, weights, config),
    rectify: (images) => images.clone(),
    onnx: (metadata) => attentionOnnx(weights, config, metadata),
  };
}

/** [batch, height, width, 1] -> [width / 4, batch, 2 * hidden] */
function encode(
  images: Tensor4D,
  weights: AttentionNetworkWeights,
  config: AttentionConfig,
  pass: ForwardPass,
): Tensor3D {
  let sequence: Tensor3D = tf.transpose(
    columnForm(config).forward(images, weights, config.channels, pass),
    [1, 0, 2],
  );
  for (const layer of weights.recurrent)
    sequence = dropout(bidirectionalLstm(sequence, layer), config.dropout, pass);
  return sequence;
}

/** What the decoder keeps from one character to the next. */
interface DecoderState extends LstmState {
  /** Of the second layer. */
  readonly upper: LstmState;
  /** What it saw: [batch, 2 * hidden]. */
  readonly context: Tensor2D;
}

function startState(batch: number, { decoder, hidden }: AttentionConfig): DecoderState {
  const state: Tensor2D = tf.zeros([batch, decoder]);
  const layer = { state, cell: state };
  return { ...layer, upper: layer, context: tf.zeros([batch, 2 * hidden]) };
}

/**
 * One step of the decoder: from the last character and what was seen for it, to the logits of the next one.
 *
 * @param last classes as one-hot vectors, [batch, classes]
 */
function decode(
  last: Tensor2D,
  before: DecoderState,
  image: Attended,
  { embedding, decoder, upper: second, attention, head }: AttentionNetworkWeights,
  cell: AttentionConfig['cell'],
): { after: DecoderState; logits: Tensor2D } {
  const input: Tensor2D = tf.concat([tf.matMul(last, embedding.kernel), before.context], 1);
  const step: typeof lstmStep =
    cell === 'gru'
      ? (given, { state, cell: unused }, weights) => ({ state: gruStep(given, state, weights), cell: unused })
      : lstmStep;
  const lower = step(input, before, decoder);
  const upper = second === undefined ? lower : step(lower.state, before.upper, second);
  const { context } = attend(upper.state, image, attention);
  const logits = dense(tf.concat([upper.state, context], 1), head);
  return { after: { ...lower, upper, context }, logits };
}

/** [batch] -> [batch, classes] */
function oneHot(classesOf: Tensor1D, classes: number): Tensor2D {
  // TensorFlow.js refuses a single class.
  const vectors = tf.oneHot(classesOf, Math.max(2, classes));
  return tf.slice(tf.cast(vectors, 'float32') as Tensor2D, [0, 0], [-1, classes]);
}

/**
 * Cross-entropy of each character and of the end, summed over a word's own steps: -log p(label). With CTC, the weighted
 * mean of both losses.
 *
 * The decoder gets the true last character (teacher forcing), or its own (scheduled sampling, Bengio et al., 2015).
 */
function attentionLoss(
  { images, labels }: WordBatch,
  weights: AttentionNetworkWeights,
  config: AttentionConfig,
  pass: ForwardPass,
): Scalar {
  const { classes, sampling, ctc } = config;
  return tf.tidy((): Scalar => {
    const encoded = encode(images, weights, config, pass);
    const image = attended(tf.transpose(encoded, [1, 0, 2]), weights.attention);
    const batch = labels.length;
    const steps = Math.max(...labels.map(({ length }) => length)) + 1;
    let decoder = startState(batch, config);
    let last = oneHot(tf.zeros([batch], 'int32'), classes);
    const losses: Tensor1D[] = [];
    for (let step = 0; step < steps; step += 1) {
      const { after, logits } = decode(last, decoder, image, weights, config.cell);
      const truth = oneHot(
        tf.tensor1d(
          labels.map((label) => label[step] ?? 0),
          'int32',
        ),
        classes,
      );
      const counted = tf.tensor1d(labels.map(({ length }) => Number(step <= length)));
      losses.push(tf.neg(tf.mul(tf.sum<Tensor1D>(tf.mul(truth, tf.logSoftmax(logits)), 1), counted)));
      const own = oneHot(tf.argMax(logits, 1), classes);
      const chosen = tf.tensor2d(
        labels.map(() => Number(pass.random.chance(sampling))),
        [batch, 1],
      );
      last = tf.add(tf.mul(own, chosen), tf.mul(truth, tf.sub(1, chosen)));
      decoder = after;
    }
    const loss = tf.div<Scalar>(tf.sum(tf.stack(losses)), batch);
    if (weights.shortcut === undefined) return loss;
    const [time, , channels] = encoded.shape;
    const flat = dense(tf.reshape(encoded, [time * batch, channels]), weights.shortcut);
    const aligned = ctcLoss(tf.reshape(flat, [time, batch, classes]), labels);
    return tf.add(tf.mul(loss, 1 - ctc), tf.mul(aligned, ctc));
  });
}

/**
 * Beam search, and the likeliest reading in the form of CTC: for each step of the decoder a row of log-probabilities, in
 * which the blank is the end, then a certain blank, so that equal characters stay two. After the end all rows are
 * certain blanks. So the probability of the reading is the product over its own steps.
 *
 *   [batch, 32, width, 1] -> [2 * decoderSteps, batch, classes]
 */
function searchBeam(images: Tensor4D, weights: AttentionNetworkWeights, config: AttentionConfig): Tensor3D {
  const { classes, beam } = config;
  return tf.tidy(() => {
    const encoded = encode(images, weights, config, readingPass(createRandom(0)));
    const [time, batch] = encoded.shape;
    const rows = batch * beam;
    const one: Tensor3D = tf.transpose(encoded, [1, 0, 2]);
    const repeated = tf.tile(tf.expandDims(one, 1), [1, beam, 1, 1]);
    const image = attended(tf.reshape(repeated, [rows, time, -1]), weights.attention);
    const blank = tf.tensor2d(certainBlank(classes), [1, classes]);

    let decoder = startState(rows, config);
    let last = oneHot(tf.zeros([rows], 'int32'), classes);
    let isOpen: Tensor2D = tf.ones([rows, 1]);
    // All beams start equal: only the first one counts.
    let scores: Tensor2D = tf.tile(tf.tensor2d(certainBlank(beam), [1, beam]), [batch, 1]);
    const steps: { readonly written: Tensor3D; readonly parents: Tensor3D; readonly chosen: Tensor3D }[] = [];
    for (let step = 0; step < decoderSteps(config); step += 1) {
      const { after, logits } = decode(last, decoder, image, weights, config.cell);
      const written: Tensor2D = tf.add(
        tf.mul(tf.logSoftmax(logits), isOpen),
        tf.mul(blank, tf.sub(1, isOpen)),
      );
      const totals = tf.add(tf.reshape(scores, [rows, 1]), written);
      const { values, indices } = tf.topk(tf.reshape(totals, [batch, beam * classes]), beam);
      scores = values as Tensor2D;
      const places: Tensor1D = tf.reshape(indices, [rows]);
      const parents: Tensor3D = tf.reshape(oneHot(tf.floorDiv(places, tf.scalar(classes, 'int32')), beam), [
        batch,
        beam,
        beam,
      ]);
      const follow = (values: Tensor2D): Tensor2D =>
        tf.reshape(tf.matMul(parents, tf.reshape(values, [batch, beam, -1])), [rows, -1]);
      last = oneHot(tf.mod(places, tf.scalar(classes, 'int32')), classes);
      isOpen = tf.mul(follow(isOpen), tf.sub(1, tf.slice(last, [0, 0], [rows, 1])));
      const followed = ({ state, cell }: LstmState): LstmState => ({
        state: follow(state),
        cell: follow(cell),
      });
      const upper = followed(after.upper);
      decoder = { ...followed(after), upper, context: follow(after.context) };
      const chosen: Tensor3D = tf.reshape(last, [batch, beam, classes]);
      steps.push({ written: tf.reshape(written, [batch, beam, classes]), parents, chosen });
    }

    // Back from the end of the best reading, along its parents.
    let at: Tensor3D = tf.tile(tf.tensor3d(certainBlank(beam), [1, 1, beam]).exp(), [batch, 1, 1]);
    const best = steps.toReversed().map(({ written, parents, chosen }) => {
      const own: Tensor3D = tf.matMul(at, chosen);
      at = tf.matMul(at, parents);
      return tf.squeeze<Tensor2D>(limited(tf.matMul(at, written), own), [1]);
    });
    const between = tf.tile(blank, [batch, 1]);
    return tf.stack(best.toReversed().flatMap((row) => [row, between])) as Tensor3D;
  });
}

/**
 * The log-probabilities of a step, those of other characters below that of the one in the reading: no reading with one
 * of them is likelier, or the search would have found that one. Greedy decoding changes nothing.
 */
function limited(written: Tensor3D, chosen: Tensor3D): Tensor3D {
  const level = tf.sum(tf.mul(written, chosen), 2, true);
  return tf.minimum(written, tf.sub(level, tf.mul(tf.sub(1, chosen), leastLead)));
}

export const attentionKind: NetworkKind<AttentionConfig> = {
  config: attentionConfig,
  build(config, random, auxiliary) {
    const { shortcut, ...reading } = createAttentionNetwork(config, random);
    if (auxiliary && shortcut !== undefined) return attentionNetwork({ ...reading, shortcut }, config);
    if (shortcut !== undefined) disposeWeights(shortcut);
    return attentionNetwork(reading, config);
  },
  inFile: (config) => ({
    name: 'attention',
    options: networkOptionsSchema.parse(attentionOptionsSchema.strip().parse(config)),
  }),
  read(graph, { network, widths }, classes) {
    const config = { ...attentionConfig(network?.options, classes, 0), widths };
    return { config, weights: readAttentionWeights(graph, config) };
  },
};
