import { failureOf } from '../../shared/result.ts';
import { counted } from '../../shared/text.ts';

/** Work on many files, of which one that fails costs the others nothing. */
export function createAttempts(noun: string) {
  const problems: string[] = [];
  return {
    /** Returns whether the work was done. */
    attempt: async (path: string, work: () => Promise<void>): Promise<boolean> => {
      try {
        await work();
        return true;
      } catch (thrown) {
        const { message } = failureOf(thrown);
        problems.push(message.includes(path) ? message : `${path}: ${message}`);
        return false;
      }
    },
    /** What a person can do something about; null if all was done. */
    describe: (): string | null => {
      const [first, ...others] = problems;
      if (first === undefined || others.length === 0) return first ?? null;
      return `${first} ${counted(others.length, `more ${noun}`)} ${others.length === 1 ? 'has' : 'have'} problems.`;
    },
  };
}
