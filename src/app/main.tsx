import '../ui/tokens.css';
import '../ui/ground.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { invariant } from '#domain/invariant.ts';
import { watchForUpdates } from '../device/app-update.ts';
import { chooseLanguage, rememberedLanguage } from '../locale/language.ts';
import { applyRememberedLook } from '../ui/theme.ts';
import { App } from './app.tsx';
import { listenForWake, startGerai } from './compose.ts';
import { theRest } from './the-rest.ts';
import { workerAddress } from './worker-address.ts';

const place = document.getElementById('root');
invariant(place !== null, 'index.html has a place for the app');

applyRememberedLook();

// Without a secure context there are no keys and no worker; the app says so instead of failing in the middle.
if (window.isSecureContext) {
  void startGerai();
  listenForWake();
  if (import.meta.env.PROD) void theRest.then(() => watchForUpdates(workerAddress()));
}

// English that can't be loaded is no reason to show nothing: the words are Indonesian then. Not awaited at the
// top of this file: the English chunk imports from this one, and each would wait for the other.
void chooseLanguage(rememberedLanguage())
  .catch(() => undefined)
  .then(() =>
    createRoot(place).render(
      <StrictMode>
        <App />
      </StrictMode>,
    ),
  );
