import './host/parsing.ts';
import './ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { askBeforeClosing } from './host/transport.ts';
import { followHost } from './liveUpdates.ts';
import { App } from './App.tsx';
import { labelEditor } from './annotate/stores.ts';
import { ignoreSecondClicks } from './ui/secondClicks.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html contains no element with the id "root".');

followHost();
ignoreSecondClicks();
askBeforeClosing(() => labelEditor.session.hasUnsaved());
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
