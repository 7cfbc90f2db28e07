import type { OutgoingSample } from '../../../shared/exchange.ts';
import { parseIamId, type IamId } from './iamFolder.ts';

export interface IamName {
  readonly id: string;
  readonly at: IamId;
}

/** Gives every sample an id of IAM: its own key where that is one. Keys come once each. */
export interface IamNames {
  nameOf(sample: OutgoingSample): IamName;
}

/** What is lost of keys, as the formats' losses say it. */
export const keyLoss =
  'Keys that are no ids of IAM, or name a form that differs from another in case alone, are replaced by such; page, line and position follow from the id.';

/** A name as IAM's forms have them, for what names none itself. */
export function madeForm(number: number): string {
  const digits = String(number).padStart(5, '0');
  return `x${digits.slice(0, -3)}-${digits.slice(-3)}`;
}

/** IAM's ids have two digits for lines and for words. */
const mostPerLine = 100;

/** Others get forms of their own, one for each page, writer and split: a form has one writer. */
export function createIamNames(level: 'word' | 'line'): IamNames {
  /** Forms that keys name, by themselves in lower case: disks that tell no case apart have one folder for both. */
  const named = new Map<string, string>();
  /** Those that were made for others. */
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
      // A key that comes after its form was made for others gets another.
      if (isOfLevel && !made.has(form) && (named.get(form) ?? own.form) === own.form) {
        named.set(form, own.form);
        return { id: sample.key, at: own };
      }
      const id = newId(sample);
      const at = parseIamId(id);
      if (at === null) throw new RangeError(`${id} is no id of IAM.`);
      return { id, at };
    },
  };
}
