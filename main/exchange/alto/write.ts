import { boxOfQuad, type Point, type Size } from '../../../shared/geometry.ts';
import { heldText, xmlFileText, xmlNode, type XmlNode } from '../markup/xml.ts';
import type { Block, Line, PageDocument } from '../pages/document.ts';
import { languageOf, plainJson, type Held, type Part } from '../pages/parts.ts';
import { boxAround } from '../../../shared/shape.ts';

const namespace = 'http://www.loc.gov/standards/alto/ns-v4#';

/** Serialises a page as ALTO 4.3 in pixels. */
export function altoText(document: PageDocument, { width, height }: Size): string {
  const tags = tagWriter();
  const blocks = document.blocks.map((block) => blockNode(block, tags));
  const whole = { HPOS: 0, VPOS: 0, WIDTH: width, HEIGHT: height };
  return xmlFileText(
    xmlNode(
      'alto',
      {
        xmlns: namespace,
        'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
        'xsi:schemaLocation': `${namespace} http://www.loc.gov/standards/alto/v4/alto-4-3.xsd`,
        SCHEMAVERSION: '4.3',
      },
      [
        xmlNode('Description', {}, [
          xmlNode('MeasurementUnit', {}, 'pixel'),
          xmlNode('sourceImageInformation', {}, [xmlNode('fileName', {}, document.images[0] ?? '')]),
          xmlNode('Processing', { ID: 'inkdex-processing' }, [
            xmlNode('processingSoftware', {}, [xmlNode('softwareName', {}, 'Inkdex')]),
          ]),
        ]),
        ...tags.nodes(),
        xmlNode('Layout', {}, [
          xmlNode('Page', { ID: 'inkdex-page', PHYSICAL_IMG_NR: 1, WIDTH: width, HEIGHT: height }, [
            xmlNode('PrintSpace', whole, blocks),
          ]),
        ]),
      ],
    ),
  );
}

function blockNode(block: Block, tags: TagWriter): XmlNode {
  // ALTO stores text in strings only: the text of a block that is a sample is written line by line.
  const lines =
    block.carried === null
      ? block.lines.map((line) => lineNode(line, tags))
      : (block.text ?? '')
          .split('\n')
          .map((text) => xmlNode('TextLine', {}, [xmlNode('String', { CONTENT: text })]));
  return xmlNode('TextBlock', { ...attributesOf(block, tags), ...boxOf(block) }, [
    ...shapeNodes(block),
    ...lines,
  ]);
}

function lineNode(line: Line, tags: TagWriter): XmlNode {
  const attributes = { ...attributesOf(line, tags), ...boxOf(line), BASELINE: pointsText(line.baseline) };
  const strings =
    line.carried === null
      ? line.words.map((word) =>
          xmlNode('String', { ...attributesOf(word, tags), ...boxOf(word), CONTENT: word.text ?? '' }, [
            ...shapeNodes(word),
            ...alternativeNodes(word),
          ]),
        )
      : [xmlNode('String', { ...boxOf(line), CONTENT: line.text ?? '' }, alternativeNodes(line))];
  return xmlNode('TextLine', attributes, [...shapeNodes(line), ...strings]);
}

function attributesOf({ id, split, language, carried }: Part, tags: TagWriter): XmlNode['attributes'] {
  const references = [
    ...(split === null ? [] : [tags.reference('split', split)]),
    ...(carried === null ? [] : [tags.reference('inkdex', plainJson(carried))]),
  ];
  return {
    ID: id,
    TAGREFS: references.length === 0 ? null : references.join(' '),
    LANG: altoLanguage(language),
  };
}

function boxOf({ outline }: Part): XmlNode['attributes'] {
  if (outline === null) return {};
  const [HPOS, VPOS, WIDTH, HEIGHT] = boxOfQuad(boxAround(outline));
  return { HPOS, VPOS, WIDTH, HEIGHT };
}

function shapeNodes({ outline }: Part): XmlNode[] {
  if (outline === null) return [];
  return [xmlNode('Shape', {}, [xmlNode('Polygon', { POINTS: pointsText(outline) })])];
}

function alternativeNodes({ alternatives }: Part): XmlNode[] {
  return alternatives.map(({ text }) => xmlNode('ALTERNATIVE', {}, text));
}

function pointsText(points: readonly Point[]): string {
  return points.flat().map(String).join(' ');
}

type TagWriter = ReturnType<typeof tagWriter>;

function tagWriter() {
  const ids = new Map<string, string>();
  const nodes: XmlNode[] = [];
  return {
    /** The id of a tag, which is created when it does not exist yet. */
    reference(type: string, label: string): string {
      const name = JSON.stringify([type, label]);
      const known = ids.get(name);
      if (known !== undefined) return known;
      const id = `inkdex-${ids.size + 1}`;
      ids.set(name, id);
      nodes.push(xmlNode('OtherTag', { ID: id, TYPE: type, LABEL: label }));
      return id;
    },
    nodes: (): XmlNode[] => (nodes.length === 0 ? [] : [xmlNode('Tags', {}, nodes)]),
  };
}

/** `xsd:language`. */
const languagePattern = /^[a-z]{1,8}(?:-[a-z\d]{1,8})*$/iu;

/** How values change when they are written as ALTO and read again. ALTO alternatives have no confidence. */
export const heldByAlto: Held = {
  outline: (outline) => outline,
  baseline: (baseline) => baseline,
  text: heldText,
  alternatives: (alternatives) => alternatives.map(({ text }) => ({ text: heldText(text), confidence: 0 })),
  language: (language) => languageOf(altoLanguage(language)),
  split: (split) => split,
  mark: () => 'text',
};

/** Null for a language that `LANG` cannot express. */
function altoLanguage(language: string | null): string | null {
  return language !== null && languagePattern.test(language) ? language : null;
}
