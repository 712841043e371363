import { useOfficeText } from '../../locale/use-office-text.ts';
import { questions } from '../../sync/office-live.ts';
import { Button } from '../../ui/button.tsx';
import { DateRange } from './date-range.tsx';
import { DeskPage } from './desk-page.tsx';
import { FactPanel } from './fact-panel.tsx';
import { FilterBar, FilterChoice, FilterText } from './filters.tsx';
import { Freshness, LiveView } from './live-view.tsx';
import { useMe } from './me.ts';
import { isFiltered, salesPath, useSalesFilter, type SalesFilter } from './sales-filter.ts';
import { SalesTable } from './sales-table.tsx';
import { useLive } from './use-live.ts';

/** Every sale that reached the server, newest first, down to its bytes. */
export function SalesPage() {
  const office = useOfficeText();
  const { filter, change } = useSalesFilter();
  const path = salesPath(filter, null);
  const live = useLive(questions.sales, path);
  return (
    <DeskPage title={office.sales.title} beside={<Freshness live={live} />}>
      <SalesFilters filter={filter} onChange={change} />
      <LiveView live={live}>
        {(value) => (
          <SalesTable
            key={path}
            value={value}
            filter={filter}
            onOpen={(factId) => change({ fact: factId }, false)}
          />
        )}
      </LiveView>
      {filter.factId !== null && (
        <FactPanel key={filter.factId} factId={filter.factId} onClose={() => change({ fact: null })} />
      )}
    </DeskPage>
  );
}

interface SalesFiltersProps {
  readonly filter: SalesFilter;
  readonly onChange: (changes: Readonly<Record<string, string | null>>) => void;
}

function SalesFilters({ filter, onChange }: SalesFiltersProps) {
  const office = useOfficeText();
  const words = office.sales;
  const me = useMe();
  const devices = useLive(questions.devices, 'devices').value?.devices ?? [];
  const people = useLive(questions.people, 'people').value?.people ?? [];
  const clear = { from: null, to: null, outletId: null, deviceId: null, staffId: null, number: null };
  return (
    <FilterBar>
      <DateRange value={filter} today={filter.today} onChoose={({ from, to }) => onChange({ from, to })} />
      {me.outlets.length > 1 && (
        <FilterChoice
          label={words.outlet}
          value={filter.outletId}
          options={me.outlets.map(({ id, name }) => ({ value: id, label: name }))}
          onChoose={(outletId) => onChange({ outletId })}
        />
      )}
      <FilterChoice
        label={words.device}
        value={filter.deviceId}
        options={devices.map(({ deviceId, name, series }) => ({
          value: deviceId,
          label: `${name} (${series})`,
        }))}
        onChoose={(deviceId) => onChange({ deviceId })}
      />
      <FilterChoice
        label={words.person}
        value={filter.staffId}
        options={people.map(({ staffId, name }) => ({ value: staffId, label: name }))}
        onChoose={(staffId) => onChange({ staffId })}
      />
      <FilterText
        label={words.number}
        value={filter.number}
        placeholder={words.numberHint}
        onType={(number) => onChange({ number: number.toUpperCase() })}
      />
      {isFiltered(filter) && (
        <Button look="quiet" icon="close" onClick={() => onChange(clear)}>
          {words.reset}
        </Button>
      )}
    </FilterBar>
  );
}
