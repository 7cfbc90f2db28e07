import fc from 'fast-check';
import { join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileInside, relativeFile } from '../../../main/exchange/folders.ts';

describe('a path in a list', () => {
  it('stays inside its folder, whatever it contains, or is refused', () => {
    const parts = fc.array(fc.constantFrom('..', '.', '', 'a', 'b.png', 'c:', '\0', '...', '~'), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(parts, fc.constantFrom('/', '\\'), (names, separator) => {
        const file = relativeFile(names.join(separator));
        if (file === null) return;
        const path = relative('/data', join('/data', file));
        expect(path.split(sep)).not.toContain('..');
        expect(path).toBe(file);
        expect(file).not.toBe('');
      }),
    );
  });

  it.each([
    ['a/b.png', 'a/b.png'],
    ['./2/1/x_WORD_1.jpg', '2/1/x_WORD_1.jpg'],
    ['a\\b.png', 'a/b.png'],
    ['a/../b.png', 'b.png'],
    ['a//b.png', 'a/b.png'],
  ])('%s is %s', (name, file) => {
    expect(relativeFile(name)).toBe(file);
  });

  it.each([
    '..',
    '../a.png',
    'a/../../b.png',
    '/etc/passwd',
    'C:\\a.png',
    '\\\\server\\a.png',
    'a\0.png',
    '',
    '.',
  ])('%s is refused', (name) => {
    expect(relativeFile(name)).toBeNull();
    expect(() => fileInside('/data', name, 'list.txt, line 7')).toThrow(
      /^list\.txt, line 7: .* points outside/u,
    );
  });
});
