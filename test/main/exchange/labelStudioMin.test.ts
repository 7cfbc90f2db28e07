import { describe, expect, it } from 'vitest';
import { labelStudioMin } from '../../../main/exchange/labelStudio/min.ts';
import { labelStudio } from '../../../main/exchange/labelStudio/read.ts';
import { quadOfBox } from '../../../shared/geometry.ts';
import {
  invalidMessages,
  recordKinds,
  recordsIn,
  samplesIn,
  shownLabels,
} from '../../support/pageSamples.ts';

const image = { 'p.png': [200, 100] } as const;
const size = { original_width: 200, original_height: 100 };
const box = (x: number, more: object = {}): object => ({
  ...{ x, y: 10, width: 20, height: 20, rotation: 0, ...size, ...more },
});

/** As `label_studio_sdk` 2.1.2 converts a project with its OCR template to JSON_MIN. */
function minimal(id: number, fields: object): object {
  return {
    ...{ ocr: '/data/upload/1/0a1b2c3d-p.png', id, ...fields, annotator: 1, annotation_id: 7 },
    ...{ created_at: '2026-01-02T03:04:05Z', updated_at: '2026-01-02T03:04:05Z', lead_time: 12.5 },
  };
}

describe('Label Studio JSON_MIN', () => {
  it('gives each region the text with the same position', async () => {
    const bbox = [box(5), box(50), box(75)];
    const label = [box(75, { labels: ['Illegible'] }), box(5, { labels: ['Text'] })];
    const transcription = ['word', { ...box(50), text: ['two', 'lines'] }, ''];
    const samples = await samplesIn(labelStudioMin, {
      'export.json': JSON.stringify([minimal(3, { bbox, label, transcription })]),
      ...image,
    });
    expect(shownLabels(samples)).toEqual([
      ['export/3/0', 'word', 'word', 'text'],
      ['export/3/1', 'page', 'two\nlines', 'text'],
      ['export/3/2', 'word', '', 'illegible'],
    ]);
    expect(samples[0]?.quad).toEqual(quadOfBox([10, 10, 40, 20]));
  });

  it('reads a single text, polygons, and a task once', async () => {
    const points = [
      [50, 50],
      [60, 48],
      [70, 70],
    ];
    const poly = [{ points, ...size, polygonlabels: ['Line'] }];
    const records = await recordsIn(labelStudioMin, {
      'export.json': JSON.stringify([
        minimal(1, { poly, transcription: 'p.jpg' }),
        minimal(1, { poly, transcription: 'second' }),
      ]),
      ...image,
    });
    expect(recordKinds(records)).toEqual(['sample', 'further annotation of a task']);
    expect(records[0]).toMatchObject({ sample: { level: 'line', text: 'p.jpg', file: 'p.png' } });
  });

  it('says when the order of the texts is not known', async () => {
    const points = [
      [50, 50],
      [60, 48],
      [70, 70],
    ];
    const tasks = [
      minimal(1, { bbox: [box(5), box(50)], transcription: ['one'] }),
      minimal(2, { bbox: [box(5)], poly: [{ points, ...size }], transcription: ['one', 'two'] }),
    ];
    const records = await recordsIn(labelStudioMin, { 'e.json': JSON.stringify(tasks), ...image });
    const hint = 'Export the project as JSON and import it in the format label-studio.';
    expect(invalidMessages(records)).toEqual([
      `/e.json, line 1: JSON_MIN does not say which of 1 text belongs to which of 2 regions. ${hint}`,
      `/e.json, line 1: JSON_MIN does not say which of 2 texts belongs to which of 2 regions. ${hint}`,
    ]);
  });

  it('and JSON name each other', async () => {
    const full = JSON.stringify([{ id: 1, data: { ocr: 'p.png' }, annotations: [{ result: [] }] }]);
    const small = JSON.stringify([minimal(1, { bbox: [box(5)], transcription: 'word' })]);
    expect(invalidMessages(await recordsIn(labelStudioMin, { 'e.json': full, ...image }))).toEqual([
      "/e.json: this is Label Studio's JSON export; expected JSON_MIN. Import it in the format label-studio.",
    ]);
    expect(invalidMessages(await recordsIn(labelStudio, { 'e.json': small, ...image }))).toEqual([
      "/e.json: this is Label Studio's JSON_MIN export; expected JSON. Import it in the format label-studio-min.",
    ]);
  });
});
