import { useState } from 'react';
import { Link } from 'wouter';
import { formatAge, formatCount, formatRupiah } from '../../locale/format.ts';
import { formatMoment } from '../../locale/office-format.ts';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { useLanguage, useText } from '../../locale/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Pill } from '../../ui/pill.tsx';
import { contactWords } from './contact-words.ts';
import { deviceState, missingRupiah, STATE_LOOKS, unsentOf, type Device } from './device-state.ts';
import { JudgeDeviceDialog } from './judge-device-dialog.tsx';
import { mayAct, outletName, useMe, zoneOf } from './me.ts';
import { SidePanel } from './side-panel.tsx';
import styles from './fact-panel.module.css';

const CLOCK_RIGHT_MS = 60_000;

interface DevicePanelProps {
  readonly device: Device;
  readonly now: number;
  readonly onClose: () => void;
}

/** All that is known of one device, and what can be done about it. */
export function DevicePanel({ device, now, onClose }: DevicePanelProps) {
  const office = useOfficeText();
  const words = office.devices;
  const me = useMe();
  const [isJudging, setIsJudging] = useState(false);
  const kind = deviceState(device, now);
  const missing = missingRupiah(device);
  return (
    <SidePanel title={device.name} onClose={onClose}>
      <div className={styles.content}>
        <div>
          <Pill {...STATE_LOOKS[kind]} label={words.states[kind]} />
        </div>
        {missing > 0 && (
          <Notice tone="warn" title={words.missing({ amount: formatRupiah(missing) })}>
            {words.missingHint}
          </Notice>
        )}
        <DeviceFacts device={device} now={now} />
        <Lineages device={device} />
        <div className={styles.acts}>
          <Link href={`/office/sales?deviceId=${device.deviceId}`}>{words.seeSales}</Link>
          {mayAct(me, 'device.revoke') && (
            <Button look={device.isRevoked ? 'outline' : 'danger'} onClick={() => setIsJudging(true)}>
              {device.isRevoked ? words.reinstate : words.revoke}
            </Button>
          )}
        </div>
      </div>
      {isJudging && <JudgeDeviceDialog device={device} onClose={() => setIsJudging(false)} />}
    </SidePanel>
  );
}

function DeviceFacts({ device, now }: { readonly device: Device; readonly now: number }) {
  const { devices: words, sales } = useOfficeText();
  const text = useText();
  const language = useLanguage();
  const me = useMe();
  const clock = useClockWords(device.clockOffsetMs);
  const { count, rupiah, oldestAt } = unsentOf(device);
  const storage = device.isPersisted ? words.storageKept : words.storageNotKept;
  const pairs: readonly (readonly [label: string, value: string])[] = [
    [words.lastContact, contactWords(device.seenAt, now, words, text)],
    [sales.outlet, outletName(me, device.outletId)],
    [words.series, device.series],
    [
      words.unsent,
      count === null ? words.unknown : `${words.unsentCount({ count })} · ${formatRupiah(rupiah ?? 0)}`,
    ],
    [words.oldest, oldestAt === null ? words.nothing : formatAge(now - oldestAt, text)],
    [words.clock, clock],
    [words.storage, device.isPersisted === null ? words.unknown : storage],
    [words.build, device.build ?? words.unknown],
    [words.enrolledAt, formatMoment(device.certifiedAt, zoneOf(me, device.outletId), language)],
  ];
  return (
    <dl className={styles.pairs}>
      {pairs.map(([label, value]) => (
        <Pair key={label} label={label} value={value} />
      ))}
    </dl>
  );
}

function Pair({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  );
}

/** Server clock minus device clock: above zero the device is behind. */
function useClockWords(offsetMs: number | null): string {
  const words = useOfficeText().devices;
  const text = useText();
  if (offsetMs === null) return words.unknown;
  const age = formatAge(Math.abs(offsetMs), text);
  if (Math.abs(offsetMs) < CLOCK_RIGHT_MS) return words.clockRight;
  return offsetMs > 0 ? words.clockBehind({ age }) : words.clockAhead({ age });
}

/** How much of each line of records has come. */
function Lineages({ device }: { readonly device: Device }) {
  const words = useOfficeText().devices;
  if (device.epochs.length === 0) return null;
  return (
    <section className={styles.part}>
      <h3>{words.lineages}</h3>
      <ul className={styles.lineages}>
        {device.epochs.map((line) => (
          <li key={line.epoch}>
            <span>
              {words.lineageReasons[line.reason]} <code>{line.epoch.slice(0, 8)}</code>
            </span>
            <strong>
              {words.lineage({
                acked: formatCount(line.ackedSeq),
                head: line.headSeq === null ? '?' : formatCount(line.headSeq),
              })}
            </strong>
          </li>
        ))}
      </ul>
    </section>
  );
}
