import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAltoLines } from '../../../pretraining/banks/altoLines.ts';
import { folderForAll } from '../../support/folders.ts';

const folder = folderForAll();

function line(attributes: string, text: string): string {
  return `<TextLine ${attributes}>
    <Shape><Polygon POINTS="0 0 90 0 90 40 0 40"/></Shape><String CONTENT="${text}"/></TextLine>`;
}

describe('Lines of an ALTO file', () => {
  it('have text, baseline, outline and the names of their types', async () => {
    const path = join(folder, 'page.xml');
    writeFileSync(
      path,
      `<?xml version="1.0"?><alto xmlns="http://www.loc.gov/standards/alto/ns-v4#">
      <Description><sourceImageInformation><fileName>page.jpg</fileName></sourceImageInformation></Description>
      <Tags><OtherTag ID="LT1" LABEL="DefaultLine:Handwritten"/></Tags>
      <Layout><Page WIDTH="100" HEIGHT="100"><PrintSpace><TextBlock>
      ${line('TAGREFS="LT1" BASELINE="0 30 90 33"', ' Caf&#xe9;  noir ')}
      ${line('BASELINE="5 70"', 'no baseline')}
      ${line('BASELINE="5 70 80 70"', '')}
      </TextBlock></PrintSpace></Page></Layout></alto>`,
    );
    expect(await readAltoLines(path)).toEqual({
      image: 'page.jpg',
      size: { width: 100, height: 100 },
      lines: [
        {
          text: 'Café  noir',
          baseline: [
            [0, 30],
            [90, 33],
          ],
          outline: [
            [0, 0],
            [90, 0],
            [90, 40],
            [0, 40],
          ],
          type: 'DefaultLine:Handwritten',
        },
      ],
    });
  });
});
