import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodePhoto } from '../../../../main/imaging/formats/decode.ts';
import { aocrTfRecord } from '../../../../main/annexes/olderSystems/tfRecord/aocr.ts';
import { crnnTfRecord } from '../../../../main/annexes/olderSystems/tfRecord/crnn.ts';
import { encodeExample } from '../../../../main/annexes/olderSystems/tfRecord/example.ts';
import { tfRecord } from '../../../../main/annexes/olderSystems/tfRecord/file.ts';
import { folderOf, problemsIn, readAll, samplesIn } from '../../../support/exchange.ts';

/** Two records as `aocr dataset` writes them, the second with --save-filename; written by PyPI's tfrecord 1.14.6. */
const aocrFile = Buffer.from(
  'bQAAAAAAAAA9TeZxCmsKVgoFaW1hZ2USTQpLCkmJUE5HDQoaCgAAAA1JSERSAAAAAwAAAAIIAAAAALgfOcYAAAAQSURBVHicYzzBwMDEwMAA' +
    'AAWQAMyds8QNAAAAAElFTkSuQmCCChEKBWxhYmVsEggKBgoEQ0FGyaK06rCRAAAAAAAAAJ7VfUMKjgEKVgoFaW1hZ2USTQpLCkmJUE5HDQoa' +
    'CgAAAA1JSERSAAAAAwAAAAIIAAAAALgfOcYAAAAQSURBVHicYzzBwMDEwMAAAAWQAMyds8QNAAAAAElFTkSuQmCCChoKB2NvbW1lbnQSDwoN' +
    'Cgt3b3Jkcy8yLnBuZwoYCgVsYWJlbBIPCg0KC0hFTExPIFRIRVJFRcUzYw==',
  'base64',
);
/** A record as `write_tfrecords.py` writes it, with a blue image of 2 x 32 pixels; compressed. */
const crnnFile = inflateSync(
  Buffer.from(
    'eNrjYWQAg08/cq9wdTJxCXGx5SQmpeYUC3FIsXGxMDEwMnJdZORiy8xNTE8tFjrGyHWYkesA4y9GpiGNuOS5uMBeKkgsySgWEuTi5+LVT0ks' +
      'SdQ31K/QyypIdzHW/wQAdbJWVw==',
    'base64',
  ),
);
const ordMap = JSON.stringify({
  ...{ '0_index': '97', '97_ord': '0', '1_index': '108', '108_ord': '1', '2_index': '120', '120_ord': '2' },
});

describe('TFRecords of attention-ocr', () => {
  it('have an image file, a label in Latin-1, and sometimes a name', async () => {
    const folder = folderOf({ 'val_1.tfrecords': aocrFile });
    expect(await aocrTfRecord.recognise(folder)).toBe(0.9);
    expect(await crnnTfRecord.recognise(folder)).toBe(0);
    const samples = samplesIn(await readAll(aocrTfRecord, folder));
    expect(samples).toMatchObject([
      { key: 'val_1/000001.png', text: 'CAFÉ', split: 'validation', level: 'word' },
      { key: 'words/2.png', text: 'HELLO THERE', split: 'validation' },
    ]);
    const { image } = await decodePhoto(samples[1]?.path ?? '', { maxPixels: 1e6 });
    expect([image.width, image.height]).toEqual([3, 2]);
  });

  it('that are cut short or damaged keep the records before', async () => {
    const damaged = Buffer.from(aocrFile);
    damaged[damaged.length - 20] = 0;
    const folder = folderOf({
      ...{ 'a.tfrecords': aocrFile.subarray(0, -10), 'b.tfrecords': aocrFile.subarray(0, 8) },
      ...{ 'c.tfrecords': damaged, 'd.tfrecords': 'no records at all' },
    });
    const records = await readAll(aocrTfRecord, folder);
    expect(samplesIn(records)).toHaveLength(2);
    expect(problemsIn(records, folder)).toEqual([
      'a.tfrecords, record 2: the file is cut short here. Download or copy it again.',
      'b.tfrecords, record 1: the file is cut short here. Download or copy it again.',
      'c.tfrecords, record 2: the checksum of the record is wrong: it is damaged. Download or copy the file again.',
      'd.tfrecords, record 1: the checksum of the length is wrong: this is no TFRecord file, or it is compressed or damaged.',
    ]);
    await expect(readAll(aocrTfRecord, folderOf({ 'a.txt': '' }))).rejects.toThrow(
      'contains no TFRecord file',
    );
  });

  it('with other contents are named', async () => {
    const strange = Buffer.concat([
      tfRecord(Buffer.from([10, 200])),
      tfRecord(encodeExample(new Map([['x', [1]]]))),
    ]);
    const folder = folderOf({ 'a.tfrecord': strange });
    expect(problemsIn(await readAll(aocrTfRecord, folder), folder)).toEqual([
      expect.stringMatching(/^a\.tfrecord, record 1: the record is no tensorflow\.Example/u),
      'a.tfrecord, record 2: the features are x; expected bytes named image.',
    ]);
  });
});

describe('TFRecords of CRNN_Tensorflow', () => {
  it('have pixels, numbers of characters and a path', async () => {
    const folder = folderOf({ 'tfrecords/train_1.tfrecords': crnnFile, 'ord_map_en.json': ordMap });
    expect(await crnnTfRecord.recognise(folder)).toBe(0.9);
    const samples = samplesIn(await readAll(crnnTfRecord, folder));
    expect(samples).toMatchObject([{ key: '/data/1/x.jpg', text: 'xall', split: 'train' }]);
    const { image } = await decodePhoto(readFileSync(samples[0]?.path ?? ''), { maxPixels: 1e6 });
    expect([image.width, image.height, ...image.data.subarray(0, 3)]).toEqual([2, 32, 2, 1, 250]);
  });

  it('need the map of characters, with every number', async () => {
    const without = folderOf({ 'tfrecords/train_1.tfrecords': crnnFile });
    expect(problemsIn(await readAll(crnnTfRecord, without), without)).toEqual([
      expect.stringMatching(/ord_map\.json is missing\. Put the ord_map file .* beside them\.$/u),
    ]);
    const short = folderOf({ 'train_1.tfrecords': crnnFile, 'ord_map.json': '{"0_index":"97"}' });
    expect(problemsIn(await readAll(crnnTfRecord, short), short)).toEqual([
      'train_1.tfrecords, record 1: the label has character 2; ord_map.json has 1 character.',
    ]);
    const damaged = folderOf({ 'train_1.tfrecords': crnnFile, 'ord_map.json': '{"0_index":' });
    expect(problemsIn(await readAll(crnnTfRecord, damaged), damaged)).toEqual([
      expect.stringContaining('expected code points by number'),
    ]);
  });
});
