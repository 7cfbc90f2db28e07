import { describe, expect, it } from 'vitest';
import { formatRoute, parseRoute } from '../../../renderer/state/route.ts';

describe('routes', () => {
  it.each([
    '#/library',
    '#/library?status=failed',
    '#/photo/12',
    '#/photo/12?word=3&q=binary+tree',
    '#/photo/7?status=waiting',
    '#/search',
    '#/search?q=%22to+be%22+-or+50%25+%26+%23',
    '#/models',
  ])('reads %s and writes it again the same', (address) => {
    expect(formatRoute(parseRoute(address))).toBe(address);
  });

  it.each(['', '#', '#/', '#/nowhere', '#/photo/', '#/photo/-1', '#/photo/1.5', '#/photo/abc', '#content'])(
    'shows the library for "%s"',
    (address) => {
      expect(parseRoute(address)).toEqual({ screen: 'library', status: null });
    },
  );

  it('leaves out what it does not understand of an address it knows', () => {
    expect(parseRoute('#/library?status=lost')).toEqual({ screen: 'library', status: null });
    expect(parseRoute('#/photo/3?word=x')).toMatchObject({ screen: 'photo', photo: 3, word: null });
  });

  it('keeps a question mark inside a query', () => {
    expect(parseRoute('#/search?q=why?')).toEqual({ screen: 'search', query: 'why?' });
  });
});
