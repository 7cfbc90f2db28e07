import { styleText } from 'node:util';
import { formatCount } from '../../shared/text.ts';

/** The progress of long work on stderr: a bar on a terminal, elsewhere a line now and then. */
export interface Progress {
  /**
   * @param total null while it is unknown
   * @param secondsLeft if the work knows it better than by the mean speed so far
   */
  update(done: number, total: number | null, secondsLeft?: number | null): void;
  /** Removes the bar. */
  end(): void;
}

/** Least time between two lines. */
const lineMs = 1000;
/** Least time between two drawings of the bar. */
const drawMs = 100;
const barWidth = 24;

/** Moves to the start of the line and clears it (ECMA-48: CR, EL). */
const clearLine = '\r\u001b[K';

let isDrawn = false;

/** Clears the progress bar before something else is written to the terminal. The next update draws it again. */
export function clearBar(): void {
  if (isDrawn) process.stderr.write(clearLine);
  isDrawn = false;
}

/** Red on a terminal, unless NO_COLOR is set. */
export function alarming(text: string): string {
  return styleText('red', text, { stream: process.stderr });
}

/**
 * @param what what is counted, such as "words"
 * @param isQuiet no lines where stderr is not a terminal, because the command prints its own
 */
export function showProgress(what: string, isQuiet = false): Progress {
  const isTerminal = process.stderr.isTTY && process.env.TERM !== 'dumb';
  if (isTerminal) return progressBar(what);
  return isQuiet ? { update: () => undefined, end: () => undefined } : progressLines(what);
}

/** Counts from the first update, at which a continued job is not at zero. */
function createPace() {
  let start: { readonly at: number; readonly done: number } | undefined;
  return (done: number): number | null => {
    start ??= { at: performance.now(), done };
    const seconds = (performance.now() - start.at) / 1000;
    return done > start.done && seconds > 0.2 ? (done - start.done) / seconds : null;
  };
}

/** `30 of 100 words, 12 words/s, 6 s left`; without what is unknown. */
function progressText(
  what: string,
  done: number,
  total: number | null,
  { pace, secondsLeft }: { readonly pace: number | null; readonly secondsLeft: number | null },
): string {
  const left = secondsLeft ?? (pace === null || total === null ? null : (total - done) / pace);
  return [
    `${formatCount(done)}${total === null ? '' : ` of ${formatCount(total)}`} ${what}`,
    ...(pace === null ? [] : [`${pace < 10 ? pace.toFixed(1) : formatCount(Math.round(pace))} ${what}/s`]),
    ...(left === null ? [] : [`${timeText(left)} left`]),
  ].join(', ');
}

/** `45 s`, `12 min`, `3 h 5 min`. */
export function timeText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 100) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function progressLines(what: string): Progress {
  const paceAt = createPace();
  let printedAt = performance.now();
  return {
    update(done, total, secondsLeft = null) {
      const pace = paceAt(done);
      if (performance.now() - printedAt < lineMs) return;
      printedAt = performance.now();
      process.stderr.write(`${progressText(what, done, total, { pace, secondsLeft })}\n`);
    },
    end: () => undefined,
  };
}

function progressBar(what: string): Progress {
  const paceAt = createPace();
  let drawnAt = -Infinity;
  return {
    update(done, total, secondsLeft = null) {
      const pace = paceAt(done);
      if (performance.now() - drawnAt < drawMs && done !== total) return;
      drawnAt = performance.now();
      const text = `${barOf(done, total)}${progressText(what, done, total, { pace, secondsLeft })}`;
      // A line that wraps cannot be drawn over.
      process.stderr.write(`${clearLine}${text.slice(0, terminalWidth() - 1)}`);
      isDrawn = true;
    },
    end: clearBar,
  };
}

function barOf(done: number, total: number | null): string {
  if (total === null || total === 0) return '';
  const full = Math.round(Math.min(1, done / total) * barWidth);
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)} `;
}

/** Some terminals do not say how wide they are: usually 80 columns. */
function terminalWidth(): number {
  return process.stderr.columns > 1 ? process.stderr.columns : 80;
}
