import { mkdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { OutgoingSample, WriteOptions } from '../../../shared/exchange.ts';
import { imagePlaces } from '../imagePlaces.ts';
import { cutSamples } from '../cutSamples.ts';
import { withTextFile } from '../textFile.ts';
import { writeWholeFolder } from '../wholeOutput.ts';
import { imageEndings, imageStem } from './iamFolder.ts';
import { createIamNames, keyLoss } from './iamNames.ts';
import { createFormBook } from './formBook.ts';

/** Words or lines with one image each: written by `iam` and `iam-lines`. */
export type PieceLevel = 'word' | 'line';

export function iamLosses(level: PieceLevel): readonly string[] {
  return [
    `Every sample becomes a ${level}. Regions marked illegible or not text are left out.`,
    'A word or line that is part of a picture is cut out. Its place on the page and its outline are lost.',
    keyLoss,
    'File names follow from the id.',
    'Line feeds in texts become spaces' + (level === 'line' ? ', and so do vertical bars.' : '.'),
    'Each form has one writer, without white space in the name. A form without a writer becomes its own writer.',
    'If some samples have a split, the strict recipe skips the others when it reads the files.',
    'Lost: languages and alternatives.',
  ];
}

/** Writes `ascii`, `splits`, and `words` or `lines`. */
export async function writeIamPieces(
  samples: AsyncIterable<OutgoingSample>,
  path: string,
  level: PieceLevel,
  options: WriteOptions,
): Promise<void> {
  const folderName = level === 'word' ? 'words' : 'lines';
  await writeWholeFolder(path, async (folder) => {
    await mkdir(join(folder, 'ascii'));
    const forms = createFormBook();
    await withTextFile(join(folder, 'ascii', `${folderName}.txt`), async (list) => {
      await list.append(heading[level]);
      const names = createIamNames(level);
      const images = imagePlaces(folder, options);
      for await (const cut of cutSamples(samples)) {
        const { sample, picture } = cut;
        if (sample.mark !== 'text') continue;
        const { id, at } = names.nameOf(sample);
        const stem = `${folderName}/${imageStem(id, at.form)}`;
        await images.putOwn(cut, stem + (picture === null ? endingOf(sample.file) : '.png'));
        forms.add(id, at.form, sample);
        await list.append(lineFor(level, id, sample.text));
      }
    });
    await forms.write(folder);
  });
}

const heading: Record<PieceLevel, string> = {
  word: '#--- words.txt ---#\n#\n# word id, segmentation result, grey level, x y w h, grammatical tag, transcription\n',
  line: '#--- lines.txt ---#\n#\n# line id, segmentation result, grey level, components, x y w h, transcription\n',
};

/** Numbers that only IAM knows are written as IAM's value for unknown. */
function lineFor(level: PieceLevel, id: string, text: string): string {
  const line = text.replace(/[\r\n]+/gu, ' ');
  return level === 'word'
    ? `${id} ok -1 -1 -1 -1 -1 XX ${line}\n`
    : `${id} ok -1 -1 -1 -1 -1 -1 ${line.replaceAll(' ', '|')}\n`;
}

function endingOf(file: string): string {
  const ending = extname(file).toLowerCase();
  return imageEndings.find((known) => known === ending) ?? '.png';
}
