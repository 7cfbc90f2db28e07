/** The tools that open Inkdex's exports: nobody here wrote them. `open.py` has a function for each format. */
export interface Tool {
  readonly format: string;
  readonly variant?: string;
  /** The package on PyPI, and its version in `requirements.txt`. */
  readonly tool: string;
  /** What is compared, for each sample. */
  readonly compared: 'text, box' | 'text' | 'text, size, split' | 'text, split';
}

export const tools: readonly Tool[] = [
  { format: 'page-xml', tool: 'pagexml-tools', compared: 'text, box' },
  { format: 'alto', tool: 'alto-tools', compared: 'text' },
  { format: 'coco', tool: 'pycocotools', compared: 'text, box' },
  { format: 'label-studio', tool: 'label-studio-sdk', compared: 'text, box' },
  { format: 'label-studio-min', tool: 'label-studio-sdk', compared: 'text, box' },
  { format: 'pp-ocr-label', tool: 'PPOCRLabel', compared: 'text, box' },
  { format: 'pdf', tool: 'pypdf', compared: 'text' },
  { format: 'image-folder', tool: 'datasets', compared: 'text, size, split' },
  { format: 'aocr-tfrecord', tool: 'tfrecord', compared: 'text, size, split' },
  { format: 'crnn-tfrecord', tool: 'tfrecord', compared: 'text, split' },
  { format: 'inkdex', variant: 'bagit', tool: 'bagit', compared: 'text, box' },
];

/** A line of `results.json`. */
export interface Result extends Tool {
  readonly version: string;
  /** Samples that the tool found as they were exported. */
  readonly out: number;
  /** Samples that Inkdex read from the export, or from what the tool made of it; null: it cannot be imported. */
  readonly back: number | null;
}
