import { createCanvas, type Image, type SKRSContext2D } from '@napi-rs/canvas';
import { median } from '../../shared/median.ts';
import { noWord, type ReadLabel } from './corrections.ts';

const sheet = { width: 1280, height: 1250, fontHeight: 17 };
/** Rows that a word of usual height has on a sheet. */
const wordRows = 46;
const mostEnlarged = 4;
/** Words read with less are drawn in another colour. */
const unsure = 0.6;
/** Longer side of the whole photo. */
const pageSide = 1500;

/** A part of a line with what is read in it, and where it stands on a sheet. */
interface Strip {
  readonly words: readonly ReadLabel[];
  /** Of the photo. */
  readonly area: readonly [x: number, y: number, width: number, height: number];
  readonly scale: number;
}

/** The whole photo with its boxes and their numbers, and pixels of the photo at its edges, as PNG. */
export function pageSheet(photo: Image, words: readonly ReadLabel[]): Buffer {
  const scale = Math.min(pageSide / Math.max(photo.width, photo.height), 1.4);
  const canvas = createCanvas(Math.round(photo.width * scale), Math.round(photo.height * scale));
  const context = canvas.getContext('2d');
  context.drawImage(photo, 0, 0, canvas.width, canvas.height);
  for (const { box, number, text } of words) {
    const [x, y, width, height] = box.map((side) => side * scale) as [number, number, number, number];
    context.strokeStyle = text === noWord ? '#f80' : '#0a0';
    context.strokeRect(x, y, width, height);
    write(context, String(number), [x, y - 1], 10, 'red');
  }
  drawRulers(context, [0, 0, photo.width, photo.height], scale, 100);
  return canvas.toBuffer('image/png');
}

/** A part of the photo, enlarged, with pixels of the photo at its edges. */
export function zoomSheet(photo: Image, [x, y, width, height]: Strip['area']): Buffer {
  const scale = Math.min(1200 / width, 1000 / height);
  const canvas = createCanvas(Math.round(width * scale), Math.round(height * scale));
  const context = canvas.getContext('2d');
  context.drawImage(photo, x, y, width, height, 0, 0, canvas.width, canvas.height);
  drawRulers(context, [x, y, width, height], scale, Math.max(20, 20 * Math.round(width / 240)));
  return canvas.toBuffer('image/png');
}

/** The lines of a photo, their ink above and their readings below, in sheets, each a PNG. */
export function lineSheets(photo: Image, words: readonly ReadLabel[]): Buffer[] {
  const sheets: Buffer[] = [];
  let canvas = createCanvas(sheet.width, sheet.height);
  let [left, top, rowHeight] = [0, 0, 0];
  const finish = (): void => {
    if (left + top > 0) sheets.push(canvas.toBuffer('image/png'));
    canvas = createCanvas(sheet.width, sheet.height);
    [left, top, rowHeight] = [0, 0, 0];
  };
  for (const strip of linesOf(words).flatMap((line) => stripsOf(photo, line))) {
    const ends = readingPlaces(strip);
    const width = Math.min(
      sheet.width,
      Math.ceil(Math.max(strip.area[2] * strip.scale, ...ends.map(({ end }) => end))) + 12,
    );
    const height = Math.ceil(strip.area[3] * strip.scale) + 46;
    if (left + width > sheet.width) [left, top, rowHeight] = [0, top + rowHeight, 0];
    if (top + height > sheet.height) finish();
    drawStrip(canvas.getContext('2d'), photo, strip, ends, [left, top, width, height]);
    left += width;
    rowHeight = Math.max(rowHeight, height);
  }
  finish();
  return sheets;
}

/** The words of each line; those without a line stand alone. */
function linesOf(words: readonly ReadLabel[]): ReadLabel[][] {
  const byLine = Map.groupBy(words, ({ line, number }) => line ?? `own ${number}`);
  const middle = (line: readonly ReadLabel[]): number =>
    median(line.map(({ box: [, y, , height] }) => y + height / 2));
  return [...byLine.values()]
    .map((line) => line.toSorted((a, b) => a.box[0] - b.box[0]))
    .toSorted((a, b) => middle(a) - middle(b));
}

