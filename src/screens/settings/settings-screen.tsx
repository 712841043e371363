import { Suspense, use, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useWorkplace } from '../../actions/workplace.ts';
import { usePersistence } from '../../device/storage-health.ts';
import { chooseLanguage, type Language } from '../../locale/language.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { useLanguage } from '../../locale/use-text.ts';
import { signOut } from '../../session/sign-in.ts';
import { useSession } from '../../session/session-store.ts';
import { useCatalogue } from '../../storage/replica/catalogue.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { chooseTextSize, chooseTheme, useLook } from '../../ui/theme.ts';
import { BringLedger } from './bring-ledger.tsx';
import { SaveLedger } from './save-ledger.tsx';
import { PrinterCard } from './printer-card.tsx';
import { SettingsCard } from './settings-card.tsx';
import { SoundCard } from './sound-card.tsx';
import styles from './settings-screen.module.css';

/** What a person may set on this device, and what the device says about itself. */
export function SettingsScreen() {
  const text = useAllText();
  return (
    <main className={styles.page}>
      <div className={styles.column}>
        <h1>{text.settings.title}</h1>
        <LookCard />
        <PrinterCard />
        <SoundCard />
        <PersonCard />
        <DeviceCard />
        <SettingsCard title={text.copies.title}>
          <p className={styles.quiet}>{text.copies.lead}</p>
          <SaveLedger />
          <BringLedger />
        </SettingsCard>
      </div>
    </main>
  );
}

function LookCard() {
  const text = useAllText();
  const language = useLanguage();
  const { theme, textSize } = useLook();
  const [isMissing, setIsMissing] = useState(false);
  const choose = (chosen: Language) => {
    chooseLanguage(chosen).then(
      () => setIsMissing(false),
      () => setIsMissing(true),
    );
  };
  return (
    <SettingsCard title={text.settings.look}>
      <Choice
        label={text.common.language}
        value={language}
        onChange={choose}
        options={[
          { value: 'id', label: text.common.languageNames.id, lang: 'id' },
          { value: 'en', label: text.common.languageNames.en, lang: 'en' },
        ]}
      />
      {isMissing && <Notice tone="warn">{text.common.languageMissing}</Notice>}
      <Choice
        label={text.settings.theme}
        value={theme}
        onChange={chooseTheme}
        options={[
          { value: 'system', label: text.settings.themeSystem },
          { value: 'light', label: text.settings.themeLight, icon: 'light' },
          { value: 'dark', label: text.settings.themeDark, icon: 'dark' },
        ]}
      />
      <Choice
        label={text.settings.textSize}
        value={textSize}
        onChange={chooseTextSize}
        options={[
          { value: 'normal', label: text.settings.textSizes.normal },
          { value: 'large', label: text.settings.textSizes.large },
          { value: 'largest', label: text.settings.textSizes.largest },
        ]}
      />
    </SettingsCard>
  );
}

function PersonCard() {
  const text = useAllText();
  const staff = useSession((session) => session.staff);
  const [, navigate] = useLocation();
  if (!staff) return null;
  const leave = () => {
    signOut();
    navigate('/sign-in');
  };
  return (
    <SettingsCard title={text.settings.person}>
      <div className={styles.person}>
        <p>
          <strong>{staff.name}</strong>
          <br />
          <span className={styles.quiet}>{text.roles[staff.role]}</span>
        </p>
        <Button icon="signOut" onClick={leave}>
          {text.settings.switchCashier}
        </Button>
      </div>
      <p className={styles.quiet}>{text.settings.switchHint}</p>
    </SettingsCard>
  );
}

function DeviceCard() {
  const text = useAllText();
  const workplace = useWorkplace();
  const coop = useCatalogue((catalogue) => catalogue.coop?.name);
  const outlet = useCatalogue((catalogue) => catalogue.outlet?.name);
  const isKept = usePersistence((persistence) => persistence.answer === 'granted');
  const [meta] = useState(() => workplace.ledger.readMeta());
  return (
    <SettingsCard title={text.settings.device}>
      <dl className={styles.facts}>
        <Fact name={text.settings.deviceName}>{workplace.identity.name}</Fact>
        <Fact name={text.settings.coop}>{coop ?? workplace.identity.coopId}</Fact>
        <Fact name={text.settings.outlet}>{outlet ?? workplace.identity.outletCode}</Fact>
        <Fact name={text.settings.series}>
          <Suspense fallback="…">
            <Series code={workplace.identity.outletCode} meta={meta} />
          </Suspense>
        </Fact>
        <Fact name={text.settings.storage}>
          {isKept ? text.sending.storageKept : text.sending.storageNotKept}
        </Fact>
        <Fact name={text.settings.version}>{workplace.build}</Fact>
      </dl>
      {!isKept && <Notice tone="warn">{text.sending.storageNotKeptHint}</Notice>}
    </SettingsCard>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface SeriesProps {
  readonly code: string;
  readonly meta: Promise<{ readonly series: string }>;
}

function Series({ code, meta }: SeriesProps) {
  return `${code}-${use(meta).series}`;
}
