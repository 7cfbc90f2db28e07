import { photoIdSchema } from '../../shared/contract/photo.ts';
import { wordSchema, type Word } from '../../shared/contract/word.ts';
import { quadOfBox, type Box } from '../../shared/geometry.ts';
import type { Page } from '../../shared/page/page.ts';

/** A line of words, in pixels. */
export interface Written {
  readonly text: string;
  readonly at: readonly [x: number, y: number];
  readonly height?: number;
  readonly confidence?: number;
  /** From one word to the next. */
  readonly apart?: number;
}

let lastId = 0;

/** A page of 800 x 600 pixels with these lines. */
export function pageOf(name: string, lines: readonly Written[], isReadable = true): Page {
  const photo = { name, path: `/photos/${name}`, sha256: '', takenAt: null, width: 800, height: 600 };
  const placed = lines.map(({ text, at: [x, y], height = 20, confidence = 1, apart = 60 }, line) =>
    text.split(' ').map((word, position): Word => {
      const box: Box = [x + apart * position, y, 50, height];
      lastId += 1;
      return wordSchema.parse({
        ...{ id: lastId, photo: photoIdSchema.parse(1), line, position, text: word, confidence, box },
        ...{ quad: quadOfBox(box), alternatives: [], source: 'model', boxSource: 'model', mark: 'text' },
        ...{ madeBy: { kind: 'person' }, changedAt: '', changedBy: null, polygon: null, revision: 0 },
      });
    }),
  );
  return { photo, lines: placed, isReadable };
}
