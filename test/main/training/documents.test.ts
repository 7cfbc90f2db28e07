import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  evaluationReportSchema,
  likelihoodNames,
  metricNames,
  type Metrics,
} from '../../../shared/contract/evaluation.ts';
import { writeAttention } from '../../../main/training/attentionFiles.ts';
import { temporaryFolder } from '../../support/library.ts';
import { reportHtml, wordsCsv } from '../../../main/training/documents.ts';

const metrics = Object.fromEntries(metricNames.map((name, index) => [name, index / 100])) as Metrics;
const word = {
  key: 'a<b',
  truth: '<script>alert(1)</script>',
  greedy: 'x',
  decoder: '"x"',
  confidence: 0.5,
  distance: 3,
  word: 'aGk=',
  straightened: 'aGk=',
};
const report = evaluationReportSchema.parse({
  evaluation: {
    id: 1,
    model: { id: 'my-hand-1', sha256: 'a'.repeat(64) },
    dataset: 'b'.repeat(64),
    split: 'test',
    run: null,
    words: 2,
    skipped: { 'they show no ink': 1 },
    greedy: metrics,
    decoder: metrics,
    at: '2026-11-20T18:00:00.000Z',
  },
  confusions: [
    { truth: 'a', reading: 'a', count: 9 },
    { truth: 'a', reading: 'o', count: 2 },
    { truth: 'o', reading: 'o', count: 5 },
  ],
  likelihood: { words: 2, loss: 0.5, perplexity: 1.6487, probability: 0.25 },
  byLength: [{ length: 3, words: 2, cer: 0.25, wer: 0.5 }],
  byLetter: [{ letter: 'a', count: 11, right: 9 }],
  worst: [word],
  best: [],
  random: [],
});

describe('pictures of attention', () => {
  const animation = Buffer.from('webp').toString('base64');
  const attention = { letters: [], animation };

  it('are files as attention-ocr has them, a folder for each word', async () => {
    const folder = join(temporaryFolder(), 'attention');
    const words = ['a/b', 'A/B', 'tree'].map((greedy) => ({ ...word, key: greedy, greedy, attention }));
    expect(await writeAttention({ worst: words, best: words.slice(2), random: [word] }, folder)).toBe(3);
    expect(readdirSync(folder).sort()).toEqual(['predict-A_B (2)', 'predict-a_b', 'predict-tree']);
    expect(readFileSync(join(folder, 'predict-a_b', 'image.webp'), 'utf8')).toBe('webp');
    expect(readFileSync(join(folder, 'predict-tree', 'word.txt'), 'utf8')).toBe(`tree\n${word.truth}\n`);
    expect(reportHtml({ ...report, worst: words })).toContain(`data:image/webp;base64,${animation}`);
  });

  it('of a network without attention are refused', async () => {
    const folder = join(temporaryFolder(), 'attention');
    const none = writeAttention({ worst: [word], best: [], random: [] }, folder);
    await expect(none).rejects.toThrow('has no attention');
    expect(existsSync(folder)).toBe(false);
  });
});

describe('a report as a page', () => {
  const html = reportHtml(report);

  it('shows every metric with its definition, breakdowns and words', () => {
    for (const name of metricNames) expect(html).toContain(name);
    expect(html).toContain('CRNN_Tensorflow');
    expect(html).toContain('1 skipped: they show no ink');
    expect(html).toContain('<td>a</td><td>o</td><td>2</td>');
    expect(html).not.toContain('<td>a</td><td>a</td><td>9</td>');
    expect(html).toContain('data:image/png;base64,aGk=');
  });

  it('shows what the network itself says, by the names of attention-ocr', () => {
    for (const name of likelihoodNames) expect(html).toContain(name);
    expect(html).toContain('<td>1.6487</td>');
  });

  it('has the confusion matrix as a picture, darker the larger the share of the true character', () => {
    const [picture = ''] = /<svg.*?<\/svg>/su.exec(html) ?? [];
    expect(picture).toContain('<title>a read as o: 2, 18.2 %</title>');
    const opacity = (reading: string): number =>
      Number(new RegExp(`fill-opacity="([.\\d]+)"><title>a read as ${reading}`, 'u').exec(picture)?.[1]);
    expect(opacity('a')).toBeCloseTo(Math.sqrt(9 / 11), 2);
    expect(opacity('o')).toBeCloseTo(Math.sqrt(2 / 11), 2);
  });

  it('escapes texts, and loads nothing from elsewhere', () => {
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toMatch(/(?:src|href)="https?:/u);
  });
});

describe('words as CSV', () => {
  it('quotes where needed, and contains no formula', () => {
    const csv = wordsCsv([
      { ...word, key: '=1+1', truth: 'a,b', decoder: 'say "x"' },
      { ...word, key: 'plain', truth: '-x', decoder: 'y' },
    ]);
    expect(csv).toBe(
      '\uFEFFkey,truth,decoder,greedy,confidence,distance\r\n' +
        `'=1+1,"a,b","say ""x""",x,0.5,3\r\n` +
        `plain,'-x,y,x,0.5,3\r\n`,
    );
  });
});
