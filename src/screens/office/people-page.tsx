import { useMemo, useState } from 'react';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { useText } from '../../locale/use-text.ts';
import { questions } from '../../sync/office-live.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Pill } from '../../ui/pill.tsx';
import { DeskTable, type Column } from './desk-table.tsx';
import { DeskPage } from './desk-page.tsx';
import { Freshness, LiveView } from './live-view.tsx';
import { mayAct, useMe } from './me.ts';
import { PersonDialog } from './person-dialog.tsx';
import { PersonPanel } from './person-panel.tsx';
import { accountWords, pinKind, type Person } from './person-words.ts';
import { useLive } from './use-live.ts';

/** Who works here: the role, whether there is a PIN for the till, and an account for the office. */
export function PeoplePage() {
  const office = useOfficeText();
  const words = office.people;
  const me = useMe();
  const live = useLive(questions.people, 'people');
  const [openId, setOpenId] = useState<string | null>(null);
  const [isAdding, setIsAdding] = useState(false);
  const columns = usePeopleColumns();
  const open = live.value?.people.find(({ staffId }) => staffId === openId);
  const add = mayAct(me, 'people.change') && (
    <Button look="primary" icon="plus" onClick={() => setIsAdding(true)}>
      {words.add}
    </Button>
  );
  return (
    <DeskPage title={words.title} beside={<Freshness live={live} />} action={add}>
      <LiveView live={live}>
        {({ people }) =>
          people.length === 0 ? (
            <EmptyState icon="people" message={words.empty} />
          ) : (
            <DeskTable
              label={words.title}
              columns={columns}
              rows={people}
              keyOf={(person) => person.staffId}
              open={{
                label: (person) => office.sales.open({ number: person.name }),
                onOpen: (person) => setOpenId(person.staffId),
              }}
            />
          )
        }
      </LiveView>
      {open && <PersonPanel person={open} onClose={() => setOpenId(null)} />}
      {isAdding && <PersonDialog person={null} onClose={() => setIsAdding(false)} />}
    </DeskPage>
  );
}

function usePeopleColumns(): readonly Column<Person>[] {
  const office = useOfficeText();
  const text = useText();
  const me = useMe();
  return useMemo(() => {
    const words = office.people;
    return [
      {
        id: 'name',
        header: words.name,
        cell: (person) => (person.staffId === me.staffId ? `${person.name} (${words.you})` : person.name),
        sortBy: (person) => person.name,
      },
      {
        id: 'role',
        header: words.role,
        cell: (person) => text.roles[person.role],
        sortBy: (person) => text.roles[person.role],
      },
      {
        id: 'active',
        header: office.sales.columns.state,
        cell: ({ isActive }) => (
          <Pill
            tone={isActive ? 'ok' : 'plain'}
            icon={isActive ? 'check' : 'lock'}
            label={isActive ? words.active : words.inactive}
          />
        ),
        sortBy: ({ isActive }) => (isActive ? 0 : 1),
      },
      {
        id: 'pin',
        header: words.till,
        from: 'tablet',
        cell: (person) => words.pin[pinKind(person)],
        sortBy: (person) => pinKind(person),
      },
      {
        id: 'account',
        header: words.office,
        from: 'tablet',
        cell: (person) => accountWords(person, words),
        sortBy: (person) => person.account ?? '',
      },
    ];
  }, [office, text, me]);
}
