import { describe, expect, it, vi } from 'vitest';
import { note, noteFailure, print, printJson } from '../../../main/commands/command.ts';
import { InkdexError } from '../../../shared/result.ts';

/** What a stranger may call a photo, a word or an album, and how it is shown. */
const names: readonly (readonly [string, string, string])[] = [
  ['sets the title', '\u{1b}]0;gone\u{7}.jpg', String.raw`\x1b]0;gone\x07.jpg`],
  ['sets the clipboard', '\u{1b}]52;c;cm0gLXJm\u{1b}\\', String.raw`\x1b]52;c;cm0gLXJm\x1b` + '\\'],
  ['is a link to elsewhere', '\u{1b}]8;;http://evil\u{1b}\\a', String.raw`\x1b]8;;http://evil\x1b` + '\\a'],
  ['clears the screen with one byte', 'a\u{9b}2Jb', String.raw`a\x9b2Jb`],
  ['overwrites its line', 'bad\rgood', String.raw`bad\x0dgood`],
  ['hides its ending', 'a\u{202e}gpj.exe', String.raw`a\u202egpj.exe`],
  ['is isolated', '\u{2066}a\u{2069}', String.raw`\u2066a\u2069`],
];
const harmless = 'Ærø – ไทย\tʿArabic \u{200f}שלום\n🖊️';

/** What a function writes to a stream. */
function written<Args extends unknown[]>(
  stream: NodeJS.WriteStream,
  write: (...args: Args) => void,
  ...args: Args
): string {
  const spy = vi.spyOn(stream, 'write').mockReturnValue(true);
  try {
    write(...args);
    return spy.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    spy.mockRestore();
  }
}

describe('A name that', () => {
  it.each(names)('%s is shown and does nothing to the terminal', (_what, name, shown) => {
    const { stdout, stderr } = process;
    expect(written(stdout, print, `1\t${name}`)).toBe(`1\t${shown}\n`);
    const json = written(stdout, printJson, { name });
    expect(json).not.toMatch(/(?!\n)\p{Cc}|[\u{202e}\u{2066}]/u);
    expect(JSON.parse(json)).toEqual({ name });
    expect(written(stderr, note, name)).toBe(`${shown}\n`);
    const status = process.exitCode;
    const failed = written(stderr, noteFailure, new InkdexError('not-found', name), name);
    process.exitCode = status;
    expect(failed).toContain(`${shown}: ${shown} [not-found]\n`);
  });

  it('is written in any script is printed as it is', () => {
    expect(written(process.stdout, print, harmless)).toBe(`${harmless}\n`);
  });
});
