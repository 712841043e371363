import { useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { foundCoop } from '../../sync/office-session.ts';
import { Button } from '../../ui/button.tsx';
import { LanguageButton } from '../../ui/language-button.tsx';
import { Page } from '../../ui/page.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { AdminStep, CoopStep, OutletStep } from './setup-steps.tsx';
import {
  accountOf,
  coopIdOf,
  EMPTY_DRAFT,
  isAccount,
  isCoopId,
  isOutletCode,
  outletCodeOf,
  type SetupDraft,
} from './setup-draft.ts';
import { useAct } from './use-act.ts';
import { useNewPassword } from './use-passwords.ts';
import styles from './form.module.css';

const STEPS = ['welcome', 'coop', 'outlet', 'admin'] as const;

type Step = (typeof STEPS)[number];

/** Three forms, one after the other. Everything typed stays through errors and through going back. */
export function SetupWizard({ token }: { readonly token: string }) {
  const words = useOfficeText().setup;
  const [, navigate] = useLocation();
  const [step, setStep] = useState<Step>('welcome');
  const [draft, setDraft] = useState<SetupDraft>(EMPTY_DRAFT);
  const [isAsked, setIsAsked] = useState(false);
  const password = useNewPassword();
  const act = useAct();
  const move = (by: 1 | -1) => {
    setIsAsked(false);
    act.forget();
    setStep(STEPS[STEPS.indexOf(step) + by] ?? step);
  };
  const submit = async () => {
    setIsAsked(true);
    if (!isComplete(step, draft)) return;
    if (step !== 'admin') {
      move(1);
      return;
    }
    if (!password.check()) return;
    const founded = await act.run(() => foundCoop(messageOf(token, draft, password.next)));
    if (founded !== null) navigate('/office/start');
  };
  const fields = {
    draft,
    isAsked,
    onChange: (changes: Partial<SetupDraft>) => setDraft({ ...draft, ...changes }),
  };
  return (
    <WizardPage
      key={step}
      step={step}
      isBusy={act.isBusy}
      onBack={() => move(-1)}
      onSubmit={() => void submit()}
    >
      {step === 'welcome' && <p className={styles.note}>{words.welcomeKeep}</p>}
      {step === 'coop' && <CoopStep {...fields} />}
      {step === 'outlet' && <OutletStep {...fields} />}
      {step === 'admin' && <AdminStep {...fields} password={password} />}
      <FailureNotice failure={act.failure} />
    </WizardPage>
  );
}

interface WizardPageProps {
  readonly step: Step;
  readonly isBusy: boolean;
  readonly children: ReactNode;
  readonly onBack: () => void;
  readonly onSubmit: () => void;
}

/** One step with its way on and its way back; Enter goes on. */
function WizardPage({ step, isBusy, children, onBack, onSubmit }: WizardPageProps) {
  const words = useOfficeText().setup;
  const index = STEPS.indexOf(step);
  const over = index === 0 ? undefined : words.step({ now: index, all: STEPS.length - 1 });
  const title = {
    welcome: words.welcomeTitle,
    coop: words.coopTitle,
    outlet: words.outletTitle,
    admin: words.adminTitle,
  };
  const lead = {
    welcome: words.welcomeLead,
    coop: words.coopLead,
    outlet: words.outletLead,
    admin: words.adminLead,
  };
  const label = step === 'welcome' ? words.begin : step === 'admin' ? words.found : words.next;
  return (
    <Page title={title[step]} lead={lead[step]} over={over} corner={<LanguageButton />}>
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy) onSubmit();
        }}
      >
        {children}
        <div className={styles.row}>
          {index > 0 && (
            <Button size="large" onClick={onBack}>
              {words.back}
            </Button>
          )}
          <Button look="primary" size="large" submits isBusy={isBusy}>
            {isBusy ? words.founding : label}
          </Button>
        </div>
      </form>
    </Page>
  );
}

function isComplete(step: Step, draft: SetupDraft): boolean {
  switch (step) {
    case 'welcome':
      return true;
    case 'coop':
      return draft.coopName.trim() !== '' && isCoopId(coopIdOf(draft));
    case 'outlet':
      return draft.outletName.trim() !== '' && isOutletCode(outletCodeOf(draft));
    case 'admin':
      return draft.adminName.trim() !== '' && isAccount(accountOf(draft));
  }
}

/** The names of the two places are what people here call them, whatever language the wizard speaks. */
function messageOf(token: string, draft: SetupDraft, password: string): Parameters<typeof foundCoop>[0] {
  const gudang = { name: 'Gudang', kind: 'gudang' } as const;
  return {
    token,
    coop: { id: coopIdOf(draft), name: draft.coopName.trim() },
    outlet: {
      code: outletCodeOf(draft),
      name: draft.outletName.trim(),
      address: draft.address.trim(),
      zone: draft.zone,
      places: [{ name: 'Gerai', kind: 'gerai' }, ...(draft.hasGudang ? [gudang] : [])],
    },
    admin: { name: draft.adminName.trim(), account: accountOf(draft), password },
  };
}
