import { afterEach, describe, expect, it, vi } from 'vitest';
import { createPictureStore } from '../../../renderer/annotate/stage/photoPicture.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A window that decodes pictures when the test says so, and records which bitmaps are still in memory. */
function openWindow() {
  const decoded: (() => void)[] = [];
  const held = new Set<object>();
  class Picture {
    src = '';
    decode(): Promise<void> {
      return new Promise((resolve) => {
        decoded.push(resolve);
      });
    }
  }
  vi.stubGlobal('Image', Picture);
  vi.stubGlobal('createImageBitmap', () => {
    const bitmap = {
      width: 800,
      height: 600,
      close: () => {
        held.delete(bitmap);
      },
    };
    held.add(bitmap);
    return Promise.resolve(bitmap);
  });
  vi.stubGlobal('window', { requestIdleCallback: () => 0 });
  return {
    held,
    decode: () => {
      for (const resolve of decoded.splice(0)) resolve();
    },
  };
}

describe('the picture of the photo that is edited', () => {
  it('is in memory once, even after switching to another photo and back before it was drawn', async () => {
    const { held, decode } = openWindow();
    const picture = createPictureStore();
    const { load, clear } = picture.getState();
    void load({ width: 800 }, '/first');
    void load({ width: 800 }, '/second');
    void load({ width: 800 }, '/first');
    decode();
    await expect.poll(() => picture.getState().state).toBe('loaded');
    await new Promise((resolve) => setTimeout(resolve));
    expect([...held]).toEqual(picture.getState().picture?.levels);

    clear();
    expect(held.size).toBe(0);
  });

  it('is not in memory if its screen was closed before it was drawn', async () => {
    const { held, decode } = openWindow();
    const { load, clear } = createPictureStore().getState();
    const loading = load({ width: 800 }, '/first');
    clear();
    decode();
    await loading;
    expect(held.size).toBe(0);
  });
});
