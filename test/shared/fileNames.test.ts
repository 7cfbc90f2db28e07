import { expect, it } from 'vitest';
import { createFreeNames, windowsName } from '../../shared/fileNames.ts';

it('A name in other case or with its accents in two characters is taken, as on macOS and Windows', () => {
  const free = createFreeNames(['Ång']);
  expect(['caf\u00e9', 'cafe\u0301', 'CAFE\u0301', 'a\u030ang'].map(free)).toEqual([
    'caf\u00e9',
    'cafe\u0301 (2)',
    'CAFE\u0301 (3)',
    'a\u030ang (2)',
  ]);
});

it.each(['CON', 'conin$', 'CONOUT$.jpg', 'aux .txt', 'COM¹.png', 'nul.tar.gz'])(
  '%s, a device of Windows, gets another name',
  (name) => {
    expect(windowsName(name)).toBe(`_${name}`);
    expect(windowsName(`${name[0]}-${name}`)).toBe(`${name[0]}-${name}`);
  },
);
