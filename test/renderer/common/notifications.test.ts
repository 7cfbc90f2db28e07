import { afterEach, describe, expect, it, vi } from 'vitest';
import { mayAskToNotify, notifyOfEnd } from '../../../renderer/common/notifications.ts';
import type { Job } from '../../../shared/contract/job.ts';
import { jobFixture } from '../../support/datasetFixtures.ts';

const shown: string[] = [];

/** A browser whose window has the focus or not. */
function browse(isFocused: boolean, permission: NotificationPermission): void {
  class Notifications {
    static readonly permission = permission;
    constructor(title: string, { body = '' }: NotificationOptions) {
      shown.push(`${title}: ${body}`);
    }
  }
  vi.stubGlobal('document', { hasFocus: () => isFocused });
  vi.stubGlobal('window', { Notification: Notifications });
  vi.stubGlobal('Notification', Notifications);
}

function job(changes: Partial<Job> = {}): Job {
  const done = { title: 'Import 1 folder', done: 9, total: 9, failed: 2 };
  return jobFixture(1, { kind: 'import', state: 'done', ...done, ...changes });
}

afterEach(() => {
  vi.unstubAllGlobals();
  shown.length = 0;
});

describe('The end of long work', () => {
  it('is notified when another window has the focus', () => {
    browse(false, 'granted');
    expect(notifyOfEnd(job())).toBe(true);
    notifyOfEnd(job({ kind: 'training', title: 'Train on IAM' }));
    const error = { code: 'disk-full', message: 'The disk is full.' } as const;
    notifyOfEnd(job({ kind: 'read', state: 'failed', title: 'Read 4 photos', error }));
    expect(shown).toEqual([
      'Import 1 folder: 7 photos added, 2 failed.',
      'Train on IAM: Done.',
      'Read 4 photos: The disk is full.',
    ]);
  });

  it('is not notified in front of the person, after a cancel, without permission or when it was short', () => {
    browse(true, 'granted');
    expect(notifyOfEnd(job())).toBe(false);
    browse(false, 'granted');
    expect(notifyOfEnd(job({ state: 'cancelled' }))).toBe(false);
    expect(notifyOfEnd(job({ finishedAt: '2026-11-20T10:00:05Z' }))).toBe(true);
    browse(false, 'denied');
    expect(notifyOfEnd(job())).toBe(true);
    expect(shown).toEqual([]);
  });

  it('can be permitted only while the person has not decided', () => {
    browse(false, 'default');
    expect(mayAskToNotify()).toBe(true);
    browse(false, 'denied');
    expect(mayAskToNotify()).toBe(false);
  });
});
