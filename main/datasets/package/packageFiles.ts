/** File names in a package, a folder that contains a whole version. */
export const packageFiles = {
  /** The version's manifest, byte for byte; its SHA-256 is the version's id. */
  manifest: 'manifest.jsonl',
  metadata: 'metadata.toml',
  croissant: 'croissant.json',
  /** Author, date and reason of the version. */
  record: 'version.json',
  /** The labels again, as a table that any program can read. */
  table: 'samples.csv',
} as const;

const extensions: Readonly<Record<string, string>> = { jpeg: 'jpg', tiff: 'tif' };
const types: Readonly<Record<string, string>> = { heic: 'image/heic', avif: 'image/avif' };

/** Path of an image in a package, from its hash and format: "images/ab12....png". */
export function packagedImage(sha256: string, format: string): string {
  return `images/${sha256}.${extensions[format] ?? format}`;
}

/** File extension for images of a format. */
export function packagedEnding(format: string): string {
  return extensions[format] ?? format;
}

export function mimeType(format: string): string {
  return types[format] ?? `image/${format}`;
}
