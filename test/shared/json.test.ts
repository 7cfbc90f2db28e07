import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isModestJson, safeParse } from '../../shared/json.ts';

describe('isModestJson', () => {
  it.each([
    ['1', 1],
    ['[]', 2],
    ['{"a":[1,2],"b":{}}', 6],
    ['[",,[{",1]', 3],
    [String.raw`["\",[\\",1]`, 3],
  ])('counts lists, objects and what stands between commas, but nothing in texts: %s', (text, values) => {
    expect(isModestJson(text, values)).toBe(true);
    expect(isModestJson(text, values - 1)).toBe(false);
  });

  it('allows 100 lists in each other, and as many again one after the other', () => {
    const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(isModestJson(`[${nested(99)},${nested(99)}]`, 1000)).toBe(true);
    expect(isModestJson(nested(101), 1000)).toBe(false);
  });
});

describe('safeParse', () => {
  it('says of a value that has none of several forms what each expects', () => {
    const forms = z.union([
      z.object({ photos: z.array(z.number()) }),
      z.object({ query: z.string() }),
      z.null(),
    ]);
    const message =
      'Invalid input: either photos: expected array, received undefined, or query: expected string, received undefined, or ' +
      'expected null, received object';
    expect(safeParse(forms, { search: 'x' })).toMatchObject({ error: { issues: [{ message }] } });
  });

  const schema = z.array(z.object({ sizes: z.array(z.number()) }));

  it('refuses a list in a list with more faults than the stack has room for', () => {
    const parsed = safeParse(schema, [{ sizes: Array.from({ length: 300_000 }, () => null) }]);
    const issues = [{ message: 'too many values are not what is expected' }];
    expect(parsed).toMatchObject({ success: false, error: { issues } });
  });

  it('says of fewer faults what Zod says', () => {
    expect(safeParse(schema, [{ sizes: [1] }])).toEqual({ success: true, data: [{ sizes: [1] }] });
    const issues = [{ path: [0, 'sizes', 0] }];
    expect(safeParse(schema, [{ sizes: ['1'] }])).toMatchObject({ success: false, error: { issues } });
  });
});
