import { describe, expect, it, vi } from 'vitest';
import {
  confirmedText,
  createJudgementStore,
  otherReadings,
  putOf,
  reasonOf,
} from '../../../renderer/search/judgements.ts';
import type { Contract } from '../../../shared/contract/contract.ts';
import { quadOfBox } from '../../../shared/geometry.ts';
import { labelsChangedSchema, type LabelsChanged } from '../../../shared/contract/label.ts';
import { InkdexError } from '../../../shared/result.ts';
import type { Hit } from '../../../shared/contract/search.ts';
import { photoFixture, wordId } from '../../support/photos.ts';

const photo = photoFixture(3, { revision: 5 });

function hit(changes: Partial<Hit>): Hit {
  const box = [10, 20, 30, 40] as const;
  return {
    word: wordId(7),
    start: wordId(7),
    line: 0,
    box,
    quad: quadOfBox(box),
    polygon: null,
    text: 'modem',
    term: 'modern',
    probability: 0.4,
    way: 'read',
    meant: null,
    alternatives: [
      { text: 'modem', confidence: 0.6 },
      { text: 'modest', confidence: 0.1 },
    ],
    isConfirmed: false,
    ...changes,
  };
}

function changed(revision: number): LabelsChanged {
  return labelsChangedSchema.parse({
    photo: 3,
    revision,
    put: [],
    removed: [],
    order: [],
    undo: 'text',
    redo: null,
  });
}

describe('judging a hit', () => {
  it('confirms the reading that matched, or the term where only letters were seen', () => {
    expect(confirmedText(hit({ way: 'read' }))).toBe('modem');
    expect(confirmedText(hit({ way: 'seen' }))).toBe('modern');
    expect(otherReadings(hit({})).map(({ text }) => text)).toEqual(['modest']);
  });

  it('makes a label: a text that a person vouches for, or a mark without one', () => {
    expect(putOf(hit({}), { kind: 'text', text: ' modern ' })).toMatchObject({
      word: 7,
      text: 'modern',
      mark: 'text',
      confirmed: true,
    });
    expect(putOf(hit({}), { kind: 'mark', mark: 'not-text' })).toMatchObject({ text: '', mark: 'not-text' });
  });

  it('is told why the word was found', () => {
    expect(reasonOf(hit({ way: 'meant', meant: 'modest' }))).toContain('modest');
    expect(reasonOf(hit({ isConfirmed: true }))).toBe('A person confirmed this word.');
    expect(reasonOf(hit({ way: 'begins' }))).toBe('One reading starts with it.');
    expect(reasonOf(hit({ way: 'begins', isConfirmed: true }))).toBe(
      'A person confirmed this word, which starts with it.',
    );
  });
});

const leaseWordIds: Contract['leaseWordIds'] = () => Promise.resolve({ from: wordId(90), to: wordId(90) });

describe('the judgement store', () => {
  it('sends a label with the revision that the hit was found at, and takes it back', async () => {
    const editLabels = vi.fn<Contract['editLabels']>(() => Promise.resolve(changed(6)));
    const undoLabels = vi.fn<Contract['undoLabels']>(() => Promise.resolve(changed(7)));
    const store = createJudgementStore({ leaseWordIds, editLabels, undoLabels });
    const isDone = await store.getState().judge(photo, hit({}), { kind: 'text', text: 'modem' });
    expect(isDone).toBe(true);
    expect(editLabels.mock.calls[0]?.[0]).toMatchObject({
      photo: 3,
      revision: 5,
      action: { title: 'confirm' },
    });
    await store.getState().undo();
    expect(undoLabels).toHaveBeenCalledWith({ photo: 3, revision: 6 });
    expect(store.getState().last).toBeNull();
  });

  it('says why a label was refused, and keeps nothing to undo', async () => {
    const refuse = () => Promise.reject(new InkdexError('conflict', 'The word has changed since.'));
    const store = createJudgementStore({ leaseWordIds, editLabels: refuse, undoLabels: refuse });
    expect(await store.getState().judge(photo, hit({}), { kind: 'mark', mark: 'illegible' })).toBe(false);
    expect(store.getState().error?.message).toBe('The word has changed since.');
    expect(store.getState().last).toBeNull();
  });

  it('forgets why one was refused, and keeps what can be taken back', async () => {
    const editLabels = vi.fn<Contract['editLabels']>(() => Promise.resolve(changed(6)));
    const refuse = () => Promise.reject(new InkdexError('conflict', 'The word has changed since.'));
    const store = createJudgementStore({ leaseWordIds, editLabels, undoLabels: refuse });
    await store.getState().judge(photo, hit({}), { kind: 'mark', mark: 'illegible' });
    await store.getState().undo();
    expect(store.getState().error?.message).toBe('The word has changed since.');
    store.getState().forgetError();
    expect(store.getState()).toMatchObject({ error: null, last: { photo: 3, revision: 6 } });
  });
});
