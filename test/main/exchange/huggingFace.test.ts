import { describe, expect, it } from 'vitest';
import { huggingFace } from '../../../main/exchange/huggingFace.ts';
import { folderOf, problemsIn, readAll, samplesIn } from '../../support/exchange.ts';

const lines = (...rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

describe('A Hugging Face image folder', () => {
  it('has a list in it, or one in the folder of each split', async () => {
    const one = folderOf({
      'metadata.jsonl': lines(
        { file_name: 'train/a.png', text: 'ink', page: 3, language: 'en' },
        { file_name: 'b.png', label: 'pen', writer: 'w1', level: 'line' },
      ),
      ...{ 'train/a.png': [30, 20], 'b.png': [30, 20] },
    });
    expect(await huggingFace.recognise(one)).toBe(0.9);
    expect(samplesIn(await readAll(huggingFace, one))).toMatchObject([
      { key: 'train/a.png', level: 'word', text: 'ink', split: 'train', page: null, language: 'en' },
      { key: 'b.png', level: 'line', text: 'pen', split: null, writer: 'w1' },
    ]);
    const several = folderOf({
      'validation/metadata.jsonl': lines({ file_name: 'a.png', transcription: 'ink' }),
      'test/metadata.jsonl': lines({ file_name: 'sub/a.png', text: 'pen' }),
      ...{ 'validation/a.png': [30, 20], 'test/sub/a.png': [30, 20] },
    });
    expect(samplesIn(await readAll(huggingFace, several))).toMatchObject([
      { key: 'test/sub/a.png', text: 'pen', split: 'test' },
      { key: 'validation/a.png', text: 'ink', split: 'validation' },
    ]);
  });

  it('says what is wrong with a row, and that there is no list', async () => {
    const folder = folderOf({
      'metadata.jsonl': `${lines(
        { file_name: 'a.png', tag: 1 },
        { file_name: 'gone.png', text: 'a' },
        { text: 'a' },
      )}{"file_name`,
      'a.png': [30, 20],
    });
    expect(problemsIn(await readAll(huggingFace, folder), folder)).toEqual([
      expect.stringMatching(/^metadata\.jsonl, line 1: .*expected a text in text, transcription/u),
      expect.stringMatching(/^metadata\.jsonl, line 2: the image .*gone\.png" is missing/u),
      expect.stringMatching(/^metadata\.jsonl, line 3: file_name: /u),
      expect.stringMatching(/^metadata\.jsonl, line 4: /u),
    ]);
    await expect(readAll(huggingFace, folderOf({ 'a.jsonl': '{}' }))).rejects.toThrow(
      'contains no metadata.jsonl; expected one here',
    );
  });
});
