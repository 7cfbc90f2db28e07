/** A source package on PyPI, and files of its tests or examples that an import reads. Only their numbers are kept here. */
export interface Shipped {
  readonly format: string;
  readonly package: string;
  readonly version: string;
  /** Of its source archive, as pip's requirements pin it. */
  readonly sha256: string;
  /** Counts the same files: a function of `count.py`. Null: Inkdex refuses them all. */
  readonly counter: Counter | null;
  /** What is counted. */
  readonly unit: 'words' | 'lines' | 'annotations' | 'bags' | 'rows';
  /**
   * By their paths in the package: the number of samples in it, or words of the message that refuses it. A path behind
   * `!` is inside that archive.
   */
  readonly files: Readonly<Record<string, number | string>>;
  /** The file names no image: one of its own name lies beside it. */
  readonly isNameless?: boolean;
}

export type Counter = 'ocrd' | 'alto-tools' | 'ocrmypdf' | 'pycocotools';

/** The packages whose libraries count, beside those of `requirements.txt`: only their own modules are loaded. */
export const counters = {
  ocrd: {
    package: 'ocrd',
    version: '3.13.3',
    sha256: '59fd58486e0bd1a90ae0a79d5fc80ecd2a46dbaee6523f62403d76ee1bb600dd',
  },
} as const;

const kraken = {
  package: 'kraken',
  version: '6.0.3',
  sha256: '5fd0b3bbe8e501e9d6124737adac9f7d7e1bfaee52daf577c0abe28b972556c4',
} as const;

const ocrdWrap = {
  package: 'ocrd-wrap',
  version: '0.2.0',
  sha256: '0379b9209d7fa8606c3c8eafc7d6321c6bd4bcb9d7af1c3b18ffed99a58c5b0d',
} as const;

const img2table = {
  package: 'img2table',
  version: '2.0.0',
  sha256: '584334b46c898d733a2a44941df96bed2fefb2cd5e89ae57830614e6119be06f',
} as const;

const ocrdBag = 'tests/assets/test.ocrd.zip';

