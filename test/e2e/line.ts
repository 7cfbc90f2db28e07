import type { BrowserContext, Page, WebSocketRoute } from '@playwright/test';

/** A second window, at an address of the first, whose connection to the house can be held up and cut. */
export async function secondWindow(context: BrowserContext, address: string) {
  const other = await context.newPage();
  const line = await interruptible(other);
  await other.goto(address);
  return { other, line };
}

/** A page whose connection to the house can be held up and cut. */
export async function interruptible(page: Page) {
  let isHolding = false;
  let held: (string | Buffer)[] = [];
  let route: WebSocketRoute | null = null;
  await page.routeWebSocket(/\/socket$/u, (opened) => {
    route = opened;
    const host = opened.connectToServer();
    opened.onMessage((message) => {
      host.send(message);
    });
    host.onMessage((message) => {
      if (isHolding) held.push(message);
      else opened.send(message);
    });
  });
  return {
    holdAnswers: () => {
      isHolding = true;
    },
    passAnswers: () => {
      isHolding = false;
      for (const message of held) route?.send(message);
      held = [];
    },
    /** What was held is lost. */
    breakOff: () => {
      isHolding = false;
      held = [];
      void route?.close({ code: 1001 });
    },
  };
}
