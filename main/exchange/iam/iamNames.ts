import type { OutgoingSample } from '../../../shared/exchange.ts';
import { createKeySet } from '../keySet.ts';
import { parseIamId, type IamId } from './iamFolder.ts';

export interface IamName {
  readonly id: string;
  readonly at: IamId;
}

/** Gives every sample an id of IAM: its own key where that is one. */
export interface IamNames {
  nameOf(sample: OutgoingSample): IamName;
}

/** IAM's ids have two digits for lines and for words. */
const mostPerLine = 100;

/** Others get forms of their own, one for each page, writer and split. */
export function createIamNames(level: 'word' | 'line'): IamNames {
  const used = createKeySet();
  const forms = new Map<string, { readonly form: string; count: number }>();

  function made({ page, writer, split }: OutgoingSample): string {
    const key = JSON.stringify([page, writer, split]);
    let entry = forms.get(key);
    if (entry === undefined) {
      const number = String(forms.size).padStart(5, '0');
      entry = { form: `x${number.slice(0, -3)}-${number.slice(-3)}`, count: 0 };
      forms.set(key, entry);
    }
    const count = entry.count;
    entry.count += 1;
    const twoDigits = (value: number) => String(value).padStart(2, '0');
    if (level === 'line') return `${entry.form}-${twoDigits(count)}`;
    return `${entry.form}-${twoDigits(Math.floor(count / mostPerLine))}-${twoDigits(count % mostPerLine)}`;
  }

  return {
    nameOf(sample) {
      const at = parseIamId(sample.key);
      const isOfLevel = at !== null && (at.position === null) === (level === 'line');
      if (isOfLevel && used.add(sample.key)) return { id: sample.key, at };
      for (;;) {
        const id = made(sample);
        const found = parseIamId(id);
        // A key that is still to come may be such an id too: it then gets another.
        if (found !== null && used.add(id)) return { id, at: found };
      }
    },
  };
}
