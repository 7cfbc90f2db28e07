/**
 * Where the object with a hash lies within the folder `datasets/objects`: "ab/ab12...". With a slash,
 * which every system's path functions take.
 */
export function objectFile(sha256: string): string {
  return `${sha256.slice(0, 2)}/${sha256}`;
}

/** Where a version's manifest lies within the folder `datasets/versions`. */
export function manifestFile(version: string): string {
  return `${version}.jsonl`;
}
