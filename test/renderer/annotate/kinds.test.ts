import { describe, expect, it } from 'vitest';
import { becomeSince } from '../../../renderer/common/word/wordState.ts';
import { labelsOf } from '../../../renderer/annotate/model/labels.ts';
import type { Word } from '../../../shared/contract/word.ts';
import { id, word } from './words.ts';

function said(changes: Partial<Word>): string | undefined {
  const changed = labelsOf({ words: [word(1, 'tree', [0, 0, 90, 40], changes)] }).words.get(id(1));
  return changed && becomeSince(changed);
}

describe('A word that changed while text was typed for it', () => {
  it('says who changed it, if people sign in', () => {
    expect(said({})).toBe('Changed elsewhere to “tree”.');
    expect(said({ changedBy: 'Anna' })).toBe('Changed by Anna to “tree”.');
    expect(said({ changedBy: 'Anna', text: '' })).toBe('Changed by Anna: text removed.');
    expect(said({ changedBy: 'Anna', mark: 'illegible' })).toBe('Changed by Anna: marked as illegible.');
  });
});
