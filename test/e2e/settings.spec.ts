import { expectNoFaults } from './faults.ts';
import { expect, readTest } from './inkdex.ts';

readTest(
  'settings show library, models and engines, change the theme, and lead to all licences',
  async ({ inkdex }) => {
    const settings = inkdex.getByRole('link', { name: 'Settings' });
    await settings.focus();
    await inkdex.keyboard.press('Enter');
    await expect(inkdex.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
    await expect(settings).toHaveAttribute('aria-current', 'page');
    for (const name of ['TensorFlow', 'WebGPU', 'WebAssembly']) {
      await expect(inkdex.getByRole('heading', { name })).toBeVisible();
    }
    await expect(inkdex.getByRole('group', { name: 'Size of the library by part' })).toContainText(
      'Database',
    );
    await expect(inkdex.getByRole('region', { name: 'Library' })).toContainText('inkdex.log');
    await expect(inkdex.getByRole('region', { name: 'Models' }).getByRole('link')).toHaveCount(2);

    const themes = inkdex.getByRole('group', { name: 'Theme' });
    await themes.getByRole('button', { name: 'Dark' }).focus();
    await inkdex.keyboard.press('Enter');
    await expect(inkdex.locator('html')).toHaveAttribute('data-theme', 'dark');
    await themes.getByRole('button', { name: 'Light' }).click();
    await expect(inkdex.locator('html')).toHaveAttribute('data-theme', 'light');

    await themes.getByRole('button', { name: 'System' }).click();

    const reading = inkdex.getByRole('group', { name: 'Reading engine' });
    await reading.getByRole('button', { name: 'Processor' }).click();
    await expect(reading.getByRole('button', { name: 'Processor' })).toHaveAttribute('aria-pressed', 'true');
    const second = inkdex.getByRole('group', { name: 'Second opinion' });
    const isOff = second.getByRole('button', { name: 'Off', pressed: true });
    await second.getByRole('button', { name: 'Off' }).click();
    await expect(isOff).toBeVisible();
    await inkdex.getByRole('combobox', { name: 'Threads' }).selectOption('1');
    await inkdex.reload();
    await expect(isOff).toBeVisible();
    await second.getByRole('button', { name: 'On' }).press('Enter');
    await expect(isOff).toBeHidden();
    await expect(inkdex.getByRole('combobox', { name: 'Threads' })).toHaveValue('1');
    await expect(reading.getByRole('button', { name: 'Processor' })).toHaveAttribute('aria-pressed', 'true');
    await expectNoFaults(inkdex);

    await inkdex.getByRole('link', { name: 'About Inkdex' }).focus();
    await inkdex.keyboard.press('Enter');
    await expect(inkdex.getByRole('heading', { name: 'About Inkdex' })).toBeVisible();
    await inkdex.getByText(/^Inkdex contains \d+ packages by others\.$/u).click();
    const sharp = inkdex.getByText(/^sharp [\d.]+: Apache-2\.0$/u);
    await sharp.click();
    const licence = inkdex.getByRole('listitem').filter({ has: sharp }).locator('pre');
    await expect(licence).toContainText('Apache License');
    await expect(licence).toBeVisible();
    await expectNoFaults(inkdex);
  },
);

readTest(
  'settings take the address of a broker, say what is wrong with it, and forget it',
  async ({ inkdex }) => {
    await inkdex.getByRole('link', { name: 'Settings' }).click();
    const broker = inkdex.getByRole('region', { name: 'Readers on other machines' });
    const address = broker.getByRole('textbox', { name: 'Address' });
    await address.fill('http://reader');
    await broker.getByRole('button', { name: 'Connect' }).click();
    await expect(inkdex.getByText(/is not the address of a NATS server/u)).toBeVisible();
    await address.fill('nats://me:secret@127.0.0.1:1');
    await broker.getByRole('checkbox', { name: 'Read photos on this machine, too' }).uncheck();
    await inkdex.keyboard.press('Tab');
    await broker.getByRole('button', { name: 'Connect' }).press('Enter');
    await expect(broker).toContainText('Not connected');
    await expect(broker.getByRole('alert')).toContainText('No broker answers at nats://127.0.0.1:1');
    await expect(address).toHaveValue('nats://127.0.0.1:1');
    await expectNoFaults(inkdex);
    await broker.getByRole('button', { name: 'Stop using this broker' }).click();
    await expect(address).toHaveValue('');
    await expect(broker).not.toContainText('Not connected');
  },
);

readTest(
  'a link of the settings leads to its section, and a filter shows only the sections that have it',
  async ({ inkdex }) => {
    await inkdex.setViewportSize({ width: 390, height: 600 });
    await inkdex.getByRole('link', { name: 'Settings' }).click();
    const index = inkdex.getByRole('navigation', { name: 'Sections' });
    const engines = inkdex.getByRole('heading', { name: 'Training engines' });
    await expect(engines).not.toBeInViewport();
    await index.getByRole('link', { name: 'Training engines' }).press('Enter');
    await expect(engines).toBeInViewport();
    await expect(engines).toBeFocused();
    await expect(inkdex).toHaveURL(/#\/settings$/u);

    const filter = index.getByRole('searchbox', { name: 'Filter settings' });
    await filter.fill('obsidian note');
    await expect(index.getByRole('link')).toHaveText(['Notes']);
    await expect(inkdex.getByRole('heading', { level: 2 })).toHaveText(['Notes']);
    await expectNoFaults(inkdex);
    await filter.fill('obsidian zzz');
    await expect(index).toContainText('No section has “obsidian zzz”.');
    await filter.fill('');
    await expect(engines).toBeVisible();
  },
);
