import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { note } from '../../../main/commands/command.ts';
import { showProgress, timeText } from '../../../main/commands/terminal.ts';

let written = '';
beforeEach(() => {
  written = '';
  vi.useFakeTimers({ toFake: ['performance'] });
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    written += String(chunk);
    return true;
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function onTerminal(isTerminal: boolean, columns = 80): void {
  Object.assign(process.stderr, { isTTY: isTerminal, columns });
  vi.stubEnv('TERM', 'xterm');
}

describe('The progress of long work', () => {
  it('is a bar with rate and time left on a terminal, which is cleared at the end', () => {
    onTerminal(true);
    const progress = showProgress('photos');
    progress.update(0, 40);
    vi.advanceTimersByTime(5000);
    progress.update(10, 40);
    expect(written).toContain(`${'█'.repeat(6)}${'░'.repeat(18)} 10 of 40 photos, 2.0 photos/s, 15 s left`);
    progress.end();
    expect(written.endsWith('\r\u001b[K')).toBe(true);
  });

  it('is cut before the end of a narrow terminal, and makes room for other lines', () => {
    onTerminal(true, 20);
    const progress = showProgress('photos');
    progress.update(1, 40);
    const drawn = written.replace('\r\u001b[K', '');
    expect(drawn).toHaveLength(19);
    note('A line.');
    expect(written.endsWith(`${drawn}\r\u001b[KA line.\n`)).toBe(true);
    progress.end();
  });

  it('is a plain line each second elsewhere, or none for a command that prints its own', () => {
    onTerminal(false);
    const progress = showProgress('words');
    showProgress('files', true).update(1, 2);
    progress.update(0, null);
    vi.advanceTimersByTime(500);
    progress.update(5, null);
    vi.advanceTimersByTime(1500);
    progress.update(30, null);
    progress.end();
    expect(written).toBe('30 words, 15 words/s\n');
  });

  it('counts the rate of continued work from where it goes on, and knows longer times', () => {
    onTerminal(false);
    const progress = showProgress('steps');
    progress.update(1000, 5000);
    vi.advanceTimersByTime(2000);
    progress.update(1002, 5000);
    expect(written).toBe('1,002 of 5,000 steps, 1.0 steps/s, 1 h 7 min left\n');
    expect([timeText(99), timeText(120), timeText(3540)]).toEqual(['99 s', '2 min', '59 min']);
  });
});
