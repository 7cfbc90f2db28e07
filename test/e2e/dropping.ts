import { expect, type Page } from '@playwright/test';

/** Drops real files and folders on the window, as a file manager does. */
export async function drop(page: Page, files: string[], title: string): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  const at = { x: 640, y: 400, data };
  await client.send('Input.dispatchDragEvent', { type: 'dragEnter', ...at });
  await expect(page.getByText(title)).toBeVisible();
  await client.send('Input.dispatchDragEvent', { type: 'dragOver', ...at });
  await client.send('Input.dispatchDragEvent', { type: 'drop', ...at });
  await expect(page.getByText(title)).toBeHidden();
}
