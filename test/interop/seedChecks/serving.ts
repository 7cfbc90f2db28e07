import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { z } from 'zod';
import { modelOf, type LineCheck, type LineChecks, type Seen } from '../seedCheck.ts';

/** The section "Serving and export" of SEEDS.md. The pixels are those of "quick". */

const quick = Array.from('quick', (letter) => letter.codePointAt(0));

const numberOf = (letter: string): number => (7 * ((letter.codePointAt(0) ?? 0) - 32)) % 95;
/** In made/ord_map.json. */
const numbered = Array.from('quick', numberOf);
const metadataSchema = z.object({
  metadata: z.object({
    signature_def: z.object({
      value: z.object({
        signature_def: z.object({
          serving_default: z.object({ outputs: z.record(z.string(), z.unknown()) }),
        }),
      }),
    }),
  }),
});

function answerOf<Of>({ output }: Seen, schema: z.ZodType<Of>): Of {
  return schema.parse(JSON.parse(/^\{.*\}$/mu.exec(output)?.[0] ?? '{}'));
}

/** An export, whose graph has these names. */
function exportLine(
  takes: string,
  path: string,
  names: readonly string[],
  needs: readonly string[],
): LineCheck {
  return {
    by: 'value',
    takes,
    needs,
    holds(seen) {
      for (const name of names) ok(seen.file(path).includes(name), `${path} has no ${name}`);
    },
  };
}

const likely = z.number().gt(0.9).lte(1);

export const servingChecks: LineChecks = {
  A18: {
    by: 'value',
    takes:
      "a name of attention-ocr's signature or of its frozen graph is missing; TensorFlow itself opens both in npm run interop",
    needs: ['A5'],
    holds(seen) {
      const saved = seen.file('saved/pictures/1/saved_model.pb');
      for (const name of ['serving_default', 'input', 'output', 'probability'])
        ok(saved.includes(name), name);
      const frozen = seen.file('saved/frozen_graph.pb');
      for (const name of ['input_image_as_bytes', 'prediction', 'probability'])
        ok(frozen.includes(name), name);
    },
  },
  A19: {
    by: 'value',
    takes: 'the encoded picture of "quick" is answered with another text, or a probability below 0.9',
    holds(seen) {
      const { outputs } = answerOf(
        seen,
        z.object({ outputs: z.object({ output: z.string(), probability: likely }) }),
      );
      equal(outputs.output, 'quick');
    },
  },
  B27: {
    by: 'value',
    takes: 'the data URL of "quick" is answered with another text, or a confidence below 0.9',
    holds(seen) {
      equal(answerOf(seen, z.object({ pred: z.string(), conf: likely })).pred, 'quick');
    },
  },
  B28: {
    by: 'value',
    takes:
      'an address of this machine is fetched, or refused as something else than a host that is not public',
    holds(seen) {
      equal(answerOf(seen, z.object({ code: z.string() })).code, 'permission-denied');
    },
  },
  B29: {
    by: 'value',
    takes: 'the address / does not name the program, its version and where its calls are listed',
    holds(seen) {
      const answer = answerOf(
        seen,
        z.object({ name: z.string(), version: z.string(), addresses: z.string() }),
      );
      deepEqual([answer.name, answer.addresses], ['Inkdex', '/openapi.json']);
      match(answer.version, /^\d+\.\d+\.\d+$/u);
    },
  },
  B30: {
    by: 'printed',
    takes: 'the Containerfile exposes another port; test/containers.test.ts reads it, no container runs here',
  },
  D12: exportLine(
    "a name of CRNN_Tensorflow's signature is missing; TensorFlow itself opens it in npm run interop",
    'crnn-saved/pixels/1/saved_model.pb',
    ['serving_default', 'input_tensor', 'decodes_indices', 'decodes_values', 'decodes_dense_shape'],
    ['A10'],
  ),
  D13: {
    by: 'value',
    takes: 'the pixels of "quick" are not answered as its five code points in a sparse row',
    holds(seen) {
      const { outputs } = answerOf(
        seen,
        z.object({
          outputs: z.object({
            decodes_indices: z.array(z.array(z.number())),
            decodes_values: z.array(z.number()),
            decodes_dense_shape: z.array(z.number()),
          }),
        }),
      );
      deepEqual(outputs.decodes_values, quick);
      deepEqual(outputs.decodes_dense_shape, [1, 5]);
      deepEqual(outputs.decodes_indices.at(-1), [0, 4]);
    },
  },
  D14: {
    by: 'writer',
    takes: "Google's gRPC client, with TensorFlow Serving's messages, is not answered as over REST",
    holds(seen) {
      const numbers = z.object({ int64_val: z.array(z.object({ low: z.number() })) });
      const { outputs } = answerOf(
        seen,
        z.object({ outputs: z.object({ decodes_values: numbers, decodes_dense_shape: numbers }) }),
      );
      const of = (tensor: z.infer<typeof numbers>): number[] => tensor.int64_val.map(({ low }) => low);
      deepEqual([of(outputs.decodes_values), of(outputs.decodes_dense_shape)], [quick, [1, 5]]);
    },
  },
  D16: {
    by: 'value',
    takes:
      'the pixels of "quick" are not answered in the numbers of ord_map.json, or curl -d is refused without a Content-Type',
    holds(seen) {
      const { outputs } = answerOf(
        seen,
        z.object({ outputs: z.object({ decodes_values: z.array(z.number()) }) }),
      );
      deepEqual(outputs.decodes_values, numbered);
    },
  },
  D17: {
    by: 'writer',
    takes:
      "a signature of TensorFlow's message has not the text input and its two outputs, or the state is not AVAILABLE (30)",
    holds({ output }) {
      const [metadata = '', status = ''] = output.split('\n').filter((line) => line.startsWith('{'));
      const signatures = metadataSchema.parse(JSON.parse(metadata)).metadata.signature_def.value
        .signature_def;
      deepEqual(Object.keys(signatures.serving_default.outputs).sort(), ['output', 'probability']);
      match(status, /"state":30/u);
    },
  },
  D18: {
    by: 'value',
    takes: "the graph has not the numbers of ord_map.json in the order of the network's classes",
    needs: ['B20'],
    holds(seen) {
      const { characters } = modelOf(seen, 'crnn');
      const table = Int32Array.of(0, ...Array.from(characters, (letter) => numberOf(letter)));
      ok(seen.file('numbered/pixels/1/saved_model.pb').includes(Buffer.from(table.buffer)));
    },
  },
  D15: {
    by: 'writer',
    takes: 'ONNX Runtime, by the program beside the file and without Inkdex, reads another text than "ink"',
    needs: ['B20'],
    holds({ output }) {
      match(output, /a01-000u-00-00\.png\tink$/mu);
    },
  },
};
