import { describe, expect, it } from 'vitest';
import { datasetRoute, tabRoute } from '../../../renderer/state/datasetRoute.ts';
import { everyPhoto, formatRoute, parseRoute } from '../../../renderer/state/route.ts';
import { datasetId, versionId } from '../../support/datasetFixtures.ts';

describe('routes', () => {
  it.each([
    '#/library',
    '#/library?status=failed',
    '#/photo/12',
    '#/photo/12?word=3&q=binary+tree',
    '#/photo/7?status=waiting',
    '#/photo/7?in=2',
    '#/library?in=2',
    '#/library?folder=%2Fhome%2Fada%2Fnotes+2024',
    '#/photo/7?folder=C%3A%5CNotes',
    '#/search?q=%22to+be%22+-or+50%25+%26+%23',
    '#/models',
    '#/label',
    '#/settings',
    '#/about',
    '#/annotate/12',
    '#/annotate/12?word=3&queue=1',
    '#/training',
    '#/training/12',
    '#/train',
    `#/train?dataset=${'ab'.repeat(32)}&base=starter-recogniser`,
    '#/compare-runs?runs=3+1',
    '#/models/my-hand-3',
    '#/compare-models?models=my-hand-3+starter-recogniser',
    '#/evaluation/4',
    '#/datasets',
    '#/dataset/3/versions',
    `#/dataset/3/contents?version=${'a'.repeat(64)}`,
    `#/dataset/3/diff?version=${'a'.repeat(64)}&before=${'b'.repeat(64)}&kind=text`,
    '#/dataset/3/samples?view=suspects',
    '#/dataset/3/samples?split=none&text=%26+%C3%A9&writer=none&shortest=2&longest=9',
    '#/dataset/3/samples?no-writer=1',
  ])('reads %s and writes it again the same', (address) => {
    expect(formatRoute(parseRoute(address))).toBe(address);
  });

  it.each([
    '',
    '#',
    '#/',
    '#/nowhere',
    '#/photo/',
    '#/photo/-1',
    '#/photo/1.5',
    '#/photo/abc',
    '#/annotate/x',
    '#content',
  ])('shows the library for "%s"', (address) => {
    expect(parseRoute(address)).toEqual({ screen: 'library', ...everyPhoto });
  });

  it('leaves out what it does not understand of an address it knows', () => {
    expect(parseRoute('#/library?status=lost')).toEqual({
      screen: 'library',
      ...everyPhoto,
    });
    expect(parseRoute('#/photo/3?word=x')).toMatchObject({ screen: 'photo', photo: 3, word: null });
  });

  it('shows all datasets for one that has no number, and a dataset from its beginning', () => {
    expect(parseRoute('#/dataset/words')).toEqual({ screen: 'datasets' });
    expect(parseRoute('#/dataset/3/nothing?split=all&version=x&longest=-1')).toEqual(
      datasetRoute(datasetId(3)),
    );
  });

  it('keeps the version that is looked at among the tabs that show what is in one', () => {
    const route = datasetRoute(datasetId(3), 'contents', { version: versionId('a') });
    expect(tabRoute(route, 'samples').version).toBe(versionId('a'));
    expect(tabRoute(route, 'versions').version).toBeNull();
    expect(tabRoute({ ...route, tab: 'diff' }, 'samples').version).toBeNull();
  });

  it('keeps a question mark inside a query', () => {
    // An empty query finds the whole library.
    expect(parseRoute('#/search')).toEqual(parseRoute('#/library'));
    expect(parseRoute('#/search?q=why?')).toEqual({ screen: 'search', query: 'why?' });
  });
});
