import { useState } from 'react';
import { ROLES, type Role } from '#domain/permissions.ts';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { useText } from '../../locale/use-text.ts';
import { officeActs } from '../../sync/office-client.ts';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from './form-dialog.tsx';
import type { Person } from './person-words.ts';
import { useAct, useActId } from './use-act.ts';
import styles from './form.module.css';

const NAME_MAX = 120;

interface PersonDialogProps {
  /** Null: somebody new. */
  readonly person: Person | null;
  readonly onClose: () => void;
}

/** Adds a person or changes one. Nobody is deleted: records point at people for ever. */
export function PersonDialog({ person, onClose }: PersonDialogProps) {
  const office = useOfficeText();
  const text = useText();
  const words = office.people;
  const [name, setName] = useState(person?.name ?? '');
  const [role, setRole] = useState<Role>(person?.role ?? 'cashier');
  const [isActive, setIsActive] = useState(person?.isActive ?? true);
  const [isAsked, setIsAsked] = useState(false);
  const act = useAct();
  const actIdOf = useActId();
  const submit = async () => {
    setIsAsked(true);
    if (name.trim() === '') return;
    const content = { staffId: person?.staffId ?? null, name: name.trim(), role, isActive };
    const message = { ...content, actId: actIdOf(content) };
    if ((await act.run(() => officeActs.putPerson(message))) !== null) onClose();
  };
  return (
    <FormDialog
      title={person === null ? words.addTitle : words.changeTitle({ name: person.name })}
      act={act}
      submitLabel={office.form.save}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Field
        label={words.name}
        value={name}
        error={isAsked && name.trim() === '' ? office.form.required : undefined}
        autoComplete="off"
        maxLength={NAME_MAX}
        onChange={(event) => setName(event.target.value)}
      />
      <div className={styles.label}>
        <label className={styles.label}>
          {words.role}
          <select
            className={styles.select}
            value={role}
            onChange={(event) => setRole(ROLES.find((one) => one === event.target.value) ?? role)}
          >
            {ROLES.map((one) => (
              <option key={one} value={one}>
                {text.roles[one]}
              </option>
            ))}
          </select>
        </label>
        <p className={styles.note}>{words.roleLeads[role]}</p>
      </div>
      <label className={styles.check}>
        <input type="checkbox" checked={isActive} onChange={(event) => setIsActive(event.target.checked)} />
        {words.isActive}
      </label>
    </FormDialog>
  );
}
