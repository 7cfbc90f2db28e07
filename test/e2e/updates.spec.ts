import { expectNoFaults } from './faults.ts';
import { expect, test } from './inkdex.ts';
import { callFrameSchema } from '../../shared/contract/wire.ts';
import type { Updates, UpdateState } from '../../shared/contract/update.ts';

const version = '0.3.0';

/** What the desktop app would do after each call, on a machine where everything goes well. */
const after: Readonly<Record<string, UpdateState>> = {
  findUpdate: { kind: 'found', version },
  downloadUpdate: { kind: 'downloading', version, share: 0.4 },
  cancelUpdate: {
    kind: 'failed',
    message: 'The download is damaged and was thrown away. Download it again.',
  },
  installUpdate: { kind: 'installing', version },
};

// The desktop app needs Electron's binary: here, its answers come from the test, and all others from the server.
test('Settings lead from a check to the installation of a newer version', async ({ page, app }) => {
  const updates = { version: '0.2.0', isDaily: false, askedAt: null, canInstall: true };
  let answer: Updates = { ...updates, state: { kind: 'unknown' } };
  const made: string[] = [];
  let change = (_state: UpdateState): void => undefined;
  await page.routeWebSocket(/\/socket$/u, (window) => {
    const server = window.connectToServer();
    const send = (frame: object) => {
      window.send(JSON.stringify(frame));
    };
    change = (state) => {
      answer = { ...answer, state };
      send({ event: 'updatesChanged', payload: {} });
    };
    window.onMessage((message) => {
      const { id, call } = callFrameSchema.parse(JSON.parse(String(message)));
      const next = after[call];
      if (call !== 'updates' && call !== 'setDailyUpdates' && next === undefined) {
        server.send(message);
        return;
      }
      send({ id, result: { ok: true, value: call === 'updates' ? answer : null } });
      if (call === 'updates') return;
      made.push(call);
      if (call === 'setDailyUpdates') answer = { ...answer, isDaily: true };
      change(next ?? answer.state);
    });
  });
  await page.goto(app.address);
  await page.getByRole('link', { name: 'Settings' }).click();
  const section = page.getByRole('region', { name: 'Updates' });
  const status = section.getByRole('status');
  await expect(status).toHaveText('Never checked');

  const daily = section.getByRole('checkbox', { name: 'Check for updates once a day' });
  await expect(daily).not.toBeChecked();
  await daily.click();
  await expect(daily).toBeChecked();

  await section.getByRole('button', { name: 'Check now' }).click();
  await expect(status).toHaveText('Inkdex 0.3.0 is out');
  await expectNoFaults(page);
  await section.getByRole('button', { name: 'Download' }).click();
  await expect(section.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '40');
  await section.getByRole('button', { name: 'Cancel' }).click();
  await expect(section.getByRole('alert')).toHaveText(/is damaged and was thrown away/u);

  change({ kind: 'ready', version });
  await section.getByRole('button', { name: 'Install and start again' }).click();
  await expect(status).toHaveText('Closing the library to install Inkdex 0.3.0…');
  await expect(section.getByRole('button')).toHaveCount(0);
  expect(made).toEqual(['setDailyUpdates', 'findUpdate', 'downloadUpdate', 'cancelUpdate', 'installUpdate']);
});
