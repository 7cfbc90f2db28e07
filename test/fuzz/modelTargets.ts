import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import onnxProto from 'onnx-proto';
import { foreignModelSchema } from '../../shared/contract/model.ts';
import { foreignRecogniser } from '../support/foreignModel.ts';
import { tinyDetector, tinyRecogniser, tinyRecogniserMetadata } from '../support/tinyModels.ts';
import type { Decoding } from './decoding.ts';
import { fileSeed } from './seeds.ts';
import type { Target } from './targets.ts';

/** Models that the reader opens, and the alphabet of one. */
export function modelTargets(decoding: Decoding): Target[] {
  const { ModelProto } = onnxProto.onnx;
  const recogniser = tinyRecogniser();
  const open: Target['open'] = async (path) => {
    await decoding.reader.call('inspectModel', { path });
    await decoding.reader.call('tryModel', { path });
    return [];
  };
  return [
    {
      name: 'onnx',
      seeds: [fileSeed('recogniser.onnx', recogniser), fileSeed('detector.onnx', tinyDetector())],
      open,
    },
    {
      name: 'model metadata',
      seeds: [fileSeed('recogniser.onnx', JSON.stringify(tinyRecogniserMetadata))],
      pack(bytes) {
        const model = ModelProto.decode(recogniser);
        model.metadataProps = [{ key: 'inkdex', value: Buffer.from(bytes).toString('utf8') }];
        return ModelProto.encode(model).finish();
      },
      open,
    },
    {
      name: 'model of another program',
      seeds: [
        fileSeed('bgr.onnx', foreignRecogniser()),
        fileSeed('nhwc.onnx', foreignRecogniser({ layout: 'nhwc', isProbability: false, batchFirst: false })),
      ],
      async open(path, scratch) {
        const alphabet = join(scratch, 'alphabet.txt');
        writeFileSync(alphabet, 'r\nb\n');
        await importForeignFile(decoding, path, alphabet, scratch);
        return [];
      },
    },
    {
      name: 'alphabet',
      seeds: [fileSeed('alphabet.txt', 'r\nb\n'), fileSeed('windows.txt', '\uFEFFr\r\nb\r\n')],
      async open(path, scratch) {
        const model = join(scratch, 'foreign.onnx');
        writeFileSync(model, foreignRecogniser());
        await importForeignFile(decoding, model, path, scratch);
        return [];
      },
    },
  ];
}

async function importForeignFile(
  { reader }: Decoding,
  path: string,
  alphabet: string,
  scratch: string,
): Promise<void> {
  const foreign = foreignModelSchema.parse({ alphabet: { path: alphabet } });
  await reader.call('importForeign', { path, foreign, target: join(scratch, 'own.onnx') });
}
