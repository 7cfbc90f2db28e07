import { fileHead } from '../markup/elements.ts';

/** Whether a file begins as an export does: a list of tasks, each with its data and annotations. */
export async function isLabelStudio(path: string): Promise<boolean> {
  const head = await fileHead(path, 64 * 1024);
  return (
    /^\s*\[\s*\{/u.test(head) &&
    /"(?:annotations|data)"\s*:/u.test(head) &&
    /"data"\s*:\s*\{|"result"\s*:/u.test(head)
  );
}