/** A line in parts that fit a sheet. */
function stripsOf(photo: Image, line: readonly ReadLabel[]): Strip[] {
  const usual = median(line.map(({ box }) => box[3]));
  const scale = Math.min(mostEnlarged, Math.max(0.5, wordRows / usual));
  const parts: ReadLabel[][] = [];
  for (const word of line) {
    const part = parts.at(-1);
    const [first] = part ?? [];
    const fits =
      first !== undefined && (word.box[0] + word.box[2] - first.box[0]) * scale < sheet.width - 130;
    if (part !== undefined && fits) part.push(word);
    else parts.push([word]);
  }
  return parts.map((words): Strip => {
    const left = Math.max(0, Math.min(...words.map(({ box }) => box[0])) - 0.7 * usual);
    const top = Math.max(0, Math.min(...words.map(({ box }) => box[1])) - 0.25 * usual);
    const right = Math.min(photo.width, Math.max(...words.map(({ box }) => box[0] + box[2])) + 0.7 * usual);
    const bottom = Math.min(
      photo.height,
      Math.max(...words.map(({ box }) => box[1] + box[3])) + 0.25 * usual,
    );
    const area = [left, top, right - left, bottom - top] as const;
    return { words, area, scale: Math.min(scale, (sheet.width - 14) / area[2], 260 / area[3]) };
  });
}

interface ReadingPlace {
  readonly word: ReadLabel;
  readonly start: number;
  readonly end: number;
  /** Readings stand in two rows where they would touch. */
  readonly row: 0 | 1;
}

function readingPlaces({ words, area, scale }: Strip): ReadingPlace[] {
  const ends: [number, number] = [0, 0];
  return words.map((word) => {
    const wanted = (word.box[0] - area[0]) * scale;
    const row = wanted >= ends[0] || ends[0] <= ends[1] ? 0 : 1;
    const start = Math.max(wanted, ends[row]);
    const end = start + 10 * word.text.length + 8 * String(word.number).length + 14;
    ends[row] = end;
    return { word, start, end, row };
  });
}

function drawStrip(
  context: SKRSContext2D,
  photo: Image,
  { area, scale }: Strip,
  readings: readonly ReadingPlace[],
  [left, top, width, height]: readonly [number, number, number, number],
): void {
  const [x, y, columns, rows] = area;
  context.fillStyle = 'white';
  context.fillRect(left, top, width, height);
  context.drawImage(photo, x, y, columns, rows, left, top, columns * scale, rows * scale);
  context.strokeStyle = '#ccc';
  context.strokeRect(left, top, width, height);
  for (const { word, start, row } of readings) {
    const { box, number, text, confidence } = word;
    context.strokeStyle = '#0b0';
    context.strokeRect(
      left + (box[0] - x) * scale,
      top + (box[1] - y) * scale,
      box[2] * scale,
      box[3] * scale,
    );
    const below = top + rows * scale + sheet.fontHeight * (1 + row);
    const label = `${number}:`;
    write(context, label, [left + start, below], 12, 'red');
    const colour = text === noWord ? '#f80' : confidence < unsure ? '#c0c' : '#00c';
    write(context, text, [left + start + 8 * label.length, below], sheet.fontHeight, colour);
  }
}

function drawRulers(
  context: SKRSContext2D,
  [x, y, width, height]: Strip['area'],
  scale: number,
  step: number,
): void {
  for (let column = Math.ceil(x / step) * step; column < x + width; column += step) {
    write(context, String(column), [(column - x) * scale, 10], 10, '#a0a');
    context.fillRect((column - x) * scale, 12, 1, 6);
  }
  for (let row = Math.ceil(y / step) * step; row < y + height; row += step) {
    write(context, String(row), [0, (row - y) * scale], 10, '#a0a');
  }
}

function write(
  context: SKRSContext2D,
  text: string,
  [x, y]: readonly [number, number],
  size: number,
  colour: string,
): void {
  context.font = `${size}px "DejaVu Sans Mono", monospace`;
  context.fillStyle = colour;
  context.fillText(text, x, y);
}
