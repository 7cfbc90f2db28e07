import { fileHead } from '../markup/elements.ts';

/** Whether a file begins like COCO or COCO-Text: an object with one of their lists. */
export async function isCoco(path: string): Promise<boolean> {
  const head = await fileHead(path, 64 * 1024);
  return /^\s*\{/u.test(head) && /"(?:images|imgs|annotations|anns|imgToAnns)"\s*:\s*[[{]/u.test(head);
}
