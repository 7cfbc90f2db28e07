/** What stands where in a package: a folder that holds a version whole. */
export const packageFiles = {
  /** The version's manifest, byte for byte; its SHA-256 is the version's id. */
  manifest: 'manifest.jsonl',
  metadata: 'metadata.toml',
  croissant: 'croissant.json',
  /** Who froze it, when and why. */
  record: 'version.json',
  /** The labels once more, as a table that any program reads. */
  table: 'samples.csv',
} as const;

const extensions: Readonly<Record<string, string>> = { jpeg: 'jpg', tiff: 'tif' };
const types: Readonly<Record<string, string>> = { heic: 'image/heic', avif: 'image/avif' };

/** Where an image stands in a package, by its hash and format: "images/ab12....png". */
export function packagedImage(sha256: string, format: string): string {
  return `images/${sha256}.${extensions[format] ?? format}`;
}

/** The ending of the images of a format. */
export function packagedEnding(format: string): string {
  return extensions[format] ?? format;
}

export function mimeType(format: string): string {
  return types[format] ?? `image/${format}`;
}
