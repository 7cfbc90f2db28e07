import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeSelfLabels } from '../../../pretraining/unlabelled/selfLabels.ts';
import { readTable, type Row } from '../../../pretraining/tables.ts';
import { quadOfBox, type Box } from '../../../shared/geometry.ts';

const folder = mkdtempSync(join(tmpdir(), 'inkdex-self-labels-'));

beforeAll(() => {
  mkdirSync(join(folder, 'out'));
  const rows = [
    ['page', 'repository'],
    ['one.jpg', 'anna/boards'],
    ['two.jpg', 'bert/boards'],
    ['three.jpg', 'anna/boards'],
  ];
  writeFileSync(join(folder, 'sources.tsv'), rows.map((row) => row.join('\t')).join('\n'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

it('writes the likely words of each photo as it stands, and counts what each repository gave', async () => {
  const found = (box: Box, text: string, confidence: number) => ({
    box,
    quad: quadOfBox(box),
    text,
    confidence,
  });
  const words = [found([10.5, 20, 80, 20], 'stack', 0.96), found([10.5, 60, 80, 20], 'qveue', 0.4)];
  const counts = await writeSelfLabels(folder, join(folder, 'out'), (path) =>
    Promise.resolve({ turn: basename(path) === 'three.jpg' ? 90 : 0, words }),
  );
  expect(readFileSync(join(folder, 'out/words.tsv'), 'utf8')).toBe(
    'page\tx\ty\tw\th\ttext\tconfidence\n' +
      'one.jpg\t10.5\t20\t80\t20\tstack\t0.960\ntwo.jpg\t10.5\t20\t80\t20\tstack\t0.960\n',
  );
  expect(Object.fromEntries(counts)).toEqual({
    'anna/boards': { pages: 2, found: 4, kept: 1 },
    'bert/boards': { pages: 1, found: 2, kept: 1 },
  });
});

it('knows no photo of an owner whose writing is measured on, nor of a page held back', async () => {
  const own = join(import.meta.dirname, '../../../pretraining');
  const [unlabelled, labelled] = await Promise.all([
    readTable(join(own, 'unlabelled/sources.tsv'), ['page', 'repository', 'file', 'commit', 'licence']),
    readTable(join(own, 'boards/sources.tsv'), ['split', 'repository', 'file']),
  ]);
  const measured = labelled.filter((row) => ['dev2', 'walls'].includes(row.get('split') ?? ''));
  const measuredRepositories = new Set(measured.map((row) => row.get('repository')));
  const measuredOwners = new Set(
    measured.filter((row) => row.get('split') === 'dev2').map((row) => ownerOf(row.get('repository'))),
  );
  expect(unlabelled.length).toBeGreaterThan(850);
  const photoOf = (row: Row): string => `${row.get('repository')} ${row.get('file')}`;
  const withLabels = new Set(labelled.map(photoOf));
  expect(unlabelled.map(photoOf).filter((photo) => withLabels.has(photo))).toEqual([]);
  expect(measuredOwners.size).toBe(4);
  for (const row of unlabelled) {
    const [repository, file] = [row.get('repository'), row.get('file')];
    expect(measuredRepositories).not.toContain(repository);
    expect([...measuredOwners, ...devOwners, ...heldBackOwners], repository).not.toContain(
      ownerOf(repository),
    );
    expect(file).not.toContain('pick-a-panel');
    expect(['MIT', 'CC-BY-4.0']).toContain(row.get('licence'));
  }
  expect(new Set(unlabelled.map((row) => row.get('page'))).size).toBe(unlabelled.length);
});

/** Owners of the development boards, which lie beside the checkout; owners who are only measured on; one who shares a board with dev2. */
const devOwners =
  'Blandine12 GitHubMaxwell SAP-archive TheNethOfMe Timinis applied-project-2020 brandonhaynes100 derrickoswald eugenemonnier gpadmapriya justeban rcoh tamarushin theidi267'.split(
    ' ',
  );
const heldBackOwners = 'stariel jo-arroyo jimmychang94 thoughtbot Rohit04052004 jbutt-wandb Alwynblake'.split(
  ' ',
);

function ownerOf(repository = ''): string {
  return repository.slice(0, repository.indexOf('/'));
}
