import { useMemo, useState } from 'react';
import { useSearchParams } from 'wouter';
import { formatAge, formatCount, formatRupiah } from '../../locale/format.ts';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { useText } from '../../locale/use-text.ts';
import { questions } from '../../sync/office-live.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Pill } from '../../ui/pill.tsx';
import { DeskTable, type Column } from './desk-table.tsx';
import { DeskPage, Figure, Figures } from './desk-page.tsx';
import { DevicePanel } from './device-panel.tsx';
import { deviceState, needsAttention, STATE_LOOKS, unsentOf, type Device } from './device-state.ts';
import { EnrolDialog } from './enrol-dialog.tsx';
import { contactWords } from './contact-words.ts';
import { Freshness, LiveView } from './live-view.tsx';
import { mayAct, outletName, useMe } from './me.ts';
import { useLive, useNow } from './use-live.ts';

const AGE_STEP_MS = 10_000;

/** Every device with what it last said of itself: who is in touch, and what has not come yet. */
export function DevicesPage() {
  const office = useOfficeText();
  const words = office.devices;
  const me = useMe();
  const now = useNow(AGE_STEP_MS);
  const live = useLive(questions.devices, 'devices');
  const [params, setParams] = useSearchParams();
  const [isEnrolling, setIsEnrolling] = useState(false);
  const openId = params.get('device');
  const open = live.value?.devices.find(({ deviceId }) => deviceId === openId);
  const enrol = mayAct(me, 'device.enrol') && (
    <Button look="primary" icon="plus" onClick={() => setIsEnrolling(true)}>
      {words.enrol}
    </Button>
  );
  return (
    <DeskPage title={words.title} beside={<Freshness live={live} />} action={enrol}>
      <LiveView live={live}>
        {({ devices }) =>
          devices.length === 0 ? (
            <EmptyState icon="device" message={words.empty} />
          ) : (
            <>
              <DeviceFigures devices={devices} now={now} />
              <DeviceTable
                devices={devices}
                now={now}
                onOpen={(deviceId) => setParams({ device: deviceId })}
              />
            </>
          )
        }
      </LiveView>
      {open && <DevicePanel device={open} now={now} onClose={() => setParams({}, { replace: true })} />}
      {isEnrolling && <EnrolDialog onClose={() => setIsEnrolling(false)} />}
    </DeskPage>
  );
}

interface DevicesProps {
  readonly devices: readonly Device[];
  readonly now: number;
}

function DeviceFigures({ devices, now }: DevicesProps) {
  const words = useOfficeText().devices;
  const active = devices.filter(({ isRevoked }) => !isRevoked);
  const states = active.map((device) => deviceState(device, now));
  const pending = active.reduce((sum, device) => sum + (unsentOf(device).count ?? 0), 0);
  const pendingRupiah = active.reduce((sum, device) => sum + (unsentOf(device).rupiah ?? 0), 0);
  const troubled = states.filter(needsAttention).length;
  return (
    <Figures>
      <Figure label={words.count} value={formatCount(active.length)} />
      <Figure
        label={words.unsent}
        value={formatRupiah(pendingRupiah)}
        hint={words.unsentCount({ count: pending })}
        tone={pending > 0 ? 'warn' : 'plain'}
      />
      <Figure
        label={words.attention}
        value={formatCount(troubled)}
        tone={troubled > 0 ? 'danger' : 'plain'}
      />
    </Figures>
  );
}

function DeviceTable({ devices, now, onOpen }: DevicesProps & { readonly onOpen: (id: string) => void }) {
  const columns = useDeviceColumns(now);
  const words = useOfficeText();
  return (
    <DeskTable
      label={words.devices.title}
      columns={columns}
      rows={devices}
      keyOf={(device) => device.deviceId}
      open={{
        label: (device) => words.sales.open({ number: device.name }),
        onOpen: (device) => onOpen(device.deviceId),
      }}
    />
  );
}

function useDeviceColumns(now: number): readonly Column<Device>[] {
  const office = useOfficeText();
  const text = useText();
  const me = useMe();
  return useMemo(() => {
    const words = office.devices;
    return [
      { id: 'name', header: words.title, cell: ({ name }) => name, sortBy: ({ name }) => name },
      {
        id: 'state',
        header: office.sales.columns.state,
        cell: (device) => {
          const kind = deviceState(device, now);
          return <Pill {...STATE_LOOKS[kind]} label={words.states[kind]} />;
        },
        sortBy: (device) => Object.keys(STATE_LOOKS).indexOf(deviceState(device, now)),
      },
      {
        id: 'contact',
        header: words.lastContact,
        from: 'tablet',
        cell: ({ seenAt }) => contactWords(seenAt, now, words, text),
        sortBy: ({ seenAt }) => -(seenAt ?? 0),
      },
      {
        id: 'outlet',
        header: office.sales.outlet,
        from: 'desk',
        cell: ({ outletId }) => outletName(me, outletId),
        sortBy: ({ outletId }) => outletName(me, outletId),
      },
      { id: 'series', header: words.series, from: 'tablet', cell: ({ series }) => series },
      {
        id: 'unsent',
        header: words.unsent,
        isNumber: true,
        cell: (device) => {
          const { count, rupiah } = unsentOf(device);
          if (count === null) return '–';
          return count === 0 ? words.nothing : `${formatCount(count)} · ${formatRupiah(rupiah ?? 0)}`;
        },
        sortBy: (device) => unsentOf(device).rupiah ?? 0,
      },
      {
        id: 'oldest',
        header: words.oldest,
        from: 'desk',
        cell: (device) => {
          const { oldestAt } = unsentOf(device);
          return oldestAt === null ? words.nothing : formatAge(now - oldestAt, text);
        },
        sortBy: (device) => now - (unsentOf(device).oldestAt ?? now),
      },
      {
        id: 'findings',
        header: office.list.title,
        from: 'desk',
        isNumber: true,
        cell: ({ findingCount }) => formatCount(findingCount),
        sortBy: ({ findingCount }) => findingCount,
      },
    ];
  }, [office, text, me, now]);
}
