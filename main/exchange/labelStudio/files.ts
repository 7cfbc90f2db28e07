import { fileHead } from '../markup/elements.ts';

/** Whether a file begins like an export: a list of tasks with data and annotations. */
export async function isLabelStudio(path: string): Promise<boolean> {
  const head = await fileHead(path, 64 * 1024);
  return (
    /^\s*\[\s*\{/u.test(head) &&
    /"(?:annotations|data)"\s*:/u.test(head) &&
    /"data"\s*:\s*\{|"result"\s*:/u.test(head)
  );
}
