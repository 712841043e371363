import { useState } from 'react';
import { mayDo, standsAtTill } from '#domain/permissions.ts';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { useText } from '../../locale/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { InviteDialog, PinDialog } from './code-dialogs.tsx';
import { mayAct, useMe } from './me.ts';
import { accountWords, pinKind, type Person } from './person-words.ts';
import { PersonDialog } from './person-dialog.tsx';
import { SidePanel } from './side-panel.tsx';
import styles from './fact-panel.module.css';

interface PersonPanelProps {
  readonly person: Person;
  readonly onClose: () => void;
}

/** One person, and what the board can do for them. */
export function PersonPanel({ person, onClose }: PersonPanelProps) {
  const office = useOfficeText();
  const text = useText();
  const words = office.people;
  const me = useMe();
  const [sheet, setSheet] = useState<'change' | 'pin' | 'invite' | null>(null);
  const close = () => setSheet(null);
  return (
    <SidePanel title={person.name} onClose={onClose}>
      <div className={styles.content}>
        <dl className={styles.pairs}>
          <dt>{words.role}</dt>
          <dd>{text.roles[person.role]}</dd>
          <dt>{office.sales.columns.state}</dt>
          <dd>{person.isActive ? words.active : words.inactive}</dd>
          <dt>{words.till}</dt>
          <dd>{words.pin[pinKind(person)]}</dd>
          <dt>{words.office}</dt>
          <dd>{accountWords(person, words)}</dd>
        </dl>
        {mayAct(me, 'people.change') ? (
          <div className={styles.buttons}>
            <Button onClick={() => setSheet('change')}>{words.change}</Button>
            {standsAtTill(person.role) && person.isActive && (
              <Button onClick={() => setSheet('pin')}>{words.resetPin}</Button>
            )}
            {sitsInOffice(person) && person.isActive && (
              <Button onClick={() => setSheet('invite')}>{words.invite}</Button>
            )}
          </div>
        ) : (
          <p>{office.shell.seeOnly}</p>
        )}
      </div>
      {sheet === 'change' && <PersonDialog person={person} onClose={close} />}
      {sheet === 'pin' && <PinDialog person={person} onClose={close} />}
      {sheet === 'invite' && <InviteDialog person={person} onClose={close} />}
    </SidePanel>
  );
}

/** Roles that the office is for. */
function sitsInOffice({ role }: Person): boolean {
  return mayDo('office.enter', role);
}
