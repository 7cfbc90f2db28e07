import type { OutgoingSample } from '../../../shared/exchange.ts';
import { parseIamId, type IamId } from './iamFolder.ts';

export interface IamName {
  readonly id: string;
  readonly at: IamId;
}

/** Gives every sample an IAM id: its own key if that is one. Ids are unique. */
export interface IamNames {
  nameOf(sample: OutgoingSample): IamName;
}

/** The loss of keys, for the formats' lists of losses. */
export const keyLoss =
  'Keys that are not IAM ids, or whose form differs from another only in case, are replaced. Page, line and position follow from the id.';

/** A form name in IAM's style, for samples without one. */
export function madeForm(number: number): string {
  const digits = String(number).padStart(5, '0');
  return `x${digits.slice(0, -3)}-${digits.slice(-3)}`;
}

/** IAM's ids have two digits each for line and word. */
const mostPerLine = 100;

/** Other samples get new forms, one for each page, writer and split, because a form has one writer. */
export function createIamNames(level: 'word' | 'line'): IamNames {
  /** Forms named by keys, by their lower-case name: case-insensitive disks have one folder for both spellings. */
  const named = new Map<string, string>();
  /** Forms created for other samples. */
  const made = new Set<string>();
  const entries = new Map<string, { readonly form: string; count: number }>();
  let forms = 0;

  function newForm(): string {
    for (;;) {
      const form = madeForm(forms);
      forms += 1;
      if (named.has(form)) continue;
      made.add(form);
      return form;
    }
  }

  function newId({ page, writer, split }: OutgoingSample): string {
    const key = JSON.stringify([page, writer, split]);
    let entry = entries.get(key);
    if (entry === undefined) {
      entry = { form: newForm(), count: 0 };
      entries.set(key, entry);
    }
    const count = entry.count;
    entry.count += 1;
    const twoDigits = (value: number) => String(value).padStart(2, '0');
    if (level === 'line') return `${entry.form}-${twoDigits(count)}`;
    return `${entry.form}-${twoDigits(Math.floor(count / mostPerLine))}-${twoDigits(count % mostPerLine)}`;
  }

  return {
    nameOf(sample) {
      const own = parseIamId(sample.key);
      const isOfLevel = own !== null && (own.position === null) === (level === 'line');
      const form = own?.form.toLowerCase() ?? '';
      // A key whose form was already created for other samples gets another form.
      if (isOfLevel && !made.has(form) && (named.get(form) ?? own.form) === own.form) {
        named.set(form, own.form);
        return { id: sample.key, at: own };
      }
      const id = newId(sample);
      const at = parseIamId(id);
      if (at === null) throw new RangeError(`${id} is not an IAM id.`);
      return { id, at };
    },
  };
}
