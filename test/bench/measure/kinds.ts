import sharp from 'sharp';
import { decodePhoto, renderPhoto } from '../../../main/imaging/formats/decode.ts';
import { kindOf, type KindEvidence } from '../../../main/ml/detection/photoKind.ts';
import { boards, boards2 } from '../../../pretraining/data.ts';
import {
  evidenceOfPhoto,
  kindSide,
  openStarterDetector,
  readRules,
} from '../../../main/reader/kindOfPhoto.ts';
import { unlessShort } from '../../../pretraining/unlessShort.ts';
import { print, printTable } from '../../../pretraining/printTable.ts';

const definitions = `
Each photo of a board is turned clockwise, the corners filled with grey. No writing: what it is taken for, so that an
import of photos with writing leaves it out. As it stands: without levelled writing.`;

/** What boards are taken for that stand on their side, upside down or across. */
export async function measureKinds(): Promise<void> {
  const detector = await openStarterDetector();
  const rules = await readRules();
  const all = [...(await boards('dev')), ...(await boards2('dev2'))];
  const pages = unlessShort(all, all.slice(0, 1));
  const rows: string[][] = [];
  for (const degrees of unlessShort([0, 30, 45, 60, 90, 180, 270], [90])) {
    const seen: KindEvidence[] = [];
    for (const { path } of pages) {
      const { jpeg } = await renderPhoto(path, { maxSide: 1600, quality: 92 });
      const turned = await sharp(jpeg)
        .rotate(degrees, { background: '#888' })
        .jpeg({ quality: 92 })
        .toBuffer();
      const small = await renderPhoto(turned, { maxSide: kindSide, quality: 80 });
      const { image } = await decodePhoto(small.jpeg, { maxPixels: kindSide ** 2 });
      seen.push(await evidenceOfPhoto(detector, image));
    }
    const none = (levels: boolean): string =>
      String(
        seen.filter((each) => kindOf(levels ? each : { ...each, levelled: null }, rules) === 'none').length,
      );
    rows.push([`${degrees} degrees`, String(pages.length), none(false), none(true)]);
  }
  printTable(['turned by', 'boards', 'no writing, as it stands', 'no writing'], rows);
  print(definitions);
}
