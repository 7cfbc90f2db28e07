import { expect, test } from './inkdex.ts';

test('the title says how far work is, and that it ended while another window was in front', async ({
  inkdex,
  context,
}) => {
  await context.addInitScript(() => {
    // The headless browser has no other window, and asks nobody for permissions.
    document.hasFocus = () => false;
    let permission: NotificationPermission = 'default';
    class Notifications {
      static get permission(): NotificationPermission {
        return permission;
      }
      static requestPermission(): Promise<NotificationPermission> {
        permission = 'granted';
        return Promise.resolve(permission);
      }
      readonly close = (): void => undefined;
    }
    Object.assign(window, { Notification: Notifications });
  });
  await inkdex.reload();
  await inkdex.getByRole('button', { name: 'Try six sample photos' }).click();
  await expect(inkdex).toHaveTitle(/^(?:…|\d+ %) · Library · Inkdex$/u);
  await inkdex.getByRole('button', { name: /^Jobs: / }).click();
  await inkdex.getByRole('button', { name: 'Notify me when done' }).click();
  await expect(inkdex.getByRole('button', { name: 'Notify me when done' })).toHaveCount(0);
  await expect(inkdex).toHaveTitle('Done · Library · Inkdex');
  await inkdex.evaluate(() => window.dispatchEvent(new Event('focus')));
  await expect(inkdex).toHaveTitle('Library · Inkdex');
});
