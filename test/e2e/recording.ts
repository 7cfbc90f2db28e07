import type { Locator, Page } from '@playwright/test';
import sharp from 'sharp';

const width = 960;
/** From one key to the next. */
const typingMs = 110;
const pointerSize = 26;
const pointer = Buffer.from(
  `<svg xmlns="http://www.w3.org/2000/svg" width="${pointerSize}" height="${pointerSize}" viewBox="0 0 26 26">
    <path d="M4 2v18l4.5-4 3 7 3.2-1.4-3-6.8H18z" fill="#111" stroke="#fff" stroke-width="1.5"/></svg>`,
);

export interface Recording {
  /** Shows what is on the page for so many milliseconds. */
  readonly show: (ms: number) => Promise<void>;
  /** Moves the pointer to the middle of an element and clicks it. */
  readonly click: (target: Locator) => Promise<void>;
  /** Types a text into the focused field, one frame per character. */
  readonly type: (text: string) => Promise<void>;
  /** Takes frames until the promise is settled, `everyMs` apart. */
  readonly until: (done: Promise<unknown>, everyMs: number) => Promise<void>;
  /** Writes an animated WebP that repeats for ever. */
  readonly save: (path: string) => Promise<void>;
}

/** Records a page as a sequence of pictures. Screenshots show no pointer, so that one is drawn over them. */
export function record(page: Page): Recording {
  const frames: { readonly picture: Buffer; readonly ms: number }[] = [];
  let at: { readonly x: number; readonly y: number } | null = null;

  async function show(ms: number): Promise<void> {
    const screen = sharp(await page.screenshot());
    const withPointer =
      at === null
        ? screen
        : screen.composite([{ input: pointer, left: Math.round(at.x), top: Math.round(at.y) }]);
    // Composited before it is scaled: sharp would do it the other way round.
    const picture = await sharp(await withPointer.png().toBuffer())
      .resize({ width })
      .png()
      .toBuffer();
    const last = frames.at(-1);
    if (last?.picture.equals(picture) === true) frames[frames.length - 1] = { picture, ms: last.ms + ms };
    else frames.push({ picture, ms });
  }

  return {
    show,
    async click(target) {
      await target.scrollIntoViewIfNeeded();
      const box = await target.boundingBox();
      if (box === null) throw new Error(`There is nothing to click: ${String(target)}`);
      at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      await page.mouse.move(at.x, at.y);
      await show(500);
      await target.click();
    },
    async type(text) {
      for (const character of text) {
        await page.keyboard.type(character);
        await show(typingMs);
      }
    },
    async until(done, everyMs) {
      const settled = done.then(
        () => true,
        () => true,
      );
      const later = async () => {
        await page.waitForTimeout(everyMs);
        return false;
      };
      do await show(everyMs);
      while (!(await Promise.race([settled, later()])));
      await done;
    },
    async save(path) {
      await sharp(
        frames.map(({ picture }) => picture),
        { join: { animated: true } },
      )
        .webp({ quality: 75, delay: frames.map(({ ms }) => ms), loop: 0, minSize: true, effort: 4 })
        .toFile(path);
    },
  };
}
