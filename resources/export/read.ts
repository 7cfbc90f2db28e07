// Reads crops of words (or lines) as Inkdex does, without a language model: node read.ts CROP...
// Needs Node 23.6 or later, and: npm install onnxruntime-node sharp. Prints for each crop its path, a tab, its text.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';

const mostPixels = 1_000_000; // Inkdex scales larger crops down before it reads them.
const session = await InferenceSession.create(join(import.meta.dirname, 'model.onnx'), { logSeverityLevel: 3 });
/** The text of each class; that of the blank is empty. */
const { blank, classes }: { blank: number; classes: string[] } = JSON.parse(readFileSync(join(import.meta.dirname, 'classes.json'), 'utf8'));

/** uint8 [height, width, 3]: R, G, B, upright, on white. */
async function pixelsOf(path: string): Promise<Tensor> {
  const image = sharp(path).autoOrient().flatten({ background: '#fff' }).toColourspace('srgb');
  const { width, height } = (await sharp(path).metadata()).autoOrient;
  const scale = Math.min(1, Math.sqrt(mostPixels / (width * height)));
  const side = (length: number): number => Math.max(1, Math.floor(length * scale));
  if (scale < 1) image.resize({ width: side(width), height: side(height), fit: 'fill' });
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return new Tensor('uint8', new Uint8Array(data), [info.height, info.width, 3]);
}

/** The best class of each time step, repetitions joined, blanks left out. Logits: float32 [time, 1, classes] */
function textOf({ data, dims: [steps = 0, , count = 0] }: Tensor): string {
  const logits = data as Float32Array;
  const best = Array.from({ length: steps }, (_, step) => {
    const row = logits.subarray(step * count, (step + 1) * count);
    return row.indexOf(Math.max(...row));
  });
  return best.map((each, step) => (each === blank || each === best[step - 1] ? '' : classes[each])).join('');
}

for (const path of process.argv.slice(2)) {
  const { logits } = await session.run({ pixels: await pixelsOf(path) }, ['logits']);
  console.log(`${path}\t${textOf(logits).trim()}`);
}
