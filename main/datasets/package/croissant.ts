import type { VersionRecord } from '../../../shared/contract/dataset.ts';
import { mimeType, packagedEnding, packageFiles } from './packageFiles.ts';

/**
 * Describes a version in Croissant 1.1 (https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html) as
 * JSON-LD: the files of a package and the columns of its table.
 */
export interface CroissantParts {
  readonly record: VersionRecord;
  /** The address of the package; null: the folder of the description. */
  readonly url: string | null;
  /** SHA-256 and size of the table. */
  readonly table: { readonly sha256: string; readonly bytes: number };
  /** Image formats, as main/imaging names them. */
  readonly formats: readonly string[];
}

/** From Appendix 1 of the specification. */
const context = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  annotation: 'cr:annotation',
  arrayShape: 'cr:arrayShape',
  citeAs: 'cr:citeAs',
  column: 'cr:column',
  conformsTo: 'dct:conformsTo',
  containedIn: 'cr:containedIn',
  cr: 'http://mlcommons.org/croissant/',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  dct: 'http://purl.org/dc/terms/',
  equivalentProperty: 'cr:equivalentProperty',
  examples: { '@id': 'cr:examples', '@type': '@json' },
  excludes: 'cr:excludes',
  extract: 'cr:extract',
  field: 'cr:field',
  fileObject: 'cr:fileObject',
  fileProperty: 'cr:fileProperty',
  fileSet: 'cr:fileSet',
  format: 'cr:format',
  includes: 'cr:includes',
  isArray: 'cr:isArray',
  isLiveDataset: 'cr:isLiveDataset',
  jsonPath: 'cr:jsonPath',
  key: 'cr:key',
  md5: 'cr:md5',
  parentField: 'cr:parentField',
  path: 'cr:path',
  rai: 'http://mlcommons.org/croissant/RAI/',
  readLines: 'cr:readLines',
  recordSet: 'cr:recordSet',
  references: 'cr:references',
  regex: 'cr:regex',
  repeated: 'cr:repeated',
  replace: 'cr:replace',
  samplingRate: 'cr:samplingRate',
  sc: 'https://schema.org/',
  sdVersion: 'cr:sdVersion',
  separator: 'cr:separator',
  source: 'cr:source',
  subField: 'cr:subField',
  transform: 'cr:transform',
  unArchive: 'cr:unArchive',
  value: 'cr:value',
};

/** The table's columns: the fields of a sample, without those that only Inkdex uses. */
export const tableColumns = {
  key: 'Unique key of the sample in the dataset.',
  image: 'The image file, in the folder images.',
  sha256: 'SHA-256 of the image file.',
  level: 'word, line or page.',
  text: 'The transcription, in Unicode NFC.',
  mark: 'text; illegible; or not-text: no handwriting.',
  split: 'train, validation or test; empty: not assigned.',
  writer: 'The writer; empty: unknown.',
  page: 'The page or form; empty: unknown.',
  language: 'BCP 47; empty: unknown.',
  quad: 'Corners of the sample on the image, clockwise from the top left, in pixels, as JSON; empty: the whole image.',
} as const;

export function croissant({ record, url, table, formats }: CroissantParts): string {
  const { manifest, table: tableName } = packageFiles;
  const at = (name: string): string => (url === null ? name : new URL(name, folderUrl(url)).href);
  return `${JSON.stringify(
    {
      '@context': context,
      '@type': 'sc:Dataset',
      name: record.dataset,
      description: descriptionOf(record),
      conformsTo: 'http://mlcommons.org/croissant/1.1',
      license: record.licence === '' ? 'https://spdx.org/licenses/NOASSERTION' : record.licence,
      url: url ?? `urn:sha256:${record.version}`,
      creator: { '@type': 'sc:Person', name: record.author === '' ? 'unknown' : record.author },
      datePublished: record.frozenAt,
      version: '1.0.0',
      keywords: ['handwriting', 'handwritten text recognition', ...record.tags],
      citeAs: `${record.dataset}, version ${record.version}`,
      isLiveDataset: false,
      distribution: [
        {
          '@type': 'cr:FileObject',
          '@id': manifest,
          name: manifest,
          description: 'All samples with all their fields: a header line, then one line per sample.',
          contentUrl: at(manifest),
          encodingFormat: 'application/jsonlines',
          sha256: record.version,
        },
        {
          '@type': 'cr:FileObject',
          '@id': tableName,
          name: tableName,
          description: 'The samples as a table.',
          contentSize: `${table.bytes} B`,
          contentUrl: at(tableName),
          encodingFormat: 'text/csv',
          sha256: table.sha256,
        },
        ...formats.map((format) => ({
          '@type': 'cr:FileSet',
          '@id': `images-${format}`,
          name: `images-${format}`,
          description: 'Images, each named by its SHA-256.',
          encodingFormat: mimeType(format),
          includes: `images/*.${packagedEnding(format)}`,
        })),
      ],
      recordSet: [
        {
          '@type': 'cr:RecordSet',
          '@id': 'samples',
          name: 'samples',
          description: 'Handwriting with its transcription.',
          key: { '@id': 'samples/key' },
          field: Object.entries(tableColumns).map(([column, description]) => ({
            '@type': 'cr:Field',
            '@id': `samples/${column}`,
            name: column,
            description,
            dataType: 'sc:Text',
            source: { fileObject: { '@id': tableName }, extract: { column } },
          })),
        },
      ],
    },
    null,
    2,
  )}\n`;
}

function descriptionOf({ note, samples, images, version, parent }: VersionRecord): string {
  const counts = `${samples} samples on ${images} images; version ${version}`;
  const from = parent === null ? '' : `, derived from ${parent}`;
  return `${note === '' ? 'Labelled handwriting' : note.replace(/\.$/u, '')}. ${counts}${from}.`;
}

function folderUrl(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