export const shipped: readonly Shipped[] = [
  {
    ...{ format: 'page-xml', ...kraken, counter: 'ocrd', unit: 'lines' },
    files: {
      'tests/resources/170025120000003,0074.xml': 44,
      'tests/resources/170025120000003,0074-lite.xml': 4,
      'tests/resources/page/cPAS-2000.xml': '97 lines without text',
      'tests/resources/page/invalid/dims.xml': 'imageWidth is "foo"',
      'tests/resources/page/invalid/image.xml': 'no image is named',
      'docs/_static/pagexml.xml': 'not XML',
    },
  },
  {
    ...{ format: 'page-xml', package: 'ocrd-page-to-alto', version: '1.3.0', counter: 'ocrd', unit: 'words' },
    sha256: '7fffd6e916698ca03ba95990bf9fad96a530d58498dd16cadef187f3ef2a4127',
    files: {
      'tests/data/FILE_0010_OCR-D-OCR-CALAMARI.xml': 365,
      'tests/data/OCR-D-OCR-CALAMARI_00001.xml': 516,
      'tests/data/OCR-D-OCR-TESS_00001.xml': 536,
      'tests/data/align.page.xml': 1,
      'tests/data/language.page.xml': 1,
      'tests/data/layouttag.page.xml': 1,
      'tests/data/sp-hyp.page.xml': 4,
      'tests/data/blank.page.xml': 'page without text',
      'tests/data/content-no-words.page.xml': 'outline without an area',
      'tests/data/region_no_line.page.xml': 'outline without an area',
    },
  },
  {
    ...{ format: 'page-xml', ...ocrdWrap, counter: 'ocrd', unit: 'words' },
    files: {
      [`${ocrdBag}!OCR-D-OCR-PAGE/OCR-D-OCR-PAGE_KANT_AUFKLAERUNG_1784_0017_XML`]: 161,
      [`${ocrdBag}!OCR-D-OCR-PAGE/OCR-D-OCR-PAGE_KANT_AUFKLAERUNG_1784_0020_XML`]: 258,
    },
  },
  {
    ...{ format: 'alto', ...kraken, counter: 'alto-tools', unit: 'lines' },
    files: {
      'tests/resources/alto/bsb00084914_00007.xml': 31,
      'tests/resources/alto/invalid/dims.xml': 31,
      'tests/resources/merge_tests/0014.xml': 2,
      'tests/resources/alto/reg_test.xml': 'page without text',
      'tests/resources/alto/invalid/image.xml': 'no image is named',
      'tests/resources/alto/invalid/mu.xml': 'MeasurementUnit is "mm"',
      'docs/_static/alto.xml': 'not XML',
    },
  },
  {
    ...{ format: 'alto', ...ocrdWrap, counter: 'alto-tools', unit: 'words', isNameless: true },
    files: {
      [`${ocrdBag}!OCR-D-OCR-ALTO/OCR-D-OCR-ALTO_KANT_AUFKLAERUNG_1784_0017_XML`]: 161,
      [`${ocrdBag}!OCR-D-OCR-ALTO/OCR-D-OCR-ALTO_KANT_AUFKLAERUNG_1784_0020_XML`]: 258,
    },
  },
  {
    ...{ format: 'hocr', package: 'ocrmypdf', version: '17.13.0', counter: 'ocrmypdf', unit: 'words' },
    sha256: '151c35d810eb628fbc5cb9bbe80b834ecf094737efa0e7a2e9e1fac3c730ed49',
    files: {
      'tests/resources/arabic.hocr': 7,
      'tests/resources/cjk.hocr': 8,
      'tests/resources/devanagari.hocr': 8,
      'tests/resources/hello_world_scripts.hocr': 20,
      'tests/resources/latin.hocr': 11,
      'tests/resources/multilingual.hocr': 5,
    },
  },
  {
    ...{ format: 'hocr', package: 'hocron', version: '0.5.0', counter: 'ocrmypdf', unit: 'words' },
    sha256: '99df7e28a364a4cf5735f7b2e3a9f6d6df7dc2003244804186f2a2b7a68908af',
    files: {
      'test/data/lidl-receipts/lidl-1.hocr': 97,
      'test/data/lidl-receipts/lidl-2.hocr': 68,
      'test/data/lidl-receipts/lidl-3.hocr': 135,
    },
  },
  {
    ...{ format: 'hocr', ...img2table, counter: 'ocrmypdf', unit: 'words' },
    files: {
      'tests/_mock_data/tesseract_hocr.html': 59,
      'tests/tables/extraction/test_data/table.html': 'the file has no page',
    },
  },
  {
    ...{
      format: 'coco',
      package: 'pycocowriter',
      version: '0.5.6',
      counter: 'pycocotools',
      unit: 'annotations',
    },
    sha256: '3cf3063e40415881cfdc5b54cdf4126bc2eaac43a53e80d286349957e431c085',
    files: { 'tests/example_coco.json': '929 annotations without text' },
  },
  {
    ...{ format: 'coco', package: 'hotcoco', version: '1.3.0', counter: 'pycocotools', unit: 'annotations' },
    sha256: '2c4d37bac43389dc897001d0dc40a90f8599cb74e0da390a40f412e0b32a91e6',
    files: {
      'crates/hotcoco/tests/fixtures/gt.json': '5 annotations without text',
      'crates/hotcoco/tests/fixtures/dt.json': 'found neither "images" nor "annotations"',
      'crates/hotcoco/tests/fixtures/healthcheck_bad.json': 'the image id 1 occurs twice',
    },
  },
  {
    ...{ format: 'csv', ...img2table, counter: null, unit: 'rows' },
    files: { 'tests/ocr/tesseract/test_data/ocr.csv': '/0" is missing. Add the image, or remove the line.' },
  },
  {
    ...{ format: 'inkdex', package: 'pybagit', version: '1.5.2', counter: null, unit: 'bags' },
    sha256: '7a30fa3f8a7d67a9b9e8142fb98fa53bc735667c39d7d0651f91dd37f9e3881f',
    files: { 'test/testbag': 'metadata.toml was not found' },
  },
];
